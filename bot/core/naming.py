"""Which actions a sentence names, and how they stand there."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.core.actions import IT, ActionBook, Pattern
from bot.core.marks import Mark
from bot.core.names import ASIDE, heads
from bot.core.predicates import Verb, find_verbs, places
from bot.core.scope import is_light, is_preposition
from bot.core.sentences import Hit, Segment, Sentence
from bot.core.verbs import Tense

__all__ = ["Named", "find_actions"]

_SWITCH, _ON = "turn", "on"
_SWITCHES = frozenset({_ON, "off"})
"""*The vpn is off now* is read as *turned off the vpn*."""

_NEAR = 3
"""Words between a verb and the pronoun that it acts on."""

_GAP = 7
"""Words within which each part of a verb follows the one before: *turned low data mode off*."""

_PRONOUNS = frozenset(["it", "its", "that", "them", "this", "those", "these", "both", "theyre"])

_DETERMINERS = frozenset(
    ["the", "my", "a", "an", "this", "that", "our", "his", "her", "their", "its"]
)
_ARTICLES = frozenset(["the", "my", "a", "an"])

_BEFORE_ON = 3
"""Segments after *off* within which *on* belongs to it: *vpn off, five minutes, on again*."""


class _Fit(NamedTuple):
    pattern: Pattern
    acted_on: Hit | None


class Named(NamedTuple):
    """An action that a sentence names: the fixes that it belongs to, and how it stands there."""

    fixes: tuple[str, ...]
    start: int
    tense: Tense
    segments: tuple[Segment, ...]
    """Its own segment first, then those with what it acts on."""
    has_object: bool = True
    is_switch: bool = False
    """Whether *on* or *off* is a part of it."""
    is_noun: bool = False


def find_actions(
    book: ActionBook, sentence: Sentence, topic: Sequence[Hit]
) -> Iterator[tuple[Segment, list[Named]]]:
    """Each segment with the actions that it names.

    The hits in `topic` are what *it* and *that* mean as long as the sentence names nothing.
    """
    search = _Search(book, sentence)
    for at, segment in enumerate(sentence.segments):
        yield segment, search.named(at, topic) or search.switched(at, topic)
        topic = segment.names or topic


class _Search:
    """Looks for actions in one sentence."""

    def __init__(self, book: ActionBook, sentence: Sentence) -> None:
        self._book = book
        self._tokens = sentence.tokens
        self._segments = sentence.segments
        self._verbs = list(find_verbs(book.forms, sentence))

    def named(self, at: int, topic: Sequence[Hit]) -> list[Named]:
        """The actions that the segment at this place names by a verb or a noun."""
        segment = self._segments[at]
        it = topic or [Hit(segment.start, segment.start, name=IT)]
        short = [Hit(h.start, h.end, name=name) for h in topic for name in heads(h.name)]
        own = [verb for verb in self._verbs if segment.start <= verb.start < segment.end]
        matches = (self._match(at, verb, it) or self._match(at, verb, short) for verb in own)
        found = [one for one in matches if one]
        return [*found, *self._nouns(segment)]

    def switched(self, at: int, topic: Sequence[Hit]) -> list[Named]:
        """What it says was switched, without a verb: *the vpn is off now*, *vpn off, then on*."""
        segment = self._segments[at]
        state = Verb(segment.start - 1, _SWITCH, Tense.PAST, segment.start, segment.end)
        if segment.has(Mark.OFF, Mark.ON) and not segment.has(Mark.IS, Mark.WAS, Mark.HAVE):
            back = Mark.ON if segment.has(Mark.OFF) else Mark.OFF
            for other in self._segments[at : at + 1 + _BEFORE_ON]:
                if other.has(back) and (
                    _is_off_on(segment)
                    if other is segment
                    else not (other.names or other.has(Mark.IS, Mark.ACTOR))
                ):
                    found = self._match(at, state._replace(right=other.end), topic, other)
                    return [found] if found else []
        is_state = segment.has(Mark.NOW) and any(
            hit.marks & {Mark.OFF, Mark.ON} and not is_preposition(hit, segment, self._tokens)
            for hit in segment.marks
        )
        found = self._match(at, state, topic) if is_state else None
        return [found._replace(has_object=False)] if found else []

    def _match(
        self, at: int, verb: Verb, topic: Sequence[Hit], last: Segment | None = None
    ) -> Named | None:
        """The fixes that a verb of the segment at this place is an action of.

        It reaches to the end of `last`, if that is given.
        """
        own = self._segments[at]
        after = [own, *_run(self._segments[at + 1 :])]
        before = [own, *_run(reversed(self._segments[:at]))]
        reach = min(verb.right, self._next_phrase(own, verb.start))
        right = [hit for s in after for hit in s.names if verb.start < hit.start < reach]
        left = [
            hit
            for s in before
            if s is own or s.start >= verb.left
            for hit in s.names
            if verb.left <= hit.start < verb.start
        ]
        ahead = self._tokens[verb.start + 1 : min(verb.right + 1, (last or after[-1]).end)]
        if not (left or right):
            is_meant = last is not None or not _PRONOUNS.isdisjoint(ahead[:_NEAR])
            left = list(topic) if is_meant else []
        if last is not None and not (left or right):
            return None
        names = {hit.name for hit in (*left, *right)}
        fits = [
            fit
            for pattern in self._book.patterns[verb.word]
            if not (pattern.objects and names.isdisjoint(pattern.objects))
            if _in_order(pattern.particles, ahead) and self._is_near(pattern.near, own)
            for fit in _fits(pattern, right, left)
        ]
        return _best(fits, verb, [*before, *after[1:]]) if fits else None

    def _next_phrase(self, segment: Segment, start: int) -> int:
        """Where an article begins a phrase after an unknown word: *removed tetris the backup...*.

        What stands from there on is nothing that the verb acts on.
        """
        known = places((*segment.names, *segment.marks))
        for at in range(start + 2, segment.end):
            is_known = at - 1 in known or self._tokens[at - 1] in ASIDE
            if self._tokens[at] in _ARTICLES and not is_known:
                return at
        return len(self._tokens)

    def _nouns(self, segment: Segment) -> Iterator[Named]:
        for hit in segment.names:
            owners = self._book.nouns.get(hit.name, ())
            if fixes := [fix for fix, near in owners if self._is_near(near, segment)]:
                yield Named(tuple(fixes), hit.start, Tense.NAMED, (segment,), is_noun=True)

    def _is_near(self, wanted: Collection[str], segment: Segment) -> bool:
        """Whether one of the words stands in the segment, or none is wanted."""
        return not wanted or any(
            word in wanted for word in self._tokens[segment.start : segment.end]
        )


def _is_off_on(segment: Segment) -> bool:
    """Whether *on* follows right after *off*: *wifi off/on*."""
    switched = [hit for hit in segment.marks if hit.marks & {Mark.OFF, Mark.ON}]
    return any(first.end == second.start for first, second in pairwise(switched))


def _run(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The segments, as long as they only go on with what was said: *..., low data and off*."""
    for segment in segments:
        if not is_light(segment):
            return
        yield segment


def _in_order(wanted: Sequence[str], tokens: Sequence[str]) -> bool:
    """Whether the words stand there in that order, not too far from each other."""
    at = 0
    for word in wanted:
        near = tokens[at : at + _GAP]
        if word not in near:
            return False
        at += near.index(word) + 1
    is_toggle = len(wanted) > 1 and wanted[-1] == _ON
    return not is_toggle or at == len(tokens) or tokens[at] not in _DETERMINERS


def _fits(pattern: Pattern, right: Iterable[Hit], left: Iterable[Hit]) -> list[_Fit]:
    if not pattern.objects:
        return [_Fit(pattern, None)]
    near = [hit for hit in right if hit.name in pattern.objects]
    near = near or [hit for hit in left if hit.name in pattern.objects]
    return [_Fit(pattern, hit) for hit in near]


def _best(fits: list[_Fit], verb: Verb, segments: Sequence[Segment]) -> Named:
    """The fits with an object rather than without, and of those the longest verbs.

    Where it is said of which things and from where, that decides: *deleted apps off the phone*.
    """
    own = segments[0]
    placed = [
        fit for fit in fits if fit.pattern.near and fit.acted_on and _tells_where(fit.acted_on)
    ]
    fits = placed or fits
    objects = _main({fit.acted_on.start: fit.acted_on for fit in fits if fit.acted_on}, own)
    fits = [fit for fit in fits if not objects or fit.acted_on in objects]
    sizes = {
        fit.acted_on: max(len(o.pattern.particles) for o in fits if o.acted_on == fit.acted_on)
        for fit in fits
    }
    fits = [fit for fit in fits if len(fit.pattern.particles) == sizes[fit.acted_on]]
    is_switch = any(not _SWITCHES.isdisjoint(fit.pattern.particles) for fit in fits)
    beside = [
        s
        for s in segments[1:]
        if any(hit in objects for hit in s.names)
        or (is_switch and not s.names and s.has(Mark.ON, Mark.OFF))
    ]
    is_in_name = any(hit.start <= verb.start < hit.end for hit in own.names)
    is_noun_before = any(hit.end <= verb.start and hit not in objects for hit in own.names)
    is_named = verb.tense is Tense.EITHER and is_noun_before
    return Named(
        tuple(dict.fromkeys(fit.pattern.fix for fit in fits)),
        verb.start,
        Tense.NAMED if is_named else verb.tense,
        (own, *beside),
        has_object=bool(objects) or is_in_name,
        is_switch=is_switch,
    )


def _tells_where(hit: Hit) -> bool:
    return hit.name.split()[0] in ASIDE


def _main(objects: Mapping[int, Hit], segment: Segment) -> list[Hit]:
    """What a verb acts on: the longest name in its own segment, and each in a list after it.

    What tells where comes last: *took the profile off my ipad* is about the profile.
    """
    own = [hit for hit in objects.values() if segment.start <= hit.start < segment.end]
    best = sorted(
        own,
        key=lambda hit: (_tells_where(hit), hit.start - hit.end, hit.start),
    )[:1]
    return [*best, *(hit for hit in objects.values() if hit not in own)]

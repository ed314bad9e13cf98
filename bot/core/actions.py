"""Which fixes the verbs and nouns of a sentence are actions of."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.core.marks import Action, Mark
from bot.core.scope import is_light
from bot.core.sentences import Hit, Segment, Sentence, bare
from bot.core.verbs import Tense, forms

__all__ = ["IT", "ActionBook", "Named", "find_actions"]

IT = "it"
"""Stands among an action's objects for a verb with no name beside it: the device."""

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
_NOT_PAST_AFTER = frozenset(
    [
        "to",
        "can",
        "cant",
        "could",
        "couldnt",
        "will",
        "wont",
        "would",
        "must",
        "should",
        "shall",
        "may",
        "might",
        "please",
        "lets",
        "ill",
        "didnt",
        "dont",
        "doesnt",
        "able",
        "did",
        "a",
        "the",
        "another",
        "my",
        "one",
        "full",
        "complete",
    ]
)
"""After one of these, a form that looks like the infinitive is no past."""

_WITH_VERBS = frozenset({Mark.OFF, Mark.ON, Mark.FILLER, Mark.DID_THAT})
"""Marks of several words whose verb may be one of an action: *switched off*."""

_BEGINS_ASIDE = frozenset(
    [
        "off",
        "on",
        "back",
        "out",
        "from",
        "to",
        "of",
        "in",
        "into",
        "at",
        "with",
        "over",
        "for",
        "via",
    ]
)
"""What follows one of these says more of a name's first words, which are its head."""

_MAKES_ADJECTIVE = frozenset(
    ["a", "the", "my", "for", "of", "one", "any", "some", "recently", "old", "no", "these", "those"]
)
"""After one of these a past form only describes: *for deleted files*."""

_BEFORE_ON = 3
"""Segments after *off* within which *on* belongs to it: *vpn off, five minutes, on again*."""

_ARTICLES = frozenset(["the", "my", "a", "an"])

_HELPERS = frozenset({Mark.HAVE, Mark.WAS, Mark.TRIED})
"""Verbs that don't stand between a verb and what it acts on."""


class _Pattern(NamedTuple):
    fix: str
    particles: tuple[str, ...]
    objects: frozenset[str]
    near: frozenset[str]


class _Verb(NamedTuple):
    """A verb in a sentence, and where its neighbours leave off and begin."""

    start: int
    word: str
    tense: Tense
    left: int
    right: int


class _Fit(NamedTuple):
    pattern: _Pattern
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


class ActionBook:
    """The actions of all fixes, by their verbs and nouns."""

    def __init__(
        self,
        actions: Iterable[tuple[str, Action]],
        irregular: Mapping[str, Sequence[str]],
        read: Callable[[str], Sequence[str]],
    ) -> None:
        """Take the actions in, each with its fix; `read` cuts a phrase into words."""
        self.forms: dict[str, tuple[str, Tense]] = {}
        self.patterns: defaultdict[str, list[_Pattern]] = defaultdict(list)
        self.nouns: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        self._objects: set[str] = set()
        told = [(fix, action, _names(action.objects, read)) for fix, action in actions]
        named: defaultdict[str, set[str]] = defaultdict(set)
        for fix, action, objects in told:
            named[fix] |= objects | _names(action.nouns, read)
        for fix, action, own in told:
            objects = own.union(name for name in named[fix] if not own.isdisjoint(_heads(name)))
            near = frozenset(token for word in action.near for token in read(word))
            self._objects |= objects
            for noun in sorted(_names(action.nouns, read)):
                self.nouns[noun].append((fix, near))
            for phrase in action.verbs:
                verb, *particles = read(phrase)
                self.patterns[verb].append(_Pattern(fix, tuple(particles), objects, near))
        for verb in self.patterns:
            for form, tense in forms(verb, irregular):
                self.forms.setdefault(form, (verb, tense))

    @property
    def names(self) -> Collection[str]:
        """What must be found in a sentence: the objects of verbs, and the nouns."""
        return (self._objects | self.nouns.keys()) - {IT}

    @property
    def words(self) -> Collection[str]:
        """Every form of every verb, with those that say what happens again and again."""
        return self.forms.keys() | {verb + "s" for verb in self.patterns}


def _names(phrases: Iterable[str], read: Callable[[str], Sequence[str]]) -> frozenset[str]:
    return frozenset(" ".join(bare(read(phrase))) for phrase in phrases)


def _heads(name: str) -> Iterator[str]:
    """The shorter names that a name is one of: *dns back to automatic* is *dns*."""
    words = name.split()
    yield from (" ".join(words[at:]) for at in range(1, len(words)))
    yield from (" ".join(words[:at]) for at in range(1, len(words)) if words[at] in _BEGINS_ASIDE)


def find_actions(
    book: ActionBook, sentence: Sentence, topic: Sequence[Hit]
) -> Iterator[tuple[Segment, list[Named]]]:
    """Each segment with the actions that it names.

    The hits in `topic` are what *it* and *that* mean as long as the sentence names nothing.
    """
    verbs = list(_verbs(book, sentence))
    for at, segment in enumerate(sentence.segments):
        own = [verb for verb in verbs if segment.start <= verb.start < segment.end]
        found = [one for verb in own if (one := _match(book, sentence, at, verb, topic))]
        found += _nouns(book, segment, sentence)
        yield segment, found or _switched(book, sentence, at, topic)
        topic = segment.names or topic


def _switched(book: ActionBook, sentence: Sentence, at: int, topic: Sequence[Hit]) -> list[Named]:
    """What a segment without a verb says was switched: *the vpn is off now*, *vpn off, then on*."""
    segment = sentence.segments[at]
    state = _Verb(segment.start - 1, _SWITCH, Tense.PAST, segment.start, segment.end)
    if segment.has(Mark.OFF, Mark.ON) and not segment.has(Mark.IS, Mark.WAS, Mark.HAVE):
        back = Mark.ON if segment.has(Mark.OFF) else Mark.OFF
        for other in sentence.segments[at + 1 : at + 1 + _BEFORE_ON]:
            if other.has(back) and not other.names and not other.has(Mark.IS, Mark.ACTOR):
                found = _match(book, sentence, at, state._replace(right=other.end), topic, other)
                return [found] if found else []
    found = _match(book, sentence, at, state, topic) if segment.has(Mark.NOW) else None
    return [found._replace(has_object=False)] if found else []


def _places(hits: Iterable[Hit], skip: int = 0) -> set[int]:
    return {place for hit in hits for place in range(hit.start + skip, hit.end)}


def _verbs(book: ActionBook, sentence: Sentence) -> Iterator[_Verb]:
    tokens = sentence.tokens
    names = [hit for segment in sentence.segments for hit in segment.names]
    marks = [hit for segment in sentence.segments for hit in segment.marks]
    phrases = [hit for hit in marks if hit.end - hit.start > 1 and not hit.marks & _WITH_VERBS]
    hidden = _places(phrases) | _places(names, skip=1)
    known = [
        at
        for at, word in enumerate(tokens)
        if word in book.forms and at not in hidden and not _is_adjective(book, tokens, at)
    ]
    aside = _places(names) | {hit.start for hit in marks if hit.marks & _HELPERS}
    bounds = [-1, *(at for at in known if at not in aside), len(tokens)]
    for start in known:
        word, tense = book.forms[tokens[start]]
        if tense is Tense.EITHER and start > 0 and tokens[start - 1] in _NOT_PAST_AFTER:
            tense = Tense.NAMED
        left = bounds[bisect_left(bounds, start) - 1] + 1
        yield _Verb(start, word, tense, left, bounds[bisect_right(bounds, start)])


def _is_adjective(book: ActionBook, tokens: Sequence[str], at: int) -> bool:
    is_past = book.forms[tokens[at]][1] is Tense.PAST
    return is_past and at > 0 and tokens[at - 1] in _MAKES_ADJECTIVE


def _match(  # noqa: PLR0913  # the state of one search
    book: ActionBook,
    sentence: Sentence,
    at: int,
    verb: _Verb,
    topic: Sequence[Hit],
    last: Segment | None = None,
) -> Named | None:
    """The fixes that a verb of the segment at this place is an action of; `last` belongs to it."""
    segments = sentence.segments
    after = [segments[at], *_run(segments[at + 1 :])]
    before = [segments[at], *_run(reversed(segments[:at]))]
    reach = min(verb.right, _next_phrase(sentence, segments[at], verb))
    right = [hit for s in after for hit in s.names if verb.start < hit.start < reach]
    left = [
        hit
        for s in before
        if s is segments[at] or s.start >= verb.left
        for hit in s.names
        if verb.left <= hit.start < verb.start
    ]
    ahead = sentence.tokens[verb.start + 1 : min(verb.right, (last or after[-1]).end)]
    if not (left or right):
        is_meant = last is not None or not _PRONOUNS.isdisjoint(ahead[:_NEAR])
        it = [Hit(verb.start, verb.start, name=IT)]
        left = (list(topic) or it) if is_meant else []
    fits = [
        fit
        for pattern in book.patterns[verb.word]
        if _in_order(pattern.particles, ahead) and _is_near(pattern.near, segments[at], sentence)
        for fit in _fits(pattern, right, left)
    ]
    return _best(fits, verb, [*before, *after[1:]]) if fits else None


def _next_phrase(sentence: Sentence, segment: Segment, verb: _Verb) -> int:
    """Where an article begins a new phrase after an unknown word: *removed tetris the backup...*.

    What stands from there on is nothing that the verb acts on.
    """
    known = _places((*segment.names, *segment.marks)) | {verb.start}
    for at in range(verb.start + 2, segment.end):
        if sentence.tokens[at] in _ARTICLES and at - 1 not in known:
            return at
    return len(sentence.tokens)


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


def _fits(pattern: _Pattern, right: Iterable[Hit], left: Iterable[Hit]) -> list[_Fit]:
    if not pattern.objects:
        return [_Fit(pattern, None)]
    near = [hit for hit in right if hit.name in pattern.objects]
    near = near or [hit for hit in left if hit.name in pattern.objects]
    return [_Fit(pattern, hit) for hit in near]


def _best(fits: list[_Fit], verb: _Verb, segments: Sequence[Segment]) -> Named:
    """The fits with an object rather than without, and of those the longest verbs."""
    own = segments[0]
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


def _main(objects: Mapping[int, Hit], segment: Segment) -> list[Hit]:
    """What a verb acts on: the longest name in its own segment, and each in a list after it.

    What tells where comes last: *took the profile off my ipad* is about the profile.
    """
    own = [hit for hit in objects.values() if segment.start <= hit.start < segment.end]
    best = sorted(
        own,
        key=lambda hit: (hit.name.split()[0] in _BEGINS_ASIDE, hit.start - hit.end, hit.start),
    )[:1]
    return [*best, *(hit for hit in objects.values() if hit not in own)]


def _nouns(book: ActionBook, segment: Segment, sentence: Sentence) -> Iterator[Named]:
    for hit in segment.names:
        owners = book.nouns.get(hit.name, ())
        if fixes := [fix for fix, near in owners if _is_near(near, segment, sentence)]:
            yield Named(tuple(fixes), hit.start, Tense.NAMED, (segment,), is_noun=True)


def _is_near(wanted: Collection[str], segment: Segment, sentence: Sentence) -> bool:
    """Whether one of the words stands in the segment, or none is wanted."""
    return not wanted or any(
        word in wanted for word in sentence.tokens[segment.start : segment.end]
    )

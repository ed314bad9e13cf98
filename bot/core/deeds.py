"""What a user has done: the actions that are told as done, not asked, advised or only named."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.core.actions import ActionBook
from bot.core.evidence import OUTCOMES, is_done, is_shown, is_state, is_test
from bot.core.marks import Mark
from bot.core.names import ARTICLES
from bot.core.naming import Named, find_actions
from bot.core.scope import begins_anew, is_bare, is_light, is_only
from bot.core.sentences import Hit, Segment, Sentence
from bot.core.verbs import Tense

__all__ = ["Deed", "DeedReader"]

_NEGATIONS = frozenset({Mark.NOT, Mark.IS_NOT, Mark.CANT})
_NEGATIVE_JOINS = frozenset({"or", "nor"})
_NOTHING = (Mark.RESULT, Mark.NOT, Mark.NO)


class Deed(NamedTuple):
    """A fix that was done, with the segments that show it."""

    fix: str
    segments: tuple[Segment, ...]


class _Told(NamedTuple):
    """How a segment tells of the actions in it."""

    counts: bool = True
    is_tried: bool = False
    """Whether it says that what it names was done."""
    is_outcome: bool = False
    """Whether it says what came of something."""
    is_negated: bool = False
    is_neither: bool = False
    has_deed: bool = False
    carries_on_not: bool = False
    """Whether it goes on with *or* after what is negated."""

    @property
    def goes_on(self) -> bool:
        """Whether a list of what was done may go on after it."""
        return self.is_tried and self.counts and not self.is_negated


class DeedReader:
    """Finds the deeds of one text, sentence by sentence."""

    def __init__(self, book: ActionBook) -> None:
        self._book = book
        self._topic: Sequence[Hit] = ()
        self._named: list[Named] = []
        """Actions of the sentence before that were named but not done, for *did that*."""

    def read(self, sentence: Sentence) -> tuple[list[Deed], set[int]]:
        """The deeds of a sentence, and the segments (by `id`) that tell of actions, not states."""
        deeds: list[Deed] = []
        active: set[int] = set()
        waiting, self._named = self._named, []
        told = _Told()
        for segment, found in find_actions(self._book, sentence, self._topic):
            told = _tell(segment, found, told)
            confirmed = _confirmed(waiting, segment, found, told)
            waiting = [] if confirmed is not None else waiting
            deeds += (
                Deed(f, (*one.segments, segment)) for one in confirmed or () for f in one.fixes
            )
            has_deed = False
            for one in found:
                is_named = one.tense is Tense.NAMED
                is_denied = _is_denied(one, segment, sentence, told)
                is_done = not is_denied and _is_told(one, segment, sentence, told)
                has_deed = has_deed or is_done
                if is_done:
                    deeds += (Deed(fix, one.segments) for fix in one.fixes)
                elif is_named or not is_denied:
                    self._named.append(one)
                    waiting += [] if is_denied else [one]
                is_deed = is_named and (is_done or (is_denied and one.has_object))
                if is_deed or _is_active(one, segment, sentence):
                    active.update(map(id, one.segments))
            told = told._replace(has_deed=has_deed)
            self._topic = segment.names or self._topic
        return deeds, active


def _tell(segment: Segment, found: Sequence[Named], before: _Told) -> _Told:
    """How a segment tells of the actions that were found in it, after the one before it."""
    joins_not = segment.opener in _NEGATIVE_JOINS
    is_carried = before.is_negated and joins_not
    is_tried = segment.has(Mark.TRIED) or _refers(segment)
    return _Told(
        counts=not (segment.is_thought or segment.is_advice),
        is_tried=is_tried
        or (before.goes_on and _is_list_item(segment, found))
        or (before.has_deed and is_bare(segment)),
        is_outcome=segment.has(*OUTCOMES) or _is_result(segment),
        is_negated=_is_negated(segment, segment.end) or is_carried,
        is_neither=_is_neither(segment) or (before.is_neither and joins_not),
        carries_on_not=is_carried,
    )


def _refers(segment: Segment) -> bool:
    """Whether a segment says that what was named before is done."""
    return segment.has(Mark.DID_THAT) or _affirms(segment)


def _confirmed(
    waiting: Iterable[Named], segment: Segment, found: Sequence[Named], told: _Told
) -> list[Named] | None:
    """Which of the actions named before are done, as this segment says; None if it says nothing."""
    if _refers(segment) and not (found or segment.is_thought or told.is_negated):
        return [one for one in waiting if segment.has(Mark.DID_THAT) or _is_alone(one)]
    if told.is_outcome and told.counts:
        return [one for one in waiting if _counts(one)]
    return None


def _is_denied(one: Named, segment: Segment, sentence: Sentence, told: _Told) -> bool:
    """Whether it is said that an action was not done."""
    if one.tense is Tense.NAMED and (told.is_neither or is_shown(one, segment, sentence)):
        return False
    end = segment.end if one.tense is Tense.NAMED else one.start
    return _is_negated(segment, end) or told.carries_on_not


def _is_told(one: Named, segment: Segment, sentence: Sentence, told: _Told) -> bool:
    """Whether an action is told as done."""
    if one.tense is not Tense.NAMED:
        return is_done(one, sentence)
    says_so = told.is_tried or told.is_outcome or told.is_neither
    return is_test(segment, sentence) or (
        told.counts and (says_so or is_shown(one, segment, sentence))
    )


def _counts(one: Named) -> bool:
    return not (one.segments[0].is_thought or one.segments[0].is_advice)


def _is_active(one: Named, segment: Segment, sentence: Sentence) -> bool:
    """Whether what is done is told, not how a thing is."""
    if one.tense is Tense.NAMED:
        is_noun = one.is_noun or (one.start > 0 and sentence.tokens[one.start - 1] in ARTICLES)
        return one.is_switch and one.has_object and not is_noun
    return (one.has_object or not segment.names) and not is_state(one, segment)


def _is_negated(segment: Segment, end: int) -> bool:
    """Whether *not* turns round what stands in a segment up to this token."""
    turns = [hit for hit in segment.marks if hit.marks & _NEGATIONS and hit.end <= end]
    return len(turns) % 2 == 1


def _is_result(segment: Segment) -> bool:
    """Whether a segment says nothing but what came of it: *..., nothing*, *..., same*."""
    return is_only(segment, *_NOTHING) and is_light(segment, *_NOTHING)


def _is_neither(segment: Segment) -> bool:
    return segment.has(Mark.NEITHER) and not segment.has(Mark.ACTOR)


def _affirms(segment: Segment) -> bool:
    """Whether a segment says nothing but *yes* or *done*."""
    return is_only(segment, Mark.YES, Mark.TRIED)


def _is_alone(one: Named) -> bool:
    """Whether only the action stands there, asked for by nothing: *restarted?*, *restart: ...*."""
    return not one.segments[0].has(Mark.ASKS, Mark.HYPOTHESIS, Mark.ADVICE)


def _is_list_item(segment: Segment, found: Sequence[Named]) -> bool:
    """Whether a segment goes on with a list of what was tried."""
    if begins_anew(segment):
        return False
    return is_bare(segment) or any(one.tense is not Tense.PAST for one in found)

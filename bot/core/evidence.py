"""What shows that an action that a sentence names was done."""

from collections.abc import Sequence

from bot.core.marks import Mark
from bot.core.names import ARTICLES
from bot.core.naming import Named
from bot.core.scope import is_covered, is_led_to, is_light
from bot.core.sentences import Segment, Sentence
from bot.core.verbs import Tense

__all__ = ["OUTCOMES", "is_done", "is_shown", "is_state", "is_test"]

OUTCOMES = frozenset({Mark.OUTCOME, Mark.HELPED})
"""Marks that say what an action led to."""

_BESIDE_PARTICIPLE = 3
"""Words between *is* and the participle that it belongs to: *it's now switched off*."""

_RUNS = frozenset({Mark.WORKS, Mark.RUNS, Mark.FAILS, Mark.BAD, *OUTCOMES})
"""Marks that say how the backup went."""

_CIRCUMSTANCES = frozenset(["with", "without", "using", "via", "through", "over", "on", "in"])
"""Nouns that begin so say how it was tried: *without the vpn it fails as well*."""


def is_shown(one: Named, segment: Segment, sentence: Sentence) -> bool:
    """Whether what is said of an action that is only named shows that it was done."""
    if one.is_noun and _is_circumstance(one, sentence.tokens):
        after = [other for other in sentence.segments if other.start >= segment.start]
        return any(other.has(*_RUNS) for other in after)
    if one.is_noun and any(
        other.has(Mark.NOW, Mark.PAST, Mark.BAD, Mark.WORKS)
        for other in sentence.segments
        if other is segment or (other.start == segment.end and is_light(other) and not other.names)
    ):
        return True
    has_result = any(
        hit.marks & {Mark.RESULT, Mark.WORKS} and hit.start > one.start for hit in segment.marks
    )
    return has_result and is_led_to(segment, one.start)


def _is_circumstance(one: Named, tokens: Sequence[str]) -> bool:
    """Whether a noun says under which circumstance it was tried: *on a hotspot it fails too*."""
    ahead = tokens[max(0, one.start - 2) : one.start]
    before = [token for token in ahead if token not in ARTICLES]
    return not _CIRCUMSTANCES.isdisjoint((tokens[one.start], *before[-1:]))


def is_test(segment: Segment, sentence: Sentence) -> bool:
    """Whether it is told what happens each time: *if i restart, it works for a day*."""
    others = [other for other in sentence.segments if other is not segment]
    asks = [hit for hit in segment.marks if Mark.ASKS in hit.marks and hit.start > segment.start]
    return (
        segment.has(Mark.TEST)
        and not (sentence.asks or asks or any(other.is_thought for other in others))
        and any(other.has(*_RUNS) for other in sentence.segments)
    )


def is_done(one: Named, sentence: Sentence) -> bool:
    """Whether a past form tells what the user did."""
    segment = one.segments[0]
    if segment.is_advice or segment.is_thought:
        is_told = segment.is_carried and one.tense is Tense.PAST and not segment.is_advice
        if not is_told:
            return False
    if one.tense is Tense.EITHER and not is_covered(segment, one.start):
        return False
    if _is_of_itself(segment) or _is_by_machine(one, sentence):
        return False
    if any(s.has(*OUTCOMES) for s in sentence.segments):
        return True
    if any(s.has(Mark.ONSET) for s in sentence.segments):
        return False
    return segment.has(Mark.NOW) or not is_state(one, segment)


def _is_of_itself(segment: Segment) -> bool:
    """Whether it happened without anybody: *restarted itself*, not *deleted the backup itself*."""
    stressed = {hit.end for hit in segment.names}
    return any(Mark.ITSELF in hit.marks and hit.start not in stressed for hit in segment.marks)


def _is_by_machine(one: Named, sentence: Sentence) -> bool:
    """Whether the device did it, not the user: *it restarted*, *the phone forgot the wifi*."""
    if any(segment.has(*OUTCOMES) for segment in sentence.segments):
        return False
    return any(hit.end == one.start and Mark.MACHINE in hit.marks for hit in one.segments[0].marks)


def is_state(one: Named, segment: Segment) -> bool:
    """Whether a participle tells how it is: *it's switched off*, *have the switch turned on*."""
    been = [hit.start for hit in segment.marks if Mark.WAS in hit.marks]
    by_actor = {hit.end for hit in segment.marks if Mark.ACTOR in hit.marks}
    return any(
        (
            Mark.IS in hit.marks
            and hit.start < one.start <= hit.end + _BESIDE_PARTICIPLE
            and not any(hit.end <= place < one.start for place in been)
            and hit.start not in by_actor
        )
        or (Mark.KEEP in hit.marks and any(hit.end <= n.start < one.start for n in segment.names))
        for hit in segment.marks
    )

"""Which segments count: questions, thoughts, plans and other people's advice say nothing."""

from collections.abc import Sequence

from bot.core.marks import Mark
from bot.core.sentences import Hit, Segment, Sentence

__all__ = [
    "begins_anew",
    "begins_with_answer",
    "goes_on",
    "is_bare",
    "is_covered",
    "is_led_to",
    "is_light",
    "is_only",
    "is_preposition",
    "weigh",
]

_STATES = frozenset({Mark.GOOD, Mark.BAD, Mark.ON, Mark.OFF, Mark.NOT, Mark.IS_NOT, Mark.NO})
_ARTICLE = frozenset({Mark.FILLER, Mark.SUBJECT})
"""*The* and *my* begin a clause, or mean nothing."""
_LIGHT = frozenset({Mark.FILLER, Mark.NOW, Mark.PAST, Mark.JOIN, Mark.ON, Mark.OFF})

_PREPOSITIONS = frozenset({"on", "off"})
_DETERMINERS = frozenset(
    [
        "the",
        "my",
        "a",
        "an",
        "this",
        "that",
        "our",
        "his",
        "her",
        "their",
        "its",
        "both",
        "all",
        "each",
        "every",
    ]
)


def weigh(sentence: Sentence) -> None:
    """Mark the segments of a sentence that don't count."""
    before: Segment | None = None
    for segment in sentence.segments:
        segment.is_thought = _is_thought(segment)
        segment.is_advice = segment.has(Mark.ADVICE)
        if before and not (segment.is_thought or segment.is_advice):
            if goes_on(segment) or (before.is_advice and segment.has(Mark.OTHER)):
                segment.is_thought, segment.is_advice = before.is_thought, before.is_advice
            segment.is_carried = segment.is_thought or segment.is_advice
        if before and _is_hedge(segment):
            before.is_thought = True
        before = segment
    if sentence.asks:
        _question(sentence)


def _is_thought(segment: Segment) -> bool:
    if segment.has(Mark.HYPOTHESIS, Mark.HEDGE, Mark.REPORTED):
        return True
    first = next((hit for hit in segment.marks if not hit.marks <= _LIGHT), None)
    if first is None or Mark.ASKS not in first.marks or not is_led_to(segment, first.start):
        return False
    return not any(
        hit.start == first.end and not hit.marks.isdisjoint(_STATES) for hit in segment.marks
    )


def is_led_to(segment: Segment, at: int, *more: Mark) -> bool:
    """Whether nothing but fillers, and marks of the kinds `more`, stands ahead of the token."""
    kinds = _LIGHT.union(more)
    light = {
        place for hit in segment.marks if hit.marks <= kinds for place in range(hit.start, hit.end)
    }
    return light.issuperset(range(segment.start, at))


def goes_on(segment: Segment) -> bool:
    """Whether a segment only adds to the one before it, and tells no deed of its own."""
    is_deed = segment.has(Mark.TRIED, Mark.DID_THAT, Mark.OUTCOME)
    return not (is_deed or begins_anew(segment))


def begins_anew(segment: Segment) -> bool:
    """Whether a segment has a subject or a state of its own."""
    subjects = (hit for hit in segment.marks if Mark.SUBJECT in hit.marks)
    return segment.has(Mark.ACTOR, Mark.IS) or any(
        hit.start == segment.start and hit.marks != _ARTICLE for hit in subjects
    )


def _is_hedge(segment: Segment) -> bool:
    return (
        not segment.names
        and all(not hit.marks.isdisjoint({Mark.HEDGE, *_LIGHT}) for hit in segment.marks)
        and segment.has(Mark.HEDGE)
    )


def _question(sentence: Sentence) -> None:
    """The last clause of a question doesn't count, up to where its asking begins."""
    last = [s for s in sentence.segments if s.clause == sentence.segments[-1].clause]
    if any(segment.is_thought for segment in last):
        return
    for segment in last:
        segment.is_thought = True


def is_only(segment: Segment, *kinds: Mark) -> bool:
    """Whether a segment says one of these, and nothing else but little words."""
    hits = [hit for hit in segment.marks if not hit.marks <= _LIGHT]
    return bool(hits) and not segment.names and all(hit.marks & {*kinds} for hit in hits)


def is_bare(segment: Segment) -> bool:
    """Whether a segment only names things, with little words around them."""
    return bool(segment.names) and is_light(segment)


def is_light(segment: Segment, *more: Mark) -> bool:
    """Whether a segment holds names, little words and marks of the kinds `more`, and no others."""
    kinds = _LIGHT.union(more)
    little = [h for h in segment.marks if h.marks <= kinds or h.marks == _ARTICLE]
    covered = {place for hit in (*segment.names, *little) for place in range(hit.start, hit.end)}
    return len(covered) == segment.end - segment.start


def begins_with_answer(segment: Segment) -> bool:
    """Whether a segment begins with a *no* that answers, and turns nothing round."""
    if len(segment.marks) < 2:  # noqa: PLR2004  # the answer, and what goes on
        return False
    first, second = segment.marks[:2]
    goes_on = {Mark.ACTOR, Mark.SUBJECT, Mark.NOT, Mark.IS_NOT, Mark.NO}
    return (
        Mark.NO in first.marks
        and first.start == segment.start
        and second.start == first.end
        and not second.marks.isdisjoint(goes_on)
    )


def is_covered(segment: Segment, end: int | None = None) -> bool:
    """Whether every word of a segment, up to the token `end`, is a mark or a name."""
    hits = (*segment.marks, *segment.names)
    covered = {place for hit in hits for place in range(hit.start, hit.end)}
    return covered.issuperset(range(segment.start, segment.end if end is None else end))


def is_preposition(hit: Hit, segment: Segment, tokens: Sequence[str]) -> bool:
    """Whether *on* or *off* says where, not how: what it belongs to follows."""
    if hit.end - hit.start > 1 or hit.end >= segment.end:
        return False
    if tokens[hit.start] not in _PREPOSITIONS:
        return False
    follows = [other for other in segment.marks if other.start == hit.end]
    if tokens[hit.end] in _DETERMINERS:
        return all(other.end - other.start == 1 for other in follows)
    if Mark.OFF in hit.marks:
        return False
    if any(name.start == hit.end for name in segment.names):
        return True
    is_state = any(Mark.IS in other.marks and other.end == hit.start for other in segment.marks)
    return not (follows or is_state)

"""Whether what is said of a thing shows that its cause is surely not it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from bot.core.marks import Mark, State, Thing
from bot.core.names import bare, heads
from bot.core.phrasebook import Phrasebook
from bot.core.scope import begins_with_answer, is_preposition
from bot.core.sentences import Hit, Segment, Sentence

__all__ = ["SAYS_HOW", "STATES", "TURNS", "Frame", "Known", "ThingBook", "Topic", "judge"]

TURNS = frozenset({Mark.NOT, Mark.IS_NOT, Mark.CANT, Mark.NO, Mark.NEITHER})
"""Marks that turn the sense round."""

SAYS_HOW = frozenset({Mark.GOOD, Mark.BAD, Mark.ON, Mark.OFF, Mark.BLAME})
"""What is said so of one thing holds for those that were only named before it."""

STATES = SAYS_HOW | {Mark.HAVE}
"""Marks that say how a thing is, or that it is there."""

_NOR, _OR = "nor", "or"
_BEFORE_STATE = 2
_BEFORE_THING = 4
"""Words that may stand between *no* or *not* and what it turns round."""


class Known(NamedTuple):
    """A thing, with its cause and the words that say how it is."""

    cause: str
    thing: Thing
    near: frozenset[str]
    words: Phrasebook[bool]


class Topic(NamedTuple):
    """A thing that was named, and where."""

    known: Known
    hit: Hit
    segment: Segment


class ThingBook:
    """The things of all causes, by their names."""

    def __init__(
        self, things: Iterable[tuple[str, Thing]], read: Callable[[str], Sequence[str]]
    ) -> None:
        """Take the things in, each with its cause; `read` cuts a phrase into words."""
        self._by_name: dict[str, list[Known]] = {}
        self.words: set[str] = set()
        """Every word that says how a thing is, or that stands near it."""
        for cause, thing in things:
            words = [*((word, True) for word in thing.good), *((word, False) for word in thing.bad)]
            near = frozenset(token for word in thing.near for token in read(word))
            known = Known(cause, thing, near, Phrasebook(words, read))
            self.words |= near.union(*known.words)
            for name in dict.fromkeys(" ".join(bare(read(name))) for name in thing.names):
                self._by_name.setdefault(name, []).append(known)

    @property
    def names(self) -> Collection[str]:
        """What must be found in a sentence."""
        return self._by_name.keys()

    def owners(self, name: str) -> Sequence[Known]:
        """The things of this name; of a longer one the things that it is one of."""
        found = (self._by_name[one] for one in (name, *heads(name)) if one in self._by_name)
        return next(found, ())


class Frame(NamedTuple):
    """What a segment says of whatever it is about."""

    segment: Segment
    tokens: Sequence[str]
    marks: Sequence[Hit]
    is_nor: bool = False
    """Whether the segment is joined on with *nor*, which turns it round."""

    @classmethod
    def of(cls, segment: Segment, sentence: Sentence, before: "Frame | None" = None) -> "Frame":
        """What a segment says; *or* goes on with what is turned round before it."""
        marks = [
            hit
            for hit in segment.marks[begins_with_answer(segment) :]
            if not is_preposition(hit, segment, sentence.tokens)
        ]
        tokens = sentence.tokens[segment.start : segment.end]
        own = any(hit.marks & TURNS for hit in marks) or segment.has(Mark.ACTOR)
        goes_on = before is not None and (bool(before.turns) or before.is_nor) and not own
        return cls(
            segment, tokens, marks, segment.opener == _NOR or (goes_on and segment.opener == _OR)
        )

    def after(self, other: "Frame") -> "Frame":
        """What the other says, said of this one: *... and neither is low data*."""
        own = [hit for hit in self.marks if hit.marks & (TURNS | {Mark.IS, Mark.WAS})]
        if not own and not self.is_nor:
            return other
        said = [hit for hit in other.marks if not hit.marks & TURNS]
        return Frame(other.segment, other.tokens, [*said, *own], self.is_nor)

    def has(self, *kinds: Mark) -> bool:
        """Whether a mark of one of the kinds stands in it."""
        return any(hit.marks.intersection(kinds) for hit in self.marks)

    @property
    def turns(self) -> list[Hit]:
        """The marks that turn the sense round."""
        return [hit for hit in self.marks if hit.marks & TURNS]


def judge(topic: Topic, frame: Frame) -> bool | None:
    """Whether what is said shows that the cause is surely not it; None where it says nothing."""
    own = [
        (frame.segment.start + start, frame.segment.start + end, meaning)
        for start, end, meaning in topic.known.words.find(frame.tokens)
    ]
    is_well = all(meaning for _, _, meaning in own) if own else _is_well(topic, frame)
    if is_well is None:
        return _is_absent(topic, frame) if topic.known.thing.clears else None
    if State.STATED in topic.known.thing.clears:
        turns = [hit for hit in frame.turns if _turns_thing(hit, topic, frame)]
        return is_well and not _is_odd(turns, frame)
    inside = {place for start, end, _ in own for place in range(start, end)}
    ahead = [topic.hit.start, *(start for start, _, _ in own)]
    ahead += [hit.start for hit in frame.marks if hit.marks & STATES]
    turns = [
        hit
        for hit in frame.turns
        if hit.start not in inside
        and (
            Mark.NO not in hit.marks
            or topic.segment is not frame.segment
            or any(hit.end <= start <= hit.end + _BEFORE_STATE for start in ahead)
        )
    ]
    return is_well != _is_odd(turns, frame)


def _is_odd(turns: Sequence[Hit], frame: Frame) -> bool:
    return (len(turns) + frame.is_nor) % 2 == 1


def _is_well(topic: Topic, frame: Frame) -> bool | None:
    """Whether it is well with a thing, before *not* and *no* turn that round."""
    clears = topic.known.thing.clears
    if not clears:
        return None
    if frame.has(Mark.BLAME):
        return False
    if State.STATED in clears:
        return not frame.has(Mark.OFF)
    if clears & {State.ON, State.OFF} and frame.has(Mark.ON) != frame.has(Mark.OFF):
        return None if frame.has(Mark.CANT) else (State.ON in clears) == frame.has(Mark.ON)
    if State.GOOD in clears and frame.has(Mark.BAD):
        return False
    if State.GOOD in clears and frame.has(Mark.GOOD) and not frame.has(Mark.WAS):
        return True
    return None


def _is_absent(topic: Topic, frame: Frame) -> bool | None:
    """Whether it is said that there is none of a thing, or that this isn't it.

    None of what does harm clears its cause; none of what is needed doesn't.
    """
    turns = [hit for hit in frame.turns if Mark.CANT not in hit.marks or _finds(hit, frame)]
    if State.ABSENT in topic.known.thing.clears:
        near = [hit for hit in turns if _turns_thing(hit, topic, frame)]
        if near or frame.is_nor:
            return _is_odd(near, frame)
        return False if frame.has(Mark.HAVE, Mark.ON) else None
    beside = [hit for hit in turns if _is_beside(hit, topic, frame)]
    if any(Mark.NO in hit.marks for hit in beside) or (
        frame.has(Mark.HAVE) and any(Mark.NO not in hit.marks for hit in turns)
    ):
        return not _is_odd(turns, frame)
    if frame.is_nor or any(hit.marks & {Mark.IS_NOT, Mark.NEITHER} for hit in beside):
        return _is_odd(turns, frame)
    return None


def _finds(hit: Hit, frame: Frame) -> bool:
    """Whether it is said that none can be found, not that something can't be done: *can't see*."""
    return any(
        Mark.HAVE in other.marks and hit.end <= other.start < hit.end + _BEFORE_STATE
        for other in frame.marks
    )


def _turns_thing(hit: Hit, topic: Topic, frame: Frame) -> bool:
    """Whether *not* stands near before a thing, or right before *on* or *used*."""
    if topic.segment is not frame.segment:
        return True
    light = sum(
        other.end - other.start
        for other in frame.marks
        if Mark.FILLER in other.marks and hit.end <= other.start < topic.hit.start
    )
    return hit.end <= topic.hit.start <= hit.end + _BEFORE_THING + light or any(
        other.marks & {Mark.ON, Mark.HAVE} and hit.end <= other.start <= hit.end + _BEFORE_STATE
        for other in frame.marks
    )


def _is_beside(hit: Hit, topic: Topic, frame: Frame) -> bool:
    """Whether nothing but little words stands between *no* or *isn't* and a thing."""
    if topic.segment is not frame.segment:
        return True
    light = {
        place
        for other in frame.marks
        if Mark.FILLER in other.marks
        for place in range(other.start, other.end)
    }
    return hit.end <= topic.hit.start and light.issuperset(range(hit.end, topic.hit.start))

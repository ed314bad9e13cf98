"""What a user rules out: things that are said to be fine, absent, off or on."""

from collections.abc import Collection
from typing import NamedTuple

from bot.core.marks import Mark, State
from bot.core.scope import begins_anew, is_bare, is_covered, is_only
from bot.core.sentences import Hit, Segment, Sentence
from bot.core.things import SAYS_HOW, STATES, Frame, Known, ThingBook, Topic, judge

__all__ = ["Claim", "ClaimReader"]

_LONGEST_STATE = 3
_SIGNS = frozenset(",(:-")
"""After one of these, a few words say how a thing is: *checked wifi, fine*, *storage (80 gb)*."""

_WHICH = "which"
_THERE = frozenset({State.GOOD, State.ON, State.STATED})
"""Whoever says *yes* to one of these alone rules its cause out: *plugged in? yes*."""
_SWITCHED = frozenset(["on", "off"])
"""With one of these a segment goes on with a deed before it: *..., then on again*."""
_LONGEST_ANSWER = 5
"""Words in the longest segment that speaks of a thing without naming it."""


class Claim(NamedTuple):
    """What was said of a cause: that it is surely not it, or that it well may be."""

    cause: str
    clears: bool
    stated: str
    """The name that says so by itself: *plugged in*; empty where it takes more."""
    segments: tuple[Segment, ...]


class ClaimReader:
    """Finds the claims of one text, sentence by sentence."""

    def __init__(self, book: ThingBook) -> None:
        self._book = book
        self._topics: list[Topic] = []
        """The things that were said last."""
        self._left: list[Topic] = []
        """Things that the sentence before only named: *checked wifi and storage. all good*."""
        self._asked: list[Topic] = []
        """Things that stand alone before a question mark: *vpn? no*."""
        self._asks_whether: list[Claim] = []

    def read(self, sentence: Sentence, deeds: Collection[int]) -> list[Claim]:
        """The claims of a sentence; the segments in `deeds`, by `id`, tell of actions instead."""
        claims = self._answered(sentence)
        waiting = self._left if all(is_only(s, Mark.GOOD) for s in sentence.segments[:1]) else []
        said: Frame | None = None
        before: Frame | None = None
        is_deed = False
        for segment in sentence.segments:
            own = self._named(segment, sentence)
            goes_on = is_deed and not (own or begins_anew(segment))
            is_deed = id(segment) in deeds or goes_on
            tokens = sentence.tokens[segment.start : segment.end]
            switches = goes_on and not _SWITCHED.isdisjoint(tokens)
            is_aside = segment.is_thought or segment.has(Mark.ONSET)
            if is_aside or switches or id(segment) in deeds:
                waiting, said, before = [], None, None
                self._topics = own or self._topics
                continue
            frame = before = Frame.of(segment, sentence, before)
            if waiting and is_only(segment, Mark.YES):
                claims += map(_affirmed, waiting)
            about = own or self._meant(segment, frame, waiting, sentence.segments)
            is_open = segment.has(Mark.NEITHER) and not frame.has(*STATES)
            found = [] if is_open else [claim for t in about if (claim := _claim(t, frame))]
            if own and segment.opener and (frame.is_nor or frame.has(*SAYS_HOW)):
                found += [claim for t in waiting if (claim := _claim(t, frame))]
            if found:
                waiting = waiting if all(claim.stated for claim in found) else []
                said = frame
            else:
                adds = segment.opener and is_covered(segment) and not frame.has(*SAYS_HOW)
                if said is not None and adds:
                    found = [c for t in own if (c := _claim(t, frame.after(said)))]
                waiting = [*waiting, *own] if own and (is_open or is_bare(segment)) else []
            claims += found
            self._topics = own or self._topics
        self._left = waiting
        is_alone = sentence.asks and all(is_bare(segment) for segment in sentence.segments)
        self._asked = self._topics if is_alone else []
        self._topics = [] if sentence.asks else self._topics
        self._asks_whether = self._whether(sentence) if sentence.asks else []
        return claims

    def _whether(self, sentence: Sentence) -> list[Claim]:
        """What a short question asks: *wifi ok?*."""
        if len(sentence.segments) != 1 or not is_covered(sentence.segments[0]):
            return []
        segment = sentence.segments[0]
        frame = Frame.of(segment, sentence)
        return [c for t in self._named(segment, sentence) if (c := _claim(t, frame))]

    def _answered(self, sentence: Sentence) -> list[Claim]:
        """What is claimed by a *yes* or *no* to the question right before."""
        for segment in sentence.segments[:1]:
            is_yes = is_only(segment, Mark.YES)
            if is_yes:
                self._asks_whether += [_affirmed(topic) for topic in self._asked]
            if is_yes or is_only(segment, Mark.NO):
                return [
                    claim._replace(
                        clears=claim.clears is is_yes, segments=(*claim.segments, segment)
                    )
                    for claim in self._asks_whether
                ]
        return []

    def _named(self, segment: Segment, sentence: Sentence) -> list[Topic]:
        """The things that a segment names, less the names that say how another of them is."""
        tokens = sentence.tokens[segment.start : segment.end]
        topics = [
            Topic(known, hit, segment)
            for hit in segment.names
            for known in self._owners(hit, tokens)
        ]
        states = {
            segment.start + place
            for topic in topics
            for start, end, _ in topic.known.words.find(tokens)
            for place in range(start, end)
        }
        return [topic for topic in topics if topic.hit.start not in states]

    def _owners(self, hit: Hit, tokens: Collection[str]) -> list[Known]:
        """The things of this name; where it has several owners, the likeliest."""
        owners = self._book.owners(hit.name)
        beside = [known for known in owners if not known.near.isdisjoint(tokens)]
        before = {topic.known.cause for topic in self._topics if topic.known.thing.clears}
        return (
            beside
            or [known for known in owners if known.near and known.cause in before]
            or [known for known in owners if not known.near]
        )

    def _meant(
        self, segment: Segment, frame: Frame, waiting: list[Topic], segments: Collection[Segment]
    ) -> list[Topic]:
        """The things that a segment without a name of its own speaks of."""
        is_answer = bool(self._asked) and segment.has(Mark.NO)
        if segment.names or (segment.has(Mark.OUTCOME, Mark.HELPED) and not is_answer):
            return []
        if waiting and is_covered(segment):
            return waiting
        is_short = segment.end - segment.start <= _LONGEST_ANSWER
        if self._asked and is_short:
            return self._asked
        if frame.has(Mark.HAVE_ONE) or segment.opener == _WHICH:
            return self._topics
        if is_short and frame.has(Mark.BLAME) and frame.turns:
            return self._topics
        if not is_short:
            return []
        if segment.end - segment.start <= _LONGEST_STATE and segment.opener in _SIGNS:
            return [
                topic
                for topic in self._topics
                if topic.segment in segments
                and (is_covered(segment) or topic.known.words.holds(frame.tokens))
            ]
        if not (segment.has(Mark.SUBJECT, Mark.IS) or segment.opener.isalpha()):
            return []
        return [
            topic
            for topic in self._topics
            if (frame.has(Mark.ON, Mark.OFF) and topic.hit is self._topics[-1].hit)
            or (topic.segment in segments and any(topic.known.words.find(frame.tokens)))
        ]


def _claim(topic: Topic, frame: Frame) -> Claim | None:
    clears = judge(topic, frame)
    if clears is None:
        return None
    is_other = frame.segment is not topic.segment
    segments = (topic.segment, frame.segment) if is_other else (topic.segment,)
    stated = topic.hit.name if State.STATED in topic.known.thing.clears else ""
    return Claim(topic.known.cause, clears, stated, segments)


def _affirmed(topic: Topic) -> Claim:
    """What *yes* says of a thing that stood alone before a question mark."""
    clears = not topic.known.thing.clears.isdisjoint(_THERE)
    return Claim(topic.known.cause, clears, stated="", segments=(topic.segment,))

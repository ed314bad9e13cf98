"""A text as sentences of tokens, cut into segments: the pieces that each say one thing."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.core.marks import Mark
from bot.core.names import ARTICLES, bare
from bot.core.phrasebook import Phrasebook
from bot.core.text import normalise

__all__ = ["Cutter", "Hit", "Segment", "Sentence", "pieces"]

_CLITIC = re.compile(
    r"\b(?!(?:it|that|there|what|here|he|she|who|where|how|let)\b)([^\W\d_]+)"
    "['\u2019\u2018\u02bc`\u00b4\uff07]s\\b",
    re.IGNORECASE,
)
"""A word with *'s*, which is read as a word of its own; *its*, *thats* and so on stay whole."""

_AGAIN = re.compile(r"\bre-(?=[^\W\d_])", re.IGNORECASE)
"""What *re-enabled* and *reenabled* differ in."""

_PIECE = re.compile(
    r"\d+(?:\.\d+)+|[^\W\d_]+|\d+|[.,;:!?()>\n\u2026\u2192]|(?<=\s)[-\u2013\u2014]+(?=\s)"
)
_SIGNS_AT_THE_END = frozenset(".;!?\n\u2026")

_LONGEST = 40
"""Words after which a sentence is cut, so that the work grows with the text and not faster."""

_BEGINNERS = frozenset({Mark.HYPOTHESIS, Mark.ADVICE})
"""A segment begins with these."""

_PREDICATES = frozenset(
    {Mark.GOOD, Mark.BAD, Mark.ON, Mark.OFF, Mark.OUTCOME, Mark.NOW, Mark.TRIED}
)
"""After these, somebody who acts begins a new segment."""

_NO_MARKS: frozenset[Mark] = frozenset()
_NUMBER = frozenset({Mark.FILLER})
"""A number by itself says nothing of a thing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: its place among a sentence's tokens, and what it is."""

    start: int
    end: int
    marks: frozenset[Mark] = _NO_MARKS
    name: str = ""


@dataclass(slots=True)
class Segment:
    """A piece of a sentence that says one thing."""

    start: int
    end: int
    opener: str
    """The word or sign that it is joined on with; empty at the beginning."""
    first: int
    last: int
    """The text's pieces that it was read from."""
    clause: int
    """Clauses end at signs, segments at words such as *and* as well."""
    marks: Sequence[Hit] = ()
    names: Sequence[Hit] = ()
    kinds: frozenset[Mark] = _NO_MARKS
    """Those of its marks."""
    is_thought: bool = False
    """Nothing in it counts: a question, a thought, a wish."""
    is_advice: bool = False
    """Actions in it don't count: somebody else speaks of them."""
    is_carried: bool = False
    """That it doesn't count comes from the segment before."""

    def has(self, *kinds: Mark) -> bool:
        """Whether a mark of one of the kinds stands in it."""
        return not self.kinds.isdisjoint(kinds)


@dataclass(slots=True)
class Sentence:
    """Tokens, each with the pieces of the text that it was read from, and the segments."""

    tokens: list[str] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    signs: dict[int, str] = field(default_factory=dict)
    """The sign that stands ahead of a token, where there is one."""
    asks: bool = False
    segments: list[Segment] = field(default_factory=list)


def pieces(text: str) -> list[str]:
    """The words and signs of a text, normalised."""
    text = _AGAIN.sub("re", text).replace("+", " plus ").replace("%", " percent ").replace("=", ":")
    return _PIECE.findall(normalise(_CLITIC.sub(r"\1 s", text)))


class Cutter:
    """Cuts texts into sentences, and sentences into segments."""

    def __init__(
        self,
        read: Callable[[Sequence[str]], Iterator[tuple[int, int, Sequence[str]]]],
        marks: Phrasebook[frozenset[Mark]],
        names: Phrasebook[str],
    ) -> None:
        """Build the cutter.

        Args:
            read: words as they are written to the words that they mean, with their places.
            marks: the little words that tell what a clause does.
            names: what clauses can be about, without articles.

        """
        self._read = read
        self._marks = marks
        self._names = names

    def cut(self, said: Sequence[str]) -> Iterator[Sentence]:
        """The sentences of a text's pieces."""
        sentence, start, sign = Sentence(), 0, ""
        for at, piece in enumerate([*said, "\n"]):
            is_word = piece[0].isalnum()
            too_long = is_word and at - start >= _LONGEST
            if is_word and not too_long:
                continue
            self._add(sentence, said, start, at, sign)
            start, sign = (at, "") if too_long else (at + 1, piece)
            if too_long or sign in _SIGNS_AT_THE_END or len(sentence.tokens) >= _LONGEST:
                sentence.asks = sign == "?"
                if sentence.tokens:
                    self._divide(sentence)
                    yield sentence
                sentence, sign = Sentence(), ""

    def _add(
        self, sentence: Sentence, said: Sequence[str], start: int, end: int, sign: str
    ) -> None:
        if end > start and sign:
            sentence.signs[len(sentence.tokens)] = sign
        for first, last, meant in self._read(said[start:end]):
            sentence.tokens += meant
            sentence.pieces += [(start + first, start + last)] * len(meant)

    def _divide(self, sentence: Sentence) -> None:
        tokens = sentence.tokens
        bounds = [0, *sorted(sentence.signs), len(tokens)]
        clauses = [(start, tokens[start:end]) for start, end in pairwise(bounds)]
        names = [hit for at, clause in clauses for hit in self._named(clause, at)]
        marks = [
            Hit(at + start, at + end, kinds)
            for at, clause in clauses
            for start, end, kinds in self._marks.find(clause)
        ]
        marks += [Hit(at, at + 1, _NUMBER) for at, token in enumerate(tokens) if token.isdecimal()]
        marks.sort(key=lambda hit: hit.start)
        names, marks = _outside(names, marks, equal=False), _outside(marks, names, equal=True)
        openers = self._openers(sentence, marks)
        starts = sorted(openers)
        clause = 0
        for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
            opener = openers[start]
            clause += bool(opener) and not opener.isalpha()
            first = start + (bool(opener) and opener == tokens[start])
            if first == end:
                continue
            places = sentence.pieces[first:end]
            own = [hit for hit in marks if first <= hit.start < end]
            segment = Segment(
                *(first, end, opener, places[0][0], places[-1][1], clause),
                marks=own,
                names=[hit for hit in names if first <= hit.start < end],
                kinds=_NO_MARKS.union(*(hit.marks for hit in own)),
            )
            sentence.segments.append(segment)

    def _named(self, clause: Sequence[str], at: int) -> Iterator[Hit]:
        places = [place for place, token in enumerate(clause) if token not in ARTICLES]
        for start, end, name in self._names.find(bare(clause)):
            yield Hit(at + places[start], at + places[end - 1] + 1, name=name)

    @staticmethod
    def _openers(sentence: Sentence, marks: Sequence[Hit]) -> dict[int, str]:
        """Where segments begin, with the word or sign that each is joined on with."""
        openers = {0: "", **sentence.signs}
        start, seen = 0, _NO_MARKS
        for hit in marks:
            if any(at in openers for at in range(start + 1, hit.start + 1)):
                seen = _NO_MARKS
            start = hit.start
            if Mark.JOIN in hit.marks:
                openers[hit.start] = sentence.tokens[hit.start]
            elif hit.start not in openers and (
                hit.marks & _BEGINNERS
                or (Mark.NO in hit.marks and Mark.NO in seen)
                or (Mark.ACTOR in hit.marks and seen & _PREDICATES)
            ):
                openers[hit.start] = ""
                seen = _NO_MARKS
            seen |= hit.marks
        return openers


def _outside(hits: Sequence[Hit], others: Sequence[Hit], *, equal: bool) -> list[Hit]:
    """The hits that don't overlap a longer one of the others; or one as long, where `equal`."""
    size = dict[int, int]()
    for other in others:
        for place in range(other.start, other.end):
            size[place] = other.end - other.start + equal
    return [
        hit
        for hit in hits
        if all(size.get(place, 0) <= hit.end - hit.start for place in range(hit.start, hit.end))
    ]

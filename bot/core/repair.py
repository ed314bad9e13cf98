"""Typo repair: a word that nothing is known of is read as the likeliest known one."""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.slips import slip_cost

__all__ = ["Repair"]

_CUTOFF = 0.75
"""The least similarity, 1 - edits / length, at which a word counts as a slip of another."""

_SHORT = 5
"""Up to this length in letters one edit is allowed, however large its share of the word."""

_FAR_CUTOFF, _MOST_COST = 0.6, 0.2
"""Where no word is so near: the least similarity, if its slips cost no more than this a letter."""

_CANDIDATES = 32
"""The words further off whose slips are weighed."""

_SHORTEST = 2
"""A single letter is left alone."""

_LONGEST = 48
"""A longer word is left alone: the work grows with the square of its letters."""

_SHORTEST_PART = 3
"""Each of several joined words has at least so many letters; a word of two may stand between."""

_SHORTEST_MISTYPED = 5
"""Where words were joined and one of them mistyped, that one has at least so many letters."""

_TWICE = re.compile(r"(.)\1")
"""What is left of a key that was held down."""

_ROUNDING = 1e-6
"""What a similarity may be off by."""

_MOST_UNKNOWN = 24
"""Unknown words of a text that are looked up, a bound on time; who writes plainly has far fewer."""

_MEMO_SIZE = 50_000
"""Words remembered, a bound on memory."""


class _Mended(NamedTuple):
    """A known word, and what it costs to take a typed one for it."""

    cost: float
    word: str


class Repair:
    """Reads unknown words as known ones that are a few slips of the finger away.

    The distance is the restricted Damerau-Levenshtein one (optimal string alignment), in which two
    swapped letters are a single edit. Ties go to the likelier slip, a neighbouring key for one,
    then to the word that is more frequent in `frequencies`. Where no word is as near, one that is
    further off is read if all of its slips are likely.
    """

    def __init__(self, frequencies: Mapping[str, int], protected: Collection[str]) -> None:
        self._frequencies = dict(frequencies)
        self._choices = sorted(word for word in frequencies if len(word) >= _SHORTEST)
        self._protected = frozenset(protected)
        self._lengths = np.array([len(word) for word in self._choices], dtype=np.int32)
        self._letters = np.array([_letters(word) for word in self._choices], dtype=np.uint32)
        self._total = sum(frequencies.values())
        self._memo: dict[str, tuple[str, ...]] = {}

    def words(self, tokens: Iterable[str], met: set[str] | None = None) -> list[str]:
        """The tokens, each unknown one read as the likeliest known word, or as joined ones.

        Where a text has very many unknown words, the first ones are read and the others left.

        Args:
            tokens: words of a text.
            met: the unknown words of the same text that were met before; these are added.

        """
        met = set() if met is None else met
        return [word for token in tokens for word in self._read(token, met)]

    def completed(self, tokens: Sequence[str]) -> list[str]:
        """The tokens mended, the last one read as the commonest known word that begins with it.

        There is one token at least.
        """
        *done, last = tokens
        following = islice(self._choices, bisect_left(self._choices, last), None)
        begun = takewhile(lambda word: word.startswith(last), following)
        whole = max(begun, key=self._frequencies.__getitem__, default=None)
        return [*self.words(done), *((whole,) if whole else self._read(last, set()))]

    def _read(self, token: str, met: set[str]) -> tuple[str, ...]:
        if token in self._frequencies or token in self._protected:
            return (token,)
        if not _SHORTEST <= len(token) <= _LONGEST or not token.isalpha():
            return (token,)
        if token not in met:
            if len(met) == _MOST_UNKNOWN:
                return (token,)
            met.add(token)
        mended = self._memo.get(token)
        if mended is None:  # looked up once: another thread may clear it
            mended = self._resolve(token)
            if len(self._memo) >= _MEMO_SIZE:
                self._memo.clear()
            self._memo[token] = mended
        return mended

    def _resolve(self, token: str) -> tuple[str, ...]:
        short = _TWICE.sub(r"\1", token)
        if short in self._frequencies:
            return (short,)
        parts = self._split(token)
        if parts:
            return parts
        mended = self._mend(token)
        if mended:
            return (mended.word,)
        return self._split_mended(token) or (token,)

    def _split(self, token: str) -> tuple[str, ...] | None:
        """Known words that were typed as one: the likeliest, were they drawn one by one."""
        best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
        """The likeliest words up to each place that any lead to."""
        for end in range(_SHORTEST, len(token) + 1):
            ways = []
            for start, before in best.items():
                part = token[start:end]
                is_between = start > 0 and end < len(token)
                shortest = _SHORTEST if is_between else _SHORTEST_PART
                if len(part) >= shortest and part in self._frequencies:
                    chance = math.log(self._frequencies[part] / self._total)
                    ways.append((before[0] + chance, (*before[1], part)))
            if ways:
                best[end] = max(ways)
        found = best.get(len(token))
        return found[1] if found else None

    def _split_mended(self, token: str) -> tuple[str, ...] | None:
        """A known word and a mistyped one that were typed as one."""
        return min(self._halves(token), default=(0.0, None))[1]

    def _halves(self, token: str) -> Iterator[tuple[float, tuple[str, str]]]:
        for at in range(_SHORTEST_PART, len(token) - _SHORTEST_PART + 1):
            first, second = token[:at], token[at:]
            if first in self._frequencies and (mended := self._mend_part(second)):
                yield mended.cost, (first, mended.word)
            elif second in self._frequencies and (mended := self._mend_part(first)):
                yield mended.cost, (mended.word, second)

    def _mend_part(self, part: str) -> _Mended | None:
        return self._mend(part) if len(part) >= _SHORTEST_MISTYPED else None

    def _mend(self, word: str) -> _Mended | None:
        cutoff = 1 - 1.01 / len(word) if len(word) <= _SHORT else _CUTOFF
        weighed = [
            (-similarity, slip_cost(word, known), -self._frequencies[known], known)
            for known, similarity in self._near(word, cutoff, None)
        ]
        if not weighed and len(word) > _SHORT:
            costs = (
                (slip_cost(word, known), known)
                for known, _ in self._near(word, _FAR_CUTOFF, _CANDIDATES)
            )
            weighed = [
                (0.0, cost, -self._frequencies[known], known)
                for cost, known in costs
                if cost <= _MOST_COST * max(len(word), len(known))
            ]
        if not weighed:
            return None
        _, cost, _, known = min(weighed)
        return _Mended(cost, known)

    def _near(self, word: str, cutoff: float, limit: int | None) -> Iterator[tuple[str, float]]:
        """The known words that are at least so similar, and how similar they are."""
        found = process.extract(
            word,
            [self._choices[at] for at in self._within(word, cutoff)],
            scorer=OSA.normalized_similarity,
            score_cutoff=cutoff,
            limit=limit,
        )
        return ((known, similarity) for known, similarity, _ in found)

    def _within(self, word: str, cutoff: float) -> list[int]:
        """The places of the known words that can be so similar at all.

        A letter that one of two words has and the other hasn't takes an edit, as does each letter
        that one is longer.
        """
        letters, lengths = np.uint32(_letters(word)), self._lengths
        missing = np.bitwise_count(letters & ~self._letters)
        extra = np.bitwise_count(self._letters & ~letters)
        edits = np.maximum(np.maximum(missing, extra), np.abs(lengths - len(word)))
        allowed = (1 - cutoff) * np.maximum(lengths, len(word)) + _ROUNDING
        found: list[int] = np.flatnonzero(edits <= allowed).tolist()
        return found


def _letters(word: str) -> int:
    """The letters of a word as bits; those beyond *a* to *z* may share one."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 31)
    return found

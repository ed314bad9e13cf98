"""Typo repair: a word that nothing is known of is read as the likeliest known one."""

from collections.abc import Collection, Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["Repair"]

_CUTOFF = 0.75
"""The least similarity, 1 - edits / length, at which a word counts as a slip of another."""

_SHORT = 5
"""Up to this length in letters one edit is allowed, however large its share of the word."""

_SHORTEST = 2
"""A single letter is left alone."""


_SHORTEST_PART = 3
"""Each of two joined words has at least so many letters."""

_MEMO_SIZE = 50_000
"""Words remembered, a bound on memory."""


class Repair:
    """Reads unknown words as known ones that are a few slips of the finger away.

    The distance is the restricted Damerau-Levenshtein one (optimal string alignment), in which two
    swapped letters are a single edit. Ties go to the word that is more frequent in `frequencies`.
    """

    def __init__(self, frequencies: Mapping[str, int], protected: Collection[str]) -> None:
        self._frequencies = dict(frequencies)
        self._choices = sorted(word for word in frequencies if len(word) >= _SHORTEST)
        self._known = frozenset(frequencies) | frozenset(protected)
        self._memo: dict[str, tuple[str, ...]] = {}

    def words(self, tokens: Iterable[str]) -> list[str]:
        """The tokens, each unknown one read as the likeliest known word, or as two joined ones."""
        return [word for token in tokens for word in self._read(token)]

    def _read(self, token: str) -> tuple[str, ...]:
        if token in self._known or len(token) < _SHORTEST or not token.isalpha():
            return (token,)
        if token not in self._memo:
            if len(self._memo) >= _MEMO_SIZE:
                self._memo.clear()
            self._memo[token] = self._split(token) or (self._mend(token),)
        return self._memo[token]

    def _split(self, token: str) -> tuple[str, ...] | None:
        """Two known words that were typed as one, the more frequent pair first."""
        pairs = [
            (token[:at], token[at:])
            for at in range(_SHORTEST_PART, len(token) - _SHORTEST_PART + 1)
            if token[:at] in self._frequencies and token[at:] in self._frequencies
        ]
        return max(
            pairs,
            key=lambda pair: (min(self._frequencies[part] for part in pair), pair),
            default=None,
        )

    def _mend(self, word: str) -> str:
        cutoff = 1 - 1.01 / len(word) if len(word) <= _SHORT else _CUTOFF
        found = process.extract(
            word, self._choices, scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=None
        )
        if not found:
            return word
        return min(found, key=lambda hit: (-hit[1], -self._frequencies[hit[0]], hit[0]))[0]

"""The example that a short text is most like, by the words they share."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from bot.core.text import stem

__all__ = ["Nearest"]

T = TypeVar("T")


_Feature = str | tuple[str, str]
"""A stem, or two that stand side by side."""


class Nearest(Generic[T]):
    """An inverted index over the stems of examples, and over the pairs that stand side by side.

    Weighted by rarity and scaled to length one, so that a text is like itself by 1. Nothing is
    trained: an example counts from the moment it is written down.
    """

    def __init__(self, examples: Iterable[tuple[Sequence[str], T]]) -> None:
        self._meanings: list[T] = []
        texts: list[Collection[_Feature]] = []
        for tokens, meaning in examples:
            if features := _features(tokens):
                texts.append(features)
                self._meanings.append(meaning)
        counts = Counter(feature for text in texts for feature in text)
        size = len(texts)
        self._rarest = math.log(1 + size) + 1
        self._rarity = {f: math.log((1 + size) / (1 + n)) + 1 for f, n in counts.items()}
        self._postings: defaultdict[_Feature, list[tuple[int, float]]] = defaultdict(list)
        """For each feature, the examples that have it, and what it adds to their likeness."""
        for at, text in enumerate(texts):
            length = self._length(text)
            for feature in text:
                self._postings[feature].append((at, self._rarity[feature] ** 2 / length))

    def _length(self, features: Iterable[_Feature]) -> float:
        weights = (self._rarity.get(feature, self._rarest) for feature in features)
        return math.sqrt(math.fsum(weight**2 for weight in weights))

    def find(self, tokens: Sequence[str], least: float) -> list[T]:
        """What the examples mean that are at least so like the text, 0 to 1, the likest first."""
        features = _features(tokens)
        sums: defaultdict[int, float] = defaultdict(float)
        for feature in features:
            for at, gain in self._postings.get(feature, ()):
                sums[at] += gain
        enough = least * self._length(features)
        near = sorted((-total, at) for at, total in sums.items() if total >= enough)
        return [self._meanings[at] for _, at in near]


def _features(tokens: Sequence[str]) -> Collection[_Feature]:
    """Each feature once, in an order that the text alone decides on."""
    stems = [stem(token) for token in tokens]
    features: list[_Feature] = [*stems, *pairwise(stems)]
    return dict.fromkeys(features)

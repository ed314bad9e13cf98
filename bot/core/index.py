"""Texts as sparse vectors, and the similarity of one text to all the indexed ones at once."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from bot.core.text import stem

__all__ = ["Floats", "Index", "Vector"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_GRAMS = range(2, 6)
"""Lengths of the character n-grams taken inside words, their edges marked."""

_PAIR_WORDS = 64
"""Word pairs are taken among a text's first so many words: they grow with the square."""

_VIEW_WEIGHT = math.sqrt(2 / 3)
"""Each view's cosine counts 2/3, so that a text's similarity to itself is 2."""


def _stems(tokens: Sequence[str]) -> Counter[str]:
    return Counter("w:" + stem(token) for token in tokens)


def _grams(tokens: Sequence[str]) -> Counter[str]:
    grams: Counter[str] = Counter()
    for token in tokens:
        marked = f"<{token}>"
        for size in _GRAMS:
            grams.update(marked[at : at + size] for at in range(len(marked) - size + 1))
    return grams


def _pairs(tokens: Sequence[str]) -> Counter[str]:
    stems = sorted({stem(token) for token in tokens[:_PAIR_WORDS]})
    return Counter(f"{first}+{second}" for first, second in combinations(stems, 2))


_VIEWS = (_stems, _grams, _pairs)


@dataclass(frozen=True, slots=True)
class Vector:
    """A text's known features, as columns of the index with their weights."""

    columns: Ints
    weights: Floats


class Index:
    """An inverted index over three views of a text: stems, character n-grams and word pairs.

    Each view is TF-IDF weighted, ``(1 + ln tf) * (ln((1 + N) / (1 + df)) + 1)``, and scaled to
    length one; the similarity of two texts is 2/3 of the sum of the views' cosines, 0 to 2.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.size = len(texts)
        counted = [[view(tokens) for view in _VIEWS] for tokens in texts]
        found = Counter(chain.from_iterable(chain.from_iterable(counted)))
        self._columns = {feature: column for column, feature in enumerate(sorted(found))}
        df = np.array([found[feature] for feature in self._columns], dtype=np.float32)
        self._idf: Floats = (np.log((1 + self.size) / (1 + df)) + 1).astype(np.float32)
        self._rarest = math.log(1 + self.size) + 1
        self.vectors = [self._weigh(views) for views in counted]
        self._post(self.vectors)

    def _weigh(self, views: Iterable[Counter[str]]) -> Vector:
        columns: list[int] = []
        weights: list[Floats] = []
        for counts in views:
            known = [(self._columns[f], c) for f, c in counts.items() if f in self._columns]
            unknown = sum(1 for f in counts if f not in self._columns)
            at = np.array([column for column, _ in known], dtype=np.int32)
            tf = 1 + np.log(np.array([count for _, count in known], dtype=np.float32))
            weight = (tf * self._idf[at]).astype(np.float32)
            length = math.sqrt(float(weight @ weight) + unknown * self._rarest**2)
            if length:
                columns.extend(column for column, _ in known)
                weights.append(weight * np.float32(_VIEW_WEIGHT / length))
        empty: Floats = np.empty(0, dtype=np.float32)
        return Vector(np.array(columns, dtype=np.int32), np.concatenate([empty, *weights]))

    def _post(self, vectors: Sequence[Vector]) -> None:
        """Turn the vectors into postings: for each column the rows that hold it."""
        columns = np.concatenate([vector.columns for vector in vectors])
        rows = np.repeat(
            np.arange(self.size, dtype=np.int32), [len(vector.columns) for vector in vectors]
        )
        weights = np.concatenate([vector.weights for vector in vectors])
        order = np.argsort(columns, kind="stable")
        self._rows: Ints = rows[order]
        self._weights: Floats = weights[order]
        self._starts = np.searchsorted(columns[order], np.arange(len(self._columns) + 1))

    def vector(self, tokens: Sequence[str]) -> Vector:
        """The text as a vector over the index's features."""
        return self._weigh(view(tokens) for view in _VIEWS)

    def similarities(self, vector: Vector) -> Floats:
        """The similarity, 0 to 2, of the vector to each indexed text."""
        starts = self._starts[vector.columns]
        lengths = self._starts[vector.columns + 1] - starts
        total = int(lengths.sum())
        offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        at = offsets + np.arange(total)
        weights = self._weights[at] * np.repeat(vector.weights, lengths)
        return np.bincount(self._rows[at], weights=weights, minlength=self.size).astype(np.float32)

    def kernel(self) -> Floats:
        """The similarity of every indexed text to every other, N x N."""
        return np.stack([self.similarities(vector) for vector in self.vectors])

    def coverage(self, tokens: Sequence[str], unknown: Collection[str] = ()) -> float:
        """The share, 0 to 1, of the text's information (in idf) whose words the index knows.

        Stems in `unknown` count as if the index had never seen them.
        """
        known = total = 0.0
        for word in {stem(token) for token in tokens}:
            column = None if word in unknown else self._columns.get("w:" + word)
            weight = self._rarest if column is None else float(self._idf[column])
            total += weight
            known += 0.0 if column is None else weight
        return known / total if total else 0.0

"""Texts as sparse vectors, and the similarity of one text to all the indexed ones at once."""

import math
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.text import stem

__all__ = ["Floats", "Index", "Vector"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_GRAMS = range(2, 6)
"""Lengths of the character n-grams taken inside words, their edges marked."""

_PAIR_WORDS = 48
"""Word pairs are taken among a text's first so many stems: they grow with the square."""

_VIEW_WEIGHT = math.sqrt(2 / 3)
"""Each view's cosine counts 2/3, so that a text's similarity to itself is 2."""

_DENSE_SHARE = 24
"""A feature that stands in more than one text of so many is multiplied as a dense column."""


class Vector(NamedTuple):
    """A text's known features, as columns of the index with their weights."""

    columns: Ints
    weights: Floats


class _Numbers:
    """Numbers for names, in the order of their first use; frozen once the index is built."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def add(self, names: Iterable[str]) -> list[int]:
        return [self.of.setdefault(name, len(self.of)) for name in names]

    def find(self, names: Iterable[str]) -> list[int]:
        """The numbers of the names, -1 for each that is unknown."""
        return [self.of.get(name, -1) for name in names]


def _grams(token: str) -> list[str]:
    marked = f"<{token}>"
    return [marked[at : at + size] for size in _GRAMS for at in range(len(marked) - size + 1)]


class Index:
    """An inverted index over three views of a text: stems, character n-grams and word pairs.

    Each view is TF-IDF weighted, ``(1 + ln tf) * (ln((1 + N) / (1 + df)) + 1)``, and scaled to
    length one; the similarity of two texts is 2/3 of the sum of the views' cosines, 0 to 2.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.size = len(texts)
        self._stems, self._grams = _Numbers(), _Numbers()
        known = {token: None for text in texts for token in text}
        stems = {token: self._stems.add([stem(token)])[0] for token in known}
        grams = {token: np.array(self._grams.add(_grams(token))) for token in known}
        rows = np.arange(self.size)
        views = [
            _count(rows, [[stems[token] for token in text] for text in texts]),
            _count(
                rows, [np.concatenate([grams[t] for t in text] or [_NO_INTS]) for text in texts]
            ),
            _count(rows, [self._pairs(dict.fromkeys(stems[t] for t in text)) for text in texts]),
        ]
        self._pair_keys = np.unique(views[2][1])
        views[2] = views[2]._replace(columns=np.searchsorted(self._pair_keys, views[2].columns))
        widths = [len(self._stems.of), len(self._grams.of), len(self._pair_keys)]
        self._offsets = np.concatenate(([0], np.cumsum(widths)))
        self._rarest = math.log(1 + self.size) + 1
        self._idf: Floats = np.concatenate(
            [self._rarity(view, width) for view, width in zip(views, widths, strict=True)]
        )
        self._post(views)

    def _rarity(self, view: "_Counts", width: int) -> Floats:
        df = np.bincount(view.columns, minlength=width)
        return (np.log((1 + self.size) / (1 + df)) + 1).astype(np.float32)

    def _post(self, views: Sequence["_Counts"]) -> None:
        """Weigh the counted features, and turn them into postings: for each column its rows."""
        rows, columns, weights = [], [], []
        for offset, view in zip(self._offsets[:-1].tolist(), views, strict=True):
            weight = (1 + np.log(view.counts)) * self._idf[view.columns + offset]
            length = np.sqrt(np.bincount(view.rows, weights=weight**2, minlength=self.size))
            rows.append(view.rows)
            columns.append(view.columns + offset)
            weights.append(_VIEW_WEIGHT * weight / length[view.rows])
        row, column = np.concatenate(rows), np.concatenate(columns)
        order = np.lexsort((row, column))
        self._rows = row[order].astype(np.int32)
        self._weights: Floats = np.concatenate(weights)[order].astype(np.float32)
        self._starts = np.searchsorted(column[order], np.arange(self._offsets[-1] + 1))

    def _pairs(self, stems: Iterable[int]) -> Ints:
        """A key for each unordered pair of a text's stems."""
        first = np.sort(np.fromiter(stems, dtype=np.int64)[:_PAIR_WORDS])
        low, high = np.triu_indices(len(first), 1)
        return first[low] * len(self._stems.of) + first[high]

    def vector(self, tokens: Sequence[str]) -> Vector:
        """The text as a vector over the index's features; unknown ones count in its length."""
        stems = self._stems.find(map(stem, tokens))
        known_stems = [number for number in dict.fromkeys(stems) if number >= 0]
        pairs = self._pairs(known_stems)
        at = np.searchsorted(self._pair_keys, pairs)
        at[at == len(self._pair_keys)] = -1
        pairs = np.where(self._pair_keys[at] == pairs, at, -1) if len(self._pair_keys) else _NO_INTS
        distinct = len(dict.fromkeys(map(stem, tokens[:_PAIR_WORDS])))
        missing = distinct * (distinct - 1) // 2 - len(pairs)
        views = [
            (np.array(stems, dtype=np.int64), 0),
            (np.array(self._grams.find(g for t in tokens for g in _grams(t)), dtype=np.int64), 0),
            (pairs, missing),
        ]
        columns, weights = [], []
        for offset, (numbers, unseen) in zip(self._offsets[:-1].tolist(), views, strict=True):
            known, counts = np.unique(numbers[numbers >= 0], return_counts=True)
            weight = (1 + np.log(counts)) * self._idf[known + offset]
            unknown = int((numbers < 0).sum()) + max(unseen, 0)
            length = math.sqrt(float(weight @ weight) + unknown * self._rarest**2) or 1.0
            columns.append(known + offset)
            weights.append(_VIEW_WEIGHT * weight / length)
        return Vector(np.concatenate(columns), np.concatenate(weights).astype(np.float32))

    def similarities(self, vector: Vector) -> Floats:
        """The similarity, 0 to 2, of the vector to each indexed text."""
        starts = self._starts[vector.columns]
        lengths = self._starts[vector.columns + 1] - starts
        offsets = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        at = offsets + np.arange(len(offsets))
        weights = self._weights[at] * np.repeat(vector.weights, lengths)
        return np.bincount(self._rows[at], weights=weights, minlength=self.size).astype(np.float32)

    def kernel(self) -> Floats:
        """The similarity of every indexed text to every other, N x N.

        Features that stand in many texts are multiplied as a dense matrix; the others, one row
        at a time through their postings.
        """
        df = np.diff(self._starts)
        column = np.repeat(np.arange(len(df)), df)
        is_dense = df > self.size / _DENSE_SHARE
        position = np.cumsum(is_dense) - 1
        dense = np.zeros((self.size, int(is_dense.sum())), dtype=np.float32)
        common = is_dense[column]
        dense[self._rows[common], position[column[common]]] = self._weights[common]
        kernel: Floats = dense @ dense.T
        rare = np.flatnonzero(~common & (df[column] > 1))
        by_row = rare[np.argsort(self._rows[rare], kind="stable")]
        ends = np.cumsum(np.bincount(self._rows[by_row], minlength=self.size))
        for row, (start, end) in enumerate(zip(ends - np.diff(ends, prepend=0), ends, strict=True)):
            at = by_row[start:end]
            kernel[row] += self.similarities(Vector(column[at], self._weights[at]))
        once = ~common & (df[column] == 1)
        alone = np.bincount(self._rows[once], self._weights[once] ** 2, minlength=self.size)
        kernel[np.diag_indices(self.size)] += alone.astype(np.float32)
        return kernel

    def coverage(self, tokens: Sequence[str], unknown: Collection[str] = ()) -> float:
        """The share, 0 to 1, of the text's information (in idf) whose words the index knows.

        Stems in `unknown` count as if the index had never seen them.
        """
        known = total = 0.0
        for word in {stem(token) for token in tokens}:
            number = -1 if word in unknown else self._stems.of.get(word, -1)
            weight = self._rarest if number < 0 else float(self._idf[number])
            total += weight
            known += 0.0 if number < 0 else weight
        return known / total if total else 0.0


_NO_INTS: Ints = np.empty(0, dtype=np.int64)


class _Counts(NamedTuple):
    """How often each feature stands in each text."""

    rows: Ints
    columns: Ints
    counts: Ints


def _count(rows: Ints, texts: Sequence[Sequence[int] | Ints]) -> _Counts:
    row = np.repeat(rows, [len(text) for text in texts])
    feature = np.concatenate([np.asarray(text, dtype=np.int64) for text in texts] or [_NO_INTS])
    width = int(feature.max(initial=0)) + 1
    key, counts = np.unique(row * width + feature, return_counts=True)
    return _Counts(key // width, key % width, counts)

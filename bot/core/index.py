"""Texts as sparse vectors, and the similarity of one text to all the indexed ones at once."""

import math
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bot.core.text import stem

__all__ = ["Floats", "Index", "Ints", "Parts", "Vector"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
SmallInts = NDArray[np.int32]
RowNumbers = NDArray[np.unsignedinteger]
"""Where there are many and memory counts: the rows take no more bytes than they need."""

_GRAMS = range(2, 6)
"""Lengths of the character n-grams taken inside words, their edges marked."""

_PAIR_WORDS = 48
"""Word pairs are taken among a text's first so many stems: they grow with the square."""

_VIEW_WEIGHT = math.sqrt(2 / 3)
"""Each view's cosine counts 2/3, so that a text's similarity to itself is 2."""

_COMMON_SHARE = 8
"""A feature that stands in more than one text of so many is kept as a dense row as well."""

_FREQUENT_SHARE = 36
"""The same for the kernel, whose matrix does not stay in memory."""

_MEMO_SIZE = 10_000
"""Words whose numbers are remembered, a bound on memory."""

_BLOCK = 64
"""The kernel's rows are filled so many at a time."""


class Vector(NamedTuple):
    """A text's known features, as columns of the index with their weights."""

    columns: Ints
    weights: Floats


class _Numbers(dict[str, int]):
    """Numbers for names, in the order of their first use."""

    def add(self, names: Iterable[str]) -> list[int]:
        return [self.setdefault(name, len(self)) for name in names]


def _grams(token: str) -> list[str]:
    marked = f"<{token}>"
    return [marked[at : at + size] for size in _GRAMS for at in range(len(marked) - size + 1)]


class Parts(NamedTuple):
    """What an index is made of, as plain values that a cache can keep."""

    size: int
    stems: list[str]
    grams: list[str]
    pair_keys: Ints
    """A key for each pair of stems, rising."""
    idf: Floats
    """The weight of each column: stems, then grams, then pairs."""
    rows: RowNumbers
    """The postings' rows, column by column."""
    weights: Floats
    starts: SmallInts
    """Where each column's postings begin."""


class Index:
    """An inverted index over three views of a text: stems, character n-grams and word pairs.

    Each view is TF-IDF weighted, ``(1 + ln tf) * (ln((1 + N) / (1 + df)) + 1)``, and scaled to
    length one; the similarity of two texts is 2/3 of the sum of the views' cosines, 0 to 2.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.size = parts.size
        self._stems = {name: number for number, name in enumerate(parts.stems)}
        self._grams = {name: number for number, name in enumerate(parts.grams)}
        self._pair_keys, self._idf = parts.pair_keys, parts.idf
        self._rows, self._weights, self._starts = parts.rows, parts.weights, parts.starts
        self._offsets = (0, len(parts.stems), len(parts.stems) + len(parts.grams))
        self._rarest = math.log(1 + self.size) + 1
        self._memo: dict[str, tuple[int, Ints]] = {}
        df = np.diff(self._starts)
        common = np.flatnonzero(df > self.size / _COMMON_SHARE)
        self._place = np.full(len(df), -1, dtype=np.int32)
        self._place[common] = np.arange(len(common))
        self._common = self._dense(common)

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Self:
        """The index of some texts, each given as its words."""
        known = {token: None for text in texts for token in text}
        stem_numbers, gram_numbers = _Numbers(), _Numbers()
        stems = {token: stem_numbers.add([stem(token)])[0] for token in known}
        grams = {token: np.array(gram_numbers.add(_grams(token))) for token in known}
        width = len(stem_numbers)
        views = [
            _count([[stems[token] for token in text] for text in texts]),
            _count([np.concatenate([grams[t] for t in text] or [_NO_INTS]) for text in texts]),
            _count([_pairs(dict.fromkeys(stems[t] for t in text), width) for text in texts]),
        ]
        is_new = np.diff(views[2].columns, prepend=-1) > 0
        pair_keys = views[2].columns[is_new]
        views[2] = views[2]._replace(columns=np.cumsum(is_new) - 1)
        widths = (width, len(gram_numbers), len(pair_keys))
        size = len(texts)
        idf = [_rarity(view, count, size) for view, count in zip(views, widths, strict=True)]
        rows, weights, starts = _post(views, idf, size)
        return cls(
            Parts(
                size,
                list(stem_numbers),
                list(gram_numbers),
                pair_keys,
                np.concatenate(idf),
                rows,
                weights,
                starts,
            )
        )

    def vector(self, tokens: Sequence[str]) -> Vector:
        """The text as a vector over the index's features; unknown ones count in its length."""
        numbers = [self._numbers(token) for token in tokens]
        stems = [number for number, _ in numbers]
        grams = np.concatenate([_NO_INTS, *(own for _, own in numbers)])
        pairs = _pairs([n for n in dict.fromkeys(stems) if n >= 0], len(self._stems))
        at = np.searchsorted(self._pair_keys, pairs)
        at[at == len(self._pair_keys)] = -1
        pairs = np.where(self._pair_keys[at] == pairs, at, -1) if len(self._pair_keys) else _NO_INTS
        distinct = len(dict.fromkeys(map(stem, tokens[:_PAIR_WORDS])))
        missing = distinct * (distinct - 1) // 2 - len(pairs)
        views = [
            (np.array(stems, dtype=np.int64), 0),
            (grams, 0),
            (pairs, missing),
        ]
        columns, weights = [], []
        for offset, (found, unseen) in zip(self._offsets, views, strict=True):
            known, counts = np.unique(found[found >= 0], return_counts=True)
            weight = (1 + np.log(counts)) * self._idf[known + offset]
            unknown = int((found < 0).sum()) + max(unseen, 0)
            length = math.sqrt(float(weight @ weight) + unknown * self._rarest**2) or 1.0
            columns.append(known + offset)
            weights.append(_VIEW_WEIGHT * weight / length)
        return Vector(np.concatenate(columns), np.concatenate(weights).astype(np.float32))

    def _numbers(self, token: str) -> tuple[int, Ints]:
        """The numbers of a word's stem and of its n-grams, -1 for the unknown; remembered."""
        if token not in self._memo:
            if len(self._memo) >= _MEMO_SIZE:
                self._memo.clear()
            grams = [self._grams.get(gram, -1) for gram in _grams(token)]
            self._memo[token] = (self._stems.get(stem(token), -1), np.array(grams, dtype=np.int64))
        return self._memo[token]

    def similarities(self, vector: Vector) -> Floats:
        """The similarity, 0 to 2, of the vector to each indexed text."""
        place = self._place[vector.columns]
        is_rare = place < 0
        common, rare = place[~is_rare], vector.columns[is_rare]
        rows, products, _ = self._multiply(rare, vector.weights[is_rare])
        total = np.bincount(rows, weights=products, minlength=self.size).astype(np.float32)
        # In a busy process BLAS's threads wait for each other; einsum has none, and one order.
        total += np.einsum("i,ij->j", vector.weights[~is_rare], self._common[common])
        return total

    def _dense(self, columns: Ints) -> Floats:
        """The features' weights in every text, features x texts."""
        dense = np.zeros((len(columns), self.size), dtype=np.float32)
        for place, column in enumerate(columns):
            postings = slice(self._starts[column], self._starts[column + 1])
            dense[place, self._rows[postings]] = self._weights[postings]
        return dense

    def _multiply(self, columns: Ints, weights: Floats) -> tuple[RowNumbers, Floats, SmallInts]:
        """The features times their postings: rows, products, and how many each feature has."""
        starts = self._starts[columns]
        counts = self._starts[columns + 1] - starts
        ends = np.cumsum(counts)
        at = np.repeat(starts - ends + counts, counts)
        at += np.arange(len(at))
        return self._rows[at], self._weights[at] * np.repeat(weights, counts), counts

    @cached_property
    def _columns(self) -> Ints:
        """The column of each posting."""
        return np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))

    @cached_property
    def _by_row(self) -> tuple[Ints, Ints]:
        """The postings in the order of their rows, and where each row begins."""
        order = np.argsort(self._rows, kind="stable")
        return order, np.searchsorted(self._rows[order], np.arange(self.size + 1))

    def similarities_of(self, row: int) -> Floats:
        """The similarity of an indexed text to each of them."""
        order, starts = self._by_row
        at = order[starts[row] : starts[row + 1]]
        return self.similarities(Vector(self._columns[at], self._weights[at]))

    def kernel(self) -> Floats:
        """The similarity of every indexed text to every other, N x N.

        Frequent features are multiplied as a matrix, the others through their postings.
        """
        column, df = self._columns, np.diff(self._starts)
        is_frequent = df > self.size / _FREQUENT_SHARE
        dense = self._dense(np.flatnonzero(is_frequent))
        kernel: Floats = dense.T @ dense
        is_rare = ~is_frequent[column]
        rare = np.flatnonzero(is_rare & (df[column] > 1))
        by_row = rare[np.argsort(self._rows[rare], kind="stable")]
        for first in range(0, self.size, _BLOCK):
            bounds = np.searchsorted(self._rows[by_row], (first, first + _BLOCK))
            at = by_row[slice(*bounds)]
            rows, products, counts = self._multiply(column[at], self._weights[at])
            place = np.repeat(self._rows[at] - first, counts) * np.int64(self.size) + rows
            block = kernel[first : first + _BLOCK]
            block += np.bincount(place, products, minlength=block.size).reshape(block.shape)
        once = is_rare & (df[column] == 1)
        alone = np.bincount(self._rows[once], self._weights[once] ** 2, minlength=self.size)
        kernel[np.diag_indices(self.size)] += alone.astype(np.float32)
        return kernel

    def coverage(self, tokens: Sequence[str], unknown: Collection[str] = ()) -> float:
        """The share, 0 to 1, of the text's information (in idf) whose words the index knows.

        Stems in `unknown` count as if the index had never seen them.
        """
        known = total = 0.0
        for word in dict.fromkeys(map(stem, tokens)):
            number = -1 if word in unknown else self._stems.get(word, -1)
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


def _count(texts: Sequence[Sequence[int] | Ints]) -> _Counts:
    """Count the features, in the order of their columns, then of their rows."""
    row = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    feature = np.concatenate([np.asarray(text, dtype=np.int64) for text in texts] or [_NO_INTS])
    size = max(len(texts), 1)
    key, counts = np.unique(feature * size + row, return_counts=True)
    return _Counts(key % size, key // size, counts)


@lru_cache(maxsize=_PAIR_WORDS + 1)
def _pairing(count: int) -> tuple[Ints, Ints]:
    return np.triu_indices(count, 1)


def _pairs(stems: Iterable[int], width: int) -> Ints:
    """A key for each unordered pair of a text's stems."""
    first = np.sort(np.fromiter(stems, dtype=np.int64)[:_PAIR_WORDS])
    low, high = _pairing(len(first))
    return first[low] * width + first[high]


def _rarity(view: _Counts, width: int, size: int) -> Floats:
    df = np.bincount(view.columns, minlength=width)
    return (np.log((1 + size) / (1 + df)) + 1).astype(np.float32)


def _post(
    views: Sequence[_Counts], idf: Sequence[Floats], size: int
) -> tuple[RowNumbers, Floats, SmallInts]:
    """Weigh the counted features, and turn them into postings: for each column its rows."""
    rows, columns, weights = [], [], []
    offset = 0
    for view, rarity in zip(views, idf, strict=True):
        weight = (1 + np.log(view.counts)) * rarity[view.columns]
        length = np.sqrt(np.bincount(view.rows, weights=weight**2, minlength=size))
        rows.append(view.rows)
        columns.append(view.columns + offset)
        weights.append(_VIEW_WEIGHT * weight / length[view.rows])
        offset += len(rarity)
    starts = np.searchsorted(np.concatenate(columns), np.arange(offset + 1)).astype(np.int32)
    return (
        np.concatenate(rows).astype(np.min_scalar_type(size)),
        np.concatenate(weights).astype(np.float32),
        starts,
    )

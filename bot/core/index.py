"""Texts as sparse vectors, and the similarity of one text to all the indexed ones at once."""

import math
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np

from bot.core.postings import (
    NO_INTS,
    PAIR_WORDS,
    STEP,
    VIEW_WEIGHT,
    Floats,
    Ints,
    Parts,
    RowNumbers,
    SmallInts,
    Steps,
    build_parts,
    grams_of,
    pairs_of,
    rarity,
)
from bot.core.text import stem

__all__ = ["Index", "Vector"]

_COMMON_SHARE = 8
"""A feature that stands in more than one text of so many is kept as a dense row as well."""

_FREQUENT_SHARE = 36
"""The same for the kernel, whose matrix does not stay in memory."""

_MEMO_SIZE = 10_000
"""Words whose numbers are remembered, a bound on memory."""

_GATHERED = 32
"""Dense rows that are copied at a time: a long text's would take megabytes, which stay taken."""

_BLOCK = 64
"""The kernel's rows are filled so many at a time."""


class Vector(NamedTuple):
    """A text's known features, as columns of the index with their weights."""

    columns: Ints
    weights: Floats


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
        self._pair_keys = parts.pair_keys
        self._rows, self._weights, self._starts = parts.rows, parts.weights, parts.starts
        self._offsets = (0, len(parts.stems), len(parts.stems) + len(parts.grams))
        self._rarest = math.log(1 + self.size) + 1
        self._memo: dict[str, tuple[int, Ints]] = {}
        df = np.diff(self._starts)
        self._known = rarity(df[: len(parts.stems)], self.size)
        """How much each stem tells."""
        common = np.flatnonzero(df > self.size / _COMMON_SHARE)
        self._place = np.full(len(df), -1, dtype=np.min_scalar_type(-len(common) - 1))
        self._place[common] = np.arange(len(common))
        self._common = self._dense(common)

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Self:
        """The index of some texts, each given as its words."""
        return cls(build_parts(texts))

    def vector(self, tokens: Sequence[str]) -> Vector:
        """The text as a vector over the index's features; unknown ones count in its length."""
        numbers = [self._numbers(token) for token in tokens]
        stems = [number for number, _ in numbers]
        grams = np.concatenate([NO_INTS, *(own for _, own in numbers)])
        pairs = pairs_of([n for n in dict.fromkeys(stems) if n >= 0], len(self._stems))
        at = np.searchsorted(self._pair_keys, pairs)
        at[at == len(self._pair_keys)] = -1
        pairs = np.where(self._pair_keys[at] == pairs, at, -1) if len(self._pair_keys) else NO_INTS
        distinct = len(dict.fromkeys(map(stem, tokens[:PAIR_WORDS])))
        missing = distinct * (distinct - 1) // 2 - len(pairs)
        views = [
            (np.array(stems, dtype=np.int64), 0),
            (grams, 0),
            (pairs, missing),
        ]
        columns, weights = [], []
        for offset, (found, unseen) in zip(self._offsets, views, strict=True):
            known, counts = np.unique(found[found >= 0], return_counts=True)
            known += offset
            df = self._starts[known + 1] - self._starts[known]
            weight = (1 + np.log(counts)) * rarity(df, self.size)
            unknown = int((found < 0).sum()) + max(unseen, 0)
            length = math.sqrt(float(weight @ weight) + unknown * self._rarest**2) or 1.0
            columns.append(known)
            weights.append(VIEW_WEIGHT * weight / length)
        return Vector(np.concatenate(columns), np.concatenate(weights).astype(np.float32))

    def _numbers(self, token: str) -> tuple[int, Ints]:
        """The numbers of a word's stem and of its n-grams, -1 for the unknown; remembered."""
        numbers = self._memo.get(token)
        if numbers is None:  # looked up once: another thread may clear it
            grams = [self._grams.get(gram, -1) for gram in grams_of(token)]
            numbers = (self._stems.get(stem(token), -1), np.array(grams, dtype=np.int64))
            if len(self._memo) >= _MEMO_SIZE:
                self._memo.clear()
            self._memo[token] = numbers
        return numbers

    def similarities(self, vector: Vector) -> Floats:
        """The similarity, 0 to 2, of the vector to each indexed text."""
        place = self._place[vector.columns]
        is_rare = place < 0
        common, rare = place[~is_rare], vector.columns[is_rare]
        rows, products, _ = self._multiply(rare, vector.weights[is_rare])
        total = np.bincount(rows, weights=products, minlength=self.size).astype(np.float32)
        # In a busy process BLAS's threads wait for each other; einsum has none, and one order.
        weights = vector.weights[~is_rare] * STEP
        for first in range(0, len(common), _GATHERED):
            some = slice(first, first + _GATHERED)
            dense = self._common[common[some]].astype(np.float32)
            total += np.einsum("i,ij->j", weights[some], dense)
        return total

    def _dense(self, columns: Ints) -> Steps:
        """The features' weights in every text, features x texts."""
        dense = np.zeros((len(columns), self.size), dtype=np.uint16)
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
        return self._rows[at], self._weights[at] * np.repeat(weights * STEP, counts), counts

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
        return self.similarities(Vector(self._columns[at], self._weights[at] * STEP))

    def kernel(self) -> Floats:
        """The similarity of every indexed text to every other, N x N.

        Frequent features are multiplied as a matrix, the others through their postings.
        """
        column, df = self._columns, np.diff(self._starts)
        is_frequent = df > self.size / _FREQUENT_SHARE
        dense = self._dense(np.flatnonzero(is_frequent)) * STEP
        kernel: Floats = dense.T @ dense
        is_rare = ~is_frequent[column]
        rare = np.flatnonzero(is_rare & (df[column] > 1))
        by_row = rare[np.argsort(self._rows[rare], kind="stable")]
        for first in range(0, self.size, _BLOCK):
            bounds = np.searchsorted(self._rows[by_row], (first, first + _BLOCK))
            at = by_row[slice(*bounds)]
            rows, products, counts = self._multiply(column[at], self._weights[at] * STEP)
            place = np.repeat(self._rows[at] - first, counts) * np.int64(self.size) + rows
            block = kernel[first : first + _BLOCK]
            block += np.bincount(place, products, minlength=block.size).reshape(block.shape)
        once = is_rare & (df[column] == 1)
        squares = (self._weights[once] * STEP) ** 2
        alone = np.bincount(self._rows[once], squares, minlength=self.size)
        kernel[np.diag_indices(self.size)] += alone.astype(np.float32)
        return kernel

    def coverage(self, tokens: Sequence[str], unknown: Collection[str] = ()) -> float:
        """The share, 0 to 1, of the text's information (in idf) whose words the index knows.

        Stems in `unknown` count as if the index had never seen them.
        """
        known = total = 0.0
        for word in dict.fromkeys(map(stem, tokens)):
            number = -1 if word in unknown else self._stems.get(word, -1)
            weight = self._rarest if number < 0 else float(self._known[number])
            total += weight
            known += 0.0 if number < 0 else weight
        return known / total if total else 0.0

"""What an index is made of: the features of some texts, weighed, and where each one stands."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.text import stem

__all__ = [
    "NO_INTS",
    "PAIR_WORDS",
    "STEP",
    "VIEW_WEIGHT",
    "Floats",
    "Ints",
    "Parts",
    "RowNumbers",
    "SmallInts",
    "Steps",
    "build_parts",
    "grams_of",
    "pairs_of",
    "rarity",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
SmallInts = NDArray[np.int32]
RowNumbers = NDArray[np.unsignedinteger]
"""Where there are many and memory counts: the rows take no more bytes than they need."""

Steps = NDArray[np.uint16]
"""Weights in steps, of which `STEP` is one: two bytes are enough for each of millions."""

NO_INTS: Ints = np.empty(0, dtype=np.int64)
"""None of them."""

PAIR_WORDS = 48
"""Word pairs are taken among a text's first so many stems: they grow with the square."""

VIEW_WEIGHT = math.sqrt(2 / 3)
"""Each view's cosine counts 2/3, so that a text's similarity to itself is 2."""

STEP = np.float32(VIEW_WEIGHT / np.iinfo(np.uint16).max)
"""No weight is greater than a view's whole one."""

_GRAMS = range(2, 6)
"""Lengths of the character n-grams taken inside words, their edges marked."""


class Parts(NamedTuple):
    """What an index is made of, as plain values that a cache can keep."""

    size: int
    stems: list[str]
    grams: list[str]
    pair_keys: Ints
    """A key for each pair of stems, rising."""
    rows: RowNumbers
    """The postings' rows, column by column."""
    weights: Steps
    starts: SmallInts
    """Where each column's postings begin: those of stems, then of grams, then of pairs."""


class _Numbers(dict[str, int]):
    """Numbers for names, in the order of their first use."""

    def add(self, names: Iterable[str]) -> list[int]:
        return [self.setdefault(name, len(self)) for name in names]


def build_parts(texts: Sequence[Sequence[str]]) -> Parts:
    """The parts of an index over some texts, each given as its words."""
    known = {token: None for text in texts for token in text}
    stem_numbers, gram_numbers = _Numbers(), _Numbers()
    stems = {token: stem_numbers.add([stem(token)])[0] for token in known}
    grams = {token: np.array(gram_numbers.add(grams_of(token))) for token in known}
    width = len(stem_numbers)
    views = [
        _count([[stems[token] for token in text] for text in texts]),
        _count([np.concatenate([grams[t] for t in text] or [NO_INTS]) for text in texts]),
        _count([pairs_of(dict.fromkeys(stems[t] for t in text), width) for text in texts]),
    ]
    is_new = np.diff(views[2].columns, prepend=-1) > 0
    pair_keys = views[2].columns[is_new]
    views[2] = views[2]._replace(columns=np.cumsum(is_new) - 1)
    widths = (width, len(gram_numbers), len(pair_keys))
    size = len(texts)
    rows, weights, starts = _post(views, widths, size)
    return Parts(
        size,
        list(stem_numbers),
        list(gram_numbers),
        pair_keys,
        rows,
        weights,
        starts,
    )


def grams_of(token: str) -> list[str]:
    """A word's character n-grams, its edges marked."""
    marked = f"<{token}>"
    return [marked[at : at + size] for size in _GRAMS for at in range(len(marked) - size + 1)]


class _Counts(NamedTuple):
    """How often each feature stands in each text."""

    rows: Ints
    columns: Ints
    counts: Ints


def _count(texts: Sequence[Sequence[int] | Ints]) -> _Counts:
    """Count the features, in the order of their columns, then of their rows."""
    row = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    feature = np.concatenate([np.asarray(text, dtype=np.int64) for text in texts] or [NO_INTS])
    size = max(len(texts), 1)
    key, counts = np.unique(feature * size + row, return_counts=True)
    return _Counts(key % size, key // size, counts)


@lru_cache(maxsize=PAIR_WORDS + 1)
def _pairing(count: int) -> tuple[Ints, Ints]:
    return np.triu_indices(count, 1)


def pairs_of(stems: Iterable[int], width: int) -> Ints:
    """A key for each unordered pair of a text's stems."""
    first = np.sort(np.fromiter(stems, dtype=np.int64)[:PAIR_WORDS])
    low, high = _pairing(len(first))
    return first[low] * width + first[high]


def rarity(df: Ints | SmallInts, size: int) -> Floats:
    """How much features tell, by how many of so many texts have each: their idf, 1 or more."""
    return (np.log((1 + size) / (1 + df)) + 1).astype(np.float32)


def _post(
    views: Sequence[_Counts], widths: Sequence[int], size: int
) -> tuple[RowNumbers, Steps, SmallInts]:
    """Weigh the counted features, and turn them into postings: for each column its rows."""
    rows, columns, weights = [], [], []
    offset = 0
    for view, width in zip(views, widths, strict=True):
        idf = rarity(np.bincount(view.columns, minlength=width), size)
        weight = (1 + np.log(view.counts)) * idf[view.columns]
        length = np.sqrt(np.bincount(view.rows, weights=weight**2, minlength=size))
        rows.append(view.rows)
        columns.append(view.columns + offset)
        weights.append(VIEW_WEIGHT * weight / length[view.rows])
        offset += width
    starts = np.searchsorted(np.concatenate(columns), np.arange(offset + 1)).astype(np.int32)
    return (
        np.concatenate(rows).astype(np.min_scalar_type(size)),
        np.rint(np.concatenate(weights) / STEP).astype(np.uint16),
        starts,
    )

"""A matcher's model from labelled examples of any domain."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.calibration import (
    Calibration,
    Labels,
    Signals,
    calibrate,
    folds,
    margin,
    tempered,
)
from bot.core.index import Index
from bot.core.lexicon import EMPTY, Lexicon
from bot.core.matching import Example, Matcher, Model, nearest
from bot.core.postings import Floats
from bot.core.solver import solve
from bot.core.text import stem

__all__ = ["build_matcher"]

_FOLDS = 3

_NEARNESS_WEIGHTS = (0.0, 1.5, 3.0)
"""How much nearness may count beside the trained head; cross-validation chooses."""

_NEARNESS_ALONE = 6.0
"""The weight of nearness where the examples are too many for the exact solve."""

_MOST_EXACT = 8000
"""The exact solve takes time and memory with the square of the examples."""


class _Head(NamedTuple):
    """A trained head, and the scores that it gives to examples it has not seen."""

    coefficients: Floats
    nearness: float
    held_out: Floats


def build_matcher(
    examples: Sequence[Example], *, outside: Collection[str] = (), lexicon: Lexicon = EMPTY
) -> Matcher:
    """Build a matcher.

    Args:
        examples: phrases with their labels.
        outside: the labels that mean *out of scope*; they compete, and are ranked apart.
        lexicon: how the users of this domain write.

    Raises:
        ValueError: no example is in scope.

    """
    if all(example.label in outside for example in examples):
        message = "a matcher needs an example in scope"
        raise ValueError(message)
    labels = sorted({e.label for e in examples}, key=lambda name: (name in outside, name))
    inside = sum(name not in outside for name in labels)
    place = {name: at for at, name in enumerate(labels)}
    ordered = sorted(examples, key=lambda example: place[example.label])
    owners = np.array([place[example.label] for example in ordered], dtype=np.int64)
    tokens = [lexicon.tokens(example.text) for example in ordered]
    index = Index.of(tokens)
    fold = folds(owners, _FOLDS)
    head = _train(index, owners, len(labels), inside, fold)
    coverage = _held_out_coverage(index, tokens, fold)
    margins = margin(head.held_out, inside).tolist()
    signals = [
        Signals(gap, covered, float(lexicon.shows_topic(text)), lexicon.domain_words(text))
        for gap, covered, text in zip(margins, coverage, tokens, strict=True)
    ]
    calibration = calibrate(head.held_out, signals, owners, inside)
    words = dict(Counter(word for text in tokens for word in text))
    return Matcher(
        Model(
            labels,
            inside,
            owners,
            words,
            index.parts,
            head.coefficients,
            head.nearness,
            calibration,
            _understood(head.held_out, signals, owners, inside, calibration),
        ),
        lexicon,
    )


def _understood(
    held_out: Floats,
    signals: Sequence[Signals],
    owners: Labels,
    inside: int,
    calibration: Calibration,
) -> NDArray[np.bool_]:
    """Whether each example, held out, is taken for its own label, or turned away if outside."""
    is_kept = np.array([calibration.in_scope(s) >= calibration.floor for s in signals])
    is_right = held_out[:, :inside].argmax(axis=1) == owners
    understood: NDArray[np.bool_] = np.where(owners < inside, is_kept & is_right, ~is_kept)
    return understood


def _train(index: Index, owners: Labels, labels: int, inside: int, fold: Labels) -> _Head:
    if len(owners) > _MOST_EXACT:
        near = np.float32(_NEARNESS_ALONE) * _held_out_nearness(index, None, owners, labels, fold)
        return _Head(np.zeros((0, labels), dtype=np.float32), _NEARNESS_ALONE, near)
    kernel = index.kernel()
    near = _held_out_nearness(index, kernel, owners, labels, fold)
    solved = np.zeros_like(near)
    for held in np.unique(fold):
        out, kept = np.flatnonzero(fold == held), np.flatnonzero(fold != held)
        part = solve(kernel[np.ix_(kept, kept)], owners[kept], labels)
        solved[out] = kernel[np.ix_(out, kept)] @ part
    weight = _nearness_weight(solved, near, owners, inside)
    scores = solved + np.float32(weight) * near
    return _Head(solve(kernel, owners, labels), weight, scores)


def _held_out_nearness(
    index: Index, kernel: Floats | None, owners: Labels, labels: int, fold: Labels
) -> Floats:
    """Each example's nearness to each label, its own fold left out."""
    rows = []
    for at, own in enumerate(fold):
        row = index.similarities_of(at) if kernel is None else kernel[at].copy()
        row[fold == own] = 0.0
        rows.append(nearest(row, owners, labels))
    return np.stack(rows)


def _nearness_weight(solved: Floats, near: Floats, owners: Labels, inside: int) -> float:
    """The weight of nearness under which the held-out examples in scope are likeliest."""
    is_in = owners < inside

    def loss(weight: float) -> float:
        scores = (solved + np.float32(weight) * near)[is_in, :inside]
        return tempered(scores, owners[is_in])[0]

    return min(_NEARNESS_WEIGHTS, key=loss)


def _held_out_coverage(index: Index, tokens: Sequence[Sequence[str]], fold: Labels) -> list[float]:
    """Each example's coverage, had its fold not been among the examples."""
    where: defaultdict[str, set[int]] = defaultdict(set)
    for text, own in zip(tokens, fold.tolist(), strict=True):
        for token in text:
            where[stem(token)].add(own)
    return [
        index.coverage(text, unknown={s for s in map(stem, text) if where[s] <= {own}})
        for text, own in zip(tokens, fold.tolist(), strict=True)
    ]

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.share import Share
from bot.evaluation.metrics import (
    Bin,
    Flags,
    Numbers,
    Retrieval,
    auroc,
    balance,
    calibration_error,
    mean,
    reliability,
    threshold_keeping,
    tradeoff,
)

SCORES = st.lists(st.integers(0, 5).map(lambda tenths: tenths / 10), min_size=1, max_size=12)
"""Few distinct values, so that ties are common."""


def numbers(*values: float) -> Numbers:
    """Values as the measures take them."""
    return np.array(values, dtype=np.float64)


def flags(*values: int) -> Flags:
    """Zeros and ones as the measures take them."""
    return np.array(values, dtype=np.bool_)


def test_nothing_has_no_mean() -> None:
    """Of nothing there is no mean."""
    assert mean([]) is None


@pytest.mark.parametrize(
    ("precision", "recall", "f1"),
    [
        (Share(1, 2), Share(1, 1), 2 / 3),
        (Share(0, 2), Share(0, 3), 0.0),
        (Share(3, 4), Share(3, 4), 0.75),
        (Share(0, 0), Share(0, 3), None),
    ],
)
def test_f1(precision: Share, recall: Share, f1: float | None) -> None:
    """F1 is the harmonic mean, 0 where nothing found is right, and None where nothing is found."""
    assert Retrieval(precision, recall).f1 == pytest.approx(f1)


@pytest.mark.parametrize(
    ("inside", "outside", "area"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([1, 2], [0, 1], 3.5 / 4),
        ([3, 1, 2], [2], 1.5 / 3),
    ],
)
def test_auroc(inside: list[float], outside: list[float], area: float) -> None:
    """The area counts the pairs in the right order, a tie as half."""
    assert auroc(numbers(*inside), numbers(*outside)) == pytest.approx(area)


@given(SCORES, SCORES)
def test_auroc_is_the_share_of_pairs(inside: list[float], outside: list[float]) -> None:
    """The area is what comparing every pair gives, and the two sides share 1 between them."""
    pairs = [(one > other) + (one == other) / 2 for one in inside for other in outside]
    area = auroc(numbers(*inside), numbers(*outside))

    assert area == pytest.approx(sum(pairs) / len(pairs))
    assert auroc(numbers(*outside), numbers(*inside)) == pytest.approx(1 - sum(pairs) / len(pairs))


@pytest.mark.parametrize(
    ("inside", "right", "outside", "reached"),
    [
        ([0.9, 0.8], [1, 1], [0.1, 0.2], 1.0),
        ([0.9, 0.8], [1, 0], [0.1, 0.2], 0.5),
        ([0.5], [1], [0.5], 0.0),
        # From .8 on: 2 of 3 let through and right; of those outside 1 of 2 turned away.
        ([0.9, 0.8, 0.3], [1, 1, 0], [0.1, 0.85], 0.5),
        # Above .4 all 4 outside are turned away, and 3 of 4 inside are left, all right.
        ([0.9, 0.8, 0.7, 0.1], [1, 1, 1, 1], [0.1, 0.2, 0.3, 0.4], 0.75),
    ],
)
def test_balance(
    inside: list[float], right: list[int], outside: list[float], reached: float
) -> None:
    """The balance is the best threshold's smaller side: accuracy inside, recall outside."""
    assert balance(numbers(*inside), flags(*right), numbers(*outside)) == pytest.approx(reached)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=12), SCORES)
def test_balance_is_the_best_threshold(
    inside: list[tuple[int, bool]], outside: list[float]
) -> None:
    """No threshold does better on its weaker side, and one does as well."""
    scores = [tenths / 10 for tenths, _ in inside]
    right = [one for _, one in inside]
    reached = []
    for threshold in (*scores, *outside, math.inf):
        kept = sum(good and score >= threshold for score, good in zip(scores, right, strict=True))
        rejected = sum(score < threshold for score in outside)
        reached.append(min(kept / len(scores), rejected / len(outside)))

    found = balance(numbers(*scores), np.array(right), numbers(*outside))

    assert found == pytest.approx(max(reached))


def test_tradeoff_runs_from_all_to_nothing() -> None:
    """At the lowest threshold everything is let through, at the highest nothing is."""
    accuracy, recall = tradeoff(numbers(0.2, 0.6), flags(1, 0), numbers(0.4))

    assert accuracy.tolist() == [0.5, 0.0, 0.0, 0.0]
    assert recall.tolist() == [0.0, 0.0, 1.0, 1.0]


def test_one_side_is_no_comparison() -> None:
    """Without anything inside or outside, area and balance are not to be had."""
    some, none = numbers(0.5), numbers()

    assert auroc(some, none) is None
    assert auroc(none, some) is None
    assert balance(some, flags(1), none) is None
    assert balance(none, flags(), some) is None


@pytest.mark.parametrize(
    ("share", "threshold"), [(1.0, 0.1), (0.92, 0.1), (0.9, 0.2), (0.5, 0.6), (0.0, 1.0)]
)
def test_threshold_keeping(share: float, threshold: float) -> None:
    """Of ten scores, 92 % are all ten, 90 % are nine."""
    scores = numbers(*(tenth / 10 for tenth in range(1, 11)))

    assert threshold_keeping(scores, share) == pytest.approx(threshold)


@given(SCORES, st.floats(0.01, 1))
def test_threshold_keeps_enough_and_no_more(scores: list[float], share: float) -> None:
    """The threshold keeps the share, and the next higher score would not."""
    threshold = threshold_keeping(numbers(*scores), share)
    assert threshold is not None
    higher = [score for score in scores if score > threshold]

    assert sum(score >= threshold for score in scores) >= share * len(scores) - 1e-6
    assert len(higher) < share * len(scores)


def test_no_scores_no_threshold() -> None:
    """Where nothing is in scope, no threshold keeps a share of it."""
    assert threshold_keeping(numbers(), 0.9) is None


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [
        ([1.0, 0.0], [1, 0], 0.0),
        ([1.0], [0], 1.0),
        # Two of about .95, one right; one of .55, right: gaps of .45 each.
        ([0.95, 0.95, 0.55], [1, 0, 1], 0.45),
        # A bin ends with its upper edge: .1 and .05 share one, .11 has its own.
        ([0.1, 0.05, 0.11], [0, 0, 0], (2 * 0.075 + 0.11) / 3),
        ([0.7, 0.3, 0.6], [1, 0, 1], (0.3 + 0.3 + 0.4) / 3),
    ],
)
def test_calibration_error(confidence: list[float], right: list[int], error: float) -> None:
    """The error is the mean gap between confidence and accuracy in ten bins, by their size."""
    assert calibration_error(numbers(*confidence), flags(*right)) == pytest.approx(error)


def test_reliability() -> None:
    """A bin has its mean confidence, its accuracy and its size; empty bins are left out."""
    found = reliability(numbers(0.8125, 0.875, 0.125), flags(1, 0, 1))

    assert found == [Bin(0.125, 1.0, 1), Bin(0.84375, 0.5, 2)]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_bins_lose_nothing(rows: list[tuple[float, bool]]) -> None:
    """Every prediction is in one bin, and the error is no larger than the largest gap."""
    confidence = numbers(*(one for one, _ in rows))
    right = np.array([one for _, one in rows])
    found = reliability(confidence, right)
    error = calibration_error(confidence, right)

    assert sum(one.n for one in found) == len(rows)
    assert error is not None
    assert 0 <= error <= max(abs(one.accuracy - one.confidence) for one in found) + 1e-9


def test_no_predictions_no_error() -> None:
    """Without predictions there is no calibration error."""
    assert calibration_error(numbers(), flags()) is None

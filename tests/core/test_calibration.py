"""Confidence and thresholds, computed by hand where that can be done."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calibration import Calibration, Signals, calibrate, folds, margin, tempered
from bot.core.postings import Floats

SIGNALS = st.builds(
    Signals,
    margin=st.floats(-20, 20),
    coverage=st.floats(0, 1),
    topic=st.sampled_from([0.0, 1.0]),
    domain=st.integers(0, 3),
    closeness=st.floats(-1, 1),
)


def scores_of(*rows: list[float]) -> Floats:
    """Scores as the matcher has them."""
    return np.array(rows, dtype=np.float32)


@pytest.mark.parametrize(
    ("scores", "inside", "expected"),
    [
        ([2.0, 1.0], 1, 1.0),
        ([1.0, 2.0], 1, -1.0),
        ([math.log(3), math.log(5), math.log(4)], 2, math.log(2)),
        ([math.log(6), math.log(1), math.log(2)], 1, math.log(2)),
        ([700.0, 0.0, 0.0], 2, 700.0),
        ([1.5, 2.5], 2, 2.5),  # nothing is outside: the best score
        ([0.0], 1, 0.0),
    ],
)
def test_margin(scores: list[float], inside: int, expected: float) -> None:
    """The margin is the log odds of the labels in scope against the others."""
    row = np.array(scores, dtype=np.float32)
    assert float(margin(row, inside)) == pytest.approx(expected, abs=1e-5)
    assert margin(np.stack([row, row]), inside).tolist() == [margin(row, inside)] * 2


@given(st.lists(st.integers(0, 4), max_size=40), st.integers(2, 4))
def test_folds_are_even(labels: list[int], count: int) -> None:
    """Each label's examples are spread over the folds as evenly as can be."""
    owners = np.array(labels, dtype=np.int64)
    fold = folds(owners, count)
    assert ((fold >= 0) & (fold < count)).all()
    for label in set(labels):
        sizes = np.bincount(fold[owners == label], minlength=count)
        assert sizes.max() - sizes.min() <= 1


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        (Signals(0, 0, 0, 0), 1 / (1 + math.e)),
        (Signals(1, 0, 0, 0), 0.5),
        (Signals(0, 0.5, 1, 3), 1 / (1 + math.exp(-4.5))),
        (Signals(0, 0.5, 1, 3, 0.5), 1 / (1 + math.exp(-7.5))),
    ],
)
def test_in_scope(signals: Signals, expected: float) -> None:
    """The probability is the logistic function of the weighted signals."""
    calibration = Calibration(weights=(1.0, 4.0, 2.0, 0.5, 6.0), offset=-1.0)
    assert calibration.in_scope(signals) == pytest.approx(expected)


@given(SIGNALS, st.sampled_from(Signals._fields), st.floats(0, 5))
def test_in_scope_is_monotone(signals: Signals, name: str, more: float) -> None:
    """No signal that speaks for being in scope lowers the probability."""
    calibration = Calibration(weights=(1.0, 4.0, 2.0, 0.5, 6.0), offset=-3.0)
    raised = signals._replace(**{name: getattr(signals, name) + more})
    assert 0 <= calibration.in_scope(signals) <= calibration.in_scope(raised) <= 1


def test_tempered_sharpens_what_is_right() -> None:
    """Scores that are right and timid are sharpened, scores that are wrong and bold flattened."""
    right = scores_of([1, 0], [1, 0], [0, 1], [0, 1])
    half_right = scores_of([9, 0], [0, 9], [0, 9], [9, 0])
    labels = np.array([0, 0, 1, 1])
    sharp, temperature = tempered(right, labels)
    assert temperature == pytest.approx(0.2)
    assert sharp == pytest.approx(math.log(1 + math.exp(-5)), abs=1e-5)
    _, temperature = tempered(half_right, labels)
    assert temperature == pytest.approx(3.0)


def test_tempered_finds_the_shares() -> None:
    """Where three of four are right, the temperature makes the confidence about three quarters."""
    scores = scores_of(*[[2.0, 0.0]] * 4)
    loss, temperature = tempered(scores, np.array([0, 0, 0, 1]))
    share = 1 / (1 + math.exp(-2 / temperature))
    assert share == pytest.approx(0.75, abs=0.02)
    assert loss == pytest.approx(-0.75 * math.log(share) - 0.25 * math.log(1 - share), abs=1e-5)


def plain(gap: float) -> Signals:
    """Signals of which only the margin tells anything."""
    return Signals(gap, 1.0, 1.0, 3)


def test_calibrate_parts_inside_from_outside() -> None:
    """Where the margins lie apart, the fitted probabilities do too, with the middle between."""
    owners = np.array([0] * 6 + [1] * 6)
    scores = scores_of(*[[2.0, 0.0]] * 6, *[[0.0, 2.0]] * 6)
    signals = [plain(float(gap)) for gap in (2, 2.1, 1.9, 2, 2.2, 1.8, -2, -2.1, -1.9, -2, -2, -2)]
    calibration = calibrate(scores, signals, owners, inside=1)
    chances = [calibration.in_scope(one) for one in signals]
    assert min(chances[:6]) > 0.9
    assert max(chances[6:]) < 0.1
    rising = [calibration.in_scope(plain(gap)) for gap in (-3, -2, -1, 0, 1, 2, 3)]
    assert all(low < high for low, high in pairwise(rising))


def test_calibrate_weighs_both_sides_alike() -> None:
    """However many more examples are inside, what tells nothing leaves the odds even."""
    owners = np.array([0] * 30 + [1] * 3)
    scores = np.zeros((33, 2), dtype=np.float32)
    calibration = calibrate(scores, [plain(0.0)] * 33, owners, inside=1)
    assert calibration.in_scope(plain(0.0)) == pytest.approx(0.5, abs=1e-3)


def test_calibrate_without_anything_outside() -> None:
    """Where no example is out of scope, all but the weakest few are taken to be in."""
    owners = np.arange(100) % 2
    scores = np.zeros((100, 2), dtype=np.float32)
    signals = [Signals(0.1 * n, 0.5, 0.0, 0) for n in range(100)]
    calibration = calibrate(scores, signals, owners, inside=2)
    kept = [calibration.in_scope(one) >= 0.5 for one in signals]
    assert kept == [False] * 4 + [True] * 96


@pytest.mark.parametrize("examples", [1, 3])
def test_calibrate_one_label(examples: int) -> None:
    """A single label gives finite figures, even from one example."""
    scores = np.zeros((examples, 1), dtype=np.float32)
    owners = np.zeros(examples, dtype=np.int64)
    calibration = calibrate(scores, [plain(0.0)] * examples, owners, inside=1)
    assert all(map(math.isfinite, (calibration.temperature, *calibration.weights)))
    assert math.isfinite(calibration.offset)
    assert 0 <= calibration.in_scope(plain(0.0)) <= 1


@pytest.mark.parametrize(
    ("right", "bold"),
    [
        ([True] * 6, True),
        ([True, True, True, True, False, False], True),
        ([False] * 6, False),
    ],
    ids=["all", "enough", "none"],
)
def test_calibrate_answer(right: list[bool], *, bold: bool) -> None:
    """The threshold lets two thirds of right answers through, and where none is right, nothing."""
    scores = scores_of(*([4.0 - n / 10, 0.0] for n in range(6)))
    owners = np.array([0 if one else 1 for one in right])
    signals = [plain(3.0)] * 6
    calibration = calibrate(scores, signals, owners, inside=2)
    assert calibration.answer >= 0.4
    assert (calibration.answer < 1.0) is bold

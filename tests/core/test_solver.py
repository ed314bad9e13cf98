"""The solver, against a slow one that can't go wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.core.postings import Floats
from bot.core.solver import _PENALTY as PENALTY
from bot.core.solver import softmax, solve


def kernel_of(features: NDArray[np.float64]) -> Floats:
    """The similarities of some feature vectors: 2 to themselves."""
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    kernel: Floats = (2 * unit @ unit.T).astype(np.float32)
    return kernel


def clouds(labels: int, each: int, spread: float) -> tuple[Floats, NDArray[np.int64]]:
    """A cloud of points for each label, the same ones each time."""
    chance = np.random.default_rng(7)
    centres = 3 * np.eye(labels, labels + 3)
    points = np.repeat(centres, each, axis=0)
    points = points + spread * chance.normal(size=points.shape)
    return kernel_of(points), np.repeat(np.arange(labels), each)


def loss(kernel: Floats, labels: NDArray[np.int64], coefficients: Floats) -> float:
    """What the solver minimises."""
    wide, dual = kernel.astype(np.float64), coefficients.astype(np.float64)
    scores = wide @ dual
    shares = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]
    return float(shares.mean() + PENALTY / (2 * len(labels)) * np.sum(dual * scores))


def descend(kernel: Floats, labels: NDArray[np.int64], classes: int) -> Floats:
    """Plain gradient descent in the space of functions, for a very long time."""
    size = len(labels)
    wide = kernel.astype(np.float64)
    target = np.eye(classes)[labels]
    dual = np.zeros((size, classes))
    rate = size / (np.linalg.eigvalsh(wide)[-1] / 2 + PENALTY)
    for _ in range(10_000):
        scores = np.exp(wide @ dual)
        gradient = (scores / scores.sum(axis=1, keepdims=True) - target) / size
        dual -= rate * (gradient + PENALTY / size * dual)
    return dual.astype(np.float32)


@pytest.mark.parametrize(
    ("labels", "each", "spread"),
    [(2, 4, 1.0), (3, 6, 2.0), (4, 3, 0.2), (5, 8, 0.4), (6, 20, 1.0)],
)
def test_solve_finds_the_minimum(labels: int, each: int, spread: float) -> None:
    """In its few steps the solver comes as low as hundreds of times as many plain ones.

    The larger cases have fewer dimensions than the preconditioner flattens: nothing is left over.
    """
    kernel, owners = clouds(labels, each, spread)
    found, plain = solve(kernel, owners, labels), descend(kernel, owners, labels)
    assert loss(kernel, owners, found) <= loss(kernel, owners, plain) * 1.01
    np.testing.assert_allclose(softmax(kernel @ found), softmax(kernel @ plain), atol=0.05)


def test_contradictions_are_solved_too() -> None:
    """Where the same texts stand under two labels, too long steps are noticed and taken anew."""
    kernel = np.kron(np.eye(20), np.full((5, 5), 2)).astype(np.float32)
    owners = np.tile([0, 0, 0, 1, 1], 20)
    found, plain = solve(kernel, owners, 2), descend(kernel, owners, 2)
    np.testing.assert_allclose(softmax(kernel @ found), softmax(kernel @ plain), atol=0.01)


def test_separable_data_is_learned() -> None:
    """Where the labels lie apart, each point is given to its own, and a new one near it too."""
    kernel, owners = clouds(5, 8, 0.4)
    kept = np.arange(len(owners)) % 4 != 0
    dual = solve(kernel[np.ix_(kept, kept)], owners[kept], 5)
    assert np.array_equal((kernel[:, kept] @ dual).argmax(axis=1), owners)


@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_solve_few_points(size: int) -> None:
    """Even a single point, or points that are all the same, has a finite solution."""
    for kernel in (np.full((size, size), 2.0), np.eye(size), np.zeros((size, size))):
        dual = solve(kernel.astype(np.float32), np.arange(size) % 2, 2)
        assert dual.shape == (size, 2)
        assert np.isfinite(dual).all()


def test_solve_is_repeatable() -> None:
    """The same data gives the same bits."""
    kernel, owners = clouds(3, 6, 1.0)
    assert solve(kernel, owners, 3).tobytes() == solve(kernel, owners, 3).tobytes()


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=9), st.floats(-99, 99))
def test_softmax(scores: list[float], shift: float) -> None:
    """Shares add up to one, keep the order, and don't depend on a common shift."""
    given_scores = np.array(scores, dtype=np.float32)
    shares = softmax(given_scores)
    assert shares.sum() == pytest.approx(1, abs=1e-5)
    assert (np.diff(shares[np.argsort(given_scores, kind="stable")]) >= 0).all()
    moved = softmax(given_scores + np.float32(shift))
    np.testing.assert_allclose(moved, shares, atol=1e-3)


def test_softmax_by_rows() -> None:
    """Each row is a distribution of its own."""
    shares = softmax(np.log(np.array([[1, 3], [9, 1]], dtype=np.float32)))
    np.testing.assert_allclose(shares, [[0.25, 0.75], [0.9, 0.1]], atol=1e-6)

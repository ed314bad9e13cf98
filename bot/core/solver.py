"""Kernel logistic regression: the head that turns similarities into a score for each label."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.postings import Floats

__all__ = ["softmax", "solve"]

_PENALTY = 0.05
"""Weight of the L2 penalty, shared by the examples: with more of them each weighs less."""

_STEPS = 20
"""Accelerated gradient steps; the preconditioner makes few enough."""

_USUAL_CURVATURE, _MOST_CURVATURE = 1 / 8, 1 / 2
"""How steeply the log loss is taken to bend: 1/2 is the bound, which only a label that is as likely
as another meets; with many labels it bends far less, and longer steps come to the same end sooner.
"""

_SETTLED = 0.1
"""Steps were short enough if the gradient shrank to this share of its first length."""

_DIRECTIONS = 64
"""Leading eigenvectors of the kernel that the preconditioner flattens."""

_SPARE = 8
"""Further directions of the subspace iteration, which make the wanted ones accurate."""

_SUBSPACE_STEPS = 3

_LEAST_EIGENVALUE = 1e-6
"""Smaller ones count as this, so that examples that are all alike, or unlike all, do no harm."""


class _Spectrum(NamedTuple):
    """Leading eigenvalues, falling, with their eigenvectors as columns, and the next eigenvalue."""

    values: Floats
    vectors: Floats
    rest: float


def softmax(scores: Floats) -> Floats:
    """Probabilities along the last axis."""
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return result


def solve(kernel: Floats, labels: NDArray[np.int64], classes: int) -> Floats:
    """The dual coefficients A, N x classes: a text's scores are its N similarities times A.

    Minimises the mean multinomial log loss plus ``penalty / 2N`` times the squared norm, by
    Nesterov's accelerated gradient in the space of functions. A kernel's few large eigenvalues
    dictate small steps, so the gradient is flattened along their eigenvectors first (the
    preconditioner of EigenPro, https://arxiv.org/abs/1703.10622).
    """
    size = len(labels)
    target = np.zeros((size, classes), dtype=np.float32)
    if size == 0:
        return target
    target[np.arange(size), labels] = 1
    spectrum = _spectrum(kernel)
    coefficients, left = _descend(kernel, target, spectrum, _USUAL_CURVATURE)
    if left <= _SETTLED:
        return coefficients
    return _descend(kernel, target, spectrum, _MOST_CURVATURE)[0]


def _descend(
    kernel: Floats, target: Floats, spectrum: _Spectrum, curvature: float
) -> tuple[Floats, float]:
    """The coefficients, and the share of the first gradient's length that is left."""
    size = len(target)
    ridge = np.float32(_PENALTY / size)
    steepness: Floats = spectrum.values * np.float32(curvature / size) + ridge
    least = np.float32(spectrum.rest * curvature / size + ridge)
    flatten: Floats = (1 - least / steepness)[:, None] * spectrum.vectors.T
    rate = np.float32(1 / least)
    now: Floats = np.zeros_like(target)
    ahead: Floats = now
    momentum, lengths = 1.0, []
    for _ in range(_STEPS):
        loss: Floats = (softmax(kernel @ ahead) - target) / np.float32(size)
        gradient: Floats = loss + ridge * ahead
        lengths.append(float(np.linalg.norm(gradient)))
        step: Floats = gradient - spectrum.vectors @ (flatten @ gradient)
        after: Floats = ahead - rate * step
        following = (1 + math.sqrt(1 + 4 * momentum**2)) / 2
        ahead = after + np.float32((momentum - 1) / following) * (after - now)
        now, momentum = after, following
    return now, lengths[-1] / lengths[0] if lengths[0] else 0.0


def _spectrum(kernel: Floats) -> _Spectrum:
    """The kernel's leading eigenpairs by subspace iteration from a fixed start."""
    size = len(kernel)
    wanted = min(_DIRECTIONS, max(1, size // 4))
    width = min(wanted + _SPARE, size)
    basis: Floats = np.cos(np.outer(np.arange(size), np.arange(1, width + 1))).astype(np.float32)
    for _ in range(_SUBSPACE_STEPS):
        basis = _orthonormal(kernel @ basis)
    values, rotation = np.linalg.eigh(basis.T @ (kernel @ basis))
    values, rotation = values[::-1], rotation[:, ::-1]
    vectors: Floats = (basis @ rotation).astype(np.float32)
    rest = max(float(values[min(wanted, width - 1)]), _LEAST_EIGENVALUE)
    leading = np.maximum(values[:wanted], rest).astype(np.float32)
    return _Spectrum(leading, vectors[:, :wanted], rest)


def _orthonormal(columns: Floats) -> Floats:
    """Orthonormal columns of the same span; for few tall columns much faster than QR."""
    values, rotation = np.linalg.eigh((columns.T @ columns).astype(np.float64))
    scale = rotation / np.sqrt(np.maximum(values, max(values[-1] * 1e-10, 1e-30)))
    result: Floats = columns @ scale.astype(np.float32)
    return result

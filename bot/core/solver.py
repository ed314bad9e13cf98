"""Kernel logistic regression: the head that turns similarities into a score for each label."""

import numpy as np
from numpy.typing import NDArray

from bot.core.index import Floats

__all__ = ["softmax", "solve"]

_LAMBDA = 1e-4
"""Weight of the L2 penalty."""

_STEPS = 40
"""Accelerated gradient steps from zero; more of them fit noise."""

_POWER_STEPS = 12
"""Power iterations that estimate the kernel's largest eigenvalue."""


def softmax(scores: Floats) -> Floats:
    """Probabilities along the last axis."""
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return result


def solve(kernel: Floats, labels: NDArray[np.int64], classes: int) -> Floats:
    """The dual coefficients A, N x classes: a text's scores are its N similarities times A.

    Minimises the mean multinomial log loss plus ``lambda / 2`` times the squared norm, by
    Nesterov's accelerated gradient in the space of functions
    (https://en.wikipedia.org/wiki/Nesterov%27s_accelerated_gradient_method).
    """
    size = len(labels)
    target = np.zeros((size, classes), dtype=np.float32)
    target[np.arange(size), labels] = 1
    direction: Floats = np.ones(size, dtype=np.float32)
    largest = 0.0
    for _ in range(_POWER_STEPS):
        direction = kernel @ direction
        largest = float(np.linalg.norm(direction))
        direction = direction / np.float32(largest)
    rate = np.float32(1 / (largest / (2 * size) + _LAMBDA))
    now = np.zeros((size, classes), dtype=np.float32)
    ahead = now
    momentum = 1.0
    for _ in range(_STEPS):
        gradient = (softmax(kernel @ ahead) - target) / np.float32(size)
        after = ahead - rate * (gradient + np.float32(_LAMBDA) * ahead)
        following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = after + np.float32((momentum - 1) / following) * (after - now)
        now, momentum = after, following
    return now

"""Confidence that means what it says: temperature and thresholds from the examples themselves.

Every figure comes from stratified cross-validation over the knowledge base's own examples; the
messages that users send take no part.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.index import Floats
from bot.core.solver import softmax

__all__ = ["Calibration", "calibrate", "folds"]

Labels = NDArray[np.int64]

_PRECISION = 0.9
"""A direct answer should be right nine times in ten."""

_LEAST_ANSWER = 0.5
"""No direct answer below this confidence, however good the examples look."""

_KEPT = 0.96
"""The share of held-out utterances in scope that the floor lets through."""

_TEMPERATURES = np.geomspace(0.2, 3.0, 40)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns raw scores into confidence, and confidence into decisions."""

    temperature: float = 1.0
    slope: float = 1.0
    """In-scope probability is the logistic function of ``slope * (score - middle)``."""
    middle: float = 0.0
    answer: float = _LEAST_ANSWER
    """The confidence from which an answer is given at once."""
    floor: float = 0.5
    """The in-scope probability below which an utterance is taken for out of scope."""

    def in_scope(self, score: float) -> float:
        """The probability, 0 to 1, that an utterance with this score is in scope."""
        return float(1 / (1 + np.exp(-self.slope * (score - self.middle))))


def folds(labels: Labels, count: int) -> Labels:
    """A fold for each example, spread evenly inside each label; by position, so repeatable."""
    fold = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        at = np.flatnonzero(labels == label)
        fold[at] = np.arange(len(at)) % count
    return fold


def calibrate(scores: Floats, scope: Floats, labels: Labels, inside: int) -> Calibration:
    """Fit the calibration on held-out figures.

    Args:
        scores: held-out scores, examples x labels; the labels in scope are the first `inside`.
        scope: the held-out scope score of each example.
        labels: the true label of each example.
        inside: how many labels are in scope.

    """
    is_in = labels < inside
    temperature = _temperature(scores[is_in, :inside], labels[is_in])
    slope, middle = _logistic(scope, is_in)
    fitted = Calibration(temperature, slope, middle)
    sure = softmax(scores[:, :inside] / np.float32(temperature))
    chance = 1 / (1 + np.exp(-slope * (scope - middle)))
    confidence = sure.max(axis=1) * chance
    right = is_in & (sure.argmax(axis=1) == labels)
    floor = float(np.quantile(chance[is_in], 1 - _KEPT)) if is_in.any() else fitted.floor
    return Calibration(temperature, slope, middle, _threshold(confidence, right), floor)


def _temperature(scores: Floats, labels: Labels) -> float:
    """The temperature of the greatest likelihood, on a grid."""
    if not len(labels):
        return 1.0

    def loss(temperature: float) -> float:
        probabilities = softmax(scores / np.float32(temperature))
        return float(-np.log(probabilities[np.arange(len(labels)), labels] + 1e-9).mean())

    return float(min(_TEMPERATURES, key=loss))


def _logistic(score: Floats, is_in: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and middle of the logistic curve that tells in from out, both sides weighing alike.

    Newton's method on the two-parameter log loss; a little ridge keeps it finite where the
    classes don't overlap.
    """
    if is_in.all() or not is_in.any():
        return 1.0, float(score.min()) - 2 if is_in.all() else 0.0
    design = np.stack([score, np.ones_like(score)], axis=1).astype(np.float64)
    weight = np.where(is_in, 0.5 / is_in.sum(), 0.5 / (~is_in).sum())
    beta = np.zeros(2)
    ridge = 1e-4 * np.eye(2)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (weight * (chance - is_in)) + ridge @ beta
        hessian = (design * (weight * chance * (1 - chance))[:, None]).T @ design + ridge
        beta -= np.linalg.solve(hessian, gradient)
    slope = max(float(beta[0]), 1e-3)
    return slope, float(-beta[1] / slope)


def _threshold(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """The least confidence above which the wanted share of direct answers is right."""
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= _PRECISION)
    if not len(enough):
        return 1.0
    return max(_LEAST_ANSWER, float(confidence[order[enough[-1]]]))

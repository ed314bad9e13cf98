"""Confidence that means what it says: temperature and thresholds from the examples themselves.

Every figure comes from stratified cross-validation over the knowledge base's own examples; the
messages that users send take no part.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.index import Floats
from bot.core.solver import softmax

__all__ = ["Calibration", "Labels", "calibrate", "folds", "margin", "tempered"]

Labels = NDArray[np.int64]

_PRECISION = 2 / 3
"""The share of direct answers that should be right. The examples are as unlike each other as their
authors could make them, so that each is harder, once held out, than what users write."""

_LEAST_ANSWER = 0.4
"""No direct answer below this confidence, however good the examples look."""

_FLOOR = 0.5
"""Below this probability of being in scope an utterance is taken for out of scope."""

_TEMPERATURES = np.geomspace(0.2, 3.0, 24)
_GIVEN = np.array([1.0, 4.0, 2.0])
"""Weights of margin, coverage and topic where there is nothing to fit them on."""

_LEFT_OUT = 0.04
"""The share of the examples that is then taken for out of scope."""

_NEWTON_STEPS = 40
_RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns raw scores into confidence, and confidence into decisions."""

    temperature: float = 1.0
    by_margin: float = 1.0
    """Weights of a logistic regression for being in scope: on the scores' margin,"""
    by_coverage: float = 1.0
    """on the share of the utterance that the examples' words cover,"""
    by_topic: float = 0.0
    """and on whether it names the topic;"""
    offset: float = 0.0
    """and its constant."""
    answer: float = _LEAST_ANSWER
    """The confidence from which an answer is given at once."""
    floor: float = _FLOOR
    """The in-scope probability below which an utterance is taken for out of scope."""

    def in_scope(self, margin: float, coverage: float, *, shows_topic: bool) -> float:
        """The probability, 0 to 1, that an utterance is in scope."""
        score = self.by_margin * margin + self.by_coverage * coverage + self.by_topic * shows_topic
        return 1 / (1 + math.exp(-score - self.offset))


def margin(scores: Floats, inside: int) -> Floats:
    """How far the labels in scope outweigh the others, as log odds of their softmax shares.

    Where no label is out of scope: the best score.
    """
    if scores.shape[-1] == inside:
        best: Floats = scores.max(axis=-1)
        return best
    return _log_sum(scores[..., :inside]) - _log_sum(scores[..., inside:])


def folds(labels: Labels, count: int) -> Labels:
    """A fold for each example, spread evenly inside each label; by position, so repeatable."""
    fold = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        at = np.flatnonzero(labels == label)
        fold[at] = np.arange(len(at)) % count
    return fold


def calibrate(
    scores: Floats, coverage: Floats, topic: Floats, labels: Labels, inside: int
) -> Calibration:
    """Fit the calibration on held-out figures.

    Args:
        scores: held-out scores, examples x labels; the labels in scope are the first `inside`.
        coverage: the held-out coverage of each example, 0 to 1.
        topic: 1 for each example that names the topic, else 0.
        labels: the true label of each example.
        inside: how many labels are in scope.

    """
    is_in = labels < inside
    _loss, temperature = tempered(scores[is_in, :inside], labels[is_in])
    design = np.stack([margin(scores, inside), coverage, topic, np.ones_like(coverage)], axis=1)
    weights = _fit(design.astype(np.float64), is_in)
    chance = _logistic(design @ weights)
    sure = softmax(scores[:, :inside] / np.float32(temperature))
    confidence = sure.max(axis=1) * chance
    right = sure.argmax(axis=1) == labels
    answer = _threshold(confidence[is_in], right[is_in])
    by_margin, by_coverage, by_topic, offset = weights.tolist()
    return Calibration(temperature, by_margin, by_coverage, by_topic, offset, answer)


def _log_sum(scores: Floats) -> Floats:
    """The logarithm of the sum of exponentials along the last axis."""
    top = scores.max(axis=-1)
    total: Floats = top + np.log(np.exp(scores - top[..., None]).sum(axis=-1))
    return total


def _logistic(score: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-score))


def tempered(scores: Floats, labels: Labels) -> tuple[float, float]:
    """The least mean log loss of the scores over a grid of temperatures, and the temperature."""

    def loss(temperature: float) -> float:
        probabilities = softmax(scores / np.float32(temperature))
        return float(-np.log(probabilities[np.arange(len(labels)), labels] + 1e-9).mean())

    return min((loss(temperature), float(temperature)) for temperature in _TEMPERATURES)


def _fit(design: NDArray[np.float64], is_in: NDArray[np.bool_]) -> NDArray[np.float64]:
    """A logistic regression of `is_in` by Newton's method, both sides weighing alike.

    Where no example is out of scope, the weights are given, and most of the examples are in.
    """
    if is_in.all() or not is_in.any():
        return np.array([*_GIVEN, -np.quantile(design[:, :3] @ _GIVEN, _LEFT_OUT)])
    weight = np.where(is_in, 0.5 / is_in.sum(), 0.5 / (~is_in).sum())
    ridge = _RIDGE * np.eye(design.shape[1])
    beta = np.zeros(design.shape[1])
    for _ in range(_NEWTON_STEPS):
        chance = _logistic(design @ beta)
        gradient = design.T @ (weight * (chance - is_in)) + ridge @ beta
        hessian = (design * (weight * chance * (1 - chance))[:, None]).T @ design + ridge
        beta -= np.linalg.solve(hessian, gradient)
    return beta


def _threshold(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The least confidence above which the wanted share of direct answers is right."""
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= _PRECISION)
    return max(_LEAST_ANSWER, float(confidence[order[enough[-1]]])) if len(enough) else 1.0

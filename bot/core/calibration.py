"""Confidence that means what it says: temperature and thresholds from the examples themselves.

Every figure comes from stratified cross-validation over the knowledge base's own examples; the
messages that users send take no part.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.postings import Floats
from bot.core.solver import softmax

__all__ = ["Calibration", "Labels", "Signals", "calibrate", "folds", "margin", "tempered"]

Labels = NDArray[np.int64]

_PRECISION = 2 / 3
"""The share of direct answers that should be right. The examples are as unlike each other as their
authors could make them, so that each is harder, once held out, than what users write."""

_LEAST_ANSWER = 0.4
"""No direct answer below this confidence, however good the examples look."""

_FLOOR = 0.55
"""Below this probability of being in scope an utterance is taken for out of scope."""

_TEMPERATURES = np.geomspace(0.2, 3.0, 24)
_LEFT_OUT = 0.04
"""The share of the examples that is taken for out of scope where none is."""

_NEWTON_STEPS = 40
_RIDGE = 1e-3


class Signals(NamedTuple):
    """What tells whether an utterance is in scope."""

    margin: float
    """How far the labels in scope outweigh the others."""
    coverage: float
    """The share of it that the examples' words cover, 0 to 1."""
    topic: float
    """1 if it names the product's topic, else 0."""
    domain: float
    """Words of the product's domain, 0 to 3."""
    closeness: float = 0.0
    """How alike it is in meaning to an example in scope, -1 to 1; 0 where nothing can tell."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns raw scores into confidence, and confidence into decisions."""

    temperature: float = 1.0
    weights: tuple[float, ...] = (1.0, 4.0, 2.0, 0.0, 6.0)
    """A logistic regression's weights on the signals of being in scope."""
    offset: float = 0.0
    """Its constant."""
    answer: float = _LEAST_ANSWER
    """The confidence from which an answer is given at once."""
    floor: float = _FLOOR
    """The in-scope probability below which an utterance is taken for out of scope."""

    def in_scope(self, signals: Signals) -> float:
        """The probability, 0 to 1, that an utterance with these signals is in scope."""
        score = sum(w * signal for w, signal in zip(self.weights, signals, strict=True))
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
    scores: Floats, signals: Sequence[Signals], labels: Labels, inside: int
) -> Calibration:
    """Fit the calibration on held-out figures.

    Args:
        scores: held-out scores, examples x labels; the labels in scope are the first `inside`.
        signals: the held-out signals of each example.
        labels: the true label of each example.
        inside: how many labels are in scope.

    """
    is_in = labels < inside
    _loss, temperature = tempered(scores[is_in, :inside], labels[is_in])
    design = np.array([(*signal, 1.0) for signal in signals])
    weights = _fit(design, is_in)
    chance = _logistic(design @ weights)
    sure = softmax(scores[:, :inside] / np.float32(temperature))
    confidence = sure.max(axis=1) * chance
    right = sure.argmax(axis=1) == labels
    answer = _threshold(confidence[is_in], right[is_in])
    *by_signal, offset = weights.tolist()
    return Calibration(temperature, tuple(by_signal), offset, answer)


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
        given = np.array(Calibration().weights)
        return np.array([*given, -np.quantile(design[:, :-1] @ given, _LEFT_OUT)])
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

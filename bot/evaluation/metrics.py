"""The measures, each a plain function of numbers; where each definition comes from is said there.

None stands for what can't be measured: the share of nothing, a comparison with an empty side.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.share import Share

__all__ = [
    "Bin",
    "Flags",
    "Numbers",
    "Retrieval",
    "auroc",
    "balance",
    "calibration_error",
    "mean",
    "reliability",
    "threshold_keeping",
    "tradeoff",
]

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

_BINS = 10


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well a set of items was found."""

    precision: Share
    """Of the items found, those that are right."""
    recall: Share
    """Of the items to be found, those that were."""

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two: van Rijsbergen, Information Retrieval (1979), ch. 7."""
        precision, recall = self.precision.value, self.recall.value
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of about the same confidence."""

    confidence: float
    """Their mean confidence."""
    accuracy: float
    """The share of them that is right."""
    n: int


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return math.fsum(values) / len(values) if values else None


def auroc(inside: Numbers, outside: Numbers) -> float | None:
    """The chance that a score from inside is above one from outside, a tie counting half.

    That is the area under the ROC curve, ``U / (n m)`` with the Mann-Whitney U: Hanley and McNeil,
    Radiology 143 (1982), 29-36.
    """
    if not (len(inside) and len(outside)):
        return None
    ordered = np.sort(outside)
    below = np.searchsorted(ordered, inside, side="left")
    not_above = np.searchsorted(ordered, inside, side="right")
    return float((below + not_above).sum() / 2 / (len(inside) * len(outside)))


def tradeoff(inside: Numbers, right: Flags, outside: Numbers) -> tuple[Numbers, Numbers]:
    """Accuracy inside and recall outside at every threshold, the threshold rising.

    An utterance is let through from the threshold on. Inside, one counts that is let through and
    right; outside, one that is not let through.
    """
    scores = np.unique(np.concatenate([inside, outside]))
    thresholds = np.append(scores, np.inf)
    good = np.sort(inside[right])
    accuracy = (len(good) - np.searchsorted(good, thresholds, side="left")) / len(inside)
    recall = np.searchsorted(np.sort(outside), thresholds, side="left") / len(outside)
    return accuracy, recall


def balance(inside: Numbers, right: Flags, outside: Numbers) -> float | None:
    """The largest value that accuracy inside and recall outside both reach at one threshold.

    One figure for the trade that HINT3 plots over the threshold: Arora et al., HINT3: Raising the
    Bar for Intent Detection in the Wild, Insights workshop at EMNLP 2020.
    """
    if not (len(inside) and len(outside)):
        return None
    return float(np.minimum(*tradeoff(inside, right, outside)).max())


def threshold_keeping(inside: Numbers, share: float) -> float | None:
    """The highest threshold that lets at least that share of the scores through."""
    if not len(inside):
        return None
    kept = max(1, math.ceil(share * len(inside) - 1e-9))
    return float(np.sort(inside)[len(inside) - kept])


def reliability(confidence: Numbers, right: Flags, bins: int = _BINS) -> list[Bin]:
    """The predictions in bins of equal width, each open at its lower end; empty ones are left out.

    The reliability diagram of DeGroot and Fienberg, The Statistician 32 (1983), 12-22.
    """
    edges = np.linspace(0, 1, bins + 1)
    at = np.digitize(confidence, edges[1:-1], right=True)
    return [
        Bin(float(confidence[own].mean()), float(right[own].mean()), int(own.sum()))
        for number in range(bins)
        if (own := at == number).any()
    ]


def calibration_error(confidence: Numbers, right: Flags, bins: int = _BINS) -> float | None:
    """The expected calibration error: the mean gap of confidence and accuracy, bins by their size.

    Naeini et al., Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015.
    """
    if not len(confidence):
        return None
    found = reliability(confidence, right, bins)
    return math.fsum(one.n * abs(one.accuracy - one.confidence) for one in found) / len(confidence)

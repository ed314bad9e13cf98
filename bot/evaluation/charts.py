"""A report as pictures."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, NullFormatter

from bot.core.share import Share
from bot.evaluation.details import TURNED_AWAY, confusions, outcome
from bot.evaluation.metrics import Bin, Flags, Numbers, reliability, tradeoff
from bot.evaluation.score import KEPT, Cut, Judged, Scores
from bot.rendering.drawing import (
    BLUE,
    CELL,
    INK,
    MUTED,
    ON_CELL,
    ORANGE,
    Picture,
    draw,
    legend,
    percentages,
)

__all__ = ["confusion_matrix", "latencies", "reliability_diagram", "selective_accuracy", "trade"]

_SIZE = (4.8, 4.1)
"""Inches of a picture: two stand side by side, and a phone shows one without shrinking it much."""

_CELL = 0.2
"""Inches of a cell of the confusion matrix."""

_MARGINS = (2.6, 2.4)
"""Inches beside and below its cells, for the labels."""

_DARK = 2 / 3
"""From this share on a cell is so dark that its number is light."""

_TOLD = (0.0, 0.05, 0.1, 0.2, 0.3)
"""The shares left unanswered that the words beside the curve tell of."""


def confusion_matrix(judged: Sequence[Judged]) -> Picture:
    """What was taken for what: a row for each label, the darker the more of the row."""
    counts = Counter((one.row.label, outcome(one)) for one in judged)
    by_scope = {one.row.label: one.row.is_outside for one in judged}
    rows = sorted(by_scope, key=lambda label: (by_scope[label], label))
    found = {name for _, name in counts} - {TURNED_AWAY}
    inside = [label for label in rows if not by_scope[label]]
    columns = [*inside, *sorted(found - set(inside)), TURNED_AWAY]
    totals = Counter(one.row.label for one in judged)

    def paint(axes: Axes) -> None:
        for (row, column), count in sorted(counts.items()):
            x, y, share = columns.index(column), rows.index(row), count / totals[row]
            axes.add_patch(
                Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=CELL, edgecolor="none", alpha=share)
            )
            colour = ON_CELL if share >= _DARK else INK
            axes.text(x, y, str(count), color=colour, fontsize=7, ha="center", va="center_baseline")
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=8)
        axes.set_yticks(range(len(rows)), rows, fontsize=8)
        axes.set_xticks(np.arange(-0.5, len(columns)), minor=True)
        axes.set_yticks(np.arange(-0.5, len(rows)), minor=True)
        axes.grid(which="minor", visible=True, linewidth=0.4)
        axes.tick_params(which="both", length=0)
        axes.set_xlabel("taken for")
        axes.set_ylabel("most direct label")

    size = (_MARGINS[0] + _CELL * len(columns), _MARGINS[1] + _CELL * len(rows))
    wrong = confusions(judged)
    worst = "; ".join(f"{label} taken for {other}, {count}" for label, other, count in wrong[:5])
    missed = sum(count for _, _, count in wrong)
    alt = f"{len(judged) - missed} of {len(judged)} utterances came out as they should."
    return Picture(
        draw("confusion", size, paint), f"{alt} Most often confused: {worst}." if worst else alt
    )


def reliability_diagram(judged: Sequence[Judged]) -> Picture:
    """Confidence against accuracy, for the rows in scope and for all."""
    inside = [one for one in judged if not one.row.is_outside]
    series = [("in scope", BLUE, "o", _bins(inside))]
    if len(inside) < len(judged):
        series.append(("all rows", ORANGE, "s", _bins(judged)))

    def paint(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=MUTED, linestyle=":", label="as it should be")
        for name, colour, marker, bins in series:
            axes.errorbar(
                [one.confidence for one in bins],
                [one.accuracy for one in bins],
                yerr=np.array([_reach(one) for one in bins]).T,
                color=colour,
                marker=marker,
                markersize=5,
                capsize=3,
                linewidth=1.4,
                elinewidth=0.8,
                label=name,
            )
        axes.set_xlabel("mean confidence of the first place")
        axes.set_ylabel("first place right")
        percentages(axes)
        legend(axes)

    told = ". ".join(
        f"{name}: "
        + ", ".join(f"at {one.confidence:.0%} {one.accuracy:.0%} of {one.n}" for one in bins)
        for name, _, _, bins in series
    )
    return Picture(draw("reliability", _SIZE, paint), f"Confidence, and how many are right. {told}")


def _bins(judged: Sequence[Judged]) -> list[Bin]:
    return reliability(*_confidences(judged))


def _reach(one: Bin) -> tuple[float, float]:
    """How far the 95 % interval of a bin's accuracy goes down and up."""
    low, high = Share(round(one.accuracy * one.n), one.n).interval or (0.0, 1.0)
    return max(0.0, one.accuracy - low), max(0.0, high - one.accuracy)


def selective_accuracy(judged: Sequence[Judged]) -> Picture:
    """What is won in accuracy, in scope, by leaving the least confident unanswered."""
    confidence, right = _confidences([one for one in judged if not one.row.is_outside])
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    accuracy = np.cumsum(right[order]) / answered

    def paint(axes: Axes) -> None:
        axes.plot(1 - answered / len(order), accuracy, color=BLUE, linewidth=1.6)
        axes.set_xlabel("in scope, left unanswered (the least confident first)")
        axes.set_ylabel("right among those answered")
        percentages(axes)

    told = ", ".join(
        f"{accuracy[max(1, round((1 - left) * len(order))) - 1]:.0%} with {left:.0%} left out"
        for left in _TOLD
    )
    return Picture(draw("selective", _SIZE, paint), f"Right among those answered: {told}.")


def trade(judged: Sequence[Judged], scores: Scores) -> Picture:
    """What a threshold keeps right in scope for what it turns away."""
    inside = [one for one in judged if not one.row.is_outside]
    outside = [one for one in judged if one.row.is_outside]
    right = np.array([one.first for one in inside], dtype=np.bool_)
    accuracy, recall = tradeoff(_scopes(inside), right, _scopes(outside))
    points = [
        (name, marker, cut.rejected.value or 0.0, _accuracy_at(cut, inside))
        for name, marker, cut in (
            ("its own threshold", "s", scores.in_force),
            (f"keeps {KEPT:.0%}", "^", scores.keeping),
        )
        if cut
    ]

    def paint(axes: Axes) -> None:
        axes.plot(recall, accuracy, color=BLUE, linewidth=1.6)
        axes.plot([0, 1], [0, 1], color=MUTED, linestyle=":")
        if scores.balance is not None:
            axes.plot(scores.balance, scores.balance, "o", color=BLUE, label="balance")
        for name, marker, x, y in points:
            axes.plot(x, y, marker, color=ORANGE, label=name)
        axes.set_xlabel("out of scope, rejected")
        axes.set_ylabel("in scope, kept and right")
        percentages(axes)
        legend(axes)

    told = "; ".join(
        f"{name}: {y:.0%} kept and right, {x:.0%} rejected" for name, _, x, y in points
    )
    return Picture(draw("trade", _SIZE, paint), f"At {told}." if told else "Every threshold.")


def _accuracy_at(cut: Cut, inside: Iterable[Judged]) -> float:
    """The share of the rows in scope that the cut keeps and whose first place is right."""
    flags = [
        one.first
        and (
            one.prediction.kept is True
            if cut.threshold is None
            else one.prediction.scope >= cut.threshold
        )
        for one in inside
    ]
    return Share.of(flags).value or 0.0


def latencies(seconds: Sequence[float], scores: Scores) -> Picture:
    """How long queries took, on a logarithmic scale."""
    milliseconds = np.maximum(1000 * np.array(seconds), 1e-3)
    edges = np.geomspace(milliseconds.min() * 0.99, milliseconds.max() * 1.01, 40)
    median, last = f"median {scores.p50_ms:.2f} ms", f"99 of 100 within {scores.p99_ms:.2f} ms"

    def paint(axes: Axes) -> None:
        axes.hist(milliseconds, bins=edges.tolist(), color=BLUE)
        axes.axvline(scores.p50_ms, color=ORANGE, label=median)
        axes.axvline(scores.p99_ms, color=ORANGE, linestyle="--", label=last)
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlabel("milliseconds a query")
        axes.set_ylabel("queries")
        legend(axes)

    return Picture(draw("latency", _SIZE, paint), f"{len(milliseconds)} queries: {median}, {last}.")


def _confidences(judged: Sequence[Judged]) -> tuple[Numbers, Flags]:
    return (
        np.array([one.prediction.confidence or 0.0 for one in judged], dtype=np.float64),
        np.array([one.first and not one.row.is_outside for one in judged], dtype=np.bool_),
    )


def _scopes(judged: Iterable[Judged]) -> Numbers:
    return np.array([one.prediction.scope for one in judged], dtype=np.float64)

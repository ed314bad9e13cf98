"""A report as pictures, in SVG.

Drawn with matplotlib: twenty years old, kept by many hands, and its SVG stands in a page as it is.
The libraries that draw in the browser (plotly, bokeh, altair) would bring megabytes of script along
for four pictures that nobody needs to move, and a page with script can't be mailed or attached.
"""

import io
from collections import Counter
from collections.abc import Iterable, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, PercentFormatter

from bot.evaluation.details import TURNED_AWAY, outcome
from bot.evaluation.metrics import Bin, Flags, Numbers, Share, reliability, tradeoff
from bot.evaluation.score import KEPT, Cut, Judged, Scores

__all__ = ["accuracy_and_rejection", "confusion_matrix", "latencies", "reliability_diagram"]

_BLUE, _ORANGE, _GREY = "#1d4ed8", "#c2410c", "#6b7280"
_CELL = 0.17
"""Inches of a cell of the confusion matrix."""

_MARGINS = (3.0, 1.9)
"""Inches beside and below its cells, for names and the scale."""


def confusion_matrix(judged: Sequence[Judged]) -> str:
    """What was taken for what: a row for each label, shares of the row."""
    counts = Counter((one.row.label, outcome(one)) for one in judged)
    by_scope = {one.row.label: one.row.is_outside for one in judged}
    rows = sorted(by_scope, key=lambda label: (by_scope[label], label))
    found = {name for _, name in counts} - {TURNED_AWAY}
    inside = [label for label in rows if not by_scope[label]]
    columns = [*inside, *sorted(found - set(inside)), TURNED_AWAY]
    table = np.array([[counts[row, column] for column in columns] for row in rows], dtype=float)
    shares = table / table.sum(axis=1, keepdims=True)
    size = (_MARGINS[0] + _CELL * len(columns), _MARGINS[1] + _CELL * len(rows))
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, interpolation="nearest")
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=7)
    axes.set_yticks(range(len(rows)), rows, fontsize=7)
    axes.set_xlabel("taken for")
    axes.set_ylabel("most direct label")
    axes.tick_params(length=0)
    bar = figure.colorbar(image, ax=axes, fraction=0.03, pad=0.02, format=PercentFormatter(1))
    bar.set_label("of the row")
    return _svg(figure, "confusion")


def reliability_diagram(judged: Sequence[Judged]) -> str:
    """Confidence against accuracy, for the rows in scope and for all."""
    figure = Figure(figsize=(6.4, 5.2), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle=":", label="as it should be")
    inside = [one for one in judged if not one.row.is_outside]
    _reliability(axes, inside, "in scope", _BLUE, "o")
    if len(inside) < len(judged):
        _reliability(axes, judged, "all rows", _ORANGE, "s")
    axes.set_xlabel("mean confidence of the first place")
    axes.set_ylabel("first place right")
    _percentages(axes)
    axes.legend(loc="upper left")
    return _svg(figure, "reliability")


def _reliability(axes: Axes, judged: Sequence[Judged], name: str, colour: str, marker: str) -> None:
    confidence, right = _confidences(judged)
    bins = reliability(confidence, right)
    reach = np.array([_reach(one) for one in bins]).T
    axes.errorbar(
        [one.confidence for one in bins],
        [one.accuracy for one in bins],
        yerr=reach,
        color=colour,
        marker=marker,
        markersize=5,
        capsize=3,
        linewidth=1.2,
        elinewidth=0.7,
        label=name,
    )


def _reach(one: Bin) -> tuple[float, float]:
    """How far the 95 % interval of a bin's accuracy goes down and up."""
    low, high = Share(round(one.accuracy * one.n), one.n).interval or (0.0, 1.0)
    return max(0.0, one.accuracy - low), max(0.0, high - one.accuracy)


def accuracy_and_rejection(judged: Sequence[Judged], scores: Scores) -> str:
    """What is won in accuracy by leaving something out, and what it costs."""
    inside = [one for one in judged if not one.row.is_outside]
    outside = [one for one in judged if one.row.is_outside]
    figure = Figure(figsize=(11 if outside else 5.6, 5), layout="constrained")
    panels = figure.subplots(1, 2 if outside else 1, squeeze=False)[0]
    _selective(panels[0], inside)
    if outside:
        _tradeoff(panels[1], inside, outside, scores)
    return _svg(figure, "rejection")


def _selective(axes: Axes, inside: Sequence[Judged]) -> None:
    confidence, right = _confidences(inside)
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    accuracy = np.cumsum(right[order]) / answered
    axes.plot(1 - answered / len(order), accuracy, color=_BLUE)
    axes.set_xlabel("in scope, left unanswered (the least confident first)")
    axes.set_ylabel("right among those answered")
    axes.set_title("Accuracy against rejection, in scope", fontsize=10)
    _percentages(axes)


def _tradeoff(
    axes: Axes, inside: Sequence[Judged], outside: Sequence[Judged], scores: Scores
) -> None:
    right = np.array([one.first for one in inside], dtype=np.bool_)
    accuracy, recall = tradeoff(_scopes(inside), right, _scopes(outside))
    axes.plot(recall, accuracy, color=_BLUE)
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle=":")
    if scores.balance is not None:
        axes.plot(scores.balance, scores.balance, "o", color=_BLUE, label="balance")
    for cut, marker, name in (
        (scores.in_force, "s", "its own threshold"),
        (scores.keeping, "^", f"the threshold that keeps {KEPT:.0%}"),
    ):
        if cut and cut.rejected.value is not None:
            height = _accuracy_at(cut, inside)
            axes.plot(cut.rejected.value, height, marker, color=_ORANGE, label=name)
    axes.set_xlabel("out of scope, rejected")
    axes.set_ylabel("in scope, kept and right")
    axes.set_title("Accuracy against rejection, out of scope", fontsize=10)
    _percentages(axes)
    axes.legend(loc="lower left")


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


def latencies(seconds: Sequence[float], scores: Scores) -> str:
    """How long queries took, on a logarithmic scale."""
    milliseconds = np.maximum(1000 * np.array(seconds), 1e-3)
    edges = np.geomspace(milliseconds.min() * 0.99, milliseconds.max() * 1.01, 40)
    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.subplots()
    axes.hist(milliseconds, bins=edges.tolist(), color=_BLUE, alpha=0.85)
    axes.axvline(scores.p50_ms, color=_ORANGE, label=f"median {scores.p50_ms:.2f} ms")
    axes.axvline(
        scores.p99_ms, color=_ORANGE, linestyle="--", label=f"99 of 100 {scores.p99_ms:.2f} ms"
    )
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("milliseconds a query")
    axes.set_ylabel("queries")
    axes.legend()
    return _svg(figure, "latency")


def _confidences(judged: Sequence[Judged]) -> tuple[Numbers, Flags]:
    return (
        np.array([one.prediction.confidence or 0.0 for one in judged], dtype=np.float64),
        np.array([one.first and not one.row.is_outside for one in judged], dtype=np.bool_),
    )


def _scopes(judged: Iterable[Judged]) -> Numbers:
    return np.array([one.prediction.scope for one in judged], dtype=np.float64)


def _percentages(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1))
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.grid(alpha=0.25)


def _svg(figure: Figure, name: str) -> str:
    """The figure as an ``<svg>`` element; `name` keeps its identifiers from clashing."""
    drawn = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    text = drawn.getvalue()
    return text[text.index("<svg") :]

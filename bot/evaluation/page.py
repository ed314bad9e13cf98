"""An evaluation as one HTML page: pictures and tables, no user's text."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from bot.evaluation import charts
from bot.evaluation.grids import figures, grids
from bot.evaluation.report import Report
from bot.rendering.files import write_page
from bot.rendering.page import figure, glance, page, table

__all__ = ["write_report"]


def write_report(report: Report, path: Path) -> None:
    """Write the page.

    Raises:
        UsageError: the file can't be written.

    """
    write_page(path, page(f"How well it understands: {report.title}", _body(report)))


def _body(report: Report) -> Iterator[str]:
    yield from glance(figures(report))
    first, *others = grids(report)
    yield "<h2>All figures</h2>"
    yield from table(first)
    yield '<div class="pictures">'
    yield from _pictures(report)
    yield "</div>"
    if report.judged:
        yield from figure(
            "Confusion matrix",
            "A row is a label, a column what its utterances were taken for; the number counts "
            "them, and the darker the cell, the more of the row. The diagonal is right, and for "
            "what is out of scope the last column.",
            charts.confusion_matrix(report.judged),
            "wide matrix",
        )
    for grid in others:
        yield f"<h2>{escape(grid.title)}</h2>"
        yield from table(grid)


def _pictures(report: Report) -> Iterator[str]:
    judged, scores = report.judged, report.scores
    if scores.overall.first.n:
        yield from figure(
            "Accuracy against rejection, in scope",
            "How right the answers are as the less certain ones are left out.",
            charts.selective_accuracy(judged),
        )
        if scores.outside:
            yield from figure(
                "Accuracy against rejection, out of scope",
                "How much of what is out of scope a threshold turns away, for the accuracy that it "
                "leaves. The dotted line is where both are equal.",
                charts.trade(judged, scores),
            )
        yield from figure(
            "Reliability",
            "Points on the dotted line mean that confidence is what it says; below it, it "
            "promises too much. The bars are 95 % intervals.",
            charts.reliability_diagram(judged),
        )
    yield from figure(
        "Latency", "How long single queries took.", charts.latencies(report.seconds, scores)
    )

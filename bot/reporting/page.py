"""A summary as one HTML page."""

from collections.abc import Iterator
from html import escape

from bot.core.knowledge import Knowledge
from bot.core.summary import Summary
from bot.rendering.page import figure, glance, page, table
from bot.reporting import charts
from bot.reporting.grids import figures, grids, span

__all__ = ["report_page"]


def report_page(summary: Summary, knowledge: Knowledge) -> str:
    """The page; the only texts of users in it are misses, as they are kept."""
    return page(f"How cases ended, {span(summary)}", _body(summary, knowledge))


def _body(summary: Summary, knowledge: Knowledge) -> Iterator[str]:
    yield from glance(figures(summary))
    yield '<div class="pictures">'
    yield from _pictures(summary)
    yield "</div>"
    for grid in grids(summary, knowledge):
        yield f"<h2>{escape(grid.title)}</h2>"
        yield from table(grid)


def _pictures(summary: Summary) -> Iterator[str]:
    if summary.endings.cases:
        yield from figure(
            "How cases ended, by week",
            "The first and the last week may not be whole.",
            charts.endings_by_week(summary.weeks),
        )
        yield from figure(
            "Solved, by week",
            "The share of cases in which somebody said that it works. The bars are 95 % intervals.",
            charts.solved_by_week(summary.weeks),
        )
    if summary.missed:
        yield from figure(
            "Without an answer, by week",
            "Only of servers whose people want them kept, and for 30 days.",
            charts.misses_by_week(summary.weeks),
        )

"""A report as one HTML page: pictures and tables, nothing to fetch, no script, no user's text."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from bot.errors import UsageError
from bot.evaluation import charts
from bot.evaluation.grids import Grid, grids
from bot.evaluation.report import Report

__all__ = ["write_page"]

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #111827; background: #fff;
       max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; white-space: pre-wrap;
         border-bottom: 1px solid #e5e7eb; }
.number { text-align: right; white-space: nowrap; }
figure { margin: 1rem 0; } figcaption, .note { color: #4b5563; max-width: 45rem; }
svg { max-width: none; height: auto; } svg text { font-family: system-ui, sans-serif !important; }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def write_page(report: Report, path: Path) -> None:
    """Write the page.

    Raises:
        UsageError: the file can't be written.

    """
    try:
        path.write_text("\n".join(_page(report)) + "\n", encoding="utf-8")
    except OSError as error:
        message = f"{path}: can't be written: {error.strerror}"
        raise UsageError(message) from None


def _page(report: Report) -> Iterator[str]:
    title = escape(f"How well it understands: {report.title}")
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    first, *others = grids(report)
    yield from _table(first)
    yield from _figures(report)
    for grid in others:
        yield f"<h2>{escape(grid.title)}</h2>"
        yield from _table(grid)
    yield "</body>\n</html>"


def _figures(report: Report) -> Iterator[str]:
    judged, scores = report.judged, report.scores
    if scores.overall.first.n:
        yield from _figure(
            "Accuracy against rejection",
            "How right the answers are as the less certain ones are left out, and how much of what "
            "is out of scope a threshold turns away for the accuracy that it leaves. The dotted "
            "line is where both are equal.",
            charts.accuracy_and_rejection(judged, scores),
        )
        yield from _figure(
            "Reliability",
            "Points on the dotted line mean that confidence is what it says; below it, it "
            "promises too much. The bars are 95 % intervals.",
            charts.reliability_diagram(judged),
        )
    if judged:
        yield from _figure(
            "Confusion matrix",
            "A row is a label, a column what its utterances were taken for; the darker, the more "
            "of the row. The diagonal is right, and for what is out of scope the last column.",
            charts.confusion_matrix(judged),
        )
    yield from _figure(
        "Latency", "How long single queries took.", charts.latencies(report.seconds, scores)
    )


def _figure(title: str, caption: str, svg: str) -> Iterator[str]:
    yield f"<h2>{escape(title)}</h2>\n<figure>"
    yield f'<div class="wide" role="img" aria-label="{escape(title)}">{svg}</div>'
    yield f"<figcaption>{escape(caption)}</figcaption>\n</figure>"


def _table(grid: Grid) -> Iterator[str]:
    yield '<div class="wide"><table>'
    yield _row("th", grid.header, grid.numbers_from)
    yield from (_row("td", row, grid.numbers_from) for row in grid.rows)
    yield "</table></div>"
    if grid.note:
        yield f'<p class="note">{escape(grid.note)}</p>'


def _row(tag: str, cells: tuple[str, ...], numbers_from: int) -> str:
    marked = (
        f"<{tag} class={'number' if at >= numbers_from else 'name'}>{escape(cell)}</{tag}>"
        for at, cell in enumerate(cells)
    )
    return f"<tr>{''.join(marked)}</tr>"

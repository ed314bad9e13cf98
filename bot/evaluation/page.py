"""A report as one HTML page: pictures and tables, nothing to fetch, no script, no user's text."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from bot.errors import UsageError
from bot.evaluation import charts
from bot.evaluation.drawing import PALETTE, Picture
from bot.evaluation.grids import Grid, glance, grids
from bot.evaluation.report import Report

__all__ = ["PAPER", "write_page"]

_STYLE = """
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
       max-width: 72rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.5rem 0; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
.glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem;
          margin: 0; }
.glance div { background: var(--card); border-radius: .5rem; padding: .75rem 1rem; }
.glance dt { color: var(--muted); font-size: .875rem; }
.glance dd { margin: 0; } .glance .value { font-size: 1.75rem; font-weight: 600; line-height: 1.2; }
.glance dd:last-child { color: var(--muted); font-size: .875rem; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr));
            gap: 0 2rem; }
figure { margin: 0; } figcaption, .note { color: var(--muted); max-width: 45rem; }
svg { display: block; width: 100%; max-width: 36rem; height: auto; }
svg text { font-family: system-ui, sans-serif !important; }
.wide { overflow-x: auto; } .wide svg { width: auto; max-width: none; }
.matrix { width: max-content; max-width: calc(100vw - 2rem); position: relative; left: 50%;
          transform: translateX(-50%); }
.wide:focus-visible { outline: 2px solid var(--blue); }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums;
        overflow-wrap: normal; }
th, td { padding: .3rem 1rem .3rem 0; text-align: left; font-weight: 400; white-space: pre-wrap;
         border-bottom: 1px solid var(--line); min-width: 3rem; vertical-align: top; }
thead th { font-weight: 600; vertical-align: bottom; }
.number { text-align: right; } td.number { white-space: nowrap; }
@media (max-width: 40rem) { th, td { padding-right: .6rem; min-width: 0; }
                           table { font-size: .8125rem; } }
@media print { .wide { overflow: visible; } }
"""

PAPER = {"paper": ("#ffffff", "#111827"), "card": ("#f3f4f6", "#1f2937")}
"""What everything stands on, on a light page and on a dark one."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


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
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{title}</title>\n<style>{_colours()}{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{title.replace('/', '/<wbr>')}</h1>"
    yield '<dl class="glance">'
    for name, value, around in glance(report):
        yield f'<div><dt>{escape(name)}</dt><dd class="value">{value}</dd><dd>{around}</dd></div>'
    yield "</dl>"
    first, *others = grids(report)
    yield "<h2>All figures</h2>"
    yield from _table(first)
    yield '<div class="pictures">'
    yield from _pictures(report)
    yield "</div>"
    if report.judged:
        yield from _figure(
            "Confusion matrix",
            "A row is a label, a column what its utterances were taken for; the number counts "
            "them, and the darker the cell, the more of the row. The diagonal is right, and for "
            "what is out of scope the last column.",
            charts.confusion_matrix(report.judged),
            "wide matrix",
        )
    for grid in others:
        yield f"<h2>{escape(grid.title)}</h2>"
        yield from _table(grid)
    yield "</main>\n</body>\n</html>"


def _colours() -> str:
    """The colours by name, for a light page and for a dark one."""
    light, dark = (
        "".join(f"--{name}: {pair[at]}; " for name, pair in {**PALETTE, **PAPER}.items())
        for at in (0, 1)
    )
    dark_page = f"@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}"
    return f"\n:root {{ color-scheme: light dark; {light}}}\n{dark_page}"


def _pictures(report: Report) -> Iterator[str]:
    judged, scores = report.judged, report.scores
    if scores.overall.first.n:
        yield from _figure(
            "Accuracy against rejection, in scope",
            "How right the answers are as the less certain ones are left out.",
            charts.selective_accuracy(judged),
        )
        if scores.outside:
            yield from _figure(
                "Accuracy against rejection, out of scope",
                "How much of what is out of scope a threshold turns away, for the accuracy that it "
                "leaves. The dotted line is where both are equal.",
                charts.trade(judged, scores),
            )
        yield from _figure(
            "Reliability",
            "Points on the dotted line mean that confidence is what it says; below it, it "
            "promises too much. The bars are 95 % intervals.",
            charts.reliability_diagram(judged),
        )
    yield from _figure(
        "Latency", "How long single queries took.", charts.latencies(report.seconds, scores)
    )


def _figure(title: str, caption: str, picture: Picture, kind: str = "") -> Iterator[str]:
    alt = escape(f"{title}. {picture.alt}")
    focus = ' tabindex="0"' if kind else ""
    yield f"<figure>\n<h2>{escape(title)}</h2>"
    yield f'<div class="{kind or "plain"}" role="img" aria-label="{alt}"{focus}>{picture.svg}</div>'
    yield f"<figcaption>{escape(caption)}</figcaption>\n</figure>"


def _table(grid: Grid) -> Iterator[str]:
    yield '<div class="wide" tabindex="0"><table>\n<thead>'
    yield _row("th", grid.header, grid.numbers_from)
    yield "</thead>\n<tbody>"
    yield from (_row("td", row, grid.numbers_from) for row in grid.rows)
    yield "</tbody></table></div>"
    if grid.note:
        yield f'<p class="note">{escape(grid.note)}</p>'


def _row(tag: str, cells: tuple[str, ...], numbers_from: int) -> str:
    marked = (
        f"<{tag} class={'number' if at >= numbers_from else 'name'}>{escape(cell)}</{tag}>"
        for at, cell in enumerate(cells)
    )
    return f"<tr>{''.join(marked)}</tr>"

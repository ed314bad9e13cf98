"""A page of HTML in its parts: figures, pictures and tables; nothing to fetch, no script."""

from collections.abc import Iterable, Iterator
from html import escape

from bot.rendering.drawing import PALETTE, Picture
from bot.rendering.grids import Glance, Grid

__all__ = ["PAPER", "figure", "glance", "page", "table"]

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


def page(title: str, body: Iterable[str]) -> str:
    """The page: a title, and lines of HTML under it."""
    return "\n".join(_page(escape(title), body)) + "\n"


def _page(title: str, body: Iterable[str]) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{title}</title>\n<style>{_colours()}{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{title.replace('/', '/<wbr>')}</h1>"
    yield from body
    yield "</main>\n</body>\n</html>"


def _colours() -> str:
    """The colours by name, for a light page and for a dark one."""
    light, dark = (
        "".join(f"--{name}: {pair[at]}; " for name, pair in {**PALETTE, **PAPER}.items())
        for at in (0, 1)
    )
    dark_page = f"@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}"
    return f"\n:root {{ color-scheme: light dark; {light}}}\n{dark_page}"


def glance(figures: Iterable[Glance]) -> Iterator[str]:
    """The figures that tell most, side by side."""
    yield '<dl class="glance">'
    for told in figures:
        name, value, around = map(escape, told)
        yield f'<div><dt>{name}</dt><dd class="value">{value}</dd><dd>{around}</dd></div>'
    yield "</dl>"


def figure(title: str, caption: str, picture: Picture, kind: str = "") -> Iterator[str]:
    """A picture with its title and caption; `kind` is a style of its own."""
    alt = escape(f"{title}. {picture.alt}")
    focus = ' tabindex="0"' if kind else ""
    yield f"<figure>\n<h2>{escape(title)}</h2>"
    yield f'<div class="{kind or "plain"}" role="img" aria-label="{alt}"{focus}>{picture.svg}</div>'
    yield f"<figcaption>{escape(caption)}</figcaption>\n</figure>"


def table(grid: Grid) -> Iterator[str]:
    """A table with its note, without its title."""
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

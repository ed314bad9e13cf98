"""Figures as SVG that takes its colours from the page it stands in.

Drawn with matplotlib: twenty years old, kept by many hands, and its SVG stands in a page as it is.
The libraries that draw in the browser (plotly, bokeh, altair) would bring megabytes of script along
for a few pictures that nobody needs to move, and a page with script can't be mailed or attached.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

__all__ = ["BLUE", "CELL", "GREY", "INK", "MUTED", "ON_CELL", "ORANGE", "PALETTE", "SKY"]
__all__ += ["Picture", "draw", "legend", "percentages"]

INK, MUTED, LINE = "#111827", "#4b5563", "#d6dae1"
BLUE, ORANGE = "#1d4ed8", "#c2410c"
SKY, GREY = "#5b8def", "#8b93a1"
CELL, ON_CELL = "#1e3a8a", "#fefefe"

PALETTE = {
    "ink": (INK, "#e5e7eb"),
    "muted": (MUTED, "#aab2bf"),
    "line": (LINE, "#374151"),
    "blue": (BLUE, "#7ea6ff"),
    "orange": (ORANGE, "#fb923c"),
    "sky": (SKY, "#3f63b5"),
    "grey": (GREY, "#6b7480"),
    "cell": (CELL, "#2f62d9"),
    "on-cell": (ON_CELL, "#ffffff"),
}
"""The colours by name, on a light page and on a dark one; figures are drawn in the light ones."""

_STYLE = {
    "svg.fonttype": "none",
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "axes.edgecolor": LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "font.size": 10,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and the same in words for those who can't see it."""

    svg: str
    alt: str


def draw(name: str, size: tuple[float, float], paint: Callable[[Axes], None]) -> str:
    """What was painted, as an ``<svg>`` element; `name` keeps its identifiers from clashing."""
    drawn = io.StringIO()
    with mpl.rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=size, layout="constrained")
        paint(figure.subplots())
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    text = drawn.getvalue()
    text = text[text.index("<svg") :]
    for role, (light, _) in PALETTE.items():
        text = text.replace(light, f"var(--{role})")
    return text


def percentages(axes: Axes) -> None:
    """Both axes from 0 to 100 %, with a grid."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1))
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.grid(visible=True)


def legend(axes: Axes, columns: int = 3) -> None:
    """What is what, above the picture, where it hides nothing."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, columnspacing=1.2)

"""Tables of short texts, for a terminal and for a page alike."""

from dataclasses import dataclass

from bot.core.share import Share

__all__ = ["NOTHING", "Glance", "Grid", "Row", "percent", "reach"]

NOTHING = "-"
"""Stands for what can't be measured."""

Row = tuple[str, ...]

Glance = tuple[str, str, str]
"""A figure that tells much: its name, the value, and what stands under it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under a title and a header; from some column on they are numbers."""

    title: str
    header: Row
    rows: tuple[Row, ...]
    numbers_from: int = 1
    note: str = ""


def percent(value: float | None) -> str:
    """A share of one as a percentage."""
    return NOTHING if value is None else f"{100 * value:.1f} %"


def reach(share: Share) -> str:
    """How far the 95 % interval of a share reaches, in percent."""
    interval = share.interval
    return f"{100 * interval[0]:.1f} to {100 * interval[1]:.1f}" if interval else NOTHING

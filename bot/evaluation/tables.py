"""Grids on a console: ruled and coloured on a terminal, plain columns in a pipe."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation.grids import Grid

__all__ = ["show"]

_ENDLESS = 100_000
"""Columns of a pipe: a line there is as long as it has to be."""


def show(grids: Iterable[Grid]) -> None:
    """Write the grids to standard output, one after the other."""
    console = Console()
    rules = box.SIMPLE_HEAD if console.is_terminal else None
    if not console.is_terminal:
        console.width = _ENDLESS
    for grid in grids:
        console.print(_table(grid, rules))
        if grid.note:
            console.print(Text(grid.note))
        console.print()


def _table(grid: Grid, rules: box.Box | None) -> Table:
    table = Table(title=Text(grid.title, "bold"), title_justify="left", box=rules, pad_edge=False)
    for at, name in enumerate(grid.header):
        if at >= grid.numbers_from:
            table.add_column(name, justify="right")
        else:
            table.add_column(name, overflow="fold")
    for row in grid.rows:
        table.add_row(*map(Text, row))
    return table

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


def show(grids: Iterable[Grid], console: Console) -> None:
    """Write the grids, one after the other."""
    for grid in grids:
        if console.is_terminal:
            console.print(_table(grid, box.SIMPLE_HEAD))
        else:
            console.print(_table(grid, None), width=_ENDLESS)
        if grid.note:
            console.print(Text(grid.note), soft_wrap=True)
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

"""Grids on a console: ruled and coloured on a terminal, plain columns in a pipe."""

import io
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.rendering.grids import Grid

__all__ = ["show"]

_ENDLESS = 100_000
"""Columns of a pipe: a line there is as long as it has to be."""


def show(grids: Iterable[Grid]) -> None:
    """Write the grids to standard output, one after the other."""
    console = Console()
    for grid in grids:
        console.print(Text(grid.title, "bold"), soft_wrap=True)
        if console.is_terminal:
            console.print(_table(grid, box.SIMPLE_HEAD))
        else:
            console.print(_plain(grid), soft_wrap=True)
        if grid.note:
            console.print(Text(grid.note), soft_wrap=True)
        console.print()


def _plain(grid: Grid) -> Text:
    """The table without rules; its lines are as long as they have to be, and end without blanks."""
    endless = Console(file=io.StringIO(), width=_ENDLESS)
    with endless.capture() as drawn:
        endless.print(_table(grid, None))
    return Text("\n".join(line.rstrip() for line in drawn.get().splitlines()))


def _table(grid: Grid, rules: box.Box | None) -> Table:
    table = Table(box=rules, pad_edge=False)
    for at, name in enumerate(grid.header):
        if at >= grid.numbers_from:
            table.add_column(name, justify="right")
        else:
            table.add_column(name, overflow="fold")
    for row in grid.rows:
        table.add_row(*map(Text, row))
    return table

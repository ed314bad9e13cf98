"""What a benchmark found, as a table or as one JSON object."""

import json
import sys
from collections.abc import Mapping

from bot.rendering.grids import Grid
from bot.rendering.tables import show

__all__ = ["write"]


def write(grid: Grid, found: Mapping[str, object], *, as_json: bool) -> None:
    """Write the object if that is wanted, else the table."""
    if as_json:
        sys.stdout.write(json.dumps(found) + "\n")
    else:
        show([grid])

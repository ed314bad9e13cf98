"""Much traffic in little time: the bot holds on to nothing that it should let go."""

import asyncio
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.output import write
from bot.app import build_assistant
from bot.rendering.grids import Grid
from tests.wire.soak import Plan, Soaked, soak

__all__ = ["Plan", "run_soak"]

_LINES = 10
"""Minutes that the table shows at most, evenly spread."""

_MB = 1_000_000


def run_soak(knowledge: Path, plan: Plan, *, as_json: bool) -> bool:
    """Let people use the bot; gives whether nothing was held on to."""
    assistant = build_assistant(knowledge)
    with tempfile.TemporaryDirectory() as folder:
        soaked = asyncio.run(soak(assistant, Path(folder), plan))
    found = {
        **asdict(soaked),
        "bytes_a_turn": soaked.growth,
        "new_tasks": soaked.new_tasks,
        "new_handles": soaked.new_handles,
        "expired": soaked.expired,
    }
    write(_grid(soaked), found, as_json=as_json)
    return soaked.is_clean


def _grid(soaked: Soaked) -> Grid:
    shown = soaked.samples[:: -(-len(soaked.samples) // _LINES)]
    tables = tuple(shown[0].rows)
    rows = tuple(
        (
            str(one.minute + 1),
            f"{one.traced / _MB:.2f}",
            "" if one.resident is None else f"{one.resident / _MB:.1f}",
            str(one.tasks),
            "" if one.handles is None else str(one.handles),
            *(str(one.rows[name]) for name in tables),
            str(one.expired),
        )
        for one in shown
    )
    note = (
        f"{soaked.turns} turns, {soaked.failures} failures. In the second half {soaked.growth:.0f} "
        f"bytes more a turn; at the end {soaked.new_tasks} new tasks and {soaked.new_handles} new "
        "handles."
    )
    header = ("minute", "MB traced", "MB resident", "tasks", "handles", *tables, "expired")
    return Grid("Soak", header, rows, note=note)

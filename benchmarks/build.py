"""How long it takes from the knowledge folder to an assistant that can answer."""

import statistics
import tempfile
from pathlib import Path

from benchmarks.fresh import measure
from benchmarks.output import write
from bot.rendering.grids import Grid

__all__ = ["build"]

_CODE = """
import sys, time
from pathlib import Path
from bot.app import build_assistant
start = time.perf_counter()
build_assistant(Path(sys.argv[1]))
print(time.perf_counter() - start)
"""


def build(knowledge: Path, rounds: int, *, as_json: bool) -> None:
    """Time it in fresh processes, first with an empty cache, then with what that left there."""
    cold, cached = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(measure(_CODE, knowledge, Path(folder)))
            cached.append(measure(_CODE, knowledge, Path(folder)))
    found = {"cold_s": statistics.median(cold), "cached_s": statistics.median(cached)}
    rows = tuple((name.removesuffix("_s"), f"{value:.3f}") for name, value in found.items())
    note = f"Median of {rounds}; imports don't count."
    write(Grid("From the files to ready", ("", "seconds"), rows, note=note), found, as_json=as_json)

"""How long answers take at the rate that Discord allows a bot, and how long the loop is blocked."""

import asyncio
import time
from pathlib import Path

import numpy as np

from benchmarks.blocking import blocks_between
from benchmarks.output import write
from benchmarks.processes import WATCHED
from benchmarks.sides import both
from bot.rendering.grids import Grid

__all__ = ["RATE", "load"]

RATE = 50.0
"""Questions a second: Discord takes as many requests of a bot
(https://docs.discord.com/developers/topics/rate-limits#global-rate-limit)."""

_TURNS = 5
_SECONDS = 6.0


def load(knowledge: Path, utterances: Path, *, as_json: bool) -> None:
    """Ask at a steady rate, the floor and our bot in turns.

    Raises:
        UsageError: this system doesn't tell what a process uses.

    """
    found = asyncio.run(_measure(knowledge, utterances))
    rows = tuple(
        (name, *(f"{found[f'{key}_{part}_ms']:.1f}" for part in ("p50", "p99")))
        for name, key in (("the floor", "floor"), ("our bot", "ours"), ("more", "more"))
    )
    note = (
        f"{RATE:g} questions a second, {_TURNS} turns of {_SECONDS:g} s each. Longest block of our "
        f"event loop: {found['blocked_ms']:.1f} ms by the clock, {found['blocked_cpu_ms']:.1f} ms "
        f"of a core."
    )
    write(Grid("Under load", ("", "p50 ms", "p99 ms"), rows, note=note), found, as_json=as_json)


async def _measure(knowledge: Path, utterances: Path) -> dict[str, float]:
    waits: tuple[list[float], list[float]] = ([], [])
    spans = []
    async with both(knowledge, utterances, ours=WATCHED) as sides:
        for _ in range(_TURNS):
            waits[0].extend(await sides[0].traffic.open(RATE, _SECONDS))
            since = time.monotonic()
            waits[1].extend(await sides[1].traffic.open(RATE, _SECONDS))
            spans.append((since, time.monotonic()))
        blocks_file = sides[1].folder / "blocks.json"
        await sides[1].bot.stop()
        blocks = [block for span in spans for block in blocks_between(blocks_file, *span)]
    (floor_p50, ours_p50), (floor_p99, ours_p99) = (
        1000 * np.percentile(waits, [50, 99], axis=1)
    ).tolist()
    longest = max(block.took for block in blocks)
    worked = max(block.worked for block in blocks)
    return {
        "floor_p50_ms": floor_p50,
        "floor_p99_ms": floor_p99,
        "ours_p50_ms": ours_p50,
        "ours_p99_ms": ours_p99,
        "more_p50_ms": ours_p50 - floor_p50,
        "more_p99_ms": ours_p99 - floor_p99,
        "blocked_ms": 1000 * longest,
        "blocked_cpu_ms": 1000 * worked,
    }

"""Answers a second, beside a bot that replies the same card without thinking."""

import asyncio
import statistics
from pathlib import Path

from benchmarks.output import write
from benchmarks.sides import Side, both
from bot.rendering.grids import Grid

__all__ = ["ASKERS", "throughput"]

ASKERS = 50
"""How many ask at once, each again once they are answered."""

_TURNS = 5
_SECONDS = 4.0


def throughput(knowledge: Path, utterances: Path, *, as_json: bool) -> None:
    """Let as many as possible ask, the floor and our bot in turns.

    Raises:
        UsageError: this system doesn't tell what a process uses.

    """
    found = asyncio.run(_measure(knowledge, utterances))
    rows = tuple(
        (
            name,
            f"{found[f'{key}_rate']:.0f}",
            f"{found[f'{key}_cpu_ms']:.2f}",
        )
        for name, key in (("the floor", "floor"), ("our bot", "ours"))
    )
    last = ("our bot, of the floor", f"{found['rate_ratio']:.0%}", f"{found['cpu_ratio']:.0%}")
    note = f"{ASKERS} at once; the median of {_TURNS} turns of {_SECONDS:g} s each."
    header = ("", "answers a second", "ms of a core an answer")
    write(Grid("Throughput", header, (*rows, last), note=note), found, as_json=as_json)


async def _measure(knowledge: Path, utterances: Path) -> dict[str, float]:
    async with both(knowledge, utterances) as (floor, ours):
        turns = [(await _turn(floor), await _turn(ours)) for _ in range(_TURNS)]
    floors, own = zip(*turns, strict=True)
    rates = [statistics.median(rate for rate, _ in side) for side in (floors, own)]
    work = [statistics.median(cpu for _, cpu in side) for side in (floors, own)]
    return {
        "floor_rate": rates[0],
        "ours_rate": rates[1],
        "rate_ratio": statistics.median(b[0] / a[0] for a, b in turns),
        "floor_cpu_ms": work[0],
        "ours_cpu_ms": work[1],
        "cpu_ratio": statistics.median(b[1] / a[1] for a, b in turns),
    }


async def _turn(side: Side) -> tuple[float, float]:
    """Answers a second, and milliseconds of a core for each."""
    worked = side.bot.cpu
    answers, seconds = await side.traffic.closed(ASKERS, _SECONDS)
    return answers / seconds, 1000 * (side.bot.cpu - worked) / answers

"""How much more memory our bot takes than one that does nothing, once much goes on in it."""

import asyncio
from pathlib import Path

from benchmarks.growth import fill
from benchmarks.output import write
from benchmarks.sides import both
from bot.adapters.store.outages import MOST_REMEMBERED
from bot.rendering.grids import Grid

__all__ = ["footprint"]

_AT_ONCE = 20
"""How many ask at once."""

_FLOOR_ASKED = 500
"""Enough for a bot that keeps nothing."""


def footprint(knowledge: Path, utterances: Path, guilds: int, cases: int, *, as_json: bool) -> None:
    """Compare the two in so many servers, and with so many cases open in ours.

    As many as our bot remembers are opened by asking; the others are rows in its store alone.

    Raises:
        UsageError: this system doesn't tell what a process uses.

    """
    found = asyncio.run(_measure(knowledge, utterances, guilds, cases))
    rows = (
        ("the floor", f"{found['floor_mb']:.1f}"),
        ("our bot, connected", f"{found['started_mb']:.1f}"),
        ("our bot, with the cases open", f"{found['ours_mb']:.1f}"),
        ("more than the floor", f"{found['more_mb']:.1f}"),
    )
    note = f"{guilds} servers, {cases} cases; the model was found trained, the store made."
    write(Grid("Memory of the process", ("", "MB"), rows, note=note), found, as_json=as_json)


async def _measure(knowledge: Path, utterances: Path, guilds: int, cases: int) -> dict[str, float]:
    async with both(knowledge, utterances, guilds=guilds) as (floor, ours):
        started = ours.bot.resident
        asked = min(cases, MOST_REMEMBERED)
        await ours.traffic.many(asked, _AT_ONCE)
        await floor.traffic.many(min(cases, _FLOOR_ASKED), _AT_ONCE)
        await asyncio.to_thread(fill, ours.folder / "store.sqlite3", cases - asked)
        await ours.traffic.many(_AT_ONCE, _AT_ONCE)
        return {
            "floor_mb": floor.bot.resident,
            "started_mb": started,
            "ours_mb": ours.bot.resident,
            "more_mb": ours.bot.resident - floor.bot.resident,
        }

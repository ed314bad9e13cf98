"""How much more memory our bot takes than one that does nothing, once much goes on in it."""

import asyncio
from pathlib import Path

from benchmarks.output import write
from benchmarks.sides import both
from bot.rendering.grids import Grid

__all__ = ["footprint"]


def footprint(knowledge: Path, utterances: Path, guilds: int, cases: int, *, as_json: bool) -> None:
    """Compare the two in so many servers, after each was asked by so many people.

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
    note = f"{guilds} servers, {cases} people who ask; the model was found trained."
    write(Grid("Memory of the process", ("", "MB"), rows, note=note), found, as_json=as_json)


async def _measure(knowledge: Path, utterances: Path, guilds: int, cases: int) -> dict[str, float]:
    async with both(knowledge, utterances, guilds=guilds) as (floor, ours):
        started = ours.bot.resident
        await asyncio.gather(*(side.traffic.many(cases, _AT_ONCE) for side in (floor, ours)))
        return {
            "floor_mb": floor.bot.resident,
            "started_mb": started,
            "ours_mb": ours.bot.resident,
            "more_mb": ours.bot.resident - floor.bot.resident,
        }


_AT_ONCE = 20

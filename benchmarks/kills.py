"""The real program, killed again and again while people ask: each question is answered once."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from benchmarks.output import write
from bot.rendering.grids import Grid
from tests.wire.kills import Toll, kill_often

__all__ = ["kills"]


def kills(knowledge: Path, count: int, seed: int, *, as_json: bool) -> bool:
    """Kill it so often; gives whether nothing was lost or doubled.

    Its log and its database are kept if something was, and the last line says where.
    """
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    toll = asyncio.run(kill_often(count, seed, folder, knowledge.resolve()))
    found = _found(toll, seed)
    rows = tuple((name.replace("_", " "), str(value)) for name, value in found.items())
    wrong = [*toll.unanswered, *toll.twice]
    told = [f"{one.id} in {one.channel.name}: {one.content}" for one in wrong]
    if toll.is_clean:
        shutil.rmtree(folder)
    else:
        told.append(f"kept: {folder}")
    note = "; ".join(told)
    write(Grid("Kills", ("", "how many"), rows, note=note), found, as_json=as_json)
    return toll.is_clean


def _found(toll: Toll, seed: int) -> dict[str, int]:
    """The figures, by their names."""
    return {
        "seed": seed,
        "kills": sum(toll.moments.values()),
        **{f"kills when {moment}": times for moment, times in sorted(toll.moments.items())},
        "questions": toll.questions,
        "unanswered": len(toll.unanswered),
        "answered_twice": len(toll.twice),
        "claims_left_open": toll.unfinished,
        "damaged_databases": int(not toll.is_whole),
    }

"""Our bot, with a look at how long its event loop is blocked.

``python -m benchmarks.blocking FILE`` runs it with its settings. At its end FILE holds every
callback of the loop that took longer than `NOTED`: while one runs nothing else does, so the longest
is how long the loop was blocked.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

from bot.cli import main

__all__ = ["NOTED", "Block", "blocks_between"]

NOTED = 0.001
"""Seconds from which on a callback is noted."""


class Block(NamedTuple):
    """A callback that held up everything else; seconds all."""

    ended: float
    """By the monotonic clock."""
    took: float
    worked: float
    """How long a core worked for it."""


def blocks_between(file: Path, since: float, until: float) -> list[Block]:
    """The blocks that a run has noted between two times of the monotonic clock."""
    found = [Block(*one) for one in json.loads(file.read_text("utf-8"))]
    return [block for block in found if since <= block.ended < until]


def _watch(blocks: list[Block]) -> None:
    """Time each callback; asyncio's own debug mode does the same, and slows down everything."""
    run = asyncio.Handle._run  # noqa: SLF001  # there is no public place

    def timed(handle: asyncio.Handle) -> None:
        began, worked = time.perf_counter(), time.thread_time()
        run(handle)
        took = time.perf_counter() - began
        if took >= NOTED:
            blocks.append(Block(time.monotonic(), took, time.thread_time() - worked))

    asyncio.Handle._run = timed  # type: ignore[assignment, method-assign]  # noqa: SLF001  # as above


if __name__ == "__main__":
    noted: list[Block] = []
    _watch(noted)
    target = Path(sys.argv[1])
    sys.argv[1:] = ["run"]
    try:
        main()
    finally:
        target.write_text(json.dumps(noted), "utf-8")

"""From the start of a process to a bot that is connected, and to the answer of ``ask``."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.environment import environment
from benchmarks.output import write
from benchmarks.processes import FLOOR, OURS, need_linux, running
from benchmarks.sides import folders
from bot.rendering.grids import Grid

__all__ = ["start"]

_QUESTION = "my icloud bakup says not enough storge"

Took = tuple[float, float]
"""Seconds by the clock, and seconds that a core worked."""


def start(knowledge: Path, rounds: int, *, as_json: bool) -> None:
    """Start each in turns; the first, which compiles, trains and registers, doesn't count.

    Raises:
        UsageError: this system doesn't tell what a process uses.

    """
    need_linux()
    floor, ours, asked = asyncio.run(_measure(knowledge, rounds))
    found = {
        "floor_s": floor[0],
        "floor_cpu_s": floor[1],
        "ours_s": ours[0],
        "ours_cpu_s": ours[1],
        "more_s": ours[0] - floor[0],
        "more_cpu_s": ours[1] - floor[1],
        "ask_s": asked[0],
        "ask_cpu_s": asked[1],
    }
    names = {
        "floor": "the floor, to connected",
        "ours": "our bot, to connected",
        "more": "more",
        "ask": "ask, to its end",
    }
    rows = tuple(
        (name, f"{found[f'{key}_s']:.2f}", f"{found[f'{key}_cpu_s']:.2f}")
        for key, name in names.items()
    )
    note = f"Median of {rounds}, with the model found trained."
    header = ("", "seconds", "seconds of a core")
    write(Grid("Start", header, rows, note=note), found, as_json=as_json)


async def _measure(knowledge: Path, rounds: int) -> tuple[Took, Took, Took]:
    floors, own, asked = [], [], []
    with folders(knowledge) as (floor, ours):
        for _ in range(rounds + 1):
            floors.append(await _connected(FLOOR, floor, knowledge))
            own.append(await _connected(OURS, ours, knowledge))
            asked.append(await asyncio.to_thread(_asked, knowledge))
    first, second, third = (_median(side[1:]) for side in (floors, own, asked))
    return first, second, third


async def _connected(command: Sequence[str], folder: Path, knowledge: Path) -> Took:
    async with running(command, folder, knowledge) as bot:
        return bot.started_in, bot.cpu


def _asked(knowledge: Path) -> Took:
    told = environment() | {"KNOWLEDGE": str(knowledge.resolve())}
    command = (sys.executable, "-m", "bot", "ask", _QUESTION)
    before, began = os.times(), time.perf_counter()
    subprocess.run(command, env=told, stdout=subprocess.DEVNULL, check=True)  # noqa: S603  # our own command
    took, after = time.perf_counter() - began, os.times()
    worked = after.children_user + after.children_system
    return took, worked - before.children_user - before.children_system


def _median(side: list[Took]) -> Took:
    return statistics.median(one for one, _ in side), statistics.median(one for _, one in side)

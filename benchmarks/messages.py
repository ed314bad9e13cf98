"""Made-up messages of all kinds, in numbers that tests have no time for: what holds for each."""

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.output import write
from bot.app import build_assistant
from bot.rendering.grids import Grid
from tests.checked import Checker, answer_messages

__all__ = ["many_messages"]

_BATCH = 1_000
"""Messages that are made from one seed: Hypothesis remembers all of a run."""


def many_messages(
    knowledge: Path, count: int, first: int, processes: int, *, as_json: bool
) -> None:
    """Have so many messages answered, and hold each answer against what the tests expect of it.

    Args:
        knowledge: the knowledge folder.
        count: how many messages.
        first: the seed of the first batch of 1,000; each next batch has the next one.
        processes: how many work at it.
        as_json: whether one JSON object is written rather than a table.

    Raises:
        AssertionError: an answer isn't; Hypothesis tells the shortest message that it found for it.

    """
    started = time.perf_counter()
    sizes = [min(_BATCH, count - at) for at in range(0, count, _BATCH)]
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(knowledge,)) as pool:
        for found in pool.map(_batch, range(first, first + len(sizes)), sizes):
            total += found
    seconds = time.perf_counter() - started
    figures = {**dict(sorted(total.items())), "minutes": round(seconds / 60, 1)}
    rows = tuple((name, f"{value:,}") for name, value in figures.items())
    grid = Grid("Messages", ("", ""), rows, note=f"Seeds {first} to {first + len(sizes) - 1}.")
    write(grid, figures, as_json=as_json)


_checkers: list[Checker] = []
"""The one of this process."""


def _begin(knowledge: Path) -> None:
    _checkers.append(Checker(build_assistant(knowledge)))


def _batch(number: int, count: int) -> Counter[str]:
    return answer_messages(_checkers[0], number, count)

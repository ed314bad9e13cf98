"""Made-up messages of all kinds, in numbers that tests have no time for: what holds for each."""

import gc
import sys
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

_COLLECTED = 50_000
"""Objects after which the garbage collector looks through the new ones: Hypothesis makes many."""

_LINES = 100
"""How often it is told, at most, how far it is."""


def many_messages(
    knowledge: Path, count: int, first: int, processes: int, *, as_json: bool
) -> None:
    """Have so many messages answered, and hold each answer against what the tests expect of it.

    Standard error tells how far it is. The messages are the same however many processes share them.

    Args:
        knowledge: the knowledge folder.
        count: how many messages.
        first: the seed of the first batch of 1,000; each next batch has the next one.
        processes: how many work at it.
        as_json: whether one JSON object is written rather than a table.

    Raises:
        AssertionError: an answer isn't; Hypothesis tells the shortest message that it found for it,
            and the batches that have not begun are left out.

    """
    started = time.perf_counter()
    sizes = [min(_BATCH, count - at) for at in range(0, count, _BATCH)]
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(knowledge,)) as pool:
        found = pool.map(_batch, range(first, first + len(sizes)), sizes)
        for done, batch in enumerate(found, start=1):
            total += batch
            if done % (len(sizes) // _LINES + 1) == 0:
                _tell(total["messages"], count, time.perf_counter() - started)
    seconds = time.perf_counter() - started
    speed = {"minutes": round(seconds / 60, 1), "a second": round(total["messages"] / seconds)}
    figures = {**dict(sorted(total.items())), **speed}
    rows = tuple((name, f"{value:,}") for name, value in figures.items())
    grid = Grid("Messages", ("", ""), rows, note=f"Seeds {first} to {first + len(sizes) - 1}.")
    write(grid, figures, as_json=as_json)


def _tell(done: int, count: int, seconds: float) -> None:
    """How far it is; what is left is reckoned by the pace so far."""
    rate = done / seconds
    minutes = max(0, count - done) / rate / 60
    told = f"{done:,} of {count:,} messages, {rate:.0f} a second, {minutes:.0f} minutes left\n"
    sys.stderr.write(told)
    sys.stderr.flush()


_checkers: list[Checker] = []
"""The one of this process."""


def _begin(knowledge: Path) -> None:
    _checkers.append(Checker(build_assistant(knowledge)))
    gc.freeze()  # looking through the knowledge for garbage took a quarter of the time
    gc.set_threshold(_COLLECTED)


def _batch(number: int, count: int) -> Counter[str]:
    return answer_messages(_checkers[0], number, count)

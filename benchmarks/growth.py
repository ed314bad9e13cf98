"""What a conversation costs once a hundred thousand are kept, beside the first ones."""

import asyncio
import contextlib
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from benchmarks.output import write
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.failures import Funnel
from bot.adapters.store import Bridge, Store
from bot.app import build_assistant
from bot.core.assistant import Assistant
from bot.core.ports import CaseKey, Question
from bot.core.reading import Utterance
from bot.core.reply import Reply
from bot.rendering.grids import Grid

__all__ = ["fill", "growth"]

_NOW = 1_800_000_000.0
_FIRST = 10**18
"""About what Discord's identifiers begin with."""

_TURNS, _EACH = 15, 20
_TEXT = "icloud says not enough storage to back up my iphone"


def growth(knowledge: Path, kept: int, *, as_json: bool) -> None:
    """Answer with an empty store and with one that keeps so many, in turns."""
    found = asyncio.run(_measure(build_assistant(knowledge), kept))
    rows = (
        ("the first conversations", f"{found['first_ms']:.2f}", f"{found['first_cpu_ms']:.2f}"),
        (f"those after {kept}", f"{found['later_ms']:.2f}", f"{found['later_cpu_ms']:.2f}"),
        ("times", f"{found['ratio']:.2f}", f"{found['cpu_ratio']:.2f}"),
    )
    note = f"From the question to the kept answer, without Discord; {_TURNS * _EACH} of each."
    header = ("", "ms", "ms of a core")
    write(Grid("Growth", header, rows, note=note), found, as_json=as_json)


class _Desk:
    """A desk whose answers go nowhere."""

    def __init__(self, assistant: Assistant, store: Store, ids: "count[int]") -> None:
        self._desk = Desk(lambda: assistant, Bridge(store), self, Funnel())
        self._ids = ids

    def now(self) -> float:
        return _NOW

    async def show(self, reply: Reply, key: CaseKey, page: int = 1) -> int:
        del reply, key, page
        return next(self._ids)

    async def turn(self) -> tuple[float, float]:
        """Milliseconds for a conversation, and of a core for it."""
        began, worked = time.perf_counter(), time.process_time()
        for _ in range(_EACH):
            id_ = next(self._ids)
            question = Question(id_, CaseKey(id_, id_, server=id_))
            await self._desk.answer(question, Utterance(_TEXT), self)
        share = 1000 / _EACH
        return share * (time.perf_counter() - began), share * (time.process_time() - worked)


async def _measure(assistant: Assistant, kept: int) -> dict[str, float]:
    ids = count(2 * _FIRST)
    async with _store(assistant, ids, 0) as young, _store(assistant, ids, kept) as old:
        for desk in (young, old):
            await desk.turn()  # both warm
        turns = [(await young.turn(), await old.turn()) for _ in range(_TURNS)]
    first, later = zip(*turns, strict=True)
    return {
        "kept": kept,
        "first_ms": statistics.median(took for took, _ in first),
        "later_ms": statistics.median(took for took, _ in later),
        "ratio": statistics.median(b[0] / a[0] for a, b in turns),
        "first_cpu_ms": statistics.median(worked for _, worked in first),
        "later_cpu_ms": statistics.median(worked for _, worked in later),
        "cpu_ratio": statistics.median(b[1] / a[1] for a, b in turns),
    }


@asynccontextmanager
async def _store(assistant: Assistant, ids: "count[int]", kept: int) -> AsyncIterator[_Desk]:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "store.sqlite3"
        async with Store.open(f"sqlite:///{file.as_posix()}") as store:
            desk = _Desk(assistant, store, ids)
            await desk.turn()
            await asyncio.to_thread(fill, file, kept)
            yield desk


def fill(file: Path, kept: int) -> None:
    """Put so many rows beside the first case and the first claim of a store, each a little else."""
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        for statement in (_CASES, _CLAIMS):
            connection.execute(statement, {"kept": kept, "first": _FIRST})


_CASES = """
INSERT INTO conversation
    (place, "user", tag, server, updated, format, state, card, question, before)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :kept)
SELECT :first + n % 997, :first + n, tag, :first + n % 97, updated - n % 80000, format, state,
       :first + n, :first - n, before
FROM numbers, (SELECT * FROM conversation LIMIT 1) WHERE :kept > 0
"""
_CLAIMS = """
INSERT INTO claim (question, claimed, place, server, "user", tag, answer)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :kept)
SELECT :first - n, claimed - n % 80000, :first + n % 997, :first + n % 97, :first + n, tag,
       :first + n
FROM numbers, (SELECT * FROM claim LIMIT 1) WHERE :kept > 0
"""

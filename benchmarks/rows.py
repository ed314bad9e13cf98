"""How large the rows of the store are, in an SQLite file, indexes and all."""

import asyncio
import contextlib
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.output import write
from bot.adapters.store import Store
from bot.app import build_assistant
from bot.core.assistant import Assistant
from bot.core.conversation import EXPIRES_AFTER, Conversation
from bot.core.ports import Case, CaseKey, Question
from bot.core.reading import Utterance
from bot.core.reply import ChoiceId, Reply
from bot.rendering.grids import Grid

__all__ = ["measure_rows", "rows", "typical_case"]

_NOW = 1_800_000_000.0
_FIRST = 10**18
"""About what Discord's identifiers begin with."""


def rows(knowledge: Path, count: int, *, as_json: bool) -> None:
    """Keep so many rows of each kind, and see how the file grows."""
    conversation = typical_case(build_assistant(knowledge))
    found = asyncio.run(measure_rows(conversation, count))
    lines = tuple((kind, f"{size:.0f}") for kind, size in found.items())
    note = f"{count} rows of each kind."
    write(Grid("Rows", ("kind", "bytes each"), lines, note=note), found, as_json=as_json)


def typical_case(assistant: Assistant) -> Conversation:
    """A case in which somebody told a symptom and said twice that a fix had failed."""
    reply = assistant.hear(Utterance("my iphone says there is not enough icloud storage"), None, 0)
    for _ in range(2):
        reply = assistant.choose(_failed(reply), reply.conversation, 0)
    if reply.conversation is None:
        message = "a reply to a symptom has no conversation"
        raise ValueError(message)
    return reply.conversation


def _failed(reply: Reply) -> str:
    return next(
        choice.id for choice in reply.choices if choice.id.partition(":")[0] == ChoiceId.FAILED
    )


async def measure_rows(conversation: Conversation, count: int) -> dict[str, float]:
    """Bytes for each case, claim and outcome.

    Args:
        conversation: what each case holds.
        count: how many rows of each kind are kept.

    """
    keys = [CaseKey(_FIRST + at, _FIRST - at, server=_FIRST + at // 10) for at in range(count)]
    sizes = dict[str, int]()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "store.sqlite3"
        async with Store.open(f"sqlite:///{file.as_posix()}") as store:
            sizes["nothing"] = _size(file)
            for key in keys:
                case = Case(replace(conversation, started=_NOW, updated=_NOW), card=key.place)
                await store.conversations.save(key, case)
            sizes["case"] = _size(file)
            await store.purge(_NOW + EXPIRES_AFTER + 1)
            sizes["outcome"] = _size(file)
            for at, key in enumerate(keys):
                question = Question(_FIRST + 2 * at, key)
                await store.claims.claim(question, _NOW)
                await store.claims.close(question, question.id + 1)
            sizes["claim"] = _size(file)
    before = {"case": "nothing", "outcome": "nothing", "claim": "outcome"}
    return {kind: (sizes[kind] - sizes[base]) / count for kind, base in before.items()}


def _size(file: Path) -> int:
    """The bytes of the file, once all is in it and nothing in it is free."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.stat().st_size

"""What outlives a restart: conversations, claims, and how conversations ended, in an SQLite file.

Only `run` imports this module. Each operation is one transaction: it is done as a whole, or
raises StoreError and has changed nothing. What to do then is the caller's to decide.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Self

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import CursorResult, Text, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import CreateTable

from bot.adapters.store.database import Database
from bot.core.conversation import EXPIRES_AFTER, Conversation

__all__ = ["CLAIMS_LAST", "PATIENCE", "Store", "StoredClaims", "StoredConversations"]

CLAIMS_LAST = 7 * 24 * 60 * 60
"""Seconds after which a claim is purged: Discord repeats no event that is nearly so old."""

PATIENCE = 2.0
"""Seconds that an operation waits for its turn, and then for a process that is writing."""

_FORMAT = 1
"""The version of the JSON below. It goes up when a newer row would mislead older code."""

_JSON = TypeAdapter(Conversation)

_log = logging.getLogger(__name__)


class _Table(DeclarativeBase):
    """The tables of the store."""


class _ConversationRow(_Table):
    __tablename__ = "conversation"

    key: Mapped[str] = mapped_column(primary_key=True)
    updated: Mapped[float]
    format: Mapped[int]
    state: Mapped[str] = mapped_column(Text)
    card: Mapped[str | None]


class _ClaimRow(_Table):
    __tablename__ = "claim"

    question: Mapped[str] = mapped_column(primary_key=True)
    claimed: Mapped[float]
    answer: Mapped[str | None]


class _EndingRow(_Table):
    __tablename__ = "ending"

    resolution: Mapped[str] = mapped_column(primary_key=True)
    cases: Mapped[int]


class StoredConversations:
    """Keeps conversations, the ended ones too, until they expire: `Conversations` of the core."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, key: str) -> tuple[Conversation, str | None] | None:
        """Find the conversation and the id of its latest card; None where none can be read."""
        row = _ConversationRow
        query = select(row.format, row.state, row.card).where(row.key == key)
        async with self._database.transaction() as connection:
            found = (await connection.execute(query)).one_or_none()
        if found is None:
            return None
        conversation = _read(found.format, found.state)
        return None if conversation is None else (conversation, found.card)

    async def save(self, key: str, conversation: Conversation, card: str | None) -> None:
        """Keep the conversation as it is now, in place of what was kept before."""
        values = {
            "updated": conversation.updated,
            "format": _FORMAT,
            "state": _JSON.dump_json(conversation).decode(),
            "card": card,
        }
        row = _ConversationRow
        replaced = update(row).where(row.key == key).values(card=card)
        upsert = insert(row).values(key=key, **values)
        async with self._database.transaction() as connection:
            before = await connection.execute(replaced.returning(row.format, row.state))
            left = [old for old in _all(before) if old.started != conversation.started]
            await _count(connection, left, conversation.updated)
            await connection.execute(upsert.on_conflict_do_update(["key"], set_=values))

    async def forget(self, key: str) -> None:
        """Delete what is kept under the key."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(_ConversationRow).where(_ConversationRow.key == key))


class StoredClaims:
    """Remembers which questions were taken on, in every process: `Claims` of the core."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, question: str, now: float) -> bool:
        """Take a question on; False if that was done before, here or in another process."""
        take = insert(_ClaimRow).values(question=question, claimed=now).on_conflict_do_nothing()
        async with self._database.transaction() as connection:
            return (await connection.execute(take)).rowcount == 1

    async def close(self, question: str, answer: str) -> None:
        """Note which message answered the question; without a claim there is nothing to note."""
        note = update(_ClaimRow).where(_ClaimRow.question == question).values(answer=answer)
        async with self._database.transaction() as connection:
            await connection.execute(note)

    async def answer_to(self, question: str) -> str | None:
        """Find the message that answered the question; None where there is none."""
        query = select(_ClaimRow.answer).where(_ClaimRow.question == question)
        async with self._database.transaction() as connection:
            return (await connection.execute(query)).scalar_one_or_none()


class Store:
    """One database with everything that is kept; every part of it shares the engine."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.conversations = StoredConversations(database)
        self.claims = StoredClaims(database)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, *, patience: float = PATIENCE) -> AsyncIterator[Self]:
        """Open a store, and close it at the end; file, folder and tables are made if need be.

        Args:
            url: an SQLAlchemy address of an SQLite file.
            patience: seconds to wait for another process that is writing.

        Raises:
            SettingsError: the address is none, or not SQLite's.
            StoreError: the file can't be opened.

        """
        async with Database.open(url, patience) as database:
            async with database.transaction() as connection:
                # Those who open a new file at once wait for the lock once, not for each table.
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
                for table in _Table.metadata.sorted_tables:
                    await connection.execute(CreateTable(table, if_not_exists=True))
            yield cls(database)

    async def purge(self, now: float) -> None:
        """Delete what has expired: conversations, ended or not, by their last turn, and claims.

        Nothing here runs by itself: the client calls this at its start and every hour or so.
        """
        row = _ConversationRow
        conversations = delete(row).where(row.updated < now - EXPIRES_AFTER)
        claims = delete(_ClaimRow).where(_ClaimRow.claimed < now - CLAIMS_LAST)
        async with self._database.transaction() as connection:
            left = await connection.execute(conversations.returning(row.format, row.state))
            await _count(connection, _all(left), now)
            await connection.execute(claims)

    async def endings(self) -> dict[str, int]:
        """How many conversations ended in which way; one is counted once nothing can change it."""
        query = select(_EndingRow.resolution, _EndingRow.cases).order_by(_EndingRow.resolution)
        async with self._database.transaction() as connection:
            found = await connection.execute(query)
            return {row.resolution: row.cases for row in found}


async def _count(
    connection: AsyncConnection, conversations: Iterable[Conversation], now: float
) -> None:
    """Count how conversations ended that are left behind."""
    endings = Counter(conversation.left(now) for conversation in conversations)
    for resolution, count in endings.items():
        if resolution:
            row = insert(_EndingRow).values(resolution=resolution.value, cases=count)
            more = {"cases": _EndingRow.cases + count}
            await connection.execute(row.on_conflict_do_update(["resolution"], set_=more))


def _all(rows: CursorResult[int, str]) -> list[Conversation]:
    """The conversations of rows, of those that can be read."""
    found = (_read(row.format, row.state) for row in rows)
    return [conversation for conversation in found if conversation]


def _read(row_format: int, state: str) -> Conversation | None:
    """Make the conversation of a row again; None where its format is not ours, or it is damaged."""
    if row_format == _FORMAT:
        try:
            return _JSON.validate_json(state, strict=True, extra="forbid")
        except ValidationError:
            pass  # its text would quote the row
    _log.warning(
        "A kept conversation can't be read and is passed over: its format is %d, ours is %d.",
        row_format,
        _FORMAT,
    )
    return None

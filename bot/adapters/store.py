"""What outlives a restart: conversations and claims, in an SQLite file.

Only `run` imports this module. Each operation is one transaction: it is done as a whole, or
raises StoreError and has changed nothing. What to do then is the caller's to decide.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import URL, Text, delete, event, make_url, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry
from sqlalchemy.schema import CreateTable

from bot.core.conversation import EXPIRES_AFTER, Conversation
from bot.errors import SettingsError, StoreError

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


class _Database:
    """The engine, and the one way to use it."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction; commit it, or roll it back and raise StoreError."""
        with _explained(self._name):
            async with self._engine.begin() as connection:
                yield connection


class StoredConversations:
    """Keeps conversations, the ended ones too, until they expire: `Conversations` of the core."""

    def __init__(self, database: _Database) -> None:
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
        upsert = insert(_ConversationRow).values(key=key, **values)
        async with self._database.transaction() as connection:
            await connection.execute(upsert.on_conflict_do_update(["key"], set_=values))

    async def forget(self, key: str) -> None:
        """Delete what is kept under the key."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(_ConversationRow).where(_ConversationRow.key == key))


class StoredClaims:
    """Remembers which questions were taken on, in every process: `Claims` of the core."""

    def __init__(self, database: _Database) -> None:
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

    def __init__(self, database: _Database) -> None:
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
        address = _address(url)
        name = address.database or ":memory:"
        if name != ":memory:":
            with _explained(name):
                _make(Path(name))
        engine = create_async_engine(
            address,
            # SQLite writes one at a time, and lets those who wait starve; the pool is a fair queue.
            poolclass=AsyncAdaptedQueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=patience,
            # What a failing statement was to keep has no place in a log.
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "connect", _set_up(patience))
        database = _Database(engine, name)
        try:
            async with database.transaction() as connection:
                for table in _Table.metadata.sorted_tables:
                    await connection.execute(CreateTable(table, if_not_exists=True))
            yield cls(database)
        finally:
            await engine.dispose()

    async def purge(self, now: float) -> None:
        """Delete what has expired: conversations, ended or not, by their last turn, and claims.

        Nothing here runs by itself: the client calls this at its start and every hour or so.
        """
        conversations = _ConversationRow.updated < now - EXPIRES_AFTER
        claims = _ClaimRow.claimed < now - CLAIMS_LAST
        async with self._database.transaction() as connection:
            await connection.execute(delete(_ConversationRow).where(conversations))
            await connection.execute(delete(_ClaimRow).where(claims))


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


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() != "sqlite":
        message = (
            "DATABASE_URL has a value that can't be used: it wants the address of an SQLite file, "
            "such as sqlite+aiosqlite:///backup-medic.sqlite3."
        )
        raise SettingsError(message)
    return address.set(drivername="sqlite+aiosqlite")


def _make(file: Path) -> None:
    """Make the file and its folder; what is in the way is named, which SQLite doesn't do."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab"):
        pass


def _set_up(patience: float) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    """Prepare each new connection."""

    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    return set_up


@contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(name, str(reason)) from error

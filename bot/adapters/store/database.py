"""The SQLite file of the store: opening it, and the one way to use it."""

import asyncio
import math
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Self

import aiosqlite
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import AdaptedConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from bot.errors import SettingsError, StoreError

__all__ = ["Database"]

_PAUSE = 0.02
"""Seconds between tries to put a new file in its mode."""


class Database:
    """The engine, and the one way to use it."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, patience: float) -> AsyncIterator[Self]:
        """Open a file, made if need be along with its folder, and close it at the end.

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
        try:
            yield cls(engine, name)
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction; commit it, or roll it back and raise StoreError."""
        with _explained(self._name):
            async with self._engine.begin() as connection:
                yield connection


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


def _set_up(patience: float) -> Callable[[AdaptedConnection, ConnectionPoolEntry], None]:
    """Prepare each new connection."""

    async def prepare(connection: aiosqlite.Connection) -> None:
        await connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
        await _write_ahead(connection, patience)
        await connection.execute("PRAGMA foreign_keys = ON")

    return lambda connection, _: connection.run_async(prepare)


async def _write_ahead(connection: aiosqlite.Connection, patience: float) -> None:
    """Put the file in write-ahead mode, in which reading and writing don't block each other.

    Of several that try this on a new file at once SQLite refuses all but one, without waiting
    (https://www.sqlite.org/wal.html).
    """
    for tries_left in range(math.ceil(patience / _PAUSE), -1, -1):
        try:
            await connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not tries_left:
                raise
            await asyncio.sleep(_PAUSE)
        else:
            return


@contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(name, str(reason)) from error

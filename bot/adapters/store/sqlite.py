"""SQLite: the store in one file, which needs nothing to be set up."""

import asyncio
import math
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import AdaptedConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from bot.adapters.store.tables import Table
from bot.adapters.store.trips import connect

__all__ = ["SQLite"]

_MEMORY = ":memory:"

_PAUSE = 0.02
"""Seconds between tries to put a new file in its mode."""


_IN_TURN = 5
"""Times the patience that somebody waits for their turn: many who ask at once are no sign that the
file can't be used, as one whose lock isn't had in time is.
"""


class SQLite:
    """An SQLite file, made along with its folder if need be; or a database in memory."""

    failures: tuple[type[Exception], ...] = ()

    def __init__(self, address: URL, patience: float) -> None:
        self._address = address.set(drivername="sqlite+aiosqlite")
        self._patience = patience
        self._held = set[str]()
        self.name = address.database or _MEMORY

    @property
    def file(self) -> Path | None:
        """The file; None for a database in memory."""
        return None if self.name == _MEMORY else Path(self.name)

    def make_engine(self) -> AsyncEngine:
        """Set up the engine."""
        if self.file:
            _make(self.file)
        engine = create_async_engine(
            self._address,
            # SQLite writes one at a time, and lets those who wait starve; the pool is a fair queue.
            poolclass=AsyncAdaptedQueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=_IN_TURN * self._patience,
            # Every transaction ends by itself: see `Database.transaction`.
            pool_reset_on_return=None,
            connect_args={"async_creator_fn": self._connect},
            # What a failing statement was to keep has no place in a log.
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "connect", _set_up(self._patience))
        return engine

    def _connect(self, database: str, **_: object) -> aiosqlite.Connection:
        return connect(database, timeout=self._patience)

    @staticmethod
    def insert(table: type[Table]) -> sqlite.Insert:
        """An INSERT into a table."""
        return sqlite.insert(table)

    @staticmethod
    async def take_turn(connection: AsyncConnection) -> None:
        """Be the only one who writes until the transaction ends."""
        await connection.exec_driver_sql("BEGIN IMMEDIATE")

    @asynccontextmanager
    async def alone(self, engine: AsyncEngine, name: str) -> AsyncIterator[bool]:
        """Hold a lock by this name, in an empty database beside the file.

        SQLite's own locks hold between processes, on every system, and end with their process.
        """
        del engine
        if name in self._held:
            yield False
            return
        self._held.add(name)
        try:
            if self.file is None:
                yield True
                return
            path = self.file.with_name(f"{self.file.name}.{name}-lock")
            with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
                yield _is_held(lock)
        finally:
            self._held.discard(name)


def _is_held(lock: sqlite3.Connection) -> bool:
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _make(file: Path) -> None:
    """Make the file and its folder; what is in the way is named, which SQLite doesn't do."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab"):
        pass


def _set_up(patience: float) -> Callable[[AdaptedConnection, ConnectionPoolEntry], None]:
    """Prepare each new connection."""

    async def prepare(connection: aiosqlite.Connection) -> None:
        await _write_ahead(connection, patience)
        # Not each transaction waits for the disk. What is written outlives a crash of the process;
        # a power cut can take the last seconds with it (https://www.sqlite.org/pragma.html).
        await connection.execute("PRAGMA synchronous = NORMAL")
        # What is deleted is overwritten, not only unlinked (https://www.sqlite.org/pragma.html).
        await connection.execute("PRAGMA secure_delete = ON")

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

"""SQLite: the store in one file, which needs nothing to be set up."""

import math
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bot.adapters.store.trips import Trips

__all__ = ["SQLite"]

T = TypeVar("T")

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

    _trips: Trips
    """To the thread of the database, once that is open."""

    def __init__(self, address: URL, patience: float) -> None:
        self._address = address.set(drivername="sqlite")
        self._patience = patience
        self._held = set[str]()
        self.name = address.database or _MEMORY

    @property
    def file(self) -> Path | None:
        """The file; None for a database in memory."""
        return None if self.name == _MEMORY else Path(self.name)

    def open(self) -> None:
        """Set up the engine and its thread."""
        if self.file:
            _make(self.file)
        engine = create_engine(
            self._address,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            # Every transaction ends by itself: see `Trips`.
            pool_reset_on_return=None,
            connect_args={"timeout": self._patience},
            # What a failing statement was to keep has no place in a log.
            hide_parameters=True,
        )
        event.listen(engine, "connect", _set_up(self._patience))
        # SQLite writes one at a time, and lets those who wait starve; the trips are a fair queue.
        self._trips = Trips(engine, _IN_TURN * self._patience)

    async def close(self) -> None:
        """Close the file."""
        await self._trips.close()

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """Do work in a transaction, in the database's thread."""
        return await self._trips.transact(work)

    @staticmethod
    def insert(table: Table) -> sqlite.Insert:
        """An INSERT into a table."""
        return sqlite.insert(table)

    @staticmethod
    def take_turn(connection: Connection) -> None:
        """Be the only one who writes until the transaction ends."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[bool]:
        """Hold a lock by this name, in an empty database beside the file.

        SQLite's own locks hold between processes, on every system, and end with their process.
        """
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


def _set_up(patience: float) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    """Prepare each new connection."""

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        with closing(connection.cursor()) as cursor:
            _write_ahead(cursor, patience)
            # Not each transaction waits for the disk. What is written outlives a crash of the
            # process; a power cut can take the last seconds with it
            # (https://www.sqlite.org/pragma.html).
            cursor.execute("PRAGMA synchronous = NORMAL")
            # What is deleted is overwritten, not only unlinked (the same page).
            cursor.execute("PRAGMA secure_delete = ON")

    return prepare


def _write_ahead(cursor: DBAPICursor, patience: float) -> None:
    """Put the file in write-ahead mode, in which reading and writing don't block each other.

    Of several that try this on a new file at once SQLite refuses all but one, without waiting
    (https://www.sqlite.org/wal.html).
    """
    for tries_left in range(math.ceil(patience / _PAUSE), -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not tries_left:
                raise
            time.sleep(_PAUSE)
        else:
            return

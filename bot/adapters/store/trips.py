"""SQLite's connection, with one trip to its thread for each statement.

aiosqlite makes one for the cursor, the statement, its rows and the end of the cursor each. A trip
wakes two threads, which costs more than most statements do.
"""

import sqlite3
from collections.abc import Iterable, Sequence

import aiosqlite
from aiosqlite.context import contextmanager
from typing_extensions import override

__all__ = ["connect"]


class _Cursor(aiosqlite.Cursor):
    """Brings the rows along with the statement, and does without a trip what touches no file."""

    _rows: Sequence[sqlite3.Row] = ()

    @override
    async def execute(self, sql: str, parameters: Iterable[object] | None = None) -> "_Cursor":
        def run() -> list[sqlite3.Row]:
            return self._cursor.execute(sql, tuple(parameters or ())).fetchall()

        self._rows = await self._execute(run)  # type: ignore[no-untyped-call]  # aiosqlite's own
        return self

    @override
    async def fetchall(self) -> Iterable[sqlite3.Row]:
        return self._rows

    @override
    async def close(self) -> None:
        self._cursor.close()


class _Connection(aiosqlite.Connection):
    @override
    async def commit(self) -> None:
        if self._conn.in_transaction:  # not after mere reading
            await super().commit()

    @override
    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        return _Cursor(self, self._conn.cursor())


def connect(database: str, *, timeout: float) -> aiosqlite.Connection:
    """A connection that is still to be opened, by awaiting it.

    Args:
        database: the file's name.
        timeout: seconds that a statement waits for others who write.

    """

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(database, timeout=timeout, check_same_thread=False)

    return _Connection(opened, iter_chunk_size=64)

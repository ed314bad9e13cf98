"""Stores that can't be used for a while."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from sqlalchemy import Connection

from bot.adapters.store import Store

__all__ = ["PATIENCE", "file_of", "full", "locked", "out_of_reach"]

PATIENCE = 0.05
"""Seconds for which a store waits for others that write: those here never let go in time."""

_PLENTY = 1_000_000
"""Pages that are more than anything here takes."""


def file_of(store: Store) -> Path:
    """The file of a store."""
    file = store._database.file  # noqa: SLF001  # nobody else needs it
    assert file
    return file


@asynccontextmanager
async def locked(store: Store) -> AsyncIterator[None]:
    """Keep everybody from writing, as another program does that never finishes."""
    file = file_of(store)
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        while not connection.in_transaction:
            await asyncio.sleep(0)  # whoever is writing goes on
            with suppress(sqlite3.OperationalError):
                connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@asynccontextmanager
async def full(store: Store) -> AsyncIterator[None]:
    """Let there be no room for another page: SQLITE_FULL, as on a full disk.

    https://www.sqlite.org/pragma.html#pragma_max_page_count
    """
    await _limit(store, 1)  # less than there are already: as many as there are
    yield
    await _limit(store, _PLENTY)


async def _limit(store: Store, pages: int) -> None:
    await _do(
        store, lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    )


@asynccontextmanager
async def out_of_reach(store: Store) -> AsyncIterator[None]:
    """Put something that can't be opened in the file's place, and end the connection to it.

    Each exchange is one step: whoever opened the file in between would make an empty database.
    """
    file = file_of(store)

    def end(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.detach()  # it is closed then; one that is open would go on with the file

    await _do(store, end)
    aside, nowhere = file.with_name("aside"), file.with_name("nowhere")
    aside.hardlink_to(file)
    nowhere.symlink_to(file.with_name("no folder") / "no file")
    nowhere.replace(file)
    yield
    aside.replace(file)


async def _do(store: Store, work: Callable[[Connection], object]) -> None:
    """Do something on the one connection of a store, as soon as nobody uses it."""
    backend = store._database._backend  # noqa: SLF001  # its faults are not the store's
    while True:
        with suppress(TimeoutError):
            await backend.transact(work)
            return

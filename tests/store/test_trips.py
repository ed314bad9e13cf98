from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text

from bot.adapters.store import Store
from bot.adapters.store.database import Database
from bot.adapters.store.trips import connect
from bot.core.ports import Case, CaseKey, Question
from tests.store.world import CASE, url_of

KEY = CaseKey(7, 8, server=9)


class Ledger:
    """Counts the trips to SQLite's thread."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.trips = 0
        go = aiosqlite.Connection._execute  # noqa: SLF001  # every trip begins there

        async def counted(connection: aiosqlite.Connection, *arguments: object) -> object:
            self.trips += 1
            return await go(connection, *arguments)  # type: ignore[no-untyped-call]  # its own

        patch.setattr(aiosqlite.Connection, "_execute", counted)

    def take(self) -> int:
        """The trips since the last time."""
        trips, self.trips = self.trips, 0
        return trips


async def test_answer_takes_few_trips(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of an answer takes a trip a statement, and one to commit what was changed."""
    async with Store.open(url_of(sqlite_path)) as store:
        ledger = Ledger(monkeypatch)
        await store.claims.claim(Question(5, KEY), 1.0)
        assert ledger.take() == 2
        assert await store.conversations.load(KEY) is None
        assert ledger.take() == 1
        await store.claims.close(5, 6)
        assert ledger.take() == 2
        await store.conversations.save(KEY, Case(CASE))
        assert ledger.take() == 3


async def test_rows_come_with_their_statement() -> None:
    """A cursor gives all rows of its statement, how many were changed, and none after a change."""
    connection = await connect(":memory:", timeout=0)
    try:
        async with connection.cursor() as cursor:
            await cursor.execute("CREATE TABLE lamp (id)")
            await cursor.execute("INSERT INTO lamp VALUES (?), (?)", (1, 2))
            assert (cursor.rowcount, list(await cursor.fetchall())) == (2, [])
            await cursor.execute("SELECT id FROM lamp ORDER BY id")
            assert list(await cursor.fetchall()) == [(1,), (2,)]
    finally:
        await connection.close()


async def test_failed_transaction_leaves_nothing_behind(sqlite_path: Path) -> None:
    """What fails is rolled back, and the next transaction begins anew on the same connection."""
    async with Database.open(url_of(sqlite_path), 1) as database:
        async with database.transaction() as connection:
            await connection.execute(text("CREATE TABLE lamp (id)"))
        with pytest.raises(ZeroDivisionError):
            await break_off(database)
        async with database.transaction() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM lamp"))).scalar() == 0


async def test_answers_do_not_wait_for_the_disk(sqlite_path: Path) -> None:
    """Commits go to the log ahead of the file, and the disk is waited for when that is merged."""
    async with (
        Database.open(url_of(sqlite_path), 1) as database,
        database.transaction() as connection,
    ):
        journal = (await connection.execute(text("PRAGMA journal_mode"))).scalar()
        synchronous = (await connection.execute(text("PRAGMA synchronous"))).scalar()

    assert (journal, synchronous) == ("wal", 1)


async def break_off(database: Database) -> None:
    """Begin to change something, and fail."""
    async with database.transaction() as connection:
        await connection.execute(text("INSERT INTO lamp VALUES (1)"))
        raise ZeroDivisionError

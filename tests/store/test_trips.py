import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.adapters.store import Store
from bot.adapters.store.database import Database
from bot.adapters.store.trips import Trips
from bot.core.ports import Case, CaseKey, Question
from bot.errors import StoreError
from tests.store.world import CASE, url_of


class Ledger:
    """Counts the trips to SQLite's thread."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.trips = 0
        make = Trips._make  # every trip ends there

        def counted(trips: Trips, work: object) -> object:
            self.trips += 1
            return make(trips, work)  # type: ignore[arg-type]  # whatever it is

        patch.setattr(Trips, "_make", counted)

    def take(self) -> int:
        """The trips since the last time."""
        trips, self.trips = self.trips, 0
        return trips


async def test_answer_takes_few_trips(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question is taken on in one trip, and what came of it is kept in another."""
    question = Question(5, CaseKey(7, 8, server=9))
    async with Store.open(url_of(sqlite_path)) as store:
        ledger = Ledger(monkeypatch)
        await store.claims.claim(question, 1.0)
        assert ledger.take() == 1
        await store.claims.close(question, 6, Case(CASE))
        assert ledger.take() == 1


async def test_failed_transaction_leaves_nothing_behind(sqlite_path: Path) -> None:
    """What fails is rolled back, and the next transaction begins anew on the same connection."""

    def break_off(connection: Connection) -> None:
        connection.execute(text("INSERT INTO lamp VALUES (1)"))
        raise ZeroDivisionError

    async with Database.open(url_of(sqlite_path), 1) as database:
        await database.transact(
            lambda connection: connection.execute(text("CREATE TABLE lamp (id)"))
        )
        with pytest.raises(ZeroDivisionError):
            await database.transact(break_off)
        count = text("SELECT count(*) FROM lamp")
        assert await database.transact(lambda connection: connection.scalar(count)) == 0


async def test_transactions_are_made_in_their_order(sqlite_path: Path) -> None:
    """However many come at once, each has its turn in the order in which they came."""
    made: list[int] = []

    async def make(database: Database, number: int) -> None:
        await database.transact(lambda _: made.append(number))

    async with Database.open(url_of(sqlite_path), 1) as database:
        await asyncio.gather(*(make(database, number) for number in range(9)))
    assert made == [*range(9)]


async def test_turn_that_doesnt_come_is_told(sqlite_path: Path) -> None:
    """Who waits too long for their turn gives up; what holds it goes on to its end."""
    go = threading.Event()
    async with Database.open(url_of(sqlite_path), 0) as database:
        long = asyncio.create_task(database.transact(lambda _: go.wait()))
        await asyncio.sleep(0)
        with pytest.raises(StoreError, match="too many wait for their turn"):
            await database.transact(lambda _: None)
        go.set()
        assert await long


async def test_cancelled_transaction_ends_before_the_next(sqlite_path: Path) -> None:
    """Who is cancelled waits no longer; what was begun is done before the next one's turn."""
    begun, go, made = threading.Event(), threading.Event(), list[str]()

    def first(_: Connection) -> None:
        begun.set()
        go.wait()
        made.append("first")

    async with Database.open(url_of(sqlite_path), 1) as database:
        long = asyncio.create_task(database.transact(first))
        await asyncio.to_thread(begun.wait)
        long.cancel()
        with pytest.raises(asyncio.CancelledError):
            await long
        after = asyncio.create_task(database.transact(lambda _: made.append("second")))
        await asyncio.sleep(0)
        go.set()
        await after
    assert made == ["first", "second"]


async def test_answers_do_not_wait_for_the_disk(sqlite_path: Path) -> None:
    """Commits go to the log ahead of the file, and the disk is waited for when that is merged."""

    def modes(connection: Connection) -> list[object]:
        pragmas = ("journal_mode", "synchronous")
        return [connection.scalar(text(f"PRAGMA {pragma}")) for pragma in pragmas]

    async with Database.open(url_of(sqlite_path), 1) as database:
        assert await database.transact(modes) == ["wal", 1]

import asyncio
import sqlite3
import subprocess
import sys
import traceback
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from bot.adapters.store import Store
from bot.core.ports import Case
from bot.errors import Exit, SettingsError, StoreError
from tests.store.world import (
    CASE,
    CASE_KEY,
    KEY,
    NOW,
    execute,
    question,
    url_of,
)

ROOT = Path(__file__).resolve().parent.parent.parent

HOLDING = """
import asyncio, sys
from bot.adapters.store import Store

async def hold():
    async with Store.open(sys.argv[1]) as store, store.alone("sync") as is_ours:
        print(is_ours, flush=True)
        sys.stdin.read()

asyncio.run(hold())
"""
"""A process that has its turn until its input ends."""


async def test_failure_tells_no_content(store: Store, url: str) -> None:
    """Neither the error nor what led to it shows what was to be kept, or for whom."""
    card = 424242
    await execute(url, "DROP TABLE conversation", "CREATE TABLE conversation (place INTEGER)")
    with pytest.raises(StoreError) as caught:
        await store.conversations.save(CASE_KEY, Case(CASE, card))
    told = "".join(traceback.format_exception(caught.value))
    assert "column" in told
    hidden = (str(CASE_KEY.user), CASE.matches[0].id, str(card), "hush")
    assert not [part for part in hidden if part in told]


async def test_refused_row_is_not_quoted(store: Store, url: str) -> None:
    """A database that refuses a row quotes it; the error doesn't."""
    kept = "marmalade"
    await execute(
        url,
        "DROP TABLE memo",
        "CREATE TABLE memo (name TEXT PRIMARY KEY, text TEXT CHECK (text = ''))",
    )
    with pytest.raises(StoreError, match=r"(?i)constraint") as caught:
        await store.memos.write(kept, kept)
    assert kept not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "address", ["nonsense", "mysql://medic:hush@db/medic", "sqlite", "http://[", ""]
)
async def test_other_address_is_refused(address: str) -> None:
    """An address of neither kind names the setting, and is not repeated."""
    with pytest.raises(SettingsError, match="DATABASE_URL has a value") as caught:
        async with Store.open(address):
            pytest.fail("it was opened")
    assert "hush" not in "".join(traceback.format_exception(caught.value))


async def test_one_at_a_time(url: str) -> None:
    """A turn is given to one of those who ask, by name, and to the next once it is over."""
    async with Store.open(url, key=KEY) as one, Store.open(url, key=KEY) as other:
        async with (
            one.alone("sync") as first,
            other.alone("sync") as second,
            one.alone("sync") as again,
            other.alone("purge") as apart,
        ):
            assert (first, second, again, apart) == (True, False, False, True)
        async with other.alone("sync") as later:
            assert later


async def test_turn_ends_with_an_error(url: str) -> None:
    """Whoever fails in their turn gives it up, and the error goes on as it is."""

    async def fail(store: Store) -> None:
        async with store.alone("sync"):
            message = "marmalade"
            raise ValueError(message)

    async with Store.open(url, key=KEY) as store:
        with pytest.raises(ValueError, match="marmalade"):
            await fail(store)
        async with store.alone("sync") as later:
            assert later


async def test_errors_in_a_turn_are_not_the_stores(url: str) -> None:
    """What fails while a turn is held, such as the network, isn't told as the store's."""

    async def fail(store: Store) -> None:
        async with store.alone("sync"):
            raise ConnectionResetError

    async with Store.open(url, key=KEY) as store:
        with pytest.raises(ConnectionResetError):
            await fail(store)


async def test_turn_ends_with_its_process(sqlite_path: Path) -> None:
    """A process that is killed in its turn leaves it to others."""
    url = url_of(sqlite_path)
    async with Store.open(url) as store:
        with subprocess.Popen(  # noqa: S603, ASYNC220  # fixed words; nothing else runs meanwhile
            [sys.executable, "-c", HOLDING, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == "True\n"
            async with store.alone("sync") as meanwhile:
                assert not meanwhile
            process.kill()
        async with store.alone("sync") as later:
            assert later


async def test_locked_file_raises(sqlite_path: Path) -> None:
    """While another program holds the file, reading works, writing fails and changes nothing."""
    async with Store.open(url_of(sqlite_path), patience=0.01) as store:
        await store.conversations.save(CASE_KEY, Case(CASE, 1))
        with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="locked") as caught:
                await store.conversations.save(CASE_KEY, Case(CASE, 2))
            with pytest.raises(StoreError):
                await store.claims.claim(question(1), NOW)
            with pytest.raises(StoreError):
                await store.purge(NOW)
            assert await store.conversations.load(CASE_KEY) == Case(CASE, 1)
            other.execute("ROLLBACK")
        assert await store.claims.claim(question(1), NOW)
    assert caught.value.place == str(sqlite_path)
    assert "Make sure that" in str(caught.value)
    assert caught.value.exit == Exit.EXPECTED


@pytest.mark.parametrize("name", ["noise", "folder", "noise/below.sqlite3"])
async def test_unusable_file_raises(tmp_path: Path, name: str) -> None:
    """A file that is no database, a folder, or a place below a file is refused with its name."""
    (tmp_path / "noise").write_bytes(b"no database at all, " * 100)
    (tmp_path / "folder").mkdir()
    path = tmp_path / name
    with pytest.raises(StoreError, match=name):
        async with Store.open(url_of(path)):
            pytest.fail("it was opened")


async def test_store_without_a_file() -> None:
    """The plain SQLite address keeps everything in memory, as long as the store is open."""
    async with Store.open("sqlite://") as store:
        await store.conversations.save(CASE_KEY, Case(CASE))
        assert await store.conversations.load(CASE_KEY) == Case(CASE)
        async with store.alone("sync") as first, store.alone("sync") as second:
            assert (first, second) == (True, False)


async def test_file_is_in_wal_mode(sqlite_path: Path) -> None:
    """The file is switched to write-ahead logging, so that readers and a writer don't wait."""
    async with Store.open(url_of(sqlite_path)) as store:
        assert await store.claims.claim(question(1), NOW)
        with closing(sqlite3.connect(sqlite_path)) as other:
            assert other.execute("PRAGMA journal_mode").fetchall() == [("wal",)]


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"])
async def test_ways_to_write_the_address_of_a_file(sqlite_path: Path, scheme: str) -> None:
    """An address may name a driver, as those of earlier versions did: it is the same file."""
    async with Store.open(f"{scheme}:///{sqlite_path}", key=KEY) as store:
        assert await store.claims.claim(question(1), NOW)
    async with Store.open(url_of(sqlite_path), key=KEY) as store:
        assert not await store.claims.claim(question(1), NOW)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
async def test_ways_to_write_an_address(postgres_url: str, scheme: str) -> None:
    """The forms in which hosts hand out addresses are all taken, libpq's sslmode too."""
    url = postgres_url.replace("postgresql", scheme, 1) + "&sslmode=disable"
    async with Store.open(url, key=KEY) as store:
        assert await store.claims.claim(question(1), NOW)


async def test_unreachable_server_is_told(postgres_url: str) -> None:
    """A server that doesn't run, or lets us in no further, is told without the password."""
    user = postgres_url.partition("//")[2].partition(":")[0]
    for url in (
        "postgresql://medic:hush@127.0.0.1:1/medic",
        postgres_url.replace("/postgres?", "/elsewhere?"),
        postgres_url.replace(f"//{user}:", "//nobody:"),
    ):
        with pytest.raises(StoreError, match=r"can't be used: .*PostgreSQL") as caught:
            async with Store.open(url, key=KEY):
                pytest.fail("it was opened")
        assert "hush" not in "".join(traceback.format_exception(caught.value))


async def test_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without asyncpg, a PostgreSQL address is met with what to install."""
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(SettingsError, match=r"backup-medic\[postgres\]"):
        async with Store.open("postgresql://db/medic", key=KEY):
            pytest.fail("it was opened")


async def test_held_row_raises(postgres_url: str) -> None:
    """Whoever waits too long for another's transaction fails, and changes nothing."""
    async with Store.open(postgres_url, key=KEY, patience=0.5) as store:
        await store.conversations.save(CASE_KEY, Case(CASE, 1))
        other = await asyncpg.connect(postgres_url)
        async with other.transaction():
            await other.execute("UPDATE conversation SET card = 9")
            with pytest.raises(StoreError, match="lock timeout"):
                await store.conversations.save(CASE_KEY, Case(CASE, 2))
        await other.close()
        assert await store.conversations.load(CASE_KEY) == Case(CASE, 9)


async def test_lost_connections_are_made_again(postgres: str, postgres_url: str) -> None:
    """After the server has dropped every connection, the next operation works as ever."""
    user = postgres_url.partition("//")[2].partition(":")[0]
    async with Store.open(postgres_url, key=KEY) as store:
        await asyncio.gather(*(store.claims.claim(question(n), NOW) for n in range(1, 6)))
        dropped = await execute(
            postgres,
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = :user",
            user=user,
        )
        assert len(dropped) > 1
        assert await store.claims.claim(question(6), NOW)


async def test_turn_survives_a_lost_connection(postgres: str, postgres_url: str) -> None:
    """Whoever loses the connection in a turn goes on to its end, and others have theirs."""
    user = postgres_url.partition("//")[2].partition(":")[0]
    async with Store.open(postgres_url, key=KEY) as store:
        async with store.alone("sync") as first:
            await execute(
                postgres,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE usename = :user",
                user=user,
            )
            async with store.alone("sync") as second:
                assert (first, second) == (True, True)
        async with store.alone("sync") as later:
            assert later


def test_the_orm_is_not_imported() -> None:
    """A store in an SQLite file does without SQLAlchemy's ORM, which takes its time to import."""
    code = "import sys, bot.adapters.store; print('sqlalchemy.orm' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603  # fixed words

    assert done.stdout.strip() == "False"

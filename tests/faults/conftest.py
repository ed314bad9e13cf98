"""What the tests of faults share: the promises, which are looked at after each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.store import Store
from tests.faults.outages import PATIENCE
from tests.faults.promises import Promises
from tests.wire.bench import Bench
from tests.wire.conftest import bench, clock, discord, hurry

__all__ = ["bench", "bot", "clock", "discord", "hasty", "hurry", "promises"]


@pytest.fixture(autouse=True)
async def promises(bench: Bench) -> AsyncIterator[Promises]:  # the fixture's value
    """The promises; at the end of the test each must have been kept."""
    promises = Promises(bench.discord)
    yield promises
    assert promises.broken() == []


@pytest.fixture
async def bot(bench: Bench, promises: Promises) -> AsyncIterator[MedicBot]:  # as above
    """The bot, connected with one shard; at the end it must be there for somebody new."""
    async with bench.running(bench.bot()) as client:
        yield client
        await promises.comes_back()


@pytest.fixture
async def hasty(tmp_path: Path) -> AsyncIterator[Store]:
    """A store of its own that gives up soon where another program writes."""
    url = f"sqlite:///{tmp_path / 'hasty.sqlite3'}"
    async with Store.open(url, patience=PATIENCE) as store:
        yield store

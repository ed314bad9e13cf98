"""What the tests over the wire share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.store import Store
from bot.core.assistant import Assistant
from tests.discord.world import pings_nobody
from tests.fakes import FakeClock
from tests.wire.api import Api
from tests.wire.bench import Bench, wired
from tests.wire.fake_discord import FakeDiscord
from tests.wire.hurry import Hurry


@pytest.fixture
def clock() -> FakeClock:
    """The clock of the server, the library and the bot."""
    return FakeClock()


@pytest.fixture
def hurry(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Hurry:
    """The library, hurried."""
    hurry = Hurry(clock)
    hurry.put_in_place(monkeypatch)
    return hurry


@pytest.fixture
async def discord(
    clock: FakeClock, hurry: Hurry, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FakeDiscord]:
    """Discord with two servers; whatever is sent or edited there must not ping anybody."""
    assert not hurry.waits
    async with wired(clock, monkeypatch) as server:
        yield server


@pytest.fixture
async def bench(
    discord: FakeDiscord, assistant: Assistant, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Bench]:
    """Everything to run bots with; they must not ping anybody."""
    async with Store.open(f"sqlite:///{tmp_path / 'medic.sqlite3'}") as store:
        yield Bench(discord, assistant, store, clock)
    assert discord.messages.pinged == []
    assert all(map(pings_nobody, discord.ledger.sent))


@pytest.fixture
async def bot(bench: Bench) -> AsyncIterator[MedicBot]:
    """The bot, connected with one shard."""
    async with bench.running(bench.bot()) as client:
        yield client


@pytest.fixture
async def api(discord: FakeDiscord) -> AsyncIterator[Api]:
    """The server's REST interface, without a library in front."""
    async with Api.of(discord) as api:
        yield api

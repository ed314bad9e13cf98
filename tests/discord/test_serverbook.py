"""The settings of servers: looked up, kept for a while, changed and forgotten."""

import asyncio
from dataclasses import replace

import pytest
from typing_extensions import override

from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.serverbook import FRESH_FOR, ServerBook
from bot.core.ports import ServerSettings
from bot.errors import StoreError
from tests.fakes import FakeClock, FakeServers
from tests.logged import fields

OFF = ServerSettings(is_off=True)


class SlowServers(FakeServers):
    """Settings that are read at once and arrive later."""

    def __init__(self) -> None:
        super().__init__()
        self.may_arrive = asyncio.Event()

    @override
    async def load(self, server: int) -> ServerSettings:
        """The settings of a server."""
        found = await super().load(server)
        await self.may_arrive.wait()
        return found


@pytest.fixture
def servers() -> FakeServers:
    """What is kept."""
    return FakeServers()


@pytest.fixture
def clock() -> FakeClock:
    """The time."""
    return FakeClock()


@pytest.fixture
def book(servers: FakeServers, clock: FakeClock) -> ServerBook:
    """A book of settings."""
    return ServerBook(servers, clock, Funnel())


async def test_settings_stay_at_hand_for_a_while(
    book: ServerBook, servers: FakeServers, clock: FakeClock
) -> None:
    """What another process changed is seen after a minute, without a look-up for each question."""
    assert await book.of(1) == ServerSettings()
    servers.kept[1] = OFF
    assert await book.of(1) == ServerSettings()
    clock.time += FRESH_FOR + 1
    assert await book.of(1) == OFF


async def test_failed_look_up_leaves_what_is_known(
    book: ServerBook, servers: FakeServers, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that fails changes nothing of what is in force, and is logged."""
    servers.kept[1] = OFF
    await book.of(1)
    clock.time += FRESH_FOR + 1
    servers.failure = StoreError("medic.sqlite3", "disk full")
    assert await book.of(1) == OFF
    (record,) = caplog.records
    assert record.getMessage() == "store while looking up the settings of a server"
    assert fields(record)["server"] == 1


async def test_changes_at_the_same_time_are_all_kept(
    book: ServerBook, servers: FakeServers
) -> None:
    """Two people who change different things don't undo each other's."""
    await asyncio.gather(
        book.change(1, lambda chosen: replace(chosen, opens_threads=True)),
        book.change(1, lambda chosen: replace(chosen, hand_offs=7)),
    )
    assert servers.kept[1] == ServerSettings(opens_threads=True, hand_offs=7)
    assert book.known(1) == servers.kept[1]


async def test_look_up_on_its_way_does_not_overtake_a_change(clock: FakeClock) -> None:
    """Settings that were read before a change and arrive after it are not taken for the present."""
    servers = SlowServers()
    book = ServerBook(servers, clock, Funnel())
    looking = asyncio.create_task(book.of(1))
    await asyncio.sleep(0)
    changing = asyncio.create_task(book.change(1, lambda chosen: replace(chosen, is_off=True)))
    await asyncio.sleep(0)
    servers.may_arrive.set()
    await asyncio.gather(looking, changing)
    assert book.known(1) == OFF


async def test_failed_change_changes_nothing(book: ServerBook, servers: FakeServers) -> None:
    """What can't be kept isn't in force either."""
    servers.failure = StoreError("medic.sqlite3", "disk full")
    with pytest.raises(StoreError):
        await book.change(1, lambda chosen: replace(chosen, is_off=True))
    assert book.known(1) == ServerSettings()


async def test_left_server_is_forgotten(book: ServerBook, servers: FakeServers) -> None:
    """Nothing is known of a server that was left."""
    await book.change(1, lambda chosen: replace(chosen, is_off=True))
    await book.leave(1)
    assert book.known(1) == ServerSettings()
    assert servers.kept == {}


async def test_direct_messages_have_the_defaults(book: ServerBook) -> None:
    """Outside of servers nothing is chosen."""
    assert await book.of(None) == ServerSettings()

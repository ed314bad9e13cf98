import discord
import pytest
from typing_extensions import override

from bot.adapters.discord.talk.hearing import Hearing
from bot.errors import StoreError
from tests.fakes import FakeClock, FakeMemos

SHARD = 0


class BrokenMemos(FakeMemos):
    """Notes that are out of reach."""

    @override
    async def read(self, name: str) -> str | None:
        """Nothing can be read."""
        raise StoreError(name, "disk full")


@pytest.fixture
def memos() -> FakeMemos:
    """What outlives the process."""
    return FakeMemos()


@pytest.fixture
def clock() -> FakeClock:
    """A clock."""
    return FakeClock(1000.0)


def hearing(memos: FakeMemos, clock: FakeClock, shards: int = 1) -> Hearing:
    """What a process knows at its start."""
    client = discord.AutoShardedClient(intents=discord.Intents.none(), shard_count=shards)
    return Hearing(client, memos, clock)


async def later(memos: FakeMemos, clock: FakeClock) -> float | None:
    """What the next process finds."""
    return await hearing(memos, clock).until(SHARD)


async def test_nothing_is_known_at_first(memos: FakeMemos, clock: FakeClock) -> None:
    """A first process knows of no time, and notes none before it has caught up."""
    one = hearing(memos, clock)
    assert await one.until(SHARD) is None
    one.begun(SHARD)
    await one.note()
    assert memos.kept == {}


async def test_process_that_listens_notes_the_time(memos: FakeMemos, clock: FakeClock) -> None:
    """What was heard by a process that caught up and listened is known to the next one."""
    one = hearing(memos, clock)
    one.begun(SHARD)
    await one.caught_up(SHARD, clock.now())
    clock.time = 1060.5
    await one.note()
    clock.time = 1100
    assert await later(memos, clock) == 1060.5


async def test_lost_connection_stops_the_notes(memos: FakeMemos, clock: FakeClock) -> None:
    """While nothing is heard the time stays; after a RESUME it goes on, as all was repeated."""
    one = hearing(memos, clock)
    one.begun(SHARD)
    await one.caught_up(SHARD, clock.now())
    clock.time = 1010
    one.lost(SHARD)
    clock.time = 1060
    one.lost(SHARD)
    await one.note()
    assert await one.until(SHARD) == 1010
    assert await later(memos, clock) == 1000
    one.resumed(SHARD)
    await one.note()
    assert await later(memos, clock) == 1060


async def test_new_session_has_to_catch_up(memos: FakeMemos, clock: FakeClock) -> None:
    """A new session notes nothing until what was missed before it has been read."""
    one = hearing(memos, clock)
    one.begun(SHARD)
    await one.caught_up(SHARD, clock.now())
    clock.time = 1010
    one.lost(SHARD)
    clock.time = 1020
    one.begun(SHARD)
    await one.note()
    assert await one.until(SHARD) == 1010
    await one.caught_up(SHARD, clock.now())
    assert await later(memos, clock) == 1020


async def test_loss_while_catching_up(memos: FakeMemos, clock: FakeClock) -> None:
    """A connection that is lost while its past is read has heard all until it began, no more."""
    one = hearing(memos, clock)
    one.begun(SHARD)
    clock.time = 1010
    one.lost(SHARD)
    await one.caught_up(SHARD, 1000)
    await one.note()
    assert await one.until(SHARD) == 1000
    assert memos.kept == {}


async def test_other_shards_are_other_servers(memos: FakeMemos, clock: FakeClock) -> None:
    """With another number of shards, what one of them heard tells nothing."""
    one = hearing(memos, clock)
    one.begun(SHARD)
    await one.caught_up(SHARD, clock.now())
    assert await hearing(memos, clock, shards=2).until(SHARD) is None


async def test_store_that_is_down_tells_nothing(clock: FakeClock) -> None:
    """Where the note can't be read nothing is known, and more is read than need be."""
    assert await hearing(BrokenMemos(), clock).until(SHARD) is None

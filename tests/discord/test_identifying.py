"""Sessions are begun in turn by all processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from bot.adapters.discord import identifying
from bot.adapters.discord.identifying import APART, Identifying
from bot.errors import StoreError


class Locks:
    """Locks that processes share; what is set as `failure` is raised instead."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self.failure: Exception | None = None

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[bool]:
        """Hold a lock by a name, if nobody else does."""
        if self.failure:
            raise self.failure
        is_ours = name not in self.held
        self.held.add(name)
        try:
            yield is_ours
        finally:
            if is_ours:
                self.held.discard(name)


class Time:
    """Time that passes as soon as everybody waits for it; stands in for `asyncio` in the module."""

    def __init__(self) -> None:
        self.now = 0.0
        self._wakes: list[tuple[float, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        """Wait until the time has come."""
        event = asyncio.Event()
        self._wakes.append((self.now + seconds, event))
        await event.wait()

    async def pass_(self) -> None:
        """Let everybody do what they can, and then the time pass until the next one wakes."""
        for _ in range(20):
            await asyncio.sleep(0)
        if self._wakes:
            self._wakes.sort(key=lambda wake: wake[0])
            self.now, event = self._wakes.pop(0)
            event.set()

    def __getattr__(self, name: str) -> object:
        return getattr(asyncio, name)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Time at the tests' disposal."""
    time = Time()
    monkeypatch.setattr(identifying, "asyncio", time)
    return time


async def begin(time: Time, processes: dict[Identifying, list[int]]) -> dict[int, float]:
    """Begin the sessions of processes, each its own one after the other; gives when each was."""
    begun: dict[int, float] = {}

    async def launch(process: Identifying, shards: list[int]) -> None:
        for shard in shards:
            await process.turn(shard)
            begun[shard] = time.now

    tasks = {asyncio.create_task(launch(process, ids)) for process, ids in processes.items()}
    while not all(task.done() for task in tasks):
        await time.pass_()
    for process in processes:
        await process.close()
    return begun


async def test_one_at_a_time_in_all_processes(time: Time) -> None:
    """Three processes with two shards each never begin two sessions within the wait."""
    locks = Locks()
    processes = {Identifying(locks.alone): [2 * n, 2 * n + 1] for n in range(3)}
    moments = sorted((await begin(time, processes)).values())
    assert len(moments) == 6
    assert all(later - earlier >= APART for earlier, later in pairwise(moments))
    assert moments[-1] < 6 * APART + 3
    assert locks.held == set()


async def test_groups_dont_wait_for_each_other(time: Time) -> None:
    """Where Discord takes four at once, the shards of different groups begin at once."""
    locks = Locks()
    processes = {Identifying(locks.alone): [4 * n + m for m in range(4)] for n in range(2)}
    for process in processes:
        process.max_concurrency = 4
    begun = await begin(time, processes)
    first = [begun[shard] for shard in range(4)]
    second = [begun[shard] for shard in range(4, 8)]
    assert max(first) - min(first) < 1 or max(second) - min(second) < 1
    assert all(abs(begun[shard] - begun[shard + 4]) >= APART for shard in range(4))


async def test_store_that_is_down_holds_nobody_up(
    time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the others can't be seen, a process keeps to the pace among its own shards."""
    locks = Locks()
    locks.failure = StoreError("db/medic", "connection refused")
    process = Identifying(locks.alone)
    begun = await begin(time, {process: [0, 1]})
    assert begun.keys() == {0, 1}
    assert "begins a session" in caplog.text


async def test_who_gives_up_takes_no_turn(time: Time) -> None:
    """A shard that is cancelled while it waits doesn't keep others waiting later."""
    locks = Locks()
    process = Identifying(locks.alone)
    await process.turn(0)
    waiting = asyncio.create_task(process.turn(1))
    await time.pass_()
    waiting.cancel()
    while locks.held:
        await time.pass_()
    assert time.now == pytest.approx(APART, abs=0.6)
    await process.close()


async def test_waiting_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shard whose turn doesn't come gives up, so that its connection is not taken for dead."""
    monkeypatch.setattr(identifying, "PATIENCE", 0)
    locks = Locks()
    locks.held.add("identify-0")
    process = Identifying(locks.alone)
    with pytest.raises(TimeoutError):
        await process.turn(0)
    await process.close()
    assert locks.held == {"identify-0"}


async def test_close_lets_go() -> None:
    """A process that ends holds nobody up."""
    locks = Locks()
    process = Identifying(locks.alone)
    await process.turn(0)
    assert locks.held == {"identify-0"}
    await process.close()
    assert locks.held == set()

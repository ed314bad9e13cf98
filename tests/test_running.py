import asyncio
import contextlib
import logging
import os
import signal

import pytest

from bot.running import FINISHED_WITHIN, Signals, run_until_told


class Life:
    """A connection, and what is done with it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.connected = asyncio.Event()
        self.told = asyncio.Event()
        self.failure: Exception | None = None
        self.left = 0

    async def connection(self) -> None:
        """Stay connected until cancelled, or fail."""
        self.connected.set()
        if self.failure:
            raise self.failure
        try:
            await asyncio.Event().wait()
        finally:
            self.done.append("closed")

    async def finish(self, seconds: float) -> int:
        """Finish what is in hand."""
        assert seconds == FINISHED_WITHIN
        self.done.append("finished")
        return self.left

    async def store(self) -> None:
        """Store what waits."""
        self.done.append("stored")

    async def run(self) -> None:
        """Live."""
        told = _wait(self.told)
        await run_until_told(self.connection(), told, self.finish, self.store)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def test_end_is_in_order(caplog: pytest.LogCaptureFixture) -> None:
    """Told to end, it finishes what is in hand, stores what waits, and then closes."""
    life = Life()
    life.left = 3
    running = asyncio.create_task(life.run())
    await life.connected.wait()
    life.told.set()
    await running
    assert life.done == ["finished", "stored", "closed"]
    assert [vars(one).get("left") for one in caplog.records][-1] == 3


async def test_nothing_left_is_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    """Where everything gets finished, the log has nothing to warn of."""
    life = Life()
    running = asyncio.create_task(life.run())
    await life.connected.wait()
    life.told.set()
    await running
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def test_end_before_the_connection() -> None:
    """Told to end before it is connected, it ends all the same."""
    life = Life()
    life.told.set()
    await life.run()
    assert life.done[:2] == ["finished", "stored"]


async def test_failure_comes_through() -> None:
    """What the connection ends with by itself is raised, once what waits is stored."""
    life = Life()
    life.failure = ValueError("gone for good")
    with pytest.raises(ValueError, match="gone for good"):
        await life.run()
    assert life.done == ["stored"]


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process that it sends SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_first_signal_is_heard_and_the_second_kills(number: signal.Signals) -> None:
    """The first of SIGTERM and SIGINT is noted; from then on both do what the system lets them."""
    signals = Signals()
    both = signal.SIGTERM, signal.SIGINT
    before = [signal.getsignal(one) for one in both]
    with signals.heard(lambda: None):
        signal.raise_signal(number)
        await signals.to_end()
        assert signals.ended_by is number
        assert [signal.getsignal(one) for one in both] == [signal.SIG_DFL] * 2
    assert [signal.getsignal(one) for one in both] == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGHUP")
async def test_hang_up_reloads() -> None:
    """SIGHUP reloads, as often as it comes, and ends nothing."""
    signals, reloaded = Signals(), asyncio.Semaphore(0)
    with signals.heard(reloaded.release):
        for _ in range(2):
            signal.raise_signal(signal.SIGHUP)
            await reloaded.acquire()
    assert signals.ended_by is None
    ending = asyncio.ensure_future(signals.to_end())
    await asyncio.sleep(0)
    assert not ending.done()
    ending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await ending

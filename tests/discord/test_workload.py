"""How much is in hand, and waiting for it."""

import asyncio

import pytest

from bot.adapters.discord.workload import Workload


def test_count_follows_what_is_held() -> None:
    """What is held counts until it is let go, however that ends, and full is what it says."""
    workload = Workload(2)
    with workload.held():
        assert not workload.is_full
        with workload.held():
            assert workload.is_full
        with pytest.raises(KeyError), workload.held():
            raise KeyError
        assert len(workload) == 1
    assert len(workload) == 0


async def test_task_counts_as_long_as_it_goes_on() -> None:
    """A task counts from when it says so until it ends, be it by a failure."""
    workload, gate = Workload(), asyncio.Event()

    async def work() -> None:
        workload.hold_this_task()
        await gate.wait()
        raise KeyError

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    assert len(workload) == 1
    gate.set()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, KeyError)
    assert len(workload) == 0


def test_late_ones_are_told_once_each() -> None:
    """Each user is told once, no more users than there is room; all may be told again after it."""
    workload = Workload(2)
    with workload.held(), workload.held():
        assert [workload.may_tell(user) for user in (1, 1, 2, 3)] == [True, False, True, False]
    assert workload.may_tell(1)


async def test_finish_waits_for_what_is_in_hand() -> None:
    """The end waits for what is held, and takes nothing more on meanwhile."""
    workload = Workload()
    with workload.held():
        finishing = asyncio.create_task(workload.finish(3600))
        await asyncio.sleep(0)
        assert workload.is_ending
        assert not finishing.done()
    assert await finishing == 0


async def test_finish_doesnt_wait_for_ever() -> None:
    """After its time the end tells how much is left."""
    workload = Workload()
    with workload.held(), workload.held():
        assert await workload.finish(0) == 2

"""Work that is done again and again beside everything else."""

import asyncio

from bot.repeating import repeated


async def test_work_goes_on_though_it_fails() -> None:
    """What goes wrong one time is reported, and the work is done again."""
    done, failures = list[int](), list[tuple[str, str]]()
    thrice = asyncio.Event()

    async def work() -> None:
        done.append(len(done))
        if len(done) == 3:
            thrice.set()
        if len(done) == 1:
            message = "not today"
            raise ValueError(message)

    def take(error: Exception, doing: str) -> None:
        failures.append((str(error), doing))

    async with repeated(0, work, take, "working"):
        await thrice.wait()
    assert failures == [("not today", "working")]


async def test_work_ends_with_its_context() -> None:
    """Nothing of it is left running."""
    before = asyncio.all_tasks()

    async def work() -> None:
        await asyncio.Event().wait()

    async with repeated(0, work, lambda *_: None, "waiting"):
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == len(before) + 1
    assert asyncio.all_tasks() == before


async def test_first_time_may_come_after_a_pause() -> None:
    """What need not be done at once is done after the first pause."""
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    async with repeated(3600, work, lambda *_: None, "waiting", at_once=False):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not done.is_set()
    async with repeated(0, work, lambda *_: None, "working", at_once=False):
        await done.wait()

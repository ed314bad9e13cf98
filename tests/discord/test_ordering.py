"""One after the other under a key, side by side under different ones."""

import asyncio

import pytest

from bot.adapters.discord.cases.ordering import Turns


async def test_same_key_keeps_the_order() -> None:
    """Who comes first under a key has left before the next one enters."""
    turns, seen = Turns(), list[str]()

    async def work(name: str) -> None:
        async with turns.of("key"):
            seen.append(f"{name} in")
            await asyncio.sleep(0)
            seen.append(f"{name} out")

    await asyncio.gather(*map(work, "abc"))
    assert seen == ["a in", "a out", "b in", "b out", "c in", "c out"]


async def test_other_keys_do_not_wait() -> None:
    """Work under another key goes on while one key is busy."""
    turns, busy = Turns(), asyncio.Event()

    async def wait() -> None:
        async with turns.of("slow"):
            await busy.wait()

    async def finish() -> None:
        async with turns.of("fast"):
            busy.set()

    await asyncio.gather(wait(), finish())


async def test_who_waits_is_counted() -> None:
    """It is known how many keys are worked under, and how many tasks wait for their turn."""
    turns, gate, counts = Turns(), asyncio.Event(), list[tuple[int, int]]()

    async def work(key: str) -> None:
        async with turns.of(key):
            await gate.wait()

    async def count() -> None:
        counts.append((len(turns), turns.waiting))
        gate.set()

    await asyncio.gather(work("a"), work("a"), work("a"), work("b"), count())
    counts.append((len(turns), turns.waiting))
    assert counts == [(2, 2), (0, 0)]


async def test_idle_keys_are_forgotten() -> None:
    """Nothing is kept of a key once nobody works under it, not even after a failure."""
    turns = Turns()

    async def fail() -> None:
        async with turns.of("key"):
            assert len(turns) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert len(turns) == 0


async def test_who_gives_up_waiting_blocks_nobody() -> None:
    """A task that is cancelled while it waits leaves the turn to the next one."""
    turns, busy = Turns(), asyncio.Event()

    async def hold() -> None:
        async with turns.of("key"):
            await busy.wait()

    async def wait() -> str:
        async with turns.of("key"):
            return "done"

    holder, quitter, patient = (asyncio.create_task(task) for task in (hold(), wait(), wait()))
    await asyncio.sleep(0)
    quitter.cancel()
    busy.set()
    assert await patient == "done"
    await holder
    assert len(turns) == 0

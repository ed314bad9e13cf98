"""A session that Discord has forgotten: what was asked in the gap is read and answered."""

import asyncio

import pytest

from tests.fakes import FakeClock
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import FakeDiscord, Fault

MESSAGES = r"/channels/\d+/messages"


async def reconnected(discord: FakeDiscord) -> None:
    """Wait for the second session."""
    await discord.until(lambda: len(discord.gateway.notes("IDENTIFY")) == 2, "a new session")


@pytest.mark.usefixtures("bot")
async def test_refused_resume_is_caught_up_on(discord: FakeDiscord, clock: FakeClock) -> None:
    """After a refused resume, what was asked meanwhile is answered: none lost, none twice."""
    world = discord.world
    direct = world.direct(world.bruno)
    heard = [
        await discord.people.say(STORAGE),
        await discord.people.say(STORAGE, direct, world.bruno),
    ]
    for question in heard:
        await discord.answer_to(question)
    clock.time += 60
    discord.gateway.refuses_resume = True
    await discord.gateway.cut()
    missed = [
        await discord.people.say("{bot} still failing"),
        await discord.people.say("it still fails", direct, world.bruno),
        await discord.people.say("{bot} " + STORAGE, who=world.bruno),
    ]
    await reconnected(discord)
    for question in missed:
        await discord.answer_to(question)
    clock.time += 60
    last = await discord.people.say("{bot} still failing")
    await discord.answer_to(last)
    for question in [*heard, *missed, last]:
        assert len(discord.answers_to(question)) == 1
    assert discord.gateway.notes("REFUSE")


@pytest.mark.usefixtures("bot")
async def test_invalid_session_is_caught_up_on(discord: FakeDiscord, clock: FakeClock) -> None:
    """A session that Discord declares invalid is replaced by a new one, and nothing is lost."""
    await discord.answer_to(await discord.people.say(STORAGE))
    clock.time += 60
    await discord.gateway.invalidate()
    missed = await discord.people.say("{bot} still failing")
    await reconnected(discord)
    await discord.answer_to(missed)
    assert len(discord.answers()) == 2


async def test_restart_is_caught_up_on(bench: Bench) -> None:
    """What was asked while no process ran is answered by the next one, once."""
    discord, clock = bench.discord, bench.clock
    async with bench.running(bench.bot()):
        await discord.answer_to(await discord.people.say(STORAGE))
    clock.time += 60
    missed = await discord.people.say("{bot} still failing")
    clock.time += 60
    async with bench.running(bench.bot()):
        await discord.answer_to(missed)
        clock.time += 60
        await discord.answer_to(await discord.people.say("{bot} still failing"))
        assert len(discord.answers()) == 3


async def test_answer_that_got_out_unnoticed_is_found(bench: Bench) -> None:
    """Where an answer was made and nobody learned of it, the next process looks for it first."""
    discord, clock = bench.discord, bench.clock
    discord.faults.add(Fault("POST", MESSAGES, is_done=True, is_dropped=True))
    async with bench.running(bench.bot()):
        question = await discord.people.say(STORAGE)
        tries = discord.ledger.find
        await discord.until(lambda: tries("POST", MESSAGES), "a second try")
    clock.time += 60
    async with bench.running(bench.bot()):
        await discord.until(lambda: tries("GET", MESSAGES), "the history to be read")
        await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert len(discord.answers_to(question)) == 1


async def test_answer_that_never_got_out_is_given(bench: Bench) -> None:
    """Where a question was taken on and its process died, the next one answers it."""
    discord, clock = bench.discord, bench.clock
    gate = asyncio.Event()
    fault = discord.faults.add(Fault("POST", MESSAGES, gate=gate, is_dropped=True))
    async with bench.running(bench.bot()):
        question = await discord.people.say(STORAGE)
        await discord.until(lambda: fault.hits, "the answer to be on its way")
    clock.time += 60
    async with bench.running(bench.bot()):
        await discord.answer_to(question)
        await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert len(discord.answers_to(question)) == 1
    gate.set()

"""A clock that jumps, as it does when it is set right: nothing hangs, and nothing comes twice."""

import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.store import Bridge, Store
from bot.core.ports import ServerSettings
from tests.fakes import FakeClock
from tests.faults.outages import locked
from tests.faults.promises import Promises
from tests.wire.bench import STORAGE, Bench, settled
from tests.wire.fake_discord import FakeDiscord, Fault

HOUR = 60 * 60.0


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "forward"])
async def test_pace_is_not_held_against_anybody(
    discord: FakeDiscord, clock: FakeClock, jump: float
) -> None:
    """Who was too fast before the clock jumped is answered after it."""
    for _ in range(3):
        await discord.answer_to(await discord.people.say(STORAGE))
    note = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Fix" not in note.words
    clock.time += jump
    card = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Fix" in card.words


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "forward"])
async def test_place_is_not_left_alone_for_longer(
    bench: Bench, promises: Promises, jump: float
) -> None:
    """A place that refused an answer before the clock jumped is tried again after it."""
    discord = bench.discord
    discord.faults.add(Fault("POST", r"/channels/\d+/messages", 403, 50013))
    promises.excuse(await discord.people.say(STORAGE))
    await discord.until(lambda: bench.references, "the refusal to be noticed")
    bench.clock.time += jump
    await discord.answer_to(await discord.people.say(STORAGE))


@pytest.mark.usefixtures("bot")
async def test_settings_are_looked_up_after_a_jump_back(bench: Bench, promises: Promises) -> None:
    """What another process was told to do in a server counts, though the clock was set back."""
    discord, server = bench.discord, bench.discord.world.guild.id
    await discord.answer_to(await discord.people.say(STORAGE))
    bench.clock.time -= HOUR
    await bench.store.servers.save(server, ServerSettings(is_off=True))
    promises.excuse(await discord.people.say(STORAGE))
    bruno = discord.world.bruno
    await discord.answer_to(await discord.people.say(STORAGE, discord.world.direct(bruno), bruno))
    assert len(discord.answers()) == 1


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("days", [-30, -1, 1, 6])
async def test_repeated_question_is_answered_once(bench: Bench, days: int) -> None:
    """A question that is told again after a jump has one answer, though what is old was purged."""
    discord = bench.discord
    question = await discord.people.say(STORAGE)
    await discord.answer_to(question)
    bench.clock.time += days * 24 * HOUR
    await bench.store.purge(bench.clock.now())
    await discord.messages.announce(question)
    other = discord.world.guild.general
    await discord.answer_to(await discord.people.say(STORAGE, other, discord.world.bruno))
    await settled()
    assert len(discord.answers_to(question)) == 1


@pytest.mark.usefixtures("bot")
async def test_case_expires_by_the_clock(discord: FakeDiscord, clock: FakeClock) -> None:
    """After a jump forward of two days a case is over: the next question begins with Fix 1."""
    await discord.answer_to(await discord.people.say(STORAGE))
    clock.time += 48 * HOUR
    card = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Fix 1 ·" in card.words


@pytest.mark.usefixtures("bot")
async def test_case_goes_on_though_it_is_from_the_future(
    discord: FakeDiscord, clock: FakeClock
) -> None:
    """After a jump back a case goes on, though its last turn is still to come."""
    await discord.answer_to(await discord.people.say(STORAGE))
    clock.time -= 48 * HOUR
    card = await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert "Fix 2 ·" in card.words


@pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "forward"])
async def test_bridge_does_not_mind(bench: Bench, hasty: Store, jump: float) -> None:
    """A store that is down while the clock jumps gets all that waits, once, when it is back."""
    discord, bridge = bench.discord, Bridge(hasty)
    async with bench.running(bench.bot(bridge=bridge)):
        async with locked(hasty):
            question = await discord.people.say(STORAGE)
            await discord.answer_to(question)
            bench.clock.time += jump
            await discord.answer_to(await discord.people.say("{bot} still failing"))
            assert bridge.is_down
        await bridge.catch_up()
        assert not bridge.is_down
        assert bridge.waiting == 0
        await discord.messages.announce(question)
        await settled()
    assert len(discord.answers()) == 2


async def test_lost_session_after_a_jump(bench: Bench, bot: MedicBot, clock: FakeClock) -> None:
    """What was asked in a gap is answered, though the clock was set forward during it."""
    discord = bench.discord
    await discord.answer_to(await discord.people.say(STORAGE))
    clock.time += 60
    discord.gateway.refuses_resume = True
    await discord.gateway.cut()
    missed = await discord.people.say("{bot} still failing")
    clock.time += HOUR
    await discord.answer_to(missed)
    assert bot.is_ready()

"""Too much at once, and the end: what is taken on, and what people are told."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.wording import OVERLOADED, RESTARTING
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import FakeDiscord, Fault
from tests.wire.fake_discord.message import Message

SEND = "POST", r"/channels/\d+/messages"


@pytest.fixture
async def small(bench: Bench) -> AsyncIterator[MedicBot]:
    """A bot that has room for two."""
    async with bench.running(bench.bot(most_in_hand=2)) as client:
        yield client


async def idle(client: MedicBot) -> None:
    """Wait until a bot has done what comes after its answers."""
    while client.in_hand:  # noqa: ASYNC110  # it is over at once, and no event tells it
        await asyncio.sleep(0)


class Jam:
    """The next answers, held up on their way."""

    def __init__(self, discord: FakeDiscord, count: int) -> None:
        self._gate = asyncio.Event()
        self._discord = discord
        self._count = count
        self._fault = discord.faults.add(Fault(*SEND, gate=self._gate, times=count))

    async def begun(self) -> None:
        """Wait until all of them are on their way."""
        await self._discord.until(lambda: self._fault.hits == self._count, "answers on their way")

    def end(self) -> None:
        """Let them go."""
        self._gate.set()


async def ask(discord: FakeDiscord, name: str) -> Message:
    """Ask in direct messages: one channel's answers would wait for each other."""
    world = discord.world
    user = next((user for user in world.users.values() if user.name == name), None)
    user = user or world.add_user(name)
    return await discord.people.say(STORAGE, world.direct(user), user)


async def test_late_askers_are_told_once(bench: Bench, small: MedicBot) -> None:
    """Who asks while there is no room is told so once; whoever was taken on gets the answer."""
    discord, clock = bench.discord, bench.clock
    jam = Jam(discord, 2)
    taken_on = [await ask(discord, "alice"), await ask(discord, "bruno")]
    await jam.begun()
    late = await ask(discord, "carla")
    assert (await discord.answer_to(late)).words == OVERLOADED
    later = await ask(discord, "carla")
    jam.end()
    for question in taken_on:
        assert "Fix 1 ·" in (await discord.answer_to(question)).words
    await idle(small)
    clock.time += 60
    card = await discord.answer_to(await ask(discord, "carla"))
    assert "Fix 1 ·" in card.words
    assert len(discord.answers_to(late)) == 1
    assert discord.answers_to(later) == []


async def test_late_presses_and_commands_are_told_privately(
    discord: FakeDiscord, small: MedicBot
) -> None:
    """Without room each press and command is acknowledged with a private note; typing goes on."""
    card = await discord.answer_to(await discord.people.say(STORAGE))
    await idle(small)
    jam = Jam(discord, 2)
    for name in "bruno", "carla":
        await ask(discord, name)
    await jam.begun()
    press = await discord.people.click(card, "Still failing")
    command = await discord.people.slash("help")
    await discord.until(lambda: press.messages and command.messages, "the notes")
    for made in (press, command):
        assert made.words == OVERLOADED
        assert made.messages[0].is_ephemeral
    typed = await discord.people.type_in("diagnose", "symptom", "not enough stor")
    await discord.until(lambda: typed.choices, "suggestions")
    jam.end()


async def test_what_is_taken_on_is_answered_in_order(bench: Bench) -> None:
    """Of one person's questions in a jam each is answered, in the order in which they came."""
    discord = bench.discord
    async with bench.running(bench.bot(most_in_hand=3)):
        jam = Jam(discord, 1)
        questions = [await discord.people.say(STORAGE)]
        await jam.begun()
        questions += [await discord.people.say("{bot} still failing") for _ in range(2)]
        jam.end()
        for question in questions:
            await discord.answer_to(question)
        assert [card.reference for card in discord.answers()] == [one.id for one in questions]


async def test_flood_is_survived(bench: Bench) -> None:
    """Of a hundred people at once each gets an answer, a note or silence; after it all is well."""
    discord = bench.discord
    async with bench.running(bench.bot(most_in_hand=5)) as client:
        jam = Jam(discord, 5)
        questions = [await ask(discord, f"person {number}") for number in range(100)]
        await jam.begun()
        await discord.until(
            lambda: sum(len(discord.answers_to(one)) for one in questions) == 5, "the notes"
        )
        jam.end()
        for question in questions[:5]:
            assert "Fix 1 ·" in (await discord.answer_to(question)).words
        await idle(client)
        await discord.answer_to(await discord.people.say(STORAGE))
        counts = [len(discord.answers_to(question)) for question in questions]
        assert counts == [1] * 10 + [0] * 90


async def test_end_sends_presses_off(bench: Bench) -> None:
    """While the program ends, a press is told so; a question is taken on for the next start."""
    discord = bench.discord
    async with bench.running(bench.bot()) as client:
        card = await discord.answer_to(await discord.people.say(STORAGE))
        assert await client.finish(3600) == 0
        question = await discord.people.say(STORAGE, who=discord.world.bruno)
        press = await discord.people.click(card, "Still failing")
        await discord.until(lambda: press.messages, "a note")
        assert press.words == RESTARTING
    assert discord.answers_to(question) == []
    bench.clock.time += 60
    async with bench.running(bench.bot()):
        await discord.answer_to(question)
    assert len(discord.answers_to(question)) == 1

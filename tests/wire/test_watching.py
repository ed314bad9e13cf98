"""What is counted and logged while the real library talks with a Discord."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from bot.adapters.discord.commands.asking import DIAGNOSE_MESSAGE
from bot.adapters.discord.watching import Watch
from tests.fakes import FakeClock
from tests.logged import fields, told
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import FakeDiscord, Fault, too_many

SEND = ("POST", r"/channels/\d+/messages")


@dataclass
class Notes:
    """What a watcher is told."""

    changed: Callable[[], None]
    answers: list[tuple[str, str]] = field(default_factory=list)
    times: list[tuple[bool, bool]] = field(default_factory=list)
    """For each answer, whether its time and that of its understanding are known."""
    refusals: list[tuple[str, str]] = field(default_factory=list)
    waits: list[tuple[str, float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def answered(self, decision: str, door: str, took: float | None, thought: float | None) -> None:
        """Note an answer."""
        self.answers.append((decision, door))
        self.times.append((took is not None, thought is not None))
        self.changed()

    def refused(self, status: str, code: str) -> None:
        """Note a refusal."""
        self.refusals.append((status, code))

    def limited(self, scope: str, seconds: float) -> None:
        """Note a wait."""
        self.waits.append((scope, seconds))

    def failed(self, category: str) -> None:
        """Note a failure."""
        self.failures.append(category)
        self.changed()


@dataclass
class Watched:
    """A bot that is watched."""

    discord: FakeDiscord
    clock: FakeClock
    notes: Notes
    watch: Watch

    async def answers(self, count: int) -> list[tuple[str, str]]:
        """Wait for so many answers; gives them."""
        await self.discord.until(lambda: len(self.notes.answers) == count, f"answer {count}")
        self.clock.time += 60  # long enough for no cooldown
        return self.notes.answers


@pytest.fixture
async def watched(bench: Bench) -> AsyncIterator[Watched]:
    """A bot, connected with two shards and watched."""
    client = bench.bot(shard_count=2)
    notes = Notes(bench.discord.changes.note)
    watch = Watch(client, notes)
    assert [(one.id, one.is_connected, one.latency) for one in watch.shards] == [
        (0, False, None),
        (1, False, None),
    ]
    async with bench.running(client):
        assert not watch.is_closed
        yield Watched(bench.discord, bench.clock, notes, watch)
    assert watch.is_closed


async def test_doors(watched: Watched) -> None:
    """An answer is counted by the door of what was asked, whichever that is."""
    discord = watched.discord
    question = await discord.people.say(STORAGE)
    await watched.answers(1)
    card = discord.answers_to(question)[0]
    await discord.people.click(card, "Still failing")
    await watched.answers(2)
    await discord.people.say(STORAGE, discord.world.direct(discord.world.alice))
    await watched.answers(3)
    await discord.people.slash("diagnose", symptom="iCloud says not enough storage")
    await watched.answers(4)
    other = await discord.people.say("my backup says not enough storage", who=discord.world.bruno)
    await discord.people.choose(DIAGNOSE_MESSAGE, other)
    await watched.answers(5)
    assert [door for _, door in watched.notes.answers] == [
        "mention",
        "press",
        "direct",
        "command",
        "menu",
    ]


async def test_times(watched: Watched) -> None:
    """How long an answer took is known for all, and how long understanding did for utterances."""
    question = await watched.discord.people.say(STORAGE)
    await watched.answers(1)
    await watched.discord.people.click(watched.discord.answers_to(question)[0], "Still failing")
    await watched.answers(2)
    assert watched.notes.times == [(True, True), (True, False)]


async def test_edited_question(watched: Watched) -> None:
    """An answer that is made anew after an edit counts as an utterance that came by that door."""
    question = await watched.discord.people.say(STORAGE)
    await watched.answers(1)
    await watched.discord.people.edit(question, "{bot} my backup is stuck on estimating")
    assert (await watched.answers(2))[1][1] == "edit"
    assert watched.notes.times[1] == (True, True)


async def test_answer_is_one_event(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    """Each answer is one event, with where, what and how it was, and not who or what was said."""
    caplog.set_level(logging.INFO, "bot")
    question = await watched.discord.people.say(STORAGE)
    ((decision, door),) = await watched.answers(1)
    (record,) = [one for one in caplog.records if one.getMessage() == "answered"]
    logged = fields(record)
    milliseconds = logged.pop("milliseconds")
    assert isinstance(milliseconds, int)
    assert logged == {
        "server": watched.discord.world.guild.id,
        "channel": question.channel.id,
        "question": question.id,
        "answer": watched.discord.answers_to(question)[0].id,
        "decision": decision,
        "door": door,
    }
    assert "not enough storage" not in told(caplog)
    assert str(question.author.id) not in str(fields(record))


@pytest.mark.parametrize(
    ("fault", "refusal", "category"),
    [
        (Fault(*SEND, 403, 50013), ("403", "50013"), "silenced"),
        (Fault(*SEND, 503, body="upstream connect error"), ("503", "none"), "busy"),
        (Fault(*SEND, 500, body="[1]", times=5), ("500", "none"), "busy"),
        (Fault(*SEND, is_dropped=True, times=2), ("none", "none"), "busy"),  # it is sent once more
    ],
)
async def test_refusals(
    watched: Watched, fault: Fault, refusal: tuple[str, str], category: str
) -> None:
    """A request that fails is counted with status and code, each try, and so is the failure."""
    watched.discord.faults.add(fault)
    await watched.discord.people.say(STORAGE)
    await watched.discord.until(lambda: watched.notes.failures, "the failure")
    assert watched.notes.refusals == [refusal] * (fault.times or 0)
    assert watched.notes.failures == [category]


async def test_refusal_is_read_by_the_library_all_the_same(watched: Watched) -> None:
    """What is read of a refusal for the figures is still there for the library."""
    watched.discord.faults.add(Fault(*SEND, 400, 50035))
    card = await watched.discord.answer_to(await watched.discord.people.say(STORAGE))
    assert "Last: Apple Support" in card.content
    assert watched.notes.refusals == [("400", "50035")]


async def test_waits(watched: Watched) -> None:
    """A request too many is counted, with the time that Discord has it wait."""
    watched.discord.faults.add(too_many(*SEND, 7.5))
    await watched.discord.people.say(STORAGE)
    await watched.answers(1)
    assert watched.notes.waits == [("none", 7.5)]
    assert watched.notes.refusals == [("429", "0")]


async def test_shards(watched: Watched) -> None:
    """A shard is connected until its connection ends, and again once it is back."""
    watch, gateway = watched.watch, watched.discord.gateway

    def connected() -> list[bool]:
        return [shard.is_connected for shard in watch.shards]

    assert connected() == [True, True]
    await gateway.cut(4000, 1)
    await watched.discord.until(lambda: len(gateway.notes("RESUME")) == 1, "the session to go on")
    await watched.discord.people.say(STORAGE)
    await watched.answers(1)
    assert connected() == [True, True]


async def test_lost_shard(bench: Bench) -> None:
    """A shard whose connection has ended is told as not connected."""
    client = bench.bot(shard_count=1)
    watch = Watch(client, Notes(bench.discord.changes.note))
    async with bench.running(client):
        lost: list[bool] = []

        async def note(_: int) -> None:
            lost.append(watch.shards[0].is_connected)
            bench.discord.changes.note()

        client.add_listener(note, "on_shard_disconnect")
        await bench.discord.gateway.cut(4000)
        await bench.discord.until(lambda: lost, "the connection to end")
        assert not lost[0]


async def test_load(watched: Watched) -> None:
    """While a case is at work it is counted, and what waits for it beside it."""
    gate = asyncio.Event()
    fault = watched.discord.faults.add(Fault(*SEND, gate=gate))
    await watched.discord.people.say(STORAGE)
    await watched.discord.until(lambda: fault.hits, "the answer to be held up")
    assert watched.watch.load == (1, 0)
    assert watched.watch.in_hand == 1
    gate.set()
    await watched.answers(1)

"""Everything goes wrong at random while people ask and press; then the ledger is drawn up.

The real bot, library and store meet the fake Discord in fast time: a minute is as many turns of
people, each some seconds by the clock. At the end of each minute all that is broken is mended, and
what people wait for has to come.
"""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.places import QUIET_FOR
from bot.adapters.store import Bridge, Store
from bot.core.assistant import Assistant
from tests.fakes import FakeClock
from tests.faults.ledger import Ledger
from tests.faults.mischief import Mischief
from tests.faults.outages import PATIENCE
from tests.faults.promises import Promises
from tests.faults.refusals import Refusals
from tests.wire.bench import Bench, settled, wired
from tests.wire.fake_discord.interactions import Interaction
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.world import Channel, User
from tests.wire.hurry import Hurry

__all__ = ["run_chaos"]

_TURNS = 20
"""What people do in a minute."""

_PEOPLE = 6
"""People in each kind of place."""

_STRIKES = 0.3
"""How many faults there are for each turn."""

_SOON = 20.0
"""Seconds, of a machine with other work too, in which everything has to be well again."""

_PROMPT = 2.0
"""The same for a press to reach the bot and its acknowledgement to be tried."""

_SAYINGS = (
    "iCloud says not enough storage",
    "still failing",
    "my iphone has no wifi at night",
    "how long does a backup take",
    "it works now, thanks",
)

_HEARTBEAT, _DEAD = 100, 1.5
"""Milliseconds between two heartbeats, and seconds after which a connection counts as dead."""

_NOTE = "-# Reference: "
"""What a note in place of an answer has in it."""


@dataclass(frozen=True)
class _Person:
    user: User
    channel: Channel
    mention: str


@dataclass
class _Run:
    """One run."""

    bench: Bench
    store: Store
    chance: random.Random
    mischief: Mischief
    refusals: Refusals
    promises: Promises
    people: list[_Person]
    asked: list[tuple[_Person, Message]] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    ignored: set[int] = field(default_factory=set)
    pressed: int = 0
    born: int = 0
    """How much had been asked before the bot that runs now."""

    async def live(self, minutes: int) -> None:
        """Let a bot run for some minutes."""
        bridge = Bridge(self.store)
        self.born = len(self.asked)
        self.refusals.begin()
        bot = self.bench.bot(bridge=bridge)
        bot._connection.heartbeat_timeout = _DEAD  # noqa: SLF001  # no public way; it is 60 s
        async with self.bench.running(bot) as client:
            await self.calm(client, bridge)
            for _ in range(minutes):
                async with self.mischief.at_work():
                    for _ in range(_TURNS):
                        await self.turn()
                await self.calm(client, bridge)
            await self.return_to_refused()
            await self.calm(client, bridge)
            await settled()
            await bridge.catch_up()

    async def return_to_refused(self) -> None:
        """Ask where answers were refused, after the time in which the bot leaves a place alone."""
        self.bench.clock.time += QUIET_FOR + 1
        for person in self.people.copy():
            if person.channel.id in self.refusals.met:
                self.refusals.met.discard(person.channel.id)
                await self.ask(person)

    async def turn(self) -> None:
        """Let somebody do something, and perhaps something go wrong before it."""
        self.refusals.look()
        self.bench.clock.time += 60 / _TURNS
        if self.chance.random() < _STRIKES:
            await self.mischief.strike(self.recent())
        acts = [self.ask] * 6 + [self.command] + [self.press] * 3 + [self.edit, self.delete]
        await self.chance.choice(acts)()
        for _ in range(self.chance.randrange(20)):  # the bot gets on with it, more or less
            await asyncio.sleep(0)

    def recent(self) -> list[Message]:
        """What was asked lately of the bot that runs now."""
        return [question for _, question in self.asked[self.born :][-_TURNS:]]

    async def ask(self, person: _Person | None = None) -> None:
        """Somebody asks, if it doesn't matter who then somebody who hasn't for a while."""
        there = [one for one in self.people if self.refusals.takes(one.channel)]
        person = person or self.chance.choice(there[: len(there) // 2])
        self.people.remove(person)
        self.people.append(person)
        says = f"{person.mention}{self.chance.choice(_SAYINGS)}"
        question = await self.bench.discord.people.say(says, person.channel, person.user)
        self.asked.append((person, question))

    async def press(self) -> None:
        """Somebody presses a button of an answer."""
        cards = [
            (person, answer)
            for person, question in self.asked[-_TURNS:]
            for answer in self.promises.answers(question)
            if answer.labels and self.refusals.takes(person.channel)
        ]
        if cards:
            person, card = self.chance.choice(cards)
            people, label = self.bench.discord.people, self.chance.choice(card.labels)
            await self.followed(await people.click(card, label, person.user))

    async def command(self) -> None:
        """Somebody uses a command."""
        there = [one for one in self.people if self.refusals.takes(one.channel)]
        person, name = self.chance.choice(there), self.chance.choice(("help", "causes"))
        people = self.bench.discord.people
        await self.followed(await people.slash(name, person.channel, person.user))

    async def edit(self) -> None:
        """Somebody edits a question."""
        if self.asked:
            person, question = self.chance.choice(self.asked[-_TURNS:])
            says = f"{person.mention}{self.chance.choice(_SAYINGS)} again"
            if not question.is_deleted and self.refusals.knows(question):
                await self.bench.discord.people.edit(question, says)

    async def delete(self) -> None:
        """Somebody deletes a question."""
        if self.asked:
            _, question = self.chance.choice(self.asked[-_TURNS:])
            if not question.is_deleted:
                await self.bench.discord.people.delete(question)

    async def followed(self, made: Interaction) -> None:
        """See that the bot tries to acknowledge a press, if it can hear of it in time."""
        self.pressed += 1
        discord = self.bench.discord
        is_heard = self.is_connected and not self.mischief.is_held
        ways = len(discord.gateway.log)

        def is_tried() -> bool:
            path = f"/interactions/{made.id}/.*"
            return made.is_acknowledged or bool(discord.ledger.find("POST", path, done=False))

        def has_changed() -> bool:
            kinds = {note.kind for note in discord.gateway.log[ways:]}
            return bool(kinds & {"CLOSED", "CONNECT"})

        if is_heard:
            with contextlib.suppress(TimeoutError):
                wanted = lambda: is_tried() or has_changed()  # noqa: E731  # both are said above
                await discord.changes.until(wanted, "an acknowledgement", _PROMPT)
            if not (is_tried() or has_changed()):
                self.ignored.add(made.id)
        self.promises.excuse(made)

    @property
    def is_connected(self) -> bool:
        """Whether the bot hears what is told now."""
        sessions = list(self.bench.discord.gateway.sessions.values())
        socket = sessions[-1].socket if sessions else None
        return socket is not None and not socket.is_ended and not socket.is_frozen

    async def calm(self, client: MedicBot, bridge: Bridge) -> None:
        """Wait until everything is well again, and see what is lost for good."""
        discord = self.bench.discord
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SOON):
                await discord.changes.until(lambda: self.is_connected, "a connection", _SOON)
                await settled()
                while bridge.is_down or self.waiting():
                    await bridge.catch_up()
                    await client.make_up()
                    await settled()
                    await asyncio.sleep(0.01)
        refused = [one for one in self.promises.lost() if self.refusals.cover(one)]
        self.refused.update(question.id for question in refused)
        lost = self.waiting()
        self.lost.update(question.id for question in lost)
        self.promises.excuse(*refused, *lost)
        self.refusals.calm()

    def waiting(self) -> list[Message]:
        """The questions whose answer has to come yet."""
        return [one for one in self.promises.lost() if not self.refusals.cover(one)]

    def ledger(self, seed: int, minutes: int) -> Ledger:
        """What came of it."""
        questions = self.promises.questions
        notes = [
            one for one in questions if any(_NOTE in a.words for a in self.promises.answers(one))
        ]
        doubled = self.promises.doubled()
        silent = {one.id for one in questions if not self.promises.answers(one)}
        refused = silent & self.refused
        return Ledger(
            seed,
            minutes,
            dict(sorted(self.mischief.counts.items())),
            asked=len(questions),
            answered=len(questions) - len(notes) - len(refused) - len(self.lost),
            told=len(notes),
            refused=len(refused),
            lost=len(self.lost),
            doubled=len(doubled),
            pressed=self.pressed,
            ignored=len(self.ignored),
            broken=[one for one in self.promises.broken() if not one.startswith("answered twice")],
        )


async def run_chaos(assistant: Assistant, folder: Path, *, seed: int, minutes: int) -> Ledger:
    """Let people use a bot while everything goes wrong at random.

    Args:
        assistant: who answers.
        folder: an empty one, for the database.
        seed: decides what people do and what goes wrong.
        minutes: how many, in fast time.

    """
    clock, chance = FakeClock(), random.Random(seed)  # noqa: S311  # no secret: it repeats itself
    with pytest.MonkeyPatch.context() as patch:
        Hurry(clock).put_in_place(patch)
        url = f"sqlite:///{(folder / 'medic.sqlite3').as_posix()}"
        async with wired(clock, patch) as discord, Store.open(url, patience=PATIENCE) as store:
            discord.gateway.heartbeat = _HEARTBEAT
            bench = Bench(discord, assistant, store, clock)
            aside = await discord.people.add_channel("aside")
            people = list(_people(bench, aside))
            server = [*discord.world.guilds.values()][-1]
            refusals = Refusals(bench, (aside, people[-1].channel), server)
            mischief, promises = Mischief(bench, store, chance, refusals), Promises(discord)
            run = _Run(bench, store, chance, mischief, refusals, promises, people)
            async with bench.running(bench.bot()):  # places are known where somebody has asked
                for person in list(run.people):
                    clock.time += 10
                    await run.ask(person)
                    await discord.answer_to(run.asked[-1][1])
            left = minutes
            while left:
                life = min(left, chance.randint(1, 3))
                left -= life
                await run.live(life)
        return run.ledger(seed, minutes)


def _people(bench: Bench, aside: Channel) -> Iterator[_Person]:
    """Some people in each kind of place, and in a further channel."""
    world = bench.discord.world
    for number in range(_PEOPLE):
        for guild in world.guilds.values():
            yield _Person(world.add_user(f"mona {number}"), guild.general, "{bot} ")
        yield _Person(world.add_user(f"sida {number}"), aside, "{bot} ")
        user = world.add_user(f"dana {number}")
        yield _Person(user, world.direct(user), "")

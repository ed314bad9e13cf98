"""Much traffic in little time: the real bot and store, and what they hold on to afterwards.

A minute of traffic stands for a day: after each the clock moves on to the next, so that all that
expires does. Everything takes its usual way over HTTP, the gateway and SQLite.
"""

import asyncio
import gc
import random
import re
import sqlite3
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.talk import messages as followed
from bot.adapters.store import CLAIMS_LAST, OUTCOMES_LAST, Bridge, Store, outages
from bot.core.assistant import Assistant
from bot.core.conversation import EXPIRES_AFTER
from bot.core.misses import MISSES_LAST
from bot.core.ports import ServerSettings
from tests.fakes import FakeClock
from tests.wire.bench import Bench, settled, wired
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.interactions import Interaction
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.world import Channel, User
from tests.wire.hurry import Hurry

__all__ = ["MOST_GROWTH", "Plan", "Sample", "Soaked", "soak"]

MOST_GROWTH = 256.0
"""Bytes of growth for each turn that are no growth: each minute leaves its sample behind."""

_DAY = 24 * 60 * 60

_PATIENCE = 0.2
"""Seconds for which the store waits for others that write: those here never let go in time."""

_TURNS_WITHOUT = 2
"""Things that are done while the store is down."""

_HISTORY = r"/channels/\d+/messages"

_HANDLES, _STATUS = Path("/proc/self/fd"), Path("/proc/self/status")
"""What Linux tells of this process."""

_SAYINGS = (
    "iCloud says not enough storage",
    "still failing",
    "my iphone has no wifi at night",
    "can I build a shortcut that starts the backup",
    "how long does a backup take",
    "it works now, thanks",
)

_EXPIRED: Mapping[str, tuple[str, float]] = {
    "conversation": ("updated", EXPIRES_AFTER),
    "claim": ("claimed", CLAIMS_LAST),
    "outcome": ("ended", OUTCOMES_LAST),
    "miss": ("(day + 1) * 86400.0", MISSES_LAST * _DAY),
}
"""The tables whose rows expire: what tells a row's age, and the seconds after which it goes."""


@dataclass(frozen=True)
class Sample:
    """What is held at the end of a minute, once nothing is under way."""

    minute: int
    traced: int
    """Bytes that Python has allocated."""
    resident: int | None
    """Bytes that the process takes; None where the system doesn't tell."""
    tasks: int
    handles: int | None
    """Open files and connections; None where the system doesn't tell."""
    rows: Mapping[str, int]
    """Rows of each table."""
    expired: int
    """Rows of all tables that should be gone."""


@dataclass(frozen=True)
class Soaked:
    """What came of it."""

    turns: int
    """Things that people did."""
    failures: int
    """Failures that the bot noticed."""
    samples: Sequence[Sample]

    @property
    def growth(self) -> float:
        """Bytes by which each turn of the second half makes the memory grow: a line's slope."""
        later = self.samples[len(self.samples) // 2 :]
        turns = [one.minute * self.turns / len(self.samples) for one in later]
        return float(np.polyfit(turns, [one.traced for one in later], 1)[0])

    @property
    def new_tasks(self) -> int:
        """How many more tasks there are in the last minutes than in any before."""
        return _more([one.tasks for one in self.samples])

    @property
    def new_handles(self) -> int:
        """The same for open files and connections; 0 where the system doesn't tell."""
        return _more([one.handles or 0 for one in self.samples])

    @property
    def expired(self) -> int:
        """Rows that should have been gone, over all minutes."""
        return sum(one.expired for one in self.samples)

    @property
    def is_clean(self) -> bool:
        """Whether nothing went wrong, and nothing is held on to."""
        held = max(self.new_tasks, self.new_handles, self.expired, self.failures)
        return held <= 0 and self.growth < MOST_GROWTH


@dataclass(frozen=True)
class _Person:
    user: User
    channel: Channel
    mention: str


class _Traffic:
    """People who do all that can be done, one after the other."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self._discord = bench.discord
        self._clock = bench.clock
        self._chance = random.Random(seed)  # noqa: S311  # no secret: it has to repeat itself
        self._people = list(_people(bench.discord))
        self._cards: list[tuple[_Person, Message, Message]] = []
        self.turns = 0

    async def minute(self, turns: int) -> None:
        """Let so many things be done, spread over a minute."""
        for _ in range(turns):
            self._clock.time += 60 / turns
            acts = [self.ask] * 5 + [self._command] * 2
            if self._cards:
                acts += [self._press] * 3 + [self._edit, self._delete]
            await self._chance.choice(acts)()
            await settled()
            self.turns += 1
        self._cards.clear()

    def _somebody(self) -> _Person:
        """Somebody who has not asked for a while, so that nobody is too fast."""
        person = self._people.pop(self._chance.randrange(len(self._people) // 2))
        self._people.append(person)
        return person

    async def ask(self) -> None:
        """Let somebody ask, and wait for the answer."""
        person = self._somebody()
        says = f"{person.mention}{self._chance.choice(_SAYINGS)}"
        question = await self._discord.people.say(says, person.channel, person.user)
        card = await self._discord.answer_to(question)
        self._cards = [one for one in self._cards if one[0] is not person]
        self._cards.append((person, question, card))

    async def _press(self) -> None:
        person, _, card = self._chance.choice(self._cards)
        if card.labels:
            made = await self._discord.people.click(
                card, self._chance.choice(card.labels), person.user
            )
            await self._acknowledged(made)

    async def _edit(self) -> None:
        person, question, card = self._chance.choice(self._cards)
        before = self._clock.now()
        says = f"{person.mention}{self._chance.choice(_SAYINGS)} again"
        await self._discord.people.edit(question, says)
        await self._discord.until(lambda: (card.edited or 0) >= before, "the edited answer")

    async def _delete(self) -> None:
        gone = self._chance.choice(self._cards)
        self._cards.remove(gone)
        await self._discord.people.delete(gone[1])
        await self._discord.until(lambda: gone[2].is_deleted, "the answer to be deleted")

    async def _command(self) -> None:
        person = self._somebody()
        name = self._chance.choice(("help", "causes", "support", "privacy"))
        made = await self._discord.people.slash(name, person.channel, person.user)
        await self._acknowledged(made)

    async def _acknowledged(self, made: Interaction) -> None:
        await self._discord.until(lambda: made.is_acknowledged, "a press to be acknowledged")


@dataclass(frozen=True)
class Plan:
    """How much is done."""

    minutes: int
    """Four or more, each a day after the one before."""
    turns: int
    """Things that are done in each."""
    seed: int = 1
    """Decides which."""
    remembered: int = 100
    """How many of the latest things the bot remembers, where that is bounded; small, so that it is
    full after the first half."""


async def soak(assistant: Assistant, folder: Path, plan: Plan) -> Soaked:
    """Let people use a bot for some minutes, and see after each what it holds on to.

    Args:
        assistant: who answers.
        folder: an empty one, for the database.
        plan: how much is done.

    """
    clock = FakeClock()
    with pytest.MonkeyPatch.context() as patch:
        hurry = Hurry(clock)
        hurry.put_in_place(patch)
        patch.setattr(outages, "MOST_REMEMBERED", plan.remembered)
        patch.setattr(followed, "_REMEMBERED", plan.remembered)
        file = folder / "medic.sqlite3"
        url = f"sqlite:///{file.as_posix()}"
        async with wired(clock, patch) as discord, Store.open(url, patience=_PATIENCE) as store:
            await store.servers.save(discord.world.guild.id, ServerSettings(keeps_misses=True))
            bench, bridge = Bench(discord, assistant, store, clock), Bridge(store)
            async with bench.running(bench.bot(bridge=bridge)) as client:
                days = _Days(bench, bridge, client, _Traffic(bench, plan.seed), file)
                with _tracing():
                    samples = []
                    for minute in range(plan.minutes):
                        await days.day(minute, plan.turns)
                        hurry.waits.clear()
                        samples.append(_sample(minute, file, clock.now()))
        return Soaked(days.traffic.turns, len(bench.references), samples)


@dataclass
class _Days:
    """What goes on beside the traffic, and what befalls it."""

    bench: Bench
    bridge: Bridge
    client: MedicBot
    traffic: _Traffic
    file: Path

    async def day(self, number: int, turns: int) -> None:
        """A minute of traffic, a store that is down for a while, a new connection, and a night."""
        bench = self.bench
        await self.traffic.minute(turns)
        with _locked(self.file):
            await self.traffic.ask()  # not all that people do is written down, but this is
            await self.traffic.minute(_TURNS_WITHOUT)
            assert self.bridge.is_down
        await self.bridge.catch_up()
        assert not self.bridge.is_down
        await self._reconnect(is_refused=number % 2 == 1)
        bench.clock.time += _DAY
        await bench.store.purge(bench.clock.now())
        await self.client.note_heard()
        bench.discord.forget()

    async def _reconnect(self, *, is_refused: bool) -> None:
        """Lose the connection, and take the session up again, or begin another and catch up."""
        discord, gateway = self.bench.discord, self.bench.discord.gateway
        (before,) = gateway.sessions.values()
        gateway.refuses_resume = is_refused
        await gateway.cut()
        await discord.until(lambda: before.socket is None, "the connection to end")
        if is_refused:
            history = discord.ledger.find
            await discord.until(lambda: history("GET", _HISTORY), "the history to be read")
        else:
            await discord.until(lambda: before.socket, "the session to go on")
        await settled()


def _people(discord: FakeDiscord) -> Iterator[_Person]:
    """A dozen people in each kind of place."""
    world = discord.world
    for number in range(12):
        user = world.add_user(f"mona {number}")
        yield _Person(user, list(world.guilds.values())[number % 2].general, "{bot} ")
        user = world.add_user(f"dana {number}")
        yield _Person(user, world.direct(user), "")


def _more(figures: Sequence[int]) -> int:
    """By how much the last figures exceed those before; minutes are of two kinds, in turn."""
    return max(figures[-2:]) - max(figures[:-2])


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Keep everybody from writing to a database."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def _tracing() -> Iterator[None]:
    """Follow what Python allocates."""
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def _sample(minute: int, file: Path, now: float) -> Sample:
    gc.collect()
    with closing(sqlite3.connect(file)) as connection:

        def count(statement: str) -> int:
            ((found,),) = connection.execute(statement)
            return int(found)

        rows = {name: count(f"SELECT count(*) FROM {name}") for name in _EXPIRED}  # noqa: S608  # ours
        expired = sum(
            count(f"SELECT count(*) FROM {name} WHERE {age} < {now - lasts}")  # noqa: S608  # ours
            for name, (age, lasts) in _EXPIRED.items()
        )
    return Sample(
        minute,
        tracemalloc.get_traced_memory()[0],
        _resident(),
        len(asyncio.all_tasks()),
        len(list(_HANDLES.iterdir())) if _HANDLES.exists() else None,
        rows,
        expired,
    )


def _resident() -> int | None:
    """What the process takes (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html)."""
    if not _STATUS.exists():
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", _STATUS.read_text("ascii"))
    return int(found[1]) * 1024 if found else None

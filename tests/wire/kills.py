"""The program is killed again and again while people ask, and each question is answered once."""

import asyncio
import contextlib
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.adapters.cache import ModelCache
from bot.adapters.store import Store
from bot.app import build_assistant
from bot.core.ports import ServerSettings
from tests.wire.fake_discord import FakeDiscord, Fault
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.world import Channel, User
from tests.wire.processes import Processes
from tests.wire.program import Program

__all__ = ["Moment", "Toll", "kill_often"]

_MOST_REQUESTS = 40
"""Requests that a process makes at most before it is killed; its start alone takes some."""

_PAUSE = 0.1
"""Seconds that pass at most between a request and a kill that is no request's."""

_PATIENCE = 120.0
"""Seconds in which a process has to get on: it starts on a machine that has other work too."""

_NO_COOLDOWN = {"USER_COOLDOWN": "1000/1", "CHANNEL_COOLDOWN": "1000/1"}


_SAYINGS = (
    "iCloud says not enough storage",
    "still failing",
    "that didn't help",
    "it is an iPhone 12",
    "how long does a backup take",
)
_MENTIONS = tuple(f"{{bot}} {one}" for one in _SAYINGS)


class Moment(StrEnum):
    """When a process is killed, its n-th request being the clock."""

    ASKING = "a request has come, and is not done"
    ANSWERED = "a request is done"
    HEARING = "a question has just been told"
    BETWEEN = "some time after a request"


@dataclass(frozen=True)
class Toll:
    """What came of it."""

    moments: Mapping[Moment, int]
    """How often the program was killed in which moment."""
    questions: int
    unanswered: Sequence[Message]
    twice: Sequence[Message]
    """Questions with more than one answer."""
    unfinished: int
    """Claims that were left open in the store."""
    is_whole: bool
    """Whether SQLite finds nothing wrong with the file."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost or doubled."""
        return not (self.unanswered or self.twice or self.unfinished) and self.is_whole


@dataclass(frozen=True)
class _Person:
    """Somebody who asks in one place, again as soon as there is an answer or the bot is gone."""

    user: User
    channel: Channel
    says: Sequence[str]


@dataclass
class _Scene:
    """A Discord with people in it, and the program."""

    discord: FakeDiscord
    program: Program
    chance: random.Random
    people: list[_Person]
    questions: list[Message] = field(default_factory=list)
    lives: int = 0
    is_over: bool = False

    async def ask(self, person: _Person) -> Message:
        """Let a person ask."""
        said = await self.discord.people.say(
            self.chance.choice(person.says), person.channel, person.user
        )
        self.questions.append(said)
        return said

    def is_answered(self, question: Message) -> bool:
        """Whether an answer to a question was made."""
        return self.discord.messages.made_with(str(question.id)) is not None

    def answers(self, question: Message) -> list[Message]:
        """What was answered to a question, where it was asked and in the thread of its own."""
        answers = self.discord.answers_to(question)
        thread = self.discord.world.channels.get(question.id)
        return answers + (self.discord.answers(thread) if thread else [])

    async def talk(self, person: _Person) -> None:
        """Let a person ask until it is over."""
        while not self.is_over:
            life, question = self.lives, await self.ask(person)

            def has_come(life: int = life, question: Message = question) -> bool:
                return self.is_over or self.lives > life or self.is_answered(question)

            await self.until(has_come, "an answer, or the end of the process")

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """Let everybody ask meanwhile."""
        async with asyncio.TaskGroup() as group:
            for person in self.people:
                group.create_task(self.talk(person))
            yield
            self.is_over = True
            self.discord.changes.note()

    async def strike(self, moment: Moment) -> None:
        """Kill the program in a moment; start it before that, if it isn't running."""
        calls = self.discord.ledger.calls
        before, wanted = len(calls), self.chance.randint(1, _MOST_REQUESTS)
        gate = asyncio.Event()
        if self.program.has_ended:
            await self.program.start()
        if moment is Moment.ASKING:
            await self.run_until(lambda: len(calls) >= before + wanted - 1)
            fault = self.discord.faults.add(Fault("*", ".*", gate=gate, is_dropped=True))
            await self.run_until(lambda: fault.hits > 0)
        else:
            await self.run_until(lambda: sum(call.status > 0 for call in calls[before:]) >= wanted)
        if moment is Moment.HEARING:
            await self.ask(self.chance.choice(self.people))
        elif moment is Moment.BETWEEN:
            await asyncio.sleep(self.chance.uniform(0, _PAUSE))
        await self.program.kill()
        gate.set()
        self.lives += 1
        self.discord.changes.note()

    async def run_until(self, find: Callable[[], bool]) -> None:
        """Wait for something to happen before the program ends by itself."""
        await self.until(lambda: find() or self.program.has_ended, "the program to get on")
        if self.program.has_ended:
            message = f"the program ended by itself:\n{self.program.log}"
            raise AssertionError(message)

    async def until(self, find: Callable[[], bool], what: str) -> None:
        """Wait."""
        await self.discord.changes.until(find, what, _PATIENCE)

    async def settle(self) -> None:
        """Let the program answer all that is left, until nothing more can come, and end."""
        began = self.discord.world.now()
        await self.program.start()
        with contextlib.suppress(TimeoutError):  # what is lost is counted by whoever called
            await self.run_until(lambda: all(map(self.is_answered, self.questions)))
        while not _has_heard_all(self.program.database, began):
            last = await self.ask(self.people[0])
            await self.run_until(lambda last=last: self.is_answered(last))  # type: ignore[misc]  # a lambda's default
        assert await self.program.stop() == 0


async def kill_often(count: int, seed: int, folder: Path, knowledge: Path | None = None) -> Toll:
    """Let people ask in channels, threads and direct messages while the program is killed.

    Args:
        count: how often.
        seed: decides the moments, and what is said.
        folder: an empty one, for the database, the cache and the log.
        knowledge: the whole path of another knowledge folder than the one about lamps.

    """
    chance = random.Random(seed)  # noqa: S311  # no secret: it has to repeat itself
    async with FakeDiscord(guilds=2) as discord:
        settings = dict(_NO_COOLDOWN)
        if knowledge:
            build_assistant(knowledge, ModelCache(folder / "cache" / "backup-medic"))
            settings["KNOWLEDGE"] = str(knowledge)
        program = Program(Processes.at(discord, folder), settings)
        scene = _Scene(discord, program, chance, list(_people(discord)))
        moments = [chance.choice(list(Moment)) for _ in range(count)]
        await _open_threads(discord, program.database)
        try:
            await _meet(scene)
            async with scene.talking():
                for moment in moments:
                    await scene.strike(moment)
            await scene.settle()
        finally:
            await program.kill()
        return Toll(
            Counter(moments),
            len(scene.questions),
            [one for one in scene.questions if not scene.answers(one)],
            [one for one in scene.questions if len(scene.answers(one)) > 1],
            *_look_at(program.database, scene.questions[-1]),
        )


def _people(discord: FakeDiscord) -> Iterator[_Person]:
    """Two people in each kind of place."""
    world = discord.world
    first, second = world.guilds.values()
    for number in range(2):
        yield _Person(world.add_user(f"mona {number}"), first.general, _MENTIONS)
        yield _Person(world.add_user(f"theo {number}"), second.general, _MENTIONS)
        direct = world.add_user(f"dana {number}")
        yield _Person(direct, world.direct(direct), _SAYINGS)


async def _open_threads(discord: FakeDiscord, database: Path) -> None:
    """Let the second server have a thread for each case."""
    server = list(discord.world.guilds)[1]
    async with Store.open(f"sqlite:///{database.as_posix()}") as store:
        await store.servers.save(server, ServerSettings(opens_threads=True))


async def _meet(scene: _Scene) -> None:
    """Let the bot speak once wherever people ask: where it never did, it looks for nothing."""
    await scene.program.start()
    await scene.run_until(lambda: bool(scene.discord.gateway.sessions))
    for person in scene.people:
        await scene.ask(person)
    await scene.run_until(lambda: all(map(scene.is_answered, scene.questions)))


def _has_heard_all(database: Path, since: float) -> bool:
    """Whether the program has noted that it missed nothing."""
    ((heard,),) = _query(database, "SELECT max(text) FROM memo WHERE name LIKE 'heard %'")
    return heard is not None and float(heard) > since


def _look_at(database: Path, last: Message) -> tuple[int, bool]:
    """How many claims are open, the last question's aside, and whether the file is whole."""
    open_claims = _query(database, "SELECT question FROM claim WHERE answer IS NULL")
    return len(set(open_claims) - {(last.id,)}), _query(database, "PRAGMA integrity_check") == [
        ("ok",)
    ]


def _query(database: Path, statement: str) -> list[Any]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(statement).fetchall()

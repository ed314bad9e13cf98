"""Three processes share sixteen shards and a PostgreSQL database; one of them is killed."""

import asyncio
import secrets
from contextlib import AsyncExitStack
from pathlib import Path

from tests.wire.fake_discord import FakeDiscord, Fault
from tests.wire.fake_discord.message import Message
from tests.wire.processes import DARK, Processes

SHARDS, PROCESSES, VICTIM = 16, 3, 1
OWN = range(5, 10)
"""The shards of the process that is killed."""


class Traffic:
    """What people ask in every server, each time by somebody else."""

    def __init__(self, discord: FakeDiscord) -> None:
        self._discord = discord
        self.questions: list[Message] = []

    async def ask(self) -> None:
        """Ask a question in every server; server 5 is on shard 5, and so on."""
        world = self._discord.world
        for guild in list(world.guilds.values()):
            user = world.add_user(f"user {len(self.questions)}")
            self.questions.append(await self._discord.people.say(DARK, guild.general, user))

    async def answered(self) -> None:
        """Wait until every question has an answer."""
        for question in self.questions:
            await self._discord.answer_to(question)


def hold_up(discord: FakeDiscord, shard: int, *, is_done: bool) -> tuple[Fault, asyncio.Event]:
    """Hold up the next answer in a shard's server, which gets out or not when it is let go."""
    channel = list(discord.world.guilds.values())[shard].general
    gate = asyncio.Event()
    path = f"/channels/{channel.id}/messages"
    return discord.faults.add(
        Fault("POST", path, gate=gate, is_done=is_done, is_dropped=True)
    ), gate


async def test_no_question_is_lost_and_none_answered_twice(
    postgres_url: str, tmp_path: Path
) -> None:
    """A process is killed in the middle of traffic and started again: each question has one answer.

    When it is killed, one of its answers is lost on the way, and another gets out without it.
    """
    settings = {
        "DATABASE_URL": postgres_url,
        "JOURNAL_KEY": secrets.token_hex(32),
        "SHARD_COUNT": str(SHARDS),
        "SHARD_PROCESSES": str(PROCESSES),
    }
    async with FakeDiscord(shards=SHARDS, guilds=SHARDS) as discord, AsyncExitStack() as life:
        processes, traffic = Processes.at(discord, tmp_path), Traffic(discord)
        runs = [
            await life.enter_async_context(
                processes.running(settings | {"SHARD_ORDINAL": str(ordinal)})
            )
            for ordinal in range(PROCESSES)
        ]
        sessions = discord.gateway.sessions
        await discord.until(lambda: len(sessions) == SHARDS, "all shards")
        assert {session.shard for session in sessions.values()} == set(range(SHARDS))
        assert len(discord.ledger.find("PUT", "/applications/.*/commands")) == 1
        await traffic.ask()
        await traffic.answered()

        held = [hold_up(discord, OWN[0], is_done=False), hold_up(discord, OWN[1], is_done=True)]
        await traffic.ask()
        await discord.until(lambda: all(fault.hits for fault, _ in held), "answers on their way")
        runs[VICTIM].kill()
        await runs[VICTIM].wait()
        for _, gate in held:
            gate.set()
        await traffic.ask()
        before = len(discord.gateway.notes("IDENTIFY"))
        again = settings | {"SHARD_ORDINAL": str(VICTIM)}
        await life.enter_async_context(processes.running(again))
        await traffic.ask()
        await traffic.answered()
        await traffic.ask()  # answered after everything before it
        await traffic.answered()

        begun = [note.shard for note in discord.gateway.notes("IDENTIFY")[before:]]
        assert begun == list(OWN)
        counts = [len(discord.answers_to(question)) for question in traffic.questions]
        assert counts == [1] * 5 * SHARDS
        guilds = discord.world.guilds.values()
        assert sum(len(discord.answers(guild.general)) for guild in guilds) == 5 * SHARDS

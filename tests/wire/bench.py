"""The real bot with its real store, connected to the fake Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.client import MedicBot, Options
from bot.adapters.discord.connecting import connect
from bot.adapters.discord.failures import Funnel, new_reference
from bot.adapters.discord.workload import MOST
from bot.adapters.store import Bridge, Store
from bot.core.assistant import Assistant
from tests.fakes import FakeClock
from tests.wire.fake_discord import TOKEN, FakeDiscord

__all__ = ["STORAGE", "Bench", "settled", "wired"]

STORAGE = "{bot} iCloud says not enough storage"
"""A symptom with a sure answer, said to the bot."""

_RUNS = ("discord.py: ", "CommandTree-invoker")
"""How the tasks are named in which the library runs what the bot does."""

_READY = 0.05
"""Seconds that the library waits for further servers after it has connected."""


@dataclass
class Bench:
    """What bots are run with; the store outlives them."""

    discord: FakeDiscord
    assistant: Assistant
    store: Store
    clock: FakeClock
    references: list[str] = field(default_factory=list)
    """The references of the failures that bots noticed."""

    def bot(
        self,
        *,
        shard_count: int | None = None,
        most_in_hand: int = MOST,
        bridge: Bridge | None = None,
    ) -> MedicBot:
        """A bot as it is composed for a run."""
        storage = bridge or Bridge(self.store)
        options = Options(shard_count=shard_count, most_in_hand=most_in_hand)
        failures = Funnel(self._refer)
        client = MedicBot(lambda: self.assistant, storage, self.clock, failures, options)
        client._connection.guild_ready_timeout = _READY  # noqa: SLF001  # no public way; it is 2 s
        return client

    def _refer(self) -> str:
        self.references.append(new_reference())
        self.discord.changes.note()
        return self.references[-1]

    @asynccontextmanager
    async def running(self, client: MedicBot) -> AsyncIterator[MedicBot]:
        """Connect a bot, and close it at the end."""
        task = asyncio.create_task(connect(client, TOKEN, self.discord.api_url))
        task.add_done_callback(lambda _: self.discord.changes.note())
        before = len(self.discord.gateway.sessions)
        wanted = client.shard_count or self.discord.routes.shards
        try:
            await self.discord.until(
                lambda: task.done() or len(self.discord.gateway.sessions) == before + wanted,
                "the bot to connect",
            )
            if not task.done():
                await client.wait_until_ready()
                yield client
        finally:
            await client.close()
            await task
            await settled()


@asynccontextmanager
async def wired(clock: FakeClock, patch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    """A Discord with two servers, on which the library is set."""
    async with FakeDiscord(guilds=2, now=clock.now) as server:
        patch.setattr(Route, "BASE", Route.BASE)  # connecting sets it
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        yield server


async def settled() -> None:
    """Wait for what the library has left running, so that nothing is cut off in the store."""
    tasks = {task for task in asyncio.all_tasks() if task.get_name().startswith(_RUNS)}
    if tasks:
        await asyncio.wait(tasks)

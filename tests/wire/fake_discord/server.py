"""The server's life: everything put together, on a port of this machine."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wire.fake_discord.changes import T
from tests.wire.fake_discord.control import Control
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.parts import Parts
from tests.wire.fake_discord.people import People
from tests.wire.fake_discord.rest import Rest
from tests.wire.fake_discord.routes import Routes
from tests.wire.fake_discord.world import Channel

__all__ = ["FakeDiscord"]

_HOST = "127.0.0.1"
_LARGEST = 25 * 1024 * 1024
"""Bytes of a request that Discord takes."""


class FakeDiscord:
    """Discord as a bot meets it: a REST interface and a gateway, with people behind them.

    An unmodified bot library runs against it once its two addresses are set::

        async with FakeDiscord() as discord:
            question = await discord.people.say("{bot} my backup fails")
            answer = await discord.answer_to(question)

    Args:
        shards: how many shards are advised.
        guilds: how many servers there are.
        port: where to listen; 0 takes one that is free.
        heartbeat: milliseconds between two heartbeats.
        now: tells the time, in seconds since the epoch.

    """

    def __init__(
        self,
        *,
        shards: int = 1,
        guilds: int = 1,
        port: int = 0,
        heartbeat: int = 41_250,
        now: Callable[[], float] = time.time,
    ) -> None:
        parts = Parts(guilds, heartbeat, now)
        self.changes = parts.changes
        self.world = parts.world
        self.gateway = parts.gateway
        self.messages = parts.messages
        self.threads = parts.threads
        self.interactions = parts.interactions
        self.commands = parts.commands
        self.people = People(parts)
        self.routes = Routes(parts)
        self.routes.shards = shards
        self._rest = Rest(self.routes, parts.changes, parts.world)
        self.buckets = self._rest.buckets
        self.faults = self._rest.faults
        self.ledger = self._rest.ledger
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest.handle)
        app.router.add_routes(Control(self).routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, self._port).start()
        self._port = self._runner.addresses[0][1]
        self.gateway.url = self.gateway_url
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.gateway.drop()
        if self._runner:
            await self._runner.cleanup()

    def forget(self) -> None:
        """Drop what happened so far: requests, notes, messages and interactions."""
        self.ledger.calls.clear()
        self.gateway.forget()
        self.messages.forget()
        self.interactions.forget()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._port

    @property
    def api_url(self) -> str:
        """The address of the REST interface."""
        return f"http://{_HOST}:{self._port}/api/v10"

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return f"ws://{_HOST}:{self._port}/gateway/"

    async def until(self, find: Callable[[], T], what: str) -> T:
        """Wait until something is true here, and give it."""
        return await self.changes.until(find, what)

    def answers(self, where: Channel | None = None) -> list[Message]:
        """What the bot has written in a channel, else in the first one, the oldest first."""
        return self.messages.all(where or self.world.general, self.world.bot)

    def answers_to(self, question: Message) -> list[Message]:
        """The bot's replies to a message, the oldest first."""
        return [one for one in self.answers(question.channel) if one.reference == question.id]

    async def answer_to(self, question: Message) -> Message:
        """Wait for the bot's reply to a message."""
        answers = await self.until(
            lambda: self.answers_to(question), f"an answer to {question.content!r}"
        )
        return answers[-1]

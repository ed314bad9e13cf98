"""The fake Discord's interfaces, used by hand: no library mends or hides what they answer."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

import aiohttp

from tests.wire.fake_discord import TOKEN, FakeDiscord
from tests.wire.fake_discord.values import JsonObject, number, one

__all__ = ["Answer", "Api", "Line"]


@dataclass(frozen=True)
class Answer:
    """What the REST interface answered."""

    status: int
    body: object
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> JsonObject:
        """The body as an object; empty if it is none."""
        return one(self.body)

    @property
    def refusal(self) -> tuple[int, int]:
        """The status and Discord's code."""
        return self.status, number(self.json.get("code"))


class Line:
    """One connection to the gateway."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def say(self, op: int, data: object) -> None:
        """Send a frame."""
        await self._socket.send_str(json.dumps({"op": op, "d": data}))

    async def hear(self) -> JsonObject:
        """The next frame; empty at the end of the connection."""
        message = await self._socket.receive()
        return one(json.loads(message.data)) if message.type is aiohttp.WSMsgType.TEXT else {}

    async def hear_event(self, name: str) -> JsonObject:
        """The data of the next event with a name; the frames before it are passed over."""
        while frame := await self.hear():
            if frame.get("t") == name:
                return one(frame["d"])
        message = f"the connection ended with {self._socket.close_code} before any {name}"
        raise AssertionError(message)

    async def end(self) -> int | None:
        """Listen to the end; gives the code that the server closed with."""
        while await self.hear():
            pass
        return self._socket.close_code


class Api:
    """The REST interface and the gateway."""

    def __init__(self, discord: FakeDiscord, session: aiohttp.ClientSession) -> None:
        self._discord = discord
        self._session = session

    @classmethod
    @asynccontextmanager
    async def of(cls, discord: FakeDiscord) -> AsyncIterator[Self]:
        """Open what is needed to ask, and close it at the end."""
        async with aiohttp.ClientSession() as session:
            yield cls(discord, session)

    async def __call__(
        self, method: str, path: str, body: object = None, *, key: str = TOKEN
    ) -> Answer:
        """Make a request as the bot, or with another key."""
        headers = {"Authorization": f"Bot {key}"}
        url = self._discord.api_url + path
        async with self._session.request(method, url, json=body, headers=headers) as response:
            return await _answer(response)

    async def send(self, path: str, form: aiohttp.FormData) -> Answer:
        """Send a message with files, by the token in its path."""
        async with self._session.post(self._discord.api_url + path, data=form) as response:
            return await _answer(response)

    async def control(self, method: str, path: str, body: object = None) -> object:
        """Use the server's control."""
        url = f"http://127.0.0.1:{self._discord.port}/control/{path}"
        async with self._session.request(method, url, json=body) as response:
            response.raise_for_status()
            found: object = await response.json()
            return found

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """Connect to the gateway and take its greeting."""
        async with self._session.ws_connect(self._discord.gateway_url) as socket:
            line = Line(socket)
            assert (await line.hear())["op"] == 10
            yield line


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    found = await response.text()
    is_json = response.headers.get("Content-Type") == "application/json"
    return Answer(response.status, json.loads(found) if is_json else found, dict(response.headers))

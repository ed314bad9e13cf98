"""The server's control over HTTP, for tests whose bots run in processes of their own."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from aiohttp import web

from tests.wire.fake_discord.faults import Fault
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.values import JsonObject, number, one, text
from tests.wire.fake_discord.world import Channel, User, time_of

if TYPE_CHECKING:
    from tests.wire.fake_discord.server import FakeDiscord

__all__ = ["Control"]


class Control:
    """What can be asked for at ``/control/``; bodies and answers are JSON.

    ========  ==============  ============================================  ===================
    method    path            body                                          answer
    ========  ==============  ============================================  ===================
    POST      say             text, guild (its number) or none for a        id
                              direct message, user (a name)
    POST      click           message, channel, label, user                 interaction
    POST      cut             shard, code                                   nothing
    POST      fault           the fields of a `Fault` but its gate          nothing
    GET       messages        (query) guild or user                         the messages there
    GET       ledger          (query) after: how many to leave out          the requests
    GET       gateway         none                                          what happened there
    ========  ==============  ============================================  ===================
    """

    def __init__(self, discord: "FakeDiscord") -> None:
        self._discord = discord

    def routes(self) -> web.RouteTableDef:
        """The addresses and what they do."""
        table = web.RouteTableDef()
        table.post("/control/say")(self._say)
        table.post("/control/click")(self._click)
        table.post("/control/cut")(self._cut)
        table.post("/control/fault")(self._fault)
        table.get("/control/messages")(self._messages)
        table.get("/control/ledger")(self._ledger)
        table.get("/control/gateway")(self._gateway)
        return table

    async def _say(self, request: web.Request) -> web.Response:
        body = one(await request.json())
        user = self._user(text(body.get("user")))
        where = self._channel(body.get("guild"), user)
        said = await self._discord.people.say(text(body.get("text")), where, user)
        return _answer({"id": str(said.id), "channel": str(where.id)})

    async def _click(self, request: web.Request) -> web.Response:
        body = one(await request.json())
        channel = self._discord.world.channels[number(body.get("channel"))]
        message = self._discord.messages.find(channel, number(body.get("message")))
        user = self._user(text(body.get("user")))
        made = await self._discord.people.click(message, text(body.get("label")), user)
        return _answer({"interaction": str(made.id)})

    async def _cut(self, request: web.Request) -> web.Response:
        body = one(await request.json())
        shard = number(body["shard"]) if "shard" in body else None
        await self._discord.gateway.cut(number(body.get("code", 4000)), shard)
        return _answer({})

    async def _fault(self, request: web.Request) -> web.Response:
        self._discord.faults.add(Fault(**await request.json()))
        return _answer({})

    async def _messages(self, request: web.Request) -> web.Response:
        user = self._user(request.query.get("user", ""))
        where = self._channel(request.query.get("guild"), user)
        return _answer([_shown(message) for message in self._discord.messages.all(where)])

    async def _ledger(self, request: web.Request) -> web.Response:
        calls = self._discord.ledger.calls[number(request.query.get("after", 0)) :]
        return _answer(
            [
                {"method": c.method, "path": c.path, "status": c.status, "at": c.at, "body": c.body}
                for c in calls
            ]
        )

    async def _gateway(self, _request: web.Request) -> web.Response:
        return _answer([asdict(note) for note in self._discord.gateway.log])

    def _user(self, name: str) -> User:
        """The person of a name, who joins if need be; Alice if it is empty."""
        users = self._discord.world.users.values()
        found = next((user for user in users if user.name == (name or "alice")), None)
        return found or self._discord.world.add_user(name)

    def _channel(self, guild: object, user: User) -> Channel:
        """The first channel of a server, by the server's number; else one's direct messages."""
        if guild is None:
            return self._discord.world.direct(user)
        return list(self._discord.world.guilds.values())[number(guild)].general


def _answer(body: object) -> web.Response:
    return web.json_response(body)


def _shown(message: Message) -> JsonObject:
    return {
        "id": str(message.id),
        "author": message.author.name,
        "reference": None if message.reference is None else str(message.reference),
        "words": message.words,
        "labels": message.labels,
        "at": time_of(message.id),
    }

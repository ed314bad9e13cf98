"""The gateway: who is connected, what they are told, and how connections end.

https://docs.discord.com/developers/events/gateway
"""

import asyncio
import json
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from tests.wire.fake_discord import payloads
from tests.wire.fake_discord.changes import Changes
from tests.wire.fake_discord.compression import packer
from tests.wire.fake_discord.sessions import PRIVILEGED, Close, Intent, Op, Session, Socket
from tests.wire.fake_discord.values import JsonObject, number, one, text
from tests.wire.fake_discord.world import World

__all__ = ["Gateway", "Note"]


@dataclass(frozen=True)
class Note:
    """Something that happened at the gateway."""

    kind: str
    """CONNECT, IDENTIFY, RESUME, REFUSE, HEARTBEAT or CLOSED."""
    shard: int | None
    data: object
    at: float
    """Seconds of the event loop's clock."""


class Gateway:
    """The gateway.

    Args:
        world: what there is.
        changes: is told of whatever happens.
        token: the bot's.
        heartbeat: milliseconds between two heartbeats of a connection.

    """

    def __init__(self, world: World, changes: Changes, token: str, heartbeat: int) -> None:
        self._world = world
        self._changes = changes
        self._token = token
        self.heartbeat = heartbeat
        self.url = ""
        self.refuses_resume = False
        """Whether sessions are gone when their shards come back."""
        self.sessions: dict[str, Session] = {}
        self.log: list[Note] = []
        self._spoilt: dict[str, JsonObject] = {}
        self._held: list[tuple[str, JsonObject, int | None]] | None = None

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it ends."""
        try:
            pack = packer(request.query.get("compress"))
        except LookupError:
            raise web.HTTPBadRequest from None
        response = web.WebSocketResponse(max_msg_size=4096, autoclose=True)
        await response.prepare(request)
        socket = Socket(request, response, pack)
        self._note("CONNECT", None, request.query.get("compress"))
        await socket.tell(Op.HELLO, {"heartbeat_interval": self.heartbeat})
        session: Session | None = None
        async for frame in response:
            if frame.type is WSMsgType.TEXT:
                session = await self._hear(socket, session, frame.data)
        if session and session.socket is socket:
            session.socket = None
            if response.close_code in {1000, 1001} and not socket.is_ended:
                self.sessions.pop(session.id, None)  # the client has ended it for good
        self._note("CLOSED", session.shard if session else None, response.close_code)
        return response

    async def dispatch(self, event: str, data: JsonObject, guild: int | None = None) -> None:
        """Tell an event to every session that it concerns; those that are away hear it later."""
        if self._held is not None:
            self._held.append((event, data, guild))
            return
        written = self._written(event, data)
        wanted = _intent(event, guild)
        for session in list(self.sessions.values()):
            if session.covers(guild) and wanted in session.intents:
                await session.dispatch(event, written)
        self._changes.note()

    def spoil(self, event: str, fields: JsonObject) -> None:
        """Let the next event of a kind have other values in some fields than it should."""
        self._spoilt[event] = fields

    def hold(self) -> None:
        """Keep back all events from now on."""
        self._held = []

    async def release(self) -> None:
        """Tell what was kept back, the latest first."""
        held, self._held = self._held or [], None
        for event, data, guild in reversed(held):
            await self.dispatch(event, data, guild)

    async def cut(self, code: int = Close.UNKNOWN_ERROR, shard: int | None = None) -> None:
        """End the connections of a shard, or of all, with a code."""
        for socket in self._sockets(shard):
            await socket.close(code)

    def drop(self, shard: int | None = None) -> None:
        """Break the connections of a shard, or of all."""
        for socket in self._sockets(shard):
            socket.drop()

    def freeze(self, shard: int | None = None) -> None:
        """Let the connections of a shard, or of all, go dead: open, but nothing comes any more."""
        for socket in self._sockets(shard):
            socket.is_frozen = True

    async def ask_to_reconnect(self, shard: int | None = None) -> None:
        """Ask a shard, or all, to connect anew and go on."""
        for socket in self._sockets(shard):
            await socket.tell(Op.RECONNECT, None)

    async def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """Declare the session of a shard, or of all, invalid."""
        for session in list(self.sessions.values()):
            if session.socket and shard in {None, session.shard}:
                if not resumable:
                    del self.sessions[session.id]
                await session.socket.tell(Op.INVALID_SESSION, resumable)

    def notes(self, kind: str, shard: int | None = None) -> list[Note]:
        """What happened so far, of one kind."""
        return [
            note
            for note in self.log
            if note.kind == kind and (shard is None or note.shard == shard)
        ]

    def forget(self) -> None:
        """Drop the notes, and what could be told again after a break."""
        self.log.clear()
        for session in self.sessions.values():
            session.forget()

    def _written(self, event: str, data: JsonObject) -> str:
        return json.dumps(data | self._spoilt.pop(event, {}))

    def _sockets(self, shard: int | None) -> list[Socket]:
        sessions = self.sessions.values()
        return [s.socket for s in sessions if s.socket and shard in {None, s.shard}]

    async def _hear(self, socket: Socket, session: Session | None, frame: str) -> Session | None:
        """Take in one frame; gives the session of the connection after it."""
        try:
            said = one(json.loads(frame))
        except ValueError:
            await socket.close(Close.DECODE_ERROR)
            return session
        op, data = number(said.get("op")), said.get("d")
        match op:
            case Op.HEARTBEAT:
                self._note("HEARTBEAT", session.shard if session else None, data)
                await socket.tell(Op.HEARTBEAT_ACK, None)
            case Op.IDENTIFY | Op.RESUME if session:
                await socket.close(Close.ALREADY_AUTHENTICATED)
            case Op.IDENTIFY:
                return await self._identify(socket, one(data))
            case Op.RESUME:
                return await self._resume(socket, one(data))
            case Op.PRESENCE | Op.REQUEST_MEMBERS if session:
                pass  # nobody is shown the bot's presence, and members are not listed here
            case Op.PRESENCE | Op.REQUEST_MEMBERS:
                await socket.close(Close.NOT_AUTHENTICATED)
            case _:
                await socket.close(Close.UNKNOWN_OPCODE)
        return session

    async def _identify(self, socket: Socket, data: JsonObject) -> Session | None:
        intents = Intent(number(data.get("intents")))
        shard, count = _shard(data.get("shard"))
        self._note("IDENTIFY", shard, data)
        if data.get("token") != self._token:
            await socket.close(Close.AUTHENTICATION_FAILED)
        elif not 0 <= shard < count:
            await socket.close(Close.INVALID_SHARD)
        elif intents & PRIVILEGED:
            await socket.close(Close.DISALLOWED_INTENTS)
        else:
            return await self._begin(socket, shard, count, intents)
        return None

    async def _begin(self, socket: Socket, shard: int, count: int, intents: Intent) -> Session:
        id_ = f"session-{self._world.ids.next()}"
        session = Session(id_, shard, count, intents)
        theirs = [
            guild
            for guild in self._world.guilds.values()
            if guild.has_bot and session.covers(guild.id)
        ]
        ready: JsonObject = {
            "v": 10,
            "user": payloads.user(self._world.bot),
            "session_id": id_,
            "resume_gateway_url": self.url,
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in theirs],
            "shard": [shard, count],
            "application": {"id": str(self._world.bot.id), "flags": 0},
        }
        await session.dispatch("READY", self._written("READY", ready))
        for guild in theirs:
            told = payloads.guild(self._world, guild)
            await session.dispatch("GUILD_CREATE", self._written("GUILD_CREATE", told))
        self.sessions[id_] = session
        await session.attach(socket)
        self._changes.note()
        return session

    async def _resume(self, socket: Socket, data: JsonObject) -> Session | None:
        session = self.sessions.get(text(data.get("session_id")))
        sequence = number(data.get("seq"))
        self._note("RESUME", session.shard if session else None, data)
        if data.get("token") != self._token:
            await socket.close(Close.AUTHENTICATION_FAILED)
        elif session is None or self.refuses_resume:
            self.sessions.pop(text(data.get("session_id")), None)
            self._note("REFUSE", session.shard if session else None, data)
            await socket.tell(Op.INVALID_SESSION, data=False)
        elif sequence > session.sequence:
            await socket.close(Close.INVALID_SEQ)
        else:
            await session.attach(socket, sequence)
            await session.dispatch("RESUMED", "{}")
            self._changes.note()
            return session
        return None

    def _note(self, kind: str, shard: int | None, data: object) -> None:
        self.log.append(Note(kind, shard, data, asyncio.get_running_loop().time()))
        self._changes.note()


def _shard(value: object) -> tuple[int, int]:
    match value:
        case [int(shard), int(count)]:
            return shard, count
        case _:
            return 0, 1


def _intent(event: str, guild: int | None) -> Intent:
    """What a bot has to have asked for to be told of an event."""
    if event.startswith("MESSAGE_"):
        return Intent.DIRECT_MESSAGES if guild is None else Intent.GUILD_MESSAGES
    if event.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
        return Intent.GUILDS
    return Intent(0)

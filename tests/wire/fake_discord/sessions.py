"""Connections to the gateway, and the sessions that outlive them.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway
"""

import json
from collections import deque
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from aiohttp import web

from tests.wire.fake_discord.compression import Packer

__all__ = ["PRIVILEGED", "Close", "Intent", "Op", "Session", "Socket"]

_REPLAYED = 10_000
"""Events that a session keeps, to tell them again."""


class Op(IntEnum):
    """What a frame is."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Why Discord ends a connection."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    SHARDING_REQUIRED = 4011
    INVALID_API_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class Intent(IntFlag):
    """What a bot wants to be told of, as far as it matters here."""

    GUILDS = 1 << 0
    MEMBERS = 1 << 1
    PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.MEMBERS | Intent.PRESENCES | Intent.MESSAGE_CONTENT
"""What Discord has to approve; it has approved nothing here."""


class Socket:
    """One connection."""

    def __init__(
        self, request: web.Request, socket: web.WebSocketResponse, pack: Packer | None
    ) -> None:
        self._request = request
        self._socket = socket
        self._pack = pack
        self.is_frozen = False
        self.is_ended = False
        """Whether it was ended from this side, after which its session can go on."""

    async def send(self, frame: str) -> None:
        """Send a frame, unless the line is dead."""
        if self.is_frozen or self._socket.closed:
            return
        try:
            if self._pack:
                await self._socket.send_bytes(self._pack(frame.encode()))
            else:
                await self._socket.send_str(frame)
        except ConnectionError:  # the other side has just gone; a session keeps what it missed
            return

    async def tell(self, op: Op, data: object) -> None:
        """Send what is no event."""
        await self.send(json.dumps({"op": op, "d": data}))

    async def close(self, code: int) -> None:
        """End the connection in order."""
        self.is_ended = True
        await self._socket.close(code=code)

    def drop(self) -> None:
        """End the connection as a broken line does, without a word."""
        if self._request.transport:
            self._request.transport.abort()


@dataclass
class Session:
    """What one shard was told; it outlives its connection, so that it can be taken up again."""

    id: str
    shard: int
    count: int
    intents: Intent
    sequence: int = 0
    socket: Socket | None = None

    def __post_init__(self) -> None:
        self._told: deque[tuple[int, str]] = deque(maxlen=_REPLAYED)

    async def dispatch(self, event: str, data: str) -> None:
        """Tell an event, its data already written as JSON."""
        self.sequence += 1
        frame = f'{{"op":0,"t":"{event}","s":{self.sequence},"d":{data}}}'
        self._told.append((self.sequence, frame))
        if self.socket:
            await self.socket.send(frame)

    async def attach(self, socket: Socket, sequence: int = 0) -> None:
        """Go on over a connection, with what came after `sequence` first."""
        self.socket = None
        while later := [told for told in self._told if told[0] > sequence]:
            for at, frame in later:
                await socket.send(frame)
                sequence = at
        self.socket = socket

    def forget(self) -> None:
        """Drop what could be told again."""
        self._told.clear()

    def covers(self, guild: int | None) -> bool:
        """Whether the events of a server, or of direct messages, are this shard's."""
        return self.shard == (0 if guild is None else (guild >> 22) % self.count)

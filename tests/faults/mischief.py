"""What goes wrong in a run of chaos, each by its name."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from bot.adapters.store import Store
from tests.faults.outages import full, locked, out_of_reach
from tests.faults.refusals import Refusals, codes_for, outage
from tests.faults.rereading import Rereading
from tests.wire.bench import Bench
from tests.wire.fake_discord import Fault, payloads, too_many
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.values import JsonObject

__all__ = ["Mischief"]

_SEND = ("POST", r"/channels/\d+/messages")
_EDIT = ("PATCH", r"/webhooks/\d+/[^/]+/messages/@original")
_CALLBACK = ("POST", r"/interactions/\d+/[^/]+/callback")
_ANY = ("*", ".*")

_REQUESTS: Mapping[str, Callable[[], Fault]] = {
    "429 for a route": lambda: too_many(*_ANY, 2.5),
    "429 for all": lambda: too_many(*_SEND, 2.5, is_global=True),
    "429 without an end": lambda: Fault(*_SEND, 429),
    "500": lambda: Fault(*_ANY, 500, times=3),
    "500 after the fact": lambda: Fault(*_SEND, 500, is_done=True),
    "502": lambda: Fault(*_SEND, 502, times=6),
    "503": lambda: Fault(*_ANY, 503),
    "503 again and again": lambda: Fault(*_SEND, 503, times=5),
    "dropped before": lambda: Fault(*_ANY, is_dropped=True),
    "dropped before, thrice": lambda: Fault(*_SEND, is_dropped=True, times=3),
    "dropped after": lambda: Fault(*_SEND, is_done=True, is_dropped=True),
    "dropped after, thrice": lambda: Fault(*_SEND, is_done=True, is_dropped=True, times=3),
    "401": lambda: Fault(*_SEND, 401, times=2),
    "10008": lambda: Fault(*_EDIT, 404, 10008),
    "10062": lambda: Fault(*_CALLBACK, 404, 10062),
    "50035": lambda: Fault(*_SEND, 400, 50035),
    "200000": lambda: Fault(*_SEND, 400, 200000),
    "slow": lambda: Fault(*_SEND, gate=asyncio.Event(), times=2),
}
"""What happens to the next requests of a kind."""

_CLOSES = (1000, 1001, 4000, 4007, 4008, 4009)

_MALFORMED: tuple[tuple[str, JsonObject], ...] = (
    ("MESSAGE_CREATE", {"embeds": 5}),
    ("MESSAGE_CREATE", {"poll": {}}),
    ("MESSAGE_UPDATE", {"attachments": [{}]}),
    ("INTERACTION_CREATE", {"entitlements": [{}]}),
    ("GUILD_CREATE", {"channels": 5}),
    ("READY", {"user": 5}),
)

_OUTAGES = (locked, full, out_of_reach)

_FORWARD, _BACK = 30 * 60.0, 60.0
"""Seconds by which the clock jumps at most: a longer way back is no step of a time service."""


@dataclass
class Mischief:
    """Lets things go wrong, one at a time, until it is told to stop."""

    bench: Bench
    store: Store
    chance: random.Random
    refusals: Refusals
    counts: dict[str, int] = field(default_factory=dict)
    """How often each fault was made."""

    def __post_init__(self) -> None:
        self._outages = AsyncExitStack()
        self._gates: list[asyncio.Event] = []
        self._rereading = Rereading(self.bench, self.store)
        self._is_server_away = False
        self.is_store_down = False
        self.is_held = False

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Leave nothing broken behind."""
        try:
            yield
        finally:
            await self.stop()

    async def strike(self, questions: list[Message]) -> None:
        """Let something go wrong."""
        kinds: list[Callable[[list[Message]], Awaitable[str]]] = [
            *[self._spoil_request] * 4,
            *[self._break_connection] * 2,
            self._mix_up_events,
            self._lose_store,
            self._jump,
            self._refuse_place,
            self._lose_server,
            self._read_anew,
        ]
        name = await self.chance.choice(kinds)(questions)
        self.counts[name] = self.counts.get(name, 0) + 1

    async def stop(self) -> None:
        """Let everything be well again."""
        discord = self.bench.discord
        for gate in self._gates:
            gate.set()
        discord.faults.all.clear()
        discord.gateway.refuses_resume = False
        if self.is_held:
            self.is_held = False
            await discord.gateway.release()
        if self._is_server_away:
            self._is_server_away = False
            guild = discord.world.guild
            await discord.gateway.dispatch(
                "GUILD_CREATE", payloads.guild(discord.world, guild), guild.id
            )
        await self.refusals.stop()
        await self._rereading.end()
        await self._outages.aclose()
        self.is_store_down = False

    async def _spoil_request(self, _questions: list[Message]) -> str:
        name = self.chance.choice(list(_REQUESTS))
        fault = self.bench.discord.faults.add(_REQUESTS[name]())
        if fault.gate:
            self._gates.append(fault.gate)
        return name

    async def _break_connection(self, _questions: list[Message]) -> str:
        gateway = self.bench.discord.gateway
        gateway.refuses_resume = self.chance.random() < 0.5
        code = self.chance.choice(_CLOSES)
        match self.chance.randrange(7):
            case 0 | 1:
                await gateway.cut(code)
                return f"close {code}"
            case 2:
                gateway.drop()
                return "a broken line"
            case 6:
                gateway.freeze()
                return "a half-open line"
            case 3:
                await gateway.ask_to_reconnect()
                return "RECONNECT"
            case 4:
                await gateway.invalidate()
                return "INVALID_SESSION false"
            case _:
                await gateway.invalidate(resumable=True)
                return "INVALID_SESSION true"

    async def _mix_up_events(self, questions: list[Message]) -> str:
        gateway = self.bench.discord.gateway
        match self.chance.randrange(4):
            case 0 if not self.is_held:
                gateway.hold()
                self.is_held = True
                return "events out of order"
            case 1 if questions:
                await self.bench.discord.messages.announce(self.chance.choice(questions))
                return "an event twice"
            case 2:
                nowhere = {"id": "1234567890123456789", "guild_id": "1234567890123456789"}
                event = self.chance.choice(("CHANNEL_DELETE", "GUILD_DELETE", "GUILD_UPDATE"))
                await gateway.dispatch(event, dict(nowhere), self.bench.discord.world.guild.id)
                return "an event of an unknown place"
            case _:
                event, fields = self.chance.choice(_MALFORMED)
                gateway.spoil(event, fields)
                return f"a malformed {event}"

    async def _lose_store(self, _questions: list[Message]) -> str:
        if self.is_store_down:
            await self._outages.aclose()
            self.is_store_down = False
            return "the store is back"
        self.is_store_down = True
        outage = self.chance.choice(_OUTAGES)
        await self._outages.enter_async_context(outage(self.store))
        return f"the store is {outage.__name__.replace('_', ' ')}"

    async def _refuse_place(self, _questions: list[Message]) -> str:
        place = self.chance.choice(self.refusals.places)
        code = self.chance.choice(codes_for(place))
        self.refusals.refuse(place, code)
        return f"403, {code}" if code else "403"

    async def _lose_server(self, _questions: list[Message]) -> str:
        if self.chance.random() < 0.5 and self.refusals.server.has_bot:
            await self.refusals.turn_out()
            return "GUILD_DELETE: turned out"
        guild = self.bench.discord.world.guild
        self._is_server_away = True
        await self.bench.discord.gateway.dispatch("GUILD_DELETE", outage(guild), guild.id)
        return "GUILD_DELETE: an outage"

    async def _read_anew(self, _questions: list[Message]) -> str:
        is_broken = self.chance.random() < 0.5
        self._rereading.begin(is_broken=is_broken)
        return "broken knowledge" if is_broken else "knowledge is read anew"

    async def _jump(self, _questions: list[Message]) -> str:
        self.refusals.look()
        if self.chance.random() < 0.5:
            seconds = self.chance.uniform(0, _FORWARD)
            self.bench.clock.time += seconds
            self.bench.discord.messages.keep_nonces(seconds)
            return "the clock jumps forward"
        self.bench.clock.time -= self.chance.uniform(0, _BACK)
        return "the clock jumps back"

"""Places that take no answer for a while, and what was asked there meanwhile.

What Discord doesn't let the bot answer is neither lost nor answered. So that nothing else hides
behind that, it is told for each place from when until when that was so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from discord.utils import snowflake_time

from bot.adapters.discord.places import QUIET_FOR
from tests.wire.bench import Bench
from tests.wire.fake_discord import Fault
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.values import JsonObject
from tests.wire.fake_discord.world import Channel, ChannelKind, Guild

__all__ = ["Refusals", "codes_for", "outage"]


@dataclass
class Refusals:
    """Refuses answers in some places, and turns the bot out of a server."""

    bench: Bench
    places: Sequence[Channel]
    """Where answers are refused at times."""
    server: Guild
    """Which turns the bot out at times, and takes it back."""
    met: set[int] = field(default_factory=set)
    """Places in which answers were refused at least once."""
    back: float = 0.0
    """When the bot was last taken back into the server."""

    def __post_init__(self) -> None:
        self._faults: dict[int, list[Fault]] = {}
        self._since_calm: set[int] = set()
        self._quiet_until: dict[int, float] = {}
        self._was_out = False

    def refuse(self, place: Channel, code: int) -> None:
        """Let the next answer in a place be refused, after which the bot leaves it alone."""
        path = f"/channels/{place.id}/messages"
        fault = self.bench.discord.faults.add(Fault("POST", path, 403, code))
        self._faults.setdefault(place.id, []).append(fault)

    def look(self) -> None:
        """See which refusals the bot has met by now; before the clock jumps, as it counts."""
        for place, faults in self._faults.items():
            if any(fault.hits for fault in faults):
                self._faults[place] = [fault for fault in faults if not fault.hits]
                self._since_calm.add(place)
                self._quiet_until[place] = self.bench.clock.time + QUIET_FOR

    async def turn_out(self) -> None:
        """Take the bot out of the server."""
        self._was_out = True
        await self.bench.discord.people.turn_out(self.server)

    async def stop(self) -> None:
        """Refuse nothing any more, and let the bot in again."""
        self.look()
        self._faults.clear()
        self.met |= self._since_calm
        if not self.server.has_bot:
            self.back = self.bench.clock.time
            await self.bench.discord.people.take_back(self.server)

    def calm(self) -> None:
        """Begin anew to notice: what was asked so far was looked at."""
        self._since_calm.clear()
        self._was_out = False

    def begin(self) -> None:
        """A new process knows of no refusal."""
        self._quiet_until.clear()

    def cover(self, question: Message) -> bool:
        """Whether an answer to it could be refused: it was in hand then, or came soon after."""
        place = question.channel
        if self._was_out and place.guild == self.server.id:
            return True
        asked = snowflake_time(question.id).timestamp()
        return place.id in self._since_calm or asked <= self._quiet_until.get(place.id, 0.0)

    def takes(self, place: Channel) -> bool:
        """Whether people can ask the bot there."""
        guild = self.bench.discord.world.guild_of(place)
        return guild is None or guild.has_bot

    def knows(self, question: Message) -> bool:
        """Whether the bot hasn't forgotten a question with the server that it was turned out of."""
        asked = snowflake_time(question.id).timestamp()
        return question.channel.guild != self.server.id or asked > self.back


def codes_for(place: Channel) -> tuple[int, ...]:
    """What Discord refuses an answer in a place with."""
    return (50007,) if place.kind is ChannelKind.DM else (0, 50001, 50013, 160005)


def outage(guild: Guild) -> JsonObject:
    """What Discord tells of a server that is away for a while."""
    return {"id": str(guild.id), "unavailable": True}

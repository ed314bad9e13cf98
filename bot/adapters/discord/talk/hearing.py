"""Until when each shard has heard everything: what comes after that is read after a gap.

A process that is killed can't say when. So the ones that listen note the time every minute; one
that has not caught up yet notes nothing, and the next one begins where it did.
"""

import discord

from bot.core.ports import Clock, Memos
from bot.errors import StoreError

__all__ = ["Hearing"]


_STEADY = 10 * 60.0
"""Seconds after a note within which the time is believed: later than that the clock was set."""


class Hearing:
    """Follows the connections of shards, and notes what was heard where it outlives a restart.

    Args:
        client: the connection to Discord.
        memos: keeps the notes.
        clock: tells the time.

    """

    def __init__(self, client: discord.AutoShardedClient, memos: Memos, clock: Clock) -> None:
        self._client = client
        self._memos = memos
        self._clock = clock
        self._connected: set[int] = set()
        self._caught_up: set[int] = set()
        self._until: dict[int, float] = {}

    def lost(self, shard: int) -> None:
        """A shard hears nothing from now on."""
        now = self._clock.now()
        if shard in self._connected & self._caught_up and now - self._until[shard] <= _STEADY:
            self._until[shard] = now
        self._connected.discard(shard)

    def resumed(self, shard: int) -> None:
        """A shard goes on, and Discord has repeated what it didn't hear."""
        self._connected.add(shard)

    def begun(self, shard: int) -> None:
        """A shard listens again, and what it didn't hear in between is not repeated."""
        self._connected.add(shard)
        self._caught_up.discard(shard)

    def hears(self, shard: int) -> bool:
        """Whether a shard is connected."""
        return shard in self._connected

    async def until(self, shard: int) -> float | None:
        """Until when a shard has heard everything, in seconds since the epoch, if that is known."""
        if shard not in self._until:
            try:
                noted = await self._memos.read(self._name(shard))
            except StoreError:  # whoever writes next to the store says that it is down
                return None
            return float(noted) if noted else None
        return self._until[shard]

    async def caught_up(self, shard: int, until: float) -> None:
        """Note that a shard has heard, or read, everything until then."""
        self._until[shard] = until
        self._caught_up.add(shard)
        await self.note()

    async def note(self) -> None:
        """Note that the shards that listen have heard everything until now; wanted every minute.

        Raises:
            StoreError: it can't be noted.

        """
        for shard in sorted(self._connected & self._caught_up):
            self._until[shard] = self._clock.now()
            await self._memos.write(self._name(shard), repr(self._until[shard]))

    def _name(self, shard: int) -> str:
        """The name of a note; with another number of shards, a shard has other servers."""
        return f"heard {shard}/{self._client.shard_count or 1}"

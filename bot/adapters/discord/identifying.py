"""Sessions are begun in turn, also by several processes that know nothing of each other.

Discord takes one IDENTIFY in five seconds from each of `max_concurrency` groups of shards, and
declares the sessions of those in a hurry invalid. A lock that all processes share stands for each
group: whoever has it identifies, and keeps it until the next one may.

https://docs.discord.com/developers/events/gateway#sharding-for-large-bots
"""

import asyncio
import logging

from bot.core.ports import Alone
from bot.errors import StoreError

__all__ = ["APART", "PATIENCE", "Identifying"]

APART = 5.5
"""Seconds between two sessions of a group; half of one is for lines of different speed."""

PATIENCE = 45.0
"""Seconds that a shard waits for its turn: the library takes its open connection for dead after 60,
and connects anew for each try."""

_LOOK_EVERY = 0.5
"""Seconds between two looks whether it is our turn."""

_log = logging.getLogger(__name__)


class Identifying:
    """Lets the shards of all processes identify one after the other.

    Args:
        alone: gives the locks.

    """

    def __init__(self, alone: Alone) -> None:
        self._alone = alone
        self._holders: set[asyncio.Task[None]] = set()
        self.max_concurrency = 1
        """How many groups of shards there are; Discord says it."""

    async def turn(self, shard: int) -> None:
        """Wait until a shard may identify; from then on its group is kept waiting for a while.

        Raises:
            TimeoutError: its turn doesn't come for so long that it has to connect anew.

        """
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        name = f"identify-{shard % self.max_concurrency}"
        holder = asyncio.create_task(self._hold(name, turn), name=name)
        self._holders.add(holder)
        holder.add_done_callback(self._holders.discard)
        async with asyncio.timeout(PATIENCE):
            await turn

    async def close(self) -> None:
        """Let go of whatever is held."""
        for holder in self._holders:
            holder.cancel()
        if self._holders:
            await asyncio.wait(self._holders)

    async def _hold(self, name: str, turn: asyncio.Future[None]) -> None:
        """Get hold of a lock, give the turn, and hold the lock until the next one may have it."""
        while not turn.done():
            try:
                async with self._alone(name) as is_ours:
                    if is_ours:
                        await _give(turn)
            except StoreError as error:
                _log.warning(
                    "whether another process begins a session can't be seen",
                    extra={"error": str(error)},
                )
                await _give(turn)
            else:
                await asyncio.sleep(_LOOK_EVERY)


async def _give(turn: asyncio.Future[None]) -> None:
    if not turn.done():  # whoever waited may have given up
        turn.set_result(None)
        await asyncio.sleep(APART)

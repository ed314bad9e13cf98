"""What is in hand: how much that is, when it is too much, and waiting for it at the end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["MOST", "Workload"]

MOST = 200
"""Questions and presses that may be in hand or waiting.

Discord takes 50 requests a second from a bot, and a question wants up to three: so the last of them
is answered after a quarter of a minute, and nobody waits longer than that.
https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
"""


class Workload:
    """Counts what is in hand or waits for its turn, for everything that takes something on.

    Args:
        most: how much there may be.

    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._count = 0
        self._told: set[int] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self.is_ending = False
        """Whether nothing more is taken on."""

    def __len__(self) -> int:
        """How much is in hand or waiting."""
        return self._count

    @property
    def is_full(self) -> bool:
        """Whether anything further would be too much."""
        return self._count >= self._most

    @contextmanager
    def held(self) -> Iterator[None]:
        """Count one thing for as long as the context lasts."""
        self._begin()
        try:
            yield
        finally:
            self._end()

    def hold_this_task(self) -> None:
        """Count one thing for as long as the task goes on in which this is called.

        Raises:
            RuntimeError: it is called in none.

        """
        task = asyncio.current_task()
        if task is None:
            message = "no task is running"
            raise RuntimeError(message)
        self._begin()
        task.add_done_callback(lambda _: self._end())

    def may_tell(self, user: int) -> bool:
        """Whether a user who comes too late is to be told: once, until there is room again.

        Not more users than there may be questions: notes cost the requests that answers need.
        """
        if user in self._told or len(self._told) >= self._most:
            return False
        self._told.add(user)
        return True

    async def finish(self, seconds: float) -> int:
        """Take on nothing more, and wait for what is in hand; gives how much is left after it."""
        self.is_ending = True
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return self._count
        return 0

    def _begin(self) -> None:
        self._count += 1
        self._idle.clear()

    def _end(self) -> None:
        self._count -= 1
        if self._count <= self._most // 2:
            self._told.clear()
        if not self._count:
            self._idle.set()

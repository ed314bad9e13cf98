"""Waiting for something to become true, without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

__all__ = ["Changes"]

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds until a wait is given up: what is waited for never comes."""


class Changes:
    """Wakes those who wait whenever anything has happened."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def note(self) -> None:
        """Something has happened."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def until(self, find: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
        """Wait until `find` gives something true, and give that.

        Raises:
            TimeoutError: it did not within `patience` seconds; `what` says what was waited for.

        """
        try:
            async with asyncio.timeout(patience):
                while not (found := find()):
                    waiting = asyncio.get_running_loop().create_future()
                    self._waiting.add(waiting)
                    await waiting
        except TimeoutError:
            message = f"waited {patience:g} s for {what}"
            raise TimeoutError(message) from None
        return found

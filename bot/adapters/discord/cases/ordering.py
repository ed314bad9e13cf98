"""One after the other for the same key, side by side for different ones."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

__all__ = ["Turns"]


class Turns:
    """Lets one task at a time work under a key, in the order in which they came."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, asyncio.Lock] = {}
        self._waiting: dict[Hashable, int] = {}

    def __len__(self) -> int:
        """How many keys are being worked under."""
        return len(self._locks)

    @property
    def waiting(self) -> int:
        """How many tasks wait for their turn."""
        return sum(self._waiting.values()) - len(self._locks)

    def held(self) -> list[Hashable]:
        """The keys that are being worked under."""
        return list(self._locks)

    @asynccontextmanager
    async def of(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for the key's turn and hold it; an idle key leaves nothing behind."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]

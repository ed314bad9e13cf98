"""A store that is down at times: nobody waits for it, and what it misses is written later."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from typing_extensions import override

from bot.core.ports import Storage
from bot.errors import StoreError

__all__ = ["MOST_REMEMBERED", "TRIED_EVERY", "Latest", "Outages"]

MOST_REMEMBERED = 5_000
"""Cases, claims and writes that are held in memory; the oldest go first."""

TRIED_EVERY = 5.0
"""Seconds between two tries of a store that is down: nobody waits for it meanwhile."""

_log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

Write = Callable[[Storage], Awaitable[object]]
"""Something that is to be written."""


class Latest(OrderedDict[K, V], Generic[K, V]):
    """A dictionary of the entries that were set last."""

    @override
    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > MOST_REMEMBERED:
            self.popitem(last=False)


class Outages:
    """Reads and writes a store, and makes up for the times when it is down.

    Args:
        storage: the store.

    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._pending: Latest[tuple[object, ...], Write] = Latest()
        self.is_down = False
        """Whether the store was out of reach when it was last tried."""

    @property
    def waiting(self) -> int:
        """How many writes wait for the store."""
        return len(self._pending)

    async def read(self, ask: Callable[[Storage], Awaitable[T]], instead: Callable[[], T]) -> T:
        """Ask the store, or say what is known without it."""
        if not self.is_down:
            try:
                return await ask(self._storage)
            except StoreError as error:
                self._failed(error)
        return instead()

    async def write(self, name: tuple[object, ...], write: Write) -> None:
        """Write, now or later."""
        if not await self.written(write):
            self.defer(name, write)

    async def written(self, write: Write) -> bool:
        """Write, if the store is there; gives whether it was."""
        if not self.is_down:
            try:
                await write(self._storage)
            except StoreError as error:
                self._failed(error)
            else:
                return True
        return False

    def defer(self, name: tuple[object, ...], write: Write) -> None:
        """Write later; a later write of the same name takes the place of an earlier."""
        self._pending[name] = write

    async def catch_up(self) -> None:
        """Write what waits, if the store is there again; to be called every `TRIED_EVERY`."""
        if not self.is_down:
            return
        written = 0
        try:
            await self._storage.memos.read("any")  # whether it is there, where nothing waits
            while self._pending:
                name, write = next(iter(self._pending.items()))
                await write(self._storage)
                written += 1
                if self._pending.get(name) is write:
                    del self._pending[name]
        except StoreError as error:
            self._failed(error)
            return
        self.is_down = False
        _log.warning(
            "the store is there again, and what waited is written", extra={"writes": written}
        )

    async def end(self) -> None:
        """Write what waits for the last time; the log counts what can't be written."""
        await self.catch_up()
        if self._pending:
            _log.error("the store is still down", extra={"lost": len(self._pending)})

    def _failed(self, error: StoreError) -> None:
        if not self.is_down:
            _log.error(
                "the store is down, and answers go on from memory", extra={"error": str(error)}
            )
        self.is_down = True

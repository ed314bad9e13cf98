"""A database in this process, with one trip to a thread of its own for each transaction.

A trip wakes two threads, which costs more than most statements do.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

__all__ = ["Trips"]

T = TypeVar("T")


class Trips:
    """Makes the transactions of an engine, one after the other, in the order in which they came.

    Args:
        engine: the engine, for the thread alone.
        patience: seconds that a transaction waits for its turn.

    """

    def __init__(self, engine: Engine, patience: float) -> None:
        self._engine = engine
        self._patience = patience
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "store")

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """Do work in a transaction; commit it, or roll it back.

        Who is cancelled meanwhile doesn't learn of its end, which is one or the other all the same.

        Raises:
            TimeoutError: its turn didn't come in time.

        """
        await self._wait()
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._make, work)
        finally:
            self._turn.release()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            message = f"too many wait for their turn: it didn't come in {self._patience:g} seconds"
            raise TimeoutError(message) from None

    def _make(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    async def close(self) -> None:
        """Close the engine, once what goes on is over."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()

"""What outlives a restart, in one database.

Each operation is one transaction: it is done as a whole, or raises StoreError and has changed
nothing. What to do then is the caller's to decide.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Self

from sqlalchemy import Connection

from bot.adapters.store.claims import StoredClaims
from bot.adapters.store.conversations import StoredConversations
from bot.adapters.store.database import Database
from bot.adapters.store.journal import Journal
from bot.adapters.store.memos import StoredMemos
from bot.adapters.store.migrating import migrate
from bot.adapters.store.misses import StoredMisses
from bot.adapters.store.people import StoredPeople
from bot.adapters.store.pseudonyms import Pseudonyms, load_pseudonyms
from bot.adapters.store.servers import StoredServers
from bot.adapters.store.taught import StoredTaught

__all__ = ["PATIENCE", "Store"]

PATIENCE = 2.0
"""Seconds that an operation waits for its turn, and then for a process that is writing."""


class Store:
    """One database with everything that is kept; every part of it shares the engine."""

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self.outcomes = Journal(database, pseudonyms)
        self.conversations = StoredConversations(database, self.outcomes)
        self.claims = StoredClaims(database, self.conversations)
        self.taught = StoredTaught(database, pseudonyms)
        self.servers = StoredServers(database, self.taught)
        self.memos = StoredMemos(database)
        self.misses = StoredMisses(database, self.servers)
        self.people = StoredPeople(database, self.outcomes, self.taught)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, *, key: str | None = None, patience: float = PATIENCE
    ) -> AsyncIterator[Self]:
        """Open a store, and close it at the end; its tables are made or brought up to date.

        Args:
            url: an SQLAlchemy address of an SQLite file, made if need be along with its folder, or
                of a PostgreSQL database.
            key: makes the hashes under which outcomes are kept; without one, an SQLite file has
                its own beside it.
            patience: seconds to wait for others who write.

        Raises:
            SettingsError: the address is none, or something else that it needs is missing.
            StoreError: the database can't be opened.

        """
        async with Database.open(url, patience) as database:
            await migrate(database)
            yield cls(database, await load_pseudonyms(database, key))

    @property
    def is_shared(self) -> bool:
        """Whether processes on several machines can use it."""
        return self._database.is_shared

    async def purge(self, now: float) -> None:
        """Delete what has expired: conversations by their last turn, claims, outcomes, misses.

        Nothing here runs by itself: the client calls this at its start and every hour or so.
        """

        def purge(connection: Connection) -> None:
            for part in (self.conversations, self.claims, self.outcomes, self.misses):
                part.purge(connection, now)

        await self._database.transact(purge)

    async def endings(self) -> dict[str, int]:
        """How many cases ended in which way; one is counted once nothing can change it."""
        return await self.outcomes.endings()

    def alone(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Do something in one process at a time: gives whether it is this one's turn.

        It doesn't wait. The turn ends with the context, or with the process.

        Args:
            name: a word for what is done.

        """
        return self._database.alone(name)

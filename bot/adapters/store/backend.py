"""What differs between the databases that the store can use."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol, TypeAlias

from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.store.tables import Table

__all__ = ["Backend", "Insert"]

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"
"""An INSERT that can say what to do where the row is there already."""


class Backend(Protocol):
    """One kind of database."""

    @property
    def name(self) -> str:
        """What the database is called in messages; tells no password."""

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What its driver raises besides SQLAlchemy's errors and those of the system."""

    def make_engine(self) -> AsyncEngine:
        """Set up the engine; a file is made if need be.

        Raises:
            SettingsError: its driver is not installed.
            OSError: the file can't be made.

        """

    def insert(self, table: type[Table]) -> Insert:
        """An INSERT into a table."""

    async def take_turn(self, connection: AsyncConnection) -> None:
        """Keep everybody else from doing the same until the end of the connection's transaction."""

    def alone(self, engine: AsyncEngine, name: str) -> AbstractAsyncContextManager[bool]:
        """Hold a lock by this name; gives whether it is ours, without waiting.

        It ends with the process that holds it, however that ends.
        """

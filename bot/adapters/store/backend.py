"""What differs between the databases that the store can use."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

__all__ = ["Backend", "Insert"]

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")

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

    def open(self) -> None:
        """Set up what the rest needs; a file is made if need be.

        Raises:
            SettingsError: its driver is not installed.
            OSError: the file can't be made.

        """

    async def close(self) -> None:
        """Let go of it."""

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """Do work in a transaction, maybe in another thread; commit it, or roll it back."""

    def insert(self, table: Table) -> Insert:
        """An INSERT into a table."""

    def take_turn(self, connection: Connection) -> None:
        """Keep everybody else from doing the same until the end of the connection's transaction."""

    def alone(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Hold a lock by this name; gives whether it is ours, without waiting.

        It ends with the process that holds it, however that ends.
        """

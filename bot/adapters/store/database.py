"""The store's database: opening it, and the one way to use it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection, Table, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.adapters.store.backend import Backend, Insert
from bot.adapters.store.postgres import PostgreSQL
from bot.adapters.store.sqlite import SQLite
from bot.errors import SettingsError, StoreError

__all__ = ["Database", "backend_of"]

T = TypeVar("T")

_BACKENDS: dict[str, type[SQLite | PostgreSQL]] = {
    "sqlite": SQLite,
    "postgresql": PostgreSQL,
    "postgres": PostgreSQL,
}
"""By what stands before the address's colon, up to a plus."""


class Database:
    """A database that is open, and the one way to use it."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._expected: tuple[type[Exception], ...] = (
            SQLAlchemyError,
            OSError,
            *backend.failures,
        )

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, patience: float) -> AsyncIterator[Self]:
        """Open a database, and close it at the end.

        Args:
            url: an SQLAlchemy address of an SQLite file, made if need be along with its folder, or
                of a PostgreSQL database.
            patience: seconds to wait for others who write, and for a server to let us in.

        Raises:
            SettingsError: the address is none or of another kind, or its driver is missing.
            StoreError: the file can't be made.

        """
        backend = backend_of(url, patience)
        try:
            backend.open()
        except OSError as error:
            raise StoreError(backend.name, str(error)) from None
        try:
            yield cls(backend)
        finally:
            await backend.close()

    @property
    def name(self) -> str:
        """What the database is called in messages; tells no password."""
        return self._backend.name

    @property
    def file(self) -> Path | None:
        """The file that holds it; None where there is none."""
        return self._backend.file if isinstance(self._backend, SQLite) else None

    @property
    def is_shared(self) -> bool:
        """Whether it is a server's, for processes that need not be on one machine."""
        return isinstance(self._backend, PostgreSQL)

    def insert(self, table: Table) -> Insert:
        """An INSERT that can say what to do where the row is there already."""
        return self._backend.insert(table)

    async def transact(self, work: Callable[[Connection], T], *, in_turn: bool = False) -> T:
        """Do work in one transaction: commit it, or roll it back and raise StoreError.

        Args:
            work: what is done; it can be done in another thread, and gives no cursor away.
            in_turn: of all transactions with this, in every process, one goes on at a time.

        """

        def in_its_turn(connection: Connection) -> T:
            self._backend.take_turn(connection)
            return work(connection)

        try:
            return await self._backend.transact(in_its_turn if in_turn else work)
        except self._expected as error:
            raise self._failure(error) from None

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[bool]:
        """Hold a lock by this name; gives whether it is ours, without waiting for it."""
        async with AsyncExitStack() as stack:
            try:
                is_held = await stack.enter_async_context(self._backend.alone(name))
            except self._expected as error:
                raise self._failure(error) from None
            yield is_held  # what goes wrong meanwhile is not the store's

    def _failure(self, error: Exception) -> StoreError:
        """What is raised instead, with no cause: PostgreSQL's errors quote the row to be kept."""
        return StoreError(self.name, _reason(error))


def backend_of(url: str, patience: float) -> SQLite | PostgreSQL:
    """The kind of database that an address names; nothing is opened.

    Raises:
        SettingsError: the address is none or of another kind.

    """
    try:
        address = make_url(url)
        kind = _BACKENDS[address.drivername.partition("+")[0]]
    except (ArgumentError, KeyError, ValueError):
        message = (
            "DATABASE_URL has a value that can't be used: it wants the address of an SQLite file, "
            "such as sqlite:///backup-medic.sqlite3, or of a PostgreSQL database, such "
            "as postgresql://user:password@host/database."
        )
        raise SettingsError(message) from None
    return kind(address, patience)


def _reason(error: Exception) -> str:
    """What went wrong, in the driver's words, without the lines in which it quotes rows."""
    own = error.orig if isinstance(error, DBAPIError) and error.orig else error
    told = str(own.__cause__ or own)
    return told.partition("\n")[0] or type(own).__name__

"""PostgreSQL: the store of several processes."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Connection, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import SettingsError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.ext.asyncio import AsyncEngine

__all__ = ["PostgreSQL"]

T = TypeVar("T")

_MOST_SECONDS = 15.0
"""A statement that takes longer is given up: the network is gone, or the server hangs."""


class PostgreSQL:
    """A PostgreSQL database that is there already, with a user who may make tables in it."""

    _engine: "AsyncEngine"
    """Its connections, once it is open."""

    def __init__(self, address: URL, patience: float) -> None:
        query = dict(address.query)
        if "sslmode" in query:  # libpq's name, in the addresses that hosts hand out
            query["ssl"] = query.pop("sslmode")
        self._address = address.set(drivername="postgresql+asyncpg", query=query)
        self._patience = patience
        self.name = f"{address.host or 'localhost'}/{address.database or address.username}"

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """The driver's own errors, which SQLAlchemy lets through while it connects."""
        import asyncpg  # noqa: PLC0415  # an extra

        return (asyncpg.PostgresError, asyncpg.InterfaceError)

    def open(self) -> None:
        """Set up the engine.

        Raises:
            SettingsError: asyncpg is not installed.

        """
        settings = {
            "application_name": "backup-medic",
            "lock_timeout": str(round(self._patience * 1000)),
        }
        # It brings the ORM along, which nothing else needs: SQLite does without.
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

        try:
            self._engine = create_async_engine(
                self._address,
                pool_pre_ping=True,  # a server that was restarted has closed its connections
                pool_timeout=self._patience,
                connect_args={
                    "timeout": self._patience,
                    "command_timeout": _MOST_SECONDS,
                    "server_settings": settings,
                },
                # What a failing statement was to keep has no place in a log.
                hide_parameters=True,
            )
        except ModuleNotFoundError as error:
            message = (
                "DATABASE_URL names a PostgreSQL database, and the package for that is missing. "
                'Install it: pip install "backup-medic[postgres]" (or asyncpg by itself).'
            )
            raise SettingsError(message) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """Do work in a transaction, on a connection of its own."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    @staticmethod
    def insert(table: Table) -> "postgresql.Insert":
        """An INSERT into a table."""
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # SQLite does without

        return postgresql.insert(table)

    @staticmethod
    def take_turn(connection: Connection) -> None:
        """Wait for everybody else who changes the tables, and keep the others waiting."""
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(select(func.pg_advisory_xact_lock(_number("migrations"))))

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[bool]:
        """Hold an advisory lock by this name, on a connection of its own.

        https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
        """
        number = _number(name)
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            is_held = await connection.scalar(select(func.pg_try_advisory_lock(number)))
            try:
                yield bool(is_held)
            finally:
                if is_held:
                    with suppress(SQLAlchemyError):  # a connection that broke has no locks left
                        await connection.execute(select(func.pg_advisory_unlock(number)))


def _number(name: str) -> int:
    """The 64-bit number that stands for a lock's name; other programs may share the database."""
    digest = hashlib.sha256(f"backup-medic {name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)

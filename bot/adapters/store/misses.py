"""Misses in the store."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from bot.adapters.store.database import Database
from bot.adapters.store.servers import StoredServers
from bot.adapters.store.tables import MISS
from bot.core.misses import MISSES_LAST, Miss, day_of

__all__ = ["MOST_MISSES", "StoredMisses"]

MOST_MISSES = 1_000
"""Misses that are kept of a server: the oldest make room, so that nobody can fill a disk."""


class StoredMisses:
    """Keeps utterances that got no answer, of servers that want that: `Misses` of the core."""

    def __init__(self, database: Database, servers: StoredServers) -> None:
        self._database = database
        self._servers = servers

    async def note(self, server: int, text: str, now: float) -> None:
        """Keep a redacted text, if the server keeps misses.

        That is looked up along with it, so that none comes in after it was switched off anywhere.
        """

        def note(connection: Connection) -> None:
            if not self._servers.read(connection, server).keeps_misses:
                return
            row = self._database.insert(MISS).values(server=server, day=day_of(now), text=text)
            connection.execute(row)
            own = select(MISS.c.id).where(MISS.c.server == server).order_by(MISS.c.id.desc())
            first_over = own.offset(MOST_MISSES).limit(1).scalar_subquery()
            over = delete(MISS).where(MISS.c.server == server, MISS.c.id <= first_over)
            connection.execute(over)

        await self._database.transact(note, in_turn=True)

    async def list(self, server: int | None) -> Sequence[Miss]:
        """The misses of a server, or of all, the latest first."""
        query = select(MISS.c.id, MISS.c.text, MISS.c.day).order_by(MISS.c.id.desc())
        if server is not None:
            query = query.where(MISS.c.server == server)
        return await self._database.transact(
            lambda connection: [Miss(*row) for row in connection.execute(query)]
        )

    async def forget(self, server: int, misses: Sequence[int]) -> None:
        """Delete misses of a server by their ids."""
        dealt_with = delete(MISS).where(MISS.c.server == server, MISS.c.id.in_(misses))
        await self._database.transact(lambda connection: connection.execute(dealt_with))

    def purge(self, connection: Connection, now: float) -> None:
        """Delete what is old."""
        connection.execute(delete(MISS).where(MISS.c.day < day_of(now) - MISSES_LAST))

"""What is kept for servers, and of them."""

from sqlalchemy import Connection, delete, select

from bot.adapters.store.database import Database
from bot.adapters.store.packing import Packing
from bot.adapters.store.tables import CLAIM, CONVERSATION, MISS, OUTCOME, SERVER
from bot.adapters.store.taught import StoredTaught
from bot.core.ports import ServerSettings

__all__ = ["StoredServers"]

_PACKING = Packing(ServerSettings, "settings of a server", version=1)


class StoredServers:
    """Keeps the settings of servers: `Servers` of the core."""

    def __init__(self, database: Database, taught: StoredTaught) -> None:
        self._database = database
        self._taught = taught

    async def load(self, server: int) -> ServerSettings:
        """The settings of a server; the defaults where none are kept that can be read."""
        return await self._database.transact(lambda connection: self.read(connection, server))

    def read(self, connection: Connection, server: int) -> ServerSettings:
        """The same inside a transaction; no other changes them until its end."""
        query = select(SERVER.c.format, SERVER.c.settings).where(SERVER.c.id == server)
        found = connection.execute(query.with_for_update(read=True)).one_or_none()
        settings = found and _PACKING.unpack(found.format, found.settings)
        return settings or ServerSettings()

    async def save(self, server: int, settings: ServerSettings) -> None:
        """Keep the settings of a server; where misses are no longer kept, those that were go."""
        values = {"format": _PACKING.version, "settings": _PACKING.pack(settings)}
        insert = self._database.insert(SERVER).values(id=server, **values)
        put = insert.on_conflict_do_update(index_elements=["id"], set_=values)

        def save(connection: Connection) -> None:
            connection.execute(put)
            if not settings.keeps_misses:
                connection.execute(delete(MISS).where(MISS.c.server == server))

        await self._database.transact(save)

    async def forget(self, server: int) -> None:
        """Delete everything that is kept of a server, in one go."""

        def forget(connection: Connection) -> None:
            for table in (CONVERSATION, CLAIM, OUTCOME, MISS):
                connection.execute(delete(table).where(table.c.server == server))
            self._taught.forget_server(connection, server)
            connection.execute(delete(SERVER).where(SERVER.c.id == server))

        await self._database.transact(forget)

"""Notes of the bot's own in the store."""

from sqlalchemy import select

from bot.adapters.store.database import Database
from bot.adapters.store.tables import MEMO

__all__ = ["StoredMemos"]


class StoredMemos:
    """Keeps short notes under names: `Memos` of the core."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, name: str) -> str | None:
        """The note under a name; None where there is none."""
        query = select(MEMO.c.text).where(MEMO.c.name == name)
        return await self._database.transact(lambda connection: connection.scalar(query))

    async def write(self, name: str, text: str) -> None:
        """Keep a note in place of the one before."""
        insert = self._database.insert(MEMO).values(name=name, text=text)
        put = insert.on_conflict_do_update(index_elements=["name"], set_={"text": text})
        await self._database.transact(lambda connection: connection.execute(put))

"""Examples that staff taught or proposed, in the store."""

from collections.abc import Sequence

from sqlalchemy import Connection, CursorResult, UpdateBase, delete, select, update

from bot.adapters.store.database import Database
from bot.adapters.store.pseudonyms import Pseudonyms
from bot.adapters.store.tables import TAUGHT_EXAMPLE
from bot.core.teaching import TaughtExample

__all__ = ["StoredTaught"]

_ROW = TAUGHT_EXAMPLE.c


class StoredTaught:
    """Keeps taught examples, by whom under a hash: `Taught` of the core.

    One that counts is knowledge, and outlasts the person and the server that it came from; it only
    loses what says so. A proposal goes with either.
    """

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self._pseudonyms = pseudonyms

    async def all(self) -> Sequence[TaughtExample]:
        """Every one of them, oldest first."""
        columns = (_ROW.entry, _ROW.text, _ROW.taught, _ROW.server, _ROW.is_active)
        query = select(*columns).order_by(_ROW.taught, _ROW.id)
        return await self._database.transact(
            lambda connection: [TaughtExample(*row) for row in connection.execute(query)]
        )

    async def add(self, example: TaughtExample, by: int) -> bool:
        """Keep an example of a staff member; False if one with the same words is kept already."""
        insert = self._database.insert(TAUGHT_EXAMPLE).values(
            id=example.id,
            entry=example.entry,
            text=example.text,
            taught=example.taught,
            server=example.server,
            person=self._pseudonyms.person(by),
            is_active=example.is_active,
        )
        return await self._changes(insert.on_conflict_do_nothing())

    async def activate(self, example_id: str) -> bool:
        """Let a proposal count; False if it is gone."""
        change = update(TAUGHT_EXAMPLE).where(_ROW.id == example_id).values(is_active=True)
        return await self._changes(change)

    async def remove(self, example_id: str) -> bool:
        """Delete an example; False if it is gone."""
        return await self._changes(delete(TAUGHT_EXAMPLE).where(_ROW.id == example_id))

    async def _changes(self, change: UpdateBase) -> bool:
        """Change something; gives whether there was anything to be changed."""
        return await self._database.transact(
            lambda connection: connection.execute(change).rowcount > 0
        )

    def export(self, connection: Connection, user: int) -> list[dict[str, object]]:
        """What a user taught or proposed, fit for JSON."""
        mine = _ROW.person == self._pseudonyms.person(user)
        query = select(TAUGHT_EXAMPLE).where(mine).order_by(_ROW.taught)
        return [dict(row) for row in connection.execute(query).mappings()]

    def forget_person(self, connection: Connection, user: int) -> int:
        """Delete a user's proposals, and whose the others were; gives how many there were."""
        mine = _ROW.person == self._pseudonyms.person(user)
        gone: CursorResult[object] = connection.execute(
            delete(TAUGHT_EXAMPLE).where(mine, _ROW.is_active.is_(False))
        )
        freed = connection.execute(update(TAUGHT_EXAMPLE).where(mine).values(person=None))
        return gone.rowcount + freed.rowcount

    def forget_server(self, connection: Connection, server: int) -> None:
        """Delete a server's proposals, and where the others came from."""
        there = _ROW.server == server
        connection.execute(delete(TAUGHT_EXAMPLE).where(there, _ROW.is_active.is_(False)))
        connection.execute(update(TAUGHT_EXAMPLE).where(there).values(server=None))

"""What is kept of a person, in every table."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, Table, delete, select

from bot.adapters.store.database import Database
from bot.adapters.store.journal import Journal
from bot.adapters.store.tables import CLAIM, CONVERSATION
from bot.adapters.store.taught import StoredTaught

__all__ = ["StoredPeople"]

_TABLES: Mapping[str, Table] = {
    "conversations": CONVERSATION,
    "claims": CLAIM,
}
"""The tables that hold numbers of users; what else there is holds hashes instead."""

_JSON = ("state", "before")
"""The columns that hold JSON."""


class StoredPeople:
    """Shows and deletes what is kept of a person: `People` of the core."""

    def __init__(self, database: Database, journal: Journal, taught: StoredTaught) -> None:
        self._database = database
        self._journal = journal
        self._taught = taught

    async def export(self, user: int) -> Mapping[str, object]:
        """Everything that is kept of a user, fit for JSON; times are seconds since the epoch."""
        kept: dict[str, object] = {"user": user}

        def export(connection: Connection) -> None:
            for name, table in _TABLES.items():
                query = select(table).where(table.c.user == user)
                rows = connection.execute(query).mappings()
                kept[name] = [{key: _shown(key, row[key]) for key in row} for row in rows]
            kept["outcomes"] = self._journal.export(connection, user)
            kept["taught_examples"] = self._taught.export(connection, user)

        await self._database.transact(export)
        return kept

    async def forget(self, user: int) -> int:
        """Delete everything that is kept of a user, in one go; gives how many rows that was."""

        def forget(connection: Connection) -> int:
            gone = [
                connection.execute(delete(table).where(table.c.user == user)).rowcount
                for table in _TABLES.values()
            ]
            gone.append(self._taught.forget_person(connection, user))
            # Last, in the order of those who save conversations, so that nobody waits for ever.
            return sum(gone) + self._journal.forget(connection, user)

        return await self._database.transact(forget)


def _shown(column: str, value: object) -> object:
    """A value as it is shown; JSON that is damaged shows as the text that it is."""
    if column in _JSON and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value

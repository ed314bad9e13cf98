"""Conversations in the store."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, and_, bindparam, delete, select, update

from bot.adapters.store.database import Database
from bot.adapters.store.journal import Journal, Left
from bot.adapters.store.packing import Packing
from bot.adapters.store.tables import CONVERSATION
from bot.core.conversation import EXPIRES_AFTER, Conversation
from bot.core.ports import Case, CaseKey

__all__ = ["StoredConversations"]

_PACKING = Packing(Conversation, "conversation", version=1)

_KEPT = (
    CONVERSATION.c.place,
    CONVERSATION.c.user,
    CONVERSATION.c.tag,
    CONVERSATION.c.server,
    CONVERSATION.c.format,
    CONVERSATION.c.state,
)
"""The columns that tell whose conversation it is, and what is in it."""

Kept = tuple[int, int, str, int | None, int, str]

_NAMES = ("place", "user", "tag")
"""The columns of a key."""

_CHANGING = ("server", "updated", "format", "state", "card", "question", "before")
"""The columns that are new with each turn."""

_IS = and_(*(CONVERSATION.c[name] == bindparam(f"of_{name}") for name in _NAMES))

# What every answer needs is built once: that takes longer than to run it.
_LOAD = select(
    CONVERSATION.c.format,
    CONVERSATION.c.state,
    CONVERSATION.c.card,
    CONVERSATION.c.question,
    CONVERSATION.c.before,
).where(_IS)

_FORGET = delete(CONVERSATION).where(_IS)

_TOUCH = update(CONVERSATION).where(_IS).values(card=bindparam("live")).returning(*_KEPT)
"""Changing the row before it is read keeps others from it until the end."""


class StoredConversations:
    """Keeps conversations, the ended ones too, until they expire: `Conversations` of the core."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        insert = database.insert(CONVERSATION)
        self._put = insert.on_conflict_do_update(
            index_elements=_NAMES, set_={name: insert.excluded[name] for name in _CHANGING}
        )

    async def load(self, key: CaseKey) -> Case | None:
        """Find a case; None where none can be read."""
        return await self._database.transact(lambda connection: self.read(connection, key))

    @staticmethod
    def read(connection: Connection, key: CaseKey) -> Case | None:
        """The same inside a transaction."""
        found = connection.execute(_LOAD, _of(key)).one_or_none()
        if found is None:
            return None
        conversation = _PACKING.unpack(found.format, found.state)
        if conversation is None:
            return None
        if found.before is None:
            return Case(conversation, found.card, found.question)
        before = _PACKING.unpack(found.format, found.before)
        return Case(conversation, found.card, found.question if before else None, before)

    async def save(self, key: CaseKey, case: Case) -> None:
        """Keep the case as it is now, in place of what was kept before."""
        await self._database.transact(lambda connection: self.put(connection, key, case))

    def put(self, connection: Connection, key: CaseKey, case: Case) -> None:
        """The same inside a transaction."""
        conversation = case.conversation
        values = {
            "place": key.place,
            "user": key.user,
            "tag": key.tag,
            "server": key.server,
            "updated": conversation.updated,
            "format": _PACKING.version,
            "state": _PACKING.pack(conversation),
            "card": case.card,
            "question": case.question,
            "before": None if case.before is None else _PACKING.pack(case.before),
        }
        before = _left(connection.execute(_TOUCH, {**_of(key), "live": case.card}))
        left = [(old, kept) for old, kept in before if kept.started != conversation.started]
        self._journal.note(connection, left, conversation.updated)
        connection.execute(self._put, values)

    async def forget(self, key: CaseKey) -> None:
        """Delete what is kept under the key."""
        await self._database.transact(lambda connection: connection.execute(_FORGET, _of(key)))

    def purge(self, connection: Connection, now: float) -> None:
        """Delete what has expired, ended or not, and note how it ended."""
        expired = CONVERSATION.c.updated < now - EXPIRES_AFTER
        rows = connection.execute(delete(CONVERSATION).where(expired).returning(*_KEPT))
        self._journal.note(connection, _left(rows), now)


def _of(key: CaseKey) -> dict[str, int | str]:
    """What `_IS` is to be filled in with."""
    return {"of_place": key.place, "of_user": key.user, "of_tag": key.tag}


def _left(rows: Iterable[Row[*Kept]]) -> list[Left]:
    """The cases of rows, of those that can be read."""
    return [
        (CaseKey(row.place, row.user, row.tag, row.server), conversation)
        for row in rows
        if (conversation := _PACKING.unpack(row.format, row.state))
    ]

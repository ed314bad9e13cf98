"""Conversations in the store."""

from collections.abc import Iterable

from sqlalchemy import Row, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database
from bot.adapters.store.journal import Journal, Left
from bot.adapters.store.packing import Packing
from bot.adapters.store.tables import ConversationRow
from bot.core.conversation import EXPIRES_AFTER, Conversation
from bot.core.ports import Case, CaseKey

__all__ = ["StoredConversations"]

_PACKING = Packing(Conversation, "conversation", version=1)

_KEPT = (
    ConversationRow.place,
    ConversationRow.user,
    ConversationRow.tag,
    ConversationRow.server,
    ConversationRow.format,
    ConversationRow.state,
)
"""The columns that tell whose conversation it is, and what is in it."""

Kept = tuple[int, int, str, int | None, int, str]

_NAMES = ("place", "user", "tag")
"""The columns of a key."""

_CHANGING = ("server", "updated", "format", "state", "card", "question", "before")
"""The columns that are new with each turn."""

_IS = and_(*(getattr(ConversationRow, name) == bindparam(f"of_{name}") for name in _NAMES))

# What every answer needs is built once: that takes longer than to run it.
_LOAD = select(
    ConversationRow.format,
    ConversationRow.state,
    ConversationRow.card,
    ConversationRow.question,
    ConversationRow.before,
).where(_IS)

_TOUCH = update(ConversationRow).where(_IS).values(card=bindparam("live")).returning(*_KEPT)
"""Changing the row before it is read keeps others from it until the end."""


class StoredConversations:
    """Keeps conversations, the ended ones too, until they expire: `Conversations` of the core."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        insert = database.insert(ConversationRow)
        self._put = insert.on_conflict_do_update(
            index_elements=_NAMES, set_={name: insert.excluded[name] for name in _CHANGING}
        )

    async def load(self, key: CaseKey) -> Case | None:
        """Find a case; None where none can be read."""
        async with self._database.transaction() as connection:
            found = (await connection.execute(_LOAD, _of(key))).one_or_none()
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
        async with self._database.transaction() as connection:
            touched = await connection.execute(_TOUCH, {**_of(key), "live": case.card})
            before = _left(touched)
            left = [(old, kept) for old, kept in before if kept.started != conversation.started]
            await self._journal.note(connection, left, conversation.updated)
            await connection.execute(self._put, values)

    async def forget(self, key: CaseKey) -> None:
        """Delete what is kept under the key."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(ConversationRow).where(_IS), _of(key))

    async def purge(self, connection: AsyncConnection, now: float) -> None:
        """Delete what has expired, ended or not, and note how it ended."""
        expired = ConversationRow.updated < now - EXPIRES_AFTER
        rows = await connection.execute(delete(ConversationRow).where(expired).returning(*_KEPT))
        await self._journal.note(connection, _left(rows), now)


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

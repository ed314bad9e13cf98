"""Conversations in the store."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Row, and_, delete, select, update
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


class StoredConversations:
    """Keeps conversations, the ended ones too, until they expire: `Conversations` of the core."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    async def load(self, key: CaseKey) -> Case | None:
        """Find a case; None where none can be read."""
        row = ConversationRow
        query = select(row.format, row.state, row.card, row.question, row.before)
        async with self._database.transaction() as connection:
            found = (await connection.execute(query.where(_is(key)))).one_or_none()
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
            "server": key.server,
            "updated": conversation.updated,
            "format": _PACKING.version,
            "state": _PACKING.pack(conversation),
            "card": case.card,
            "question": case.question,
            "before": None if case.before is None else _PACKING.pack(case.before),
        }
        names = {"place": key.place, "user": key.user, "tag": key.tag}
        insert = self._database.insert(ConversationRow).values(**names, **values)
        # Changing the row before it is read keeps others from it until the end.
        touch = update(ConversationRow).where(_is(key)).values(card=case.card).returning(*_KEPT)
        async with self._database.transaction() as connection:
            before = _left(await connection.execute(touch))
            left = [(old, kept) for old, kept in before if kept.started != conversation.started]
            await self._journal.note(connection, left, conversation.updated)
            await connection.execute(
                insert.on_conflict_do_update(index_elements=[*names], set_=values)
            )

    async def forget(self, key: CaseKey) -> None:
        """Delete what is kept under the key."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(ConversationRow).where(_is(key)))

    async def purge(self, connection: AsyncConnection, now: float) -> None:
        """Delete what has expired, ended or not, and note how it ended."""
        expired = ConversationRow.updated < now - EXPIRES_AFTER
        rows = await connection.execute(delete(ConversationRow).where(expired).returning(*_KEPT))
        await self._journal.note(connection, _left(rows), now)


def _is(key: CaseKey) -> ColumnElement[bool]:
    row = ConversationRow
    return and_(row.place == key.place, row.user == key.user, row.tag == key.tag)


def _left(rows: Iterable[Row[*Kept]]) -> list[Left]:
    """The cases of rows, of those that can be read."""
    return [
        (CaseKey(row.place, row.user, row.tag, row.server), conversation)
        for row in rows
        if (conversation := _PACKING.unpack(row.format, row.state))
    ]

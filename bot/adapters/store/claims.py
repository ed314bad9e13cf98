"""Claims in the store."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, func, select, update

from bot.adapters.store.conversations import StoredConversations
from bot.adapters.store.database import Database
from bot.adapters.store.tables import CLAIM
from bot.core.ports import Case, CaseKey, Claim, Place, Question, Taken

__all__ = ["CLAIMS_LAST", "StoredClaims"]

CLAIMS_LAST = 7 * 24 * 60 * 60
"""Seconds after which a claim is purged: Discord repeats no event that is nearly so old."""

_KNOWN = select(
    CLAIM.c.question,
    CLAIM.c.place,
    CLAIM.c.user,
    CLAIM.c.tag,
    CLAIM.c.server,
    CLAIM.c.claimed,
    CLAIM.c.answer,
).where(CLAIM.c.place != 0)
"""The claims whose place was kept."""

# What every answer needs is built once: that takes longer than to run it.
_CLOSE = update(CLAIM).where(CLAIM.c.question == bindparam("closed")).values(answer=bindparam("by"))


class StoredClaims:
    """Remembers which questions were taken on, in every process: `Claims` of the core."""

    def __init__(self, database: Database, conversations: StoredConversations) -> None:
        self._database = database
        self._conversations = conversations
        self._take = database.insert(CLAIM).on_conflict_do_nothing()

    async def claim(self, question: Question, now: float) -> Taken | None:
        """Take a question on, and look up its case.

        None if it was taken on before, here or in another process.
        """
        key = question.key
        values = {
            "question": question.id,
            "claimed": now,
            "place": key.place,
            "server": key.server,
            "user": key.user,
            "tag": key.tag,
        }

        def claim(connection: Connection) -> Taken | None:
            if connection.execute(self._take, values).rowcount != 1:
                return None
            return Taken(self._conversations.read(connection, key))

        return await self._database.transact(claim)

    async def close(self, question: Question, answer: int, case: Case | None = None) -> None:
        """Note which message answered a question, and keep the case as the answer left it.

        Without a claim there is nothing to note.
        """

        def close(connection: Connection) -> None:
            if case:
                self._conversations.put(connection, question.key, case)
            connection.execute(_CLOSE, {"closed": question.id, "by": answer})

        await self._database.transact(close)

    async def find(self, question: int) -> Claim | None:
        """The claim on a question."""
        query = _KNOWN.where(CLAIM.c.question == question)
        found = await self._database.transact(lambda connection: connection.execute(query).first())
        return found and _claim(found)

    async def answered_by(self, answer: int) -> Claim | None:
        """The claim that a message closed; the latest one, should it have closed several."""
        query = _KNOWN.where(CLAIM.c.answer == answer).order_by(CLAIM.c.question.desc()).limit(1)
        found = await self._database.transact(lambda connection: connection.execute(query).first())
        return found and _claim(found)

    async def forget(self, question: int) -> None:
        """Delete the claim on a question."""
        query = delete(CLAIM).where(CLAIM.c.question == question)
        await self._database.transact(lambda connection: connection.execute(query))

    async def unfinished(self, since: float, until: float) -> Sequence[Claim]:
        """The claims between two times that have no answer yet, oldest first."""
        query = _KNOWN.where(_between(since, until), CLAIM.c.answer.is_(None)).order_by(
            CLAIM.c.question
        )
        found = await self._database.transact(lambda connection: connection.execute(query).all())
        return [_claim(row) for row in found]

    async def places(self, since: float, until: float) -> Sequence[Place]:
        """The places with claims between two times, the latest used first."""
        latest = func.max(CLAIM.c.question)
        query = (
            select(CLAIM.c.place, func.max(CLAIM.c.server), latest, func.min(CLAIM.c.question))
            .where(_between(since, until), CLAIM.c.place != 0)
            .group_by(CLAIM.c.place)
            .order_by(latest.desc())
        )
        found = await self._database.transact(lambda connection: connection.execute(query).all())
        return [Place(*row) for row in found]

    def purge(self, connection: Connection, now: float) -> None:
        """Delete what is old."""
        connection.execute(delete(CLAIM).where(CLAIM.c.claimed < now - CLAIMS_LAST))


def _between(since: float, until: float) -> ColumnElement[bool]:
    return and_(CLAIM.c.claimed >= since, CLAIM.c.claimed < until)


def _claim(row: Row[int, int, int, str, int | None, float, int | None]) -> Claim:
    key = CaseKey(row.place, row.user, row.tag, row.server)
    return Claim(Question(row.question, key), row.claimed, row.answer)

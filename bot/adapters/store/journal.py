"""How cases ended: a row for each that is left for good, under hashes."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, select

from bot.adapters.store.database import Database
from bot.adapters.store.pseudonyms import Pseudonyms
from bot.adapters.store.tables import OUTCOME
from bot.core.conversation import Conversation, Resolution
from bot.core.outcome import Outcome
from bot.core.ports import CaseKey

__all__ = ["OUTCOMES_LAST", "Journal"]

OUTCOMES_LAST = 400 * 24 * 60 * 60
"""Seconds after which an outcome is purged: a month can be held against that of the year before."""

Left = tuple[CaseKey, Conversation]
"""A case that was left, as it was then."""


class Journal:
    """Keeps outcomes: `Outcomes` of the core; notes them while their cases are left."""

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self._pseudonyms = pseudonyms

    def note(self, connection: Connection, cases: Iterable[Left], now: float) -> None:
        """Note how cases ended, of those that were cases; one that is noted already stays as is."""
        rows = [
            self._row(key, conversation.started, outcome)
            for key, conversation in cases
            if (outcome := Outcome.of(conversation, now))
        ]
        if rows:
            insert = self._database.insert(OUTCOME).on_conflict_do_nothing()
            connection.execute(insert, rows)

    def _row(self, key: CaseKey, started: float, outcome: Outcome) -> dict[str, object]:
        return {
            "case": self._pseudonyms.case(key, started),
            "ended": outcome.ended,
            "server": key.server,
            "person": self._pseudonyms.person(key.user),
            "resolution": outcome.resolution.value,
            "cause": outcome.cause,
            "fix": outcome.fix,
            "failed": json.dumps(outcome.failed),
            "turns": outcome.turns,
            "device": outcome.device,
        }

    def purge(self, connection: Connection, now: float) -> None:
        """Delete what is old."""
        old = OUTCOME.c.ended < now - OUTCOMES_LAST
        connection.execute(delete(OUTCOME).where(old))

    async def endings(self) -> dict[str, int]:
        """How many of the cases that are noted ended in which way."""
        row = OUTCOME.c
        query = select(row.resolution, func.count().label("cases")).group_by(row.resolution)
        query = query.order_by(row.resolution)
        return await self._database.transact(
            lambda connection: {row.resolution: row.cases for row in connection.execute(query)}
        )

    async def list(self, server: int | None, since: float) -> Sequence[Outcome]:
        """The outcomes of a server's cases from a time on, or of all cases, the earliest first."""
        row = OUTCOME.c
        query = (
            select(row.ended, row.resolution, row.cause, row.fix, row.failed, row.turns, row.device)
            .where(row.ended >= since)
            .order_by(row.ended, row.case)
        )
        if server is not None:
            query = query.where(row.server == server)
        found = await self._database.transact(lambda connection: connection.execute(query).all())
        return [
            Outcome(ended, Resolution(how), cause, fix, tuple(json.loads(failed)), turns, device)
            for ended, how, cause, fix, failed, turns, device in found
        ]

    def export(self, connection: Connection, user: int) -> Sequence[dict[str, object]]:
        """The outcomes of a user's cases, fit for JSON."""
        mine = OUTCOME.c.person == self._pseudonyms.person(user)
        found = connection.execute(select(OUTCOME).where(mine).order_by(OUTCOME.c.ended))
        return [{**row, "failed": json.loads(row["failed"])} for row in found.mappings()]

    def forget(self, connection: Connection, user: int) -> int:
        """Delete the outcomes of a user's cases; gives how many there were."""
        mine = OUTCOME.c.person == self._pseudonyms.person(user)
        return connection.execute(delete(OUTCOME).where(mine)).rowcount

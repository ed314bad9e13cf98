"""Discord's numbers as numbers; settings of servers, memos, and an outcome for each case.

Open conversations and claims come along. Rows whose numbers can't be read are dropped, and so are
the counts of endings: nothing tells to which time and cause they belong.
"""

import re

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"

_MOST = 2**63 - 1
"""The largest number that a column holds."""


_Row = dict[str, object]


def upgrade(operations: Operations) -> None:
    """Make the new tables, with what the old ones hold."""
    connection = operations.get_bind()
    conversations = _old_conversations(connection)
    claims = _old_claims(connection)
    for table in ("conversation", "claim", "ending"):
        operations.drop_table(table, if_exists=True)
    operations.bulk_insert(_make_conversation(operations), conversations)
    operations.bulk_insert(_make_claim(operations), claims)
    _make_server(operations)
    _make_memo(operations)
    _make_outcome(operations)


def _old_conversations(connection: sa.Connection) -> list[_Row]:
    """The conversations whose key is a place and a user, with a colon between them."""
    rows = connection.execute(
        sa.text("SELECT key, updated, format, state, card FROM conversation")
    ).all()
    found: list[_Row] = []
    for row in rows:
        place, _, user = row.key.partition(":")
        if (place_id := _number(place)) and (user_id := _number(user)):
            found.append(
                {
                    "place": place_id,
                    "user": user_id,
                    "tag": "",
                    "updated": row.updated,
                    "format": row.format,
                    "state": row.state,
                    "card": _number(row.card),
                }
            )
    return found


def _old_claims(connection: sa.Connection) -> list[_Row]:
    """The claims, without the place and user that they didn't have."""
    rows = connection.execute(sa.text("SELECT question, claimed, answer FROM claim")).all()
    return [
        {
            "question": question,
            "claimed": row.claimed,
            "place": 0,
            "user": 0,
            "tag": "",
            "answer": _number(row.answer),
        }
        for row in rows
        if (question := _number(row.question))
    ]


def _number(value: str | None) -> int | None:
    """One of Discord's numbers; None where it is none."""
    if value is None or not re.fullmatch(r"[1-9][0-9]{0,18}", value):
        return None
    number = int(value)
    return number if number <= _MOST else None


def _make_conversation(operations: Operations) -> sa.Table:
    table = operations.create_table(
        "conversation",
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("user", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("tag", sa.String, primary_key=True),
        sa.Column("server", sa.BigInteger),
        sa.Column("updated", sa.Double, nullable=False),
        sa.Column("format", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("card", sa.BigInteger),
        sa.Column("question", sa.BigInteger),
        sa.Column("before", sa.Text),
    )
    _index(operations, "conversation", "user", "server", "updated")
    return table


def _make_claim(operations: Operations) -> sa.Table:
    table = operations.create_table(
        "claim",
        sa.Column("question", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("claimed", sa.Double, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("server", sa.BigInteger),
        sa.Column("user", sa.BigInteger, nullable=False),
        sa.Column("tag", sa.String, nullable=False),
        sa.Column("answer", sa.BigInteger),
    )
    _index(operations, "claim", "claimed", "server", "user", "answer")
    return table


def _make_server(operations: Operations) -> None:
    operations.create_table(
        "server",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("format", sa.BigInteger, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
    )


def _make_memo(operations: Operations) -> None:
    operations.create_table(
        "memo",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )


def _make_outcome(operations: Operations) -> None:
    operations.create_table(
        "outcome",
        sa.Column("case", sa.String, primary_key=True),
        sa.Column("ended", sa.Double, nullable=False),
        sa.Column("server", sa.BigInteger),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("resolution", sa.String, nullable=False),
        sa.Column("cause", sa.String),
        sa.Column("fix", sa.String),
        sa.Column("failed", sa.Text, nullable=False),
        sa.Column("turns", sa.BigInteger, nullable=False),
        sa.Column("device", sa.String),
    )
    _index(operations, "outcome", "ended", "server", "person")


def _index(operations: Operations, table: str, *columns: str) -> None:
    for column in columns:
        operations.create_index(f"ix_{table}_{column}", table, [column])

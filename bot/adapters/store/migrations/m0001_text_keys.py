"""The first schema: conversations and claims under texts, endings as numbers."""

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision = None


def upgrade(operations: Operations) -> None:
    """Make the tables."""
    operations.create_table(
        "conversation",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("updated", sa.Double, nullable=False),
        sa.Column("format", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("card", sa.String),
    )
    operations.create_table(
        "claim",
        sa.Column("question", sa.String, primary_key=True),
        sa.Column("claimed", sa.Double, nullable=False),
        sa.Column("answer", sa.String),
    )
    operations.create_table(
        "ending",
        sa.Column("resolution", sa.String, primary_key=True),
        sa.Column("cases", sa.Integer, nullable=False),
    )

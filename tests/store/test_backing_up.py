import asyncio
import contextlib
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.store import Store, back_up
from bot.adapters.store.pseudonyms import key_file
from bot.core.ports import Case
from bot.errors import BackupError, BackupMedicError, UsageError
from tests.store.world import CASE, CASE_KEY, NOW, USER, execute, migrated, question, url_of

KEPT = Case(CASE)


async def test_copy_is_the_store(sqlite_path: Path, tmp_path: Path) -> None:
    """A copy holds all that is kept, and its key finds the counted cases of a person again."""
    copy = tmp_path / "copy.sqlite3"
    async with Store.open(url_of(sqlite_path)) as store:
        await store.conversations.save(CASE_KEY, KEPT)
        await store.purge(NOW + 10**6)
        await store.conversations.save(CASE_KEY, KEPT)

        assert list(await back_up(url_of(sqlite_path), copy)) == [copy, key_file(copy)]

    async with Store.open(url_of(copy)) as store:
        assert await store.conversations.load(CASE_KEY) == KEPT
        assert len((await store.people.export(USER))["outcomes"]) == 1  # type: ignore[arg-type]  # a list


async def test_copy_without_a_bot(sqlite_path: Path, tmp_path: Path) -> None:
    """A store that nobody has open can be copied too."""
    await migrated(url_of(sqlite_path), "0003")

    await back_up(url_of(sqlite_path), tmp_path / "copy.sqlite3")

    assert await execute(url_of(tmp_path / "copy.sqlite3"), "SELECT * FROM claim") == []


async def test_copy_while_somebody_writes(sqlite_path: Path, tmp_path: Path) -> None:
    """A copy holds what was committed when it began, whole, though somebody is writing on."""
    copies = [tmp_path / f"copy{number}.sqlite3" for number in range(5)]
    async with Store.open(url_of(sqlite_path)) as store:
        await store.claims.claim(question(1), NOW)
        written = 1

        async def write() -> None:
            nonlocal written
            while True:
                written += 1
                await store.claims.claim(question(written), NOW)

        writing = asyncio.create_task(write())
        seen = []
        for copy in copies:
            before = written - 1  # the last one may be under way
            await back_up(url_of(sqlite_path), copy)
            seen.append((before, written))
        writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing

    for copy, (least, most) in zip(copies, seen, strict=True):
        ((count, latest),) = await execute(
            url_of(copy), "SELECT count(*), max(question) FROM claim"
        )
        assert least <= count <= most
        assert latest == count
        assert await execute(url_of(copy), "PRAGMA integrity_check") == [("ok",)]
    assert seen[-1][0] > 0


async def test_copy_beside_an_open_transaction(sqlite_path: Path, tmp_path: Path) -> None:
    """What somebody has written and not yet committed holds nothing up, and isn't copied."""
    async with Store.open(url_of(sqlite_path)):
        with contextlib.closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("INSERT INTO memo VALUES ('half', 'done')")
            await back_up(url_of(sqlite_path), tmp_path / "copy.sqlite3")
            other.execute("COMMIT")

    assert await execute(url_of(tmp_path / "copy.sqlite3"), "SELECT * FROM memo") == []


def open_to_all(file: Path) -> None:
    """Let everybody read a file."""
    file.chmod(0o644)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
async def test_copy_is_for_its_owner(sqlite_path: Path, tmp_path: Path) -> None:
    """Nobody but the owner can read a copy or its key, whatever the rights of the store."""
    async with Store.open(url_of(sqlite_path)):
        open_to_all(sqlite_path)
        open_to_all(key_file(sqlite_path))
        made = await back_up(url_of(sqlite_path), tmp_path / "copy.sqlite3")

    assert [stat.S_IMODE(file.stat().st_mode) for file in made] == [0o600, 0o600]


async def test_key_that_is_a_setting(sqlite_path: Path, tmp_path: Path) -> None:
    """Where the key is a setting there is no file of it, and the copy is alone."""
    copy = tmp_path / "copy.sqlite3"
    async with Store.open(url_of(sqlite_path), key="k" * 32):
        assert list(await back_up(url_of(sqlite_path), copy)) == [copy]
    assert not key_file(copy).exists()


def taken(folder: Path) -> Path:
    """A file that is there."""
    (folder / "taken").write_text("mine")
    return folder / "taken"


def taken_key(folder: Path) -> Path:
    """A name for which there is a key."""
    key_file(folder / "copy").write_text("mine")
    return folder / "copy"


def dangling(folder: Path) -> Path:
    """A link to nowhere: what it names would be made elsewhere."""
    (folder / "link").symlink_to(folder / "nowhere" / "copy")
    return folder / "link"


def contents(folder: Path) -> dict[Path, bytes]:
    """What is in the files of a folder."""
    return {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (taken, "taken is there already, and nothing is overwritten: give another name"),
        (taken_key, "copy.key is there already, and nothing is overwritten: give another name"),
        (dangling, "link is there already, and nothing is overwritten: give another name"),
        (lambda folder: folder, " is a folder: name a file in it that is not there yet"),
        (lambda folder: folder / "no" / "copy", "can't be made: there is no folder "),
        (lambda folder: taken(folder) / "copy", "can't be made: there is no folder "),
    ],
)
async def test_bad_name(
    sqlite_path: Path, tmp_path: Path, name: Callable[[Path], Path], message: str
) -> None:
    """A name under which no copy can be made is explained, and what is there stays."""
    async with Store.open(url_of(sqlite_path)):
        copy = name(tmp_path)
        before = contents(tmp_path)
        with pytest.raises(UsageError) as raised:
            await back_up(url_of(sqlite_path), copy)

    assert message in str(raised.value)
    assert contents(tmp_path) == before


def gone(source: Path) -> None:
    """No file at all."""
    source.unlink(missing_ok=True)


def garbage(source: Path) -> None:
    """A file of something else."""
    source.write_bytes(b"to do: buy milk\n" * 100)


def a_folder(source: Path) -> None:
    """A folder in the place of the file."""
    source.mkdir()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (gone, "there is no such file. The bot makes it when it first runs. Make sure that"),
        (garbage, "file is not a database. Make sure that DATABASE_URL names the bot's SQLite"),
        (a_folder, "there is no such file"),
    ],
)
async def test_bad_store(
    sqlite_path: Path, tmp_path: Path, make: Callable[[Path], object], reason: str
) -> None:
    """A store that can't be read is explained, and neither copy nor key is left behind."""
    sqlite_path.parent.mkdir()
    make(sqlite_path)
    key_file(sqlite_path).write_text("secret")
    copy = tmp_path / "copies" / "copy.sqlite3"
    copy.parent.mkdir()

    with pytest.raises(BackupError) as raised:
        await back_up(url_of(sqlite_path), copy)

    assert str(raised.value).startswith(f"The store {sqlite_path} can't be copied to {copy}: ")
    assert reason in str(raised.value)
    assert list(copy.parent.iterdir()) == []


async def test_disk_without_room(
    sqlite_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system says is passed on, and a copy that was begun is gone."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fail)
    copy = tmp_path / "copies" / "copy.sqlite3"
    copy.parent.mkdir()
    async with Store.open(url_of(sqlite_path)):
        with pytest.raises(BackupError, match="No space left on device"):
            await back_up(url_of(sqlite_path), copy)

    assert list(copy.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite://", "the store is in memory and ends with its process"),
        (
            "postgresql://medic:hush@db.example:6000/medic",
            "'--file=my copy' --host=db.example --port=6000 --username=medic medic",
        ),
        (
            "postgresql+asyncpg://medic@/medic?host=/run/pg&ssl=require",
            "pg_dump --format=custom '--file=my copy' --host=/run/pg --username=medic medic",
        ),
    ],
)
async def test_other_stores(url: str, message: str) -> None:
    """What is no SQLite file is told so, with the call that copies a PostgreSQL database."""
    with pytest.raises(UsageError) as raised:
        await back_up(url, Path("my copy"))

    assert message in str(raised.value)
    assert "hush" not in str(raised.value)


async def test_address_that_is_none() -> None:
    """An address of nothing is explained like everywhere."""
    with pytest.raises(BackupMedicError, match="DATABASE_URL has a value that can't be used"):
        await back_up("medic.sqlite3", Path("copy"))

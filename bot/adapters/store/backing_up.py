"""A copy of the SQLite store while it is in use, with the key of its hashes beside it."""

import asyncio
import os
import shlex
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import make_url

from bot.adapters.store.database import backend_of
from bot.adapters.store.postgres import PostgreSQL
from bot.adapters.store.pseudonyms import key_file
from bot.errors import BackupError, UsageError

__all__ = ["back_up"]

_PATIENCE = 10.0
"""Seconds to wait for a process that has the whole file to itself."""


async def back_up(url: str, copy: Path) -> Sequence[Path]:
    """Copy an SQLite store as it is at one moment, whoever else reads and writes it.

    The copy is readable by its owner alone, and is there as a whole or not at all. Where the key
    is in a file beside the database, it is copied to a file beside the copy. Gives what was made.

    Args:
        url: the SQLAlchemy address of the store.
        copy: a file that is not there yet, in a folder that is.

    Raises:
        SettingsError: the address is none.
        UsageError: nothing can be made under that name, or the store is no SQLite file.
        BackupError: reading the store or writing the copy went wrong.

    """
    source = _source(url, copy)
    keys = key_file(source), key_file(copy)
    for file in (copy, keys[1]):
        _check_free(file)
    made = [copy]
    with _explained(source, copy):
        if keys[0].exists():
            # First: a copy is never there without its key.
            with _whole(keys[1]) as file:
                shutil.copyfile(keys[0], file)
            made.append(keys[1])
        try:
            with _whole(copy) as file:
                await asyncio.to_thread(_copy, _read_only(source), file)
        except BaseException:
            for other in made[1:]:
                other.unlink(missing_ok=True)
            raise
    return made


def _source(url: str, copy: Path) -> Path:
    """The file of the store."""
    backend = backend_of(url, _PATIENCE)
    if isinstance(backend, PostgreSQL):
        message = (
            "backup copies SQLite files, and DATABASE_URL names a PostgreSQL database. Use "
            f"PostgreSQL's own program, which asks for the password: {_dump(url, copy)}"
        )
        raise UsageError(message)
    if backend.file is None:
        message = "the store is in memory and ends with its process: there is nothing to back up"
        raise UsageError(message)
    if not backend.file.is_file():
        reason = "there is no such file. The bot makes it when it first runs"
        raise BackupError(backend.name, str(copy), reason)
    return backend.file


def _dump(url: str, copy: Path) -> str:
    """The call of ``pg_dump`` (https://www.postgresql.org/docs/current/app-pgdump.html)."""
    address = make_url(url)
    where = {
        "host": address.host or address.query.get("host"),
        "port": address.port,
        "username": address.username,
    }
    options = [f"--{name}={value}" for name, value in where.items() if value]
    database = [address.database] if address.database else []
    return shlex.join(["pg_dump", "--format=custom", f"--file={copy}", *options, *database])


def _check_free(file: Path) -> None:
    if file.is_dir():
        message = f"{file} is a folder: name a file in it that is not there yet"
    elif file.exists() or file.is_symlink():
        message = f"{file} is there already, and nothing is overwritten: give another name"
    elif not file.parent.is_dir():
        message = f"{file} can't be made: there is no folder {file.parent}"
    else:
        return
    raise UsageError(message)


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """Fill a file that only its owner can read; it has its name once all is in it and on disk."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}-")
    try:
        os.close(handle)
        yield Path(name)
        with Path(name).open("rb+") as filled:
            os.fsync(filled.fileno())
        Path(name).rename(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read_only(source: Path) -> str:
    """The address under which SQLite opens a file without making or changing it."""
    return f"{source.resolve().as_uri()}?mode=ro"


def _copy(source: str, file: Path) -> None:
    """Copy all that is committed at this moment, in one read transaction: nobody waits for it.

    https://www.sqlite.org/lang_vacuum.html#vacuuminto
    """
    with closing(sqlite3.connect(source, uri=True, timeout=_PATIENCE)) as connection:
        connection.execute("VACUUM INTO ?", (str(file),))


@contextmanager
def _explained(source: Path, copy: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise BackupError(str(source), str(copy), reason or str(error)) from None

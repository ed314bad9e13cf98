"""Looks at the store's database, and leaves it as it is."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import ArgumentError

from bot.adapters.store.database import Database
from bot.adapters.store.migrating import HEAD, find_revision, is_known
from bot.adapters.store.store import PATIENCE
from bot.errors import SettingsError, StoreError
from bot.findings import Finding, fine, to_do

__all__ = ["examine_database"]

_WHAT = "database"

_SCRATCH = "backup_medic_examination"
"""A table that is made, and taken back before anybody sees it."""

_ROOM = "Mend that, or let DATABASE_URL name another database."

_NEWER = (
    "A newer version made it: run that one, or restore a backup from before that was installed."
)

_KEY = (
    "Set JOURNAL_KEY, the same for every process. To make one: "
    'python -c "import secrets; print(secrets.token_hex(32))"'
)


class _TakenBackError(Exception):
    """Ends a transaction without any trace of it."""


async def examine_database(url: str, *, has_key: bool) -> tuple[Finding, bool]:
    """See whether the database can be opened, which schema it has, and whether it can be written.

    A file that isn't there is not made, and nothing is brought up to date.

    Args:
        url: the database's address.
        has_key: whether there is a key for its counts.

    Returns:
        What was found, and whether the database can be used as it is now.

    """
    file = _file(url)
    if file and not file.exists():
        return _unmade(file), False
    try:
        async with Database.open(url, PATIENCE) as database:
            revision = await find_revision(database)
            if not is_known(revision):
                return to_do(_WHAT, f"{database.name} has schema {revision}", _NEWER), False
            await _write(database)
            size = await _size(database)
            if database.is_shared and not has_key:
                return to_do(_WHAT, f"{database.name} has no key for its counts", _KEY), False
    except (SettingsError, StoreError) as error:
        return _unusable(error), False
    state = f"{database.name} can be read and written, {size / 1e6:.1f} MB, schema "
    if revision == HEAD:
        return fine(_WHAT, state + HEAD), True
    had = revision or "none"
    return fine(_WHAT, f"{state}{had}: the next start brings it up to {HEAD}"), False


def _file(url: str) -> Path | None:
    """The file of an SQLite database; None for any other."""
    try:
        address = make_url(url)
    except ArgumentError:
        return None
    name = address.database
    is_file = address.drivername.startswith("sqlite") and name and name != ":memory:"
    return Path(name) if is_file and name else None


def _unmade(file: Path) -> Finding:
    folder = next(one for one in file.absolute().parents if one.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return fine(_WHAT, f"{file} isn't there yet: the first start makes it")
    return to_do(_WHAT, f"{file} can't be made: {folder} can't be written to", _ROOM)


def _unusable(error: SettingsError | StoreError) -> Finding:
    if isinstance(error, StoreError):
        return to_do(_WHAT, f"{error.place} can't be used: {error.reason}", _ROOM)
    return to_do(_WHAT, "DATABASE_URL can't be used", str(error))


async def _write(database: Database) -> None:
    """Make a table, and take it back.

    Raises:
        StoreError: it can't be made.

    """

    def write(connection: Connection) -> None:
        connection.execute(text(f"CREATE TABLE {_SCRATCH} (x INTEGER)"))
        raise _TakenBackError  # it rolls the transaction back

    with suppress(_TakenBackError):
        await database.transact(write, in_turn=True)


async def _size(database: Database) -> int:
    """How many bytes it takes."""
    if database.file:
        beside = [database.file.with_name(database.file.name + end) for end in ("", "-wal")]
        return sum(one.stat().st_size for one in beside if one.exists())
    query = text("SELECT pg_database_size(current_database())")
    if not database.is_shared:
        return 0
    return int(await database.transact(lambda connection: connection.scalar(query)) or 0)

"""Brings the tables of an earlier version up to date, or makes them."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.adapters.store.database import Database
from bot.errors import StoreError

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

__all__ = ["HEAD", "find_revision", "is_known", "migrate"]

HEAD = "0004"
"""The revision that this code reads and writes: that of the last migration."""

_BEFORE_REVISIONS = "0001"
"""The schema of stores that were made before they noted their revision."""

_log = logging.getLogger(__name__)

_FOLDER = Path(__file__).resolve().parent / "migrations"


async def migrate(database: Database, target: str = HEAD) -> None:
    """Bring a database up to a revision, in one transaction, whoever else tries the same.

    Raises:
        StoreError: it can't be read or changed, or a newer version of the program made it.

    """
    if await find_revision(database) == target:
        return
    scripts = _scripts()  # before others have to wait

    def bring_up(connection: Connection) -> None:
        revision = _revision(connection)
        if not _knows(scripts, revision):
            reason = "it was made by a newer version of Backup Medic, and this one can't read it"
            raise StoreError(database.name, reason)
        _upgrade(connection, scripts, revision, target)

    await database.transact(bring_up, in_turn=True)
    _log.info(
        "the tables of the store were brought up to date",
        extra={"store": database.name, "revision": target},
    )


async def find_revision(database: Database) -> str | None:
    """The revision that a database has; None for an empty one.

    Raises:
        StoreError: it can't be read.

    """
    return await database.transact(_revision)


def is_known(revision: str | None) -> bool:
    """Whether a database of a revision can be brought up to date by this program."""
    return _knows(_scripts(), revision)


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # needed once in a version's life

    return ScriptDirectory(_FOLDER, version_locations=[_FOLDER])


def _knows(scripts: "ScriptDirectory", revision: str | None) -> bool:
    return revision in {None, *(script.revision for script in scripts.walk_revisions())}


def _revision(connection: Connection) -> str | None:
    """The revision that a database has; None for an empty one."""
    tables = inspect(connection)
    if tables.has_table("alembic_version"):
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
    return _BEFORE_REVISIONS if tables.has_table("conversation") else None


def _upgrade(
    connection: Connection, scripts: "ScriptDirectory", revision: str | None, target: str
) -> None:
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    context = MigrationContext.configure(connection)
    operations = Operations(context)
    for script in reversed(list(scripts.iterate_revisions(target, revision or "base"))):
        script.module.upgrade(operations)
    context.stamp(scripts, target)

"""Keyed hashes that stand for people and cases where nobody is to be recognised.

Who has the key can tell whether a row belongs to a user whose number they know; without the key,
trying all numbers leads nowhere. The key is made once, in a file beside an SQLite database, and
is a setting where several processes share a database.
"""

import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.adapters.store.database import Database
from bot.core.ports import CaseKey
from bot.errors import SettingsError, StoreError

__all__ = ["Pseudonyms", "key_file", "load_pseudonyms"]

_LENGTH = 32
"""Hexadecimal digits of a hash: 16 bytes, so that no two people ever share one."""


class Pseudonyms:
    """Makes hashes (HMAC-SHA256, https://www.rfc-editor.org/rfc/rfc2104) with a key."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def person(self, user: int) -> str:
        """What stands for a user."""
        return self._hash(f"person {user}")

    def case(self, key: CaseKey, started: float) -> str:
        """What stands for a case that began at a time, in seconds since the epoch."""
        return self._hash(f"case {key.place} {key.user} {key.tag} {started!r}")

    def _hash(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:_LENGTH]


def key_file(database: Path) -> Path:
    """Where the key of an SQLite file is."""
    return database.with_name(f"{database.name}.key")


async def load_pseudonyms(database: Database, key: str | None) -> Pseudonyms:
    """The hashes of a database: with the key that is given, else with its own, made if need be.

    Raises:
        SettingsError: no key is given for a database that several processes share.
        StoreError: the file of the key can't be read or made.

    """
    if key:
        return Pseudonyms(key)
    if database.is_shared:
        message = (
            "JOURNAL_KEY is not set: with a PostgreSQL database it is needed, the same for every "
            "process, to count cases without saying whose they are. Make one with: "
            'python -c "import secrets; print(secrets.token_hex(32))"'
        )
        raise SettingsError(message)
    if database.file is None:
        return Pseudonyms(_new())
    path = key_file(database.file)
    if not path.exists():
        # Those who open a new file at once wait for the one that makes its key.
        await database.transact(lambda _: _make(path), in_turn=True)
    return Pseudonyms(_read(path))


def _new() -> str:
    return secrets.token_hex(32)


def _make(path: Path) -> None:
    """Make the file in one step, readable by its owner alone, unless it was made by now."""
    if path.exists():
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_new() + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _read(path: Path) -> str:
    try:
        key = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(str(path), str(error)) from None
    if not key:
        raise StoreError(str(path), "the key in it is gone; without the file a new one is made")
    return key

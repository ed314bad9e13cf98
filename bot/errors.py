"""What can go wrong, and how a process ends.

::

    BackupMedicError
    +-- SettingsError            exit 2    a setting is missing or malformed
    +-- KnowledgeError           exit 1    the knowledge base has problems; carries all of them
    +-- UsageError               exit 2    a command was given something that it can't take
    +-- StoreError               exit 1    what is to outlive a restart can't be read or written
    +-- BackupError              exit 1    no copy of that could be made
    +-- ModelError               exit 1    a sentence encoder can't be brought, or can't be used
    +-- DiscordUnavailableError  exit 69   Discord can't be reached, or refuses the token

Everything else is a bug: exit 3.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from typing_extensions import override

__all__ = [
    "BackupError",
    "BackupMedicError",
    "DiscordUnavailableError",
    "Exit",
    "KnowledgeError",
    "ModelError",
    "Problem",
    "SettingsError",
    "StoreError",
    "UsageError",
]


class Exit(IntEnum):
    """Exit codes; 69 is ``EX_UNAVAILABLE`` of sysexits.h, 130 is 128 + SIGINT."""

    OK = 0
    EXPECTED = 1
    USAGE = 2
    BUG = 3
    UNAVAILABLE = 69
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding of the knowledge check."""

    file: str
    line: int
    key: str
    message: str
    hint: str = ""

    @override
    def __str__(self) -> str:
        """One line, as ``file:line: key: what is wrong. Hint: what to do.``."""
        where = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        end = "" if self.hint.endswith("?") else "."
        hint = f" Hint: {self.hint}{end}" if self.hint else ""
        return " ".join(f"{where}{self.message}.{hint}".split())


class BackupMedicError(Exception):
    """Any failure that is expected and explained; its text says what to do."""

    exit: ClassVar[Exit] = Exit.EXPECTED


class SettingsError(BackupMedicError):
    """A setting is missing or malformed; the text names the key and what it wants."""

    exit = Exit.USAGE


class UsageError(BackupMedicError):
    """A command was given something that it can't take."""

    exit = Exit.USAGE


class KnowledgeError(BackupMedicError):
    """The knowledge base has problems; `problems` holds every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class StoreError(BackupMedicError):
    """What is to outlive a restart can't be read or written; `place` is where it is kept."""

    def __init__(self, place: str, reason: str) -> None:
        self.place = place
        self.reason = reason
        super().__init__(
            f"The store {place} can't be used: {reason}. Make sure that DATABASE_URL names an "
            "SQLite file that this user may write, on a disk with room and held by no other "
            "program, or a PostgreSQL database that runs and in which this user may make tables."
        )


class BackupError(BackupMedicError):
    """No copy of a store could be made."""

    def __init__(self, place: str, copy: str, reason: str) -> None:
        super().__init__(
            f"The store {place} can't be copied to {copy}: {reason}. Make sure that DATABASE_URL "
            "names the bot's SQLite file, that this user may read it, and that the folder of the "
            "copy is one that this user may write in, on a disk with room."
        )


class ModelError(BackupMedicError):
    """A sentence encoder can't be brought, or can't be used; the text says why."""


class DiscordUnavailableError(BackupMedicError):
    """Discord can't be reached, or refuses the token."""

    exit = Exit.UNAVAILABLE

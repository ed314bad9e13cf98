"""The files of a knowledge folder: their bytes, the problems met in them, and their version."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from bot.errors import Problem

__all__ = [
    "FILES",
    "FOLDERS",
    "MOST_BYTES",
    "MOST_FILES",
    "MOST_PROBLEMS",
    "Data",
    "Document",
    "Place",
    "fetch",
    "find_version",
    "names_in",
    "version_of",
]

Place = tuple[str | int, ...]
Data = str | list["Data"] | dict[str, "Data"]

FILES = (
    "acts.yml",
    "answers.yml",
    "common-words.txt",
    "cues.yml",
    "escalation.yml",
    "ladder.yml",
    "languages.yml",
    "neighbours.yml",
    "phrases.yml",
    "places.yml",
    "product.yml",
    "signs.yml",
    "vague.yml",
    "variants.yml",
    "vocabulary.yml",
)
"""The files that each knowledge folder has."""

FOLDERS = ("causes", "faqs")
"""The folders in it, of which each file holds one entry."""

MOST_BYTES = 1_000_000
"""Bytes of a file: several times the largest that comes along, and read in a second or two."""

MOST_FILES = 500
"""Files of a kind: some twenty times as many as come along, a bound on memory and time."""

MOST_PROBLEMS = 100
"""Problems that are told of a file: nobody reads more, and a ruined file has one a line."""


@dataclass(slots=True)
class Document:
    """A file's data, the line of each place in it, and the problems met on the way."""

    file: str
    raw: bytes = b""
    data: Data = ""
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Place) -> int:
        """The line of the place, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Place, message: str, hint: str, line: int | None = None) -> None:
        """Note a problem at a place, on its line unless a line is given; 100 at most."""
        if len(self.problems) >= MOST_PROBLEMS:
            return
        key = ".".join(str(part) for part in path)
        self.problems.append(Problem(self.file, line or self.line(path), key, message, hint))


def fetch(path: Path, document: Document, root: Path) -> bool:
    """Read a file's bytes into a document; False, and the problem noted, where that can't be.

    Args:
        path: the file.
        document: what it is read into.
        root: the folder that the file has to be in, wherever links lead.

    """
    try:
        where = path.resolve(strict=True)
        if not where.is_relative_to(root.resolve()):
            hint = "put the file itself there"
            document.problem((), "a link that leads out of the knowledge folder", hint)
            return False
        if not where.is_file():  # to read a pipe or a device may take for ever
            document.problem((), "no ordinary file", "put a text file in its place")
            return False
        with where.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, RuntimeError) as error:  # Python 3.11 and 3.12 raise the latter for a circle
        reason = getattr(error, "strerror", None) or "its links go round in a circle"
        document.problem((), f"can't be read: {reason}", "check that the file is there")
        return False
    if len(raw) > MOST_BYTES:
        document.problem((), f"larger than {MOST_BYTES} bytes", "split it")
        return False
    document.raw = raw
    return True


def names_in(root: Path, folder: str) -> list[str]:
    """The names of the files in one of the folders, in their order."""
    return [f"{folder}/{path.name}" for path in sorted((root / folder).glob("*.yml"))]


def version_of(documents: Iterable[Document]) -> str:
    """A hash of the files that were read, of their names and all of their bytes."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda one: one.file):
        digest.update(document.file.encode() + b"\0" + document.raw + b"\0")
    return digest.hexdigest()


def find_version(root: Path) -> str | None:
    """The version of a folder's knowledge, by the bytes alone; None if they can't all be read."""
    entries = [names_in(root, folder) for folder in FOLDERS]
    if any(len(names) > MOST_FILES for names in entries):
        return None
    documents = [Document(name) for name in chain(FILES, *entries)]
    is_whole = all(fetch(root / document.file, document, root) for document in documents)
    return version_of(documents) if is_whole else None

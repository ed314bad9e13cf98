"""The version of a folder: known by the bytes alone, before anything is checked."""

import os

import pytest

from bot.content import load
from bot.content.files import MOST_FILES, find_version
from tests.conftest import KNOWLEDGE
from tests.content.folder import FILES, Folder


def test_version_is_that_of_the_knowledge(folder: Folder) -> None:
    """A sound folder's version is known without checking it: the one that its knowledge has."""
    assert find_version(folder.path) == load(folder.path).version
    assert find_version(KNOWLEDGE) == load(KNOWLEDGE).version


@pytest.mark.parametrize("name", sorted(FILES))
def test_any_file_counts(folder: Folder, name: str) -> None:
    """A change of any file is another version."""
    before = find_version(folder.path)
    folder.append(name, "# a remark\n")

    assert find_version(folder.path) != before


def test_names_count(folder: Folder) -> None:
    """The same text in a file of another name is another version."""
    before = find_version(folder.path)
    (folder.path / "causes" / "wire.yml").rename(folder.path / "causes" / "cable.yml")

    assert find_version(folder.path) != before


def test_missing_file_has_no_version(folder: Folder) -> None:
    """Where a file is gone, nothing that was kept may stand in for the folder."""
    folder.remove("ladder.yml")

    assert find_version(folder.path) is None
    assert find_version(folder.path / "elsewhere") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such thing on Windows")
def test_pipe_has_no_version(folder: Folder) -> None:
    """A pipe in a file's place is not read from, which would take for ever."""
    folder.remove("ladder.yml")
    os.mkfifo(folder.path / "ladder.yml")

    assert find_version(folder.path) is None


def test_too_many_files_have_no_version(folder: Folder) -> None:
    """More files than are read are not read for their version either."""
    for number in range(MOST_FILES):
        (folder.path / "faqs" / f"faq-{number}.yml").write_text("")

    assert find_version(folder.path) is None

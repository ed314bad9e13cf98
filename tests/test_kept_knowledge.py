"""Checked knowledge on disk: as it was, or checked again, and never in the way of a start."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import bot.app
from bot.adapters.cache import KnowledgeCache, ModelCache
from bot.app import build_assistant, read_knowledge
from bot.content import load
from bot.core.knowledge import Kind, Knowledge, Risk
from bot.core.marks import Mark
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE
from tests.content.folder import Folder

KEY = "files-and-code"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A knowledge folder without problems."""
    return Folder(tmp_path / "knowledge")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where knowledge is kept; not there yet."""
    return tmp_path / "deep" / "cache"


def only_file(folder: Path) -> Path:
    """The one file in a folder."""
    (file,) = folder.iterdir()
    return file


def test_kept_knowledge_is_the_same(kept: Path) -> None:
    """What was kept is, to the last value, what was checked, sets and words of a kind and all."""
    knowledge = load(KNOWLEDGE)
    KnowledgeCache(kept).save(KEY, knowledge)
    again = KnowledgeCache(kept).load(KEY)

    assert again == knowledge
    assert type(again.vocabulary.common_words) is frozenset
    assert {type(fix.risk) for fix in again.fixes()} == {Risk}
    assert {type(cause.kind) for cause in again.causes} == {Kind}
    assert {type(mark) for mark in again.cues.marks} == {Mark}


def test_other_keys_are_not_there(knowledge: Knowledge, kept: Path) -> None:
    """Knowledge belongs to the files and the code that it was made from."""
    cache = KnowledgeCache(kept)

    assert cache.load(KEY) is None
    cache.save(KEY, knowledge)
    assert cache.load(KEY + "!") is None


def emptied(path: Path) -> None:
    """Leave nothing in it."""
    path.write_bytes(b"")


def cut(path: Path) -> None:
    """Leave the first half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def foreign(path: Path) -> None:
    """Put bytes there that are no text."""
    path.write_bytes(bytes(range(256)))


def reworded(path: Path) -> None:
    """Change a word, and leave the rest as it was."""
    path.write_bytes(path.read_bytes().replace(b"icloud", b"cloudi", 1))


def other_fields(path: Path) -> None:
    """Put something there that is whole, but no knowledge."""
    other = json.dumps({"product": {}}).encode()
    path.write_bytes(hashlib.sha256(other).hexdigest().encode() + b"\n" + other)


def gone(path: Path) -> None:
    """Take it away."""
    path.unlink()


def in_the_way(path: Path) -> None:
    """Put a folder of its name there."""
    path.unlink()
    path.mkdir()


DAMAGES = [emptied, cut, foreign, reworded, other_fields, gone, in_the_way]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_file_counts_as_not_there(
    knowledge: Knowledge, kept: Path, damage: Callable[[Path], None]
) -> None:
    """Whatever has become of a file: it is no knowledge, nothing fails, the next one is kept."""
    cache = KnowledgeCache(kept)
    cache.save(KEY, knowledge)
    damage(only_file(kept))

    assert cache.load(KEY) is None
    cache.save(KEY, knowledge)
    assert (cache.load(KEY) is None) is (damage is in_the_way)


def test_folder_that_cannot_be(knowledge: Knowledge, tmp_path: Path) -> None:
    """Where the folder can't be made, nothing is kept and nothing fails."""
    (tmp_path / "file").write_text("")
    cache = KnowledgeCache(tmp_path / "file" / "cache")
    cache.save(KEY, knowledge)

    assert cache.load(KEY) is None


def test_checked_once(folder: Folder, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that hasn't changed since it was checked is not checked again."""
    first = read_knowledge(folder.path, ModelCache(kept))
    checked: list[Path] = []
    monkeypatch.setattr(bot.app, "load", checked.append)

    assert read_knowledge(folder.path, ModelCache(kept)) == first
    assert not checked


def test_what_checks_is_not_imported(folder: Folder, kept: Path) -> None:
    """Where knowledge was checked before, neither YAML nor what checks it is imported."""
    build_assistant(folder.path, ModelCache(kept))
    code = f"""
import sys
from pathlib import Path
from bot.adapters.cache import ModelCache
from bot.app import build_assistant
build_assistant(Path({str(folder.path)!r}), ModelCache(Path({str(kept)!r})))
print(sorted({{"yaml", "bot.content.lint", "bot.content.schema"}} & set(sys.modules)))
"""
    done = subprocess.run(  # noqa: S603  # fixed words
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )

    assert done.stdout.strip() == "[]"


def test_checked_anew_after_a_change(folder: Folder, kept: Path) -> None:
    """Whatever is changed in a folder is found at the next look, be it sound or not."""
    cache = ModelCache(kept)
    before = read_knowledge(folder.path, cache)
    folder.append("ladder.yml", "# a remark\n")
    after = read_knowledge(folder.path, cache)
    folder.append("ladder.yml", "- nothing-of-the-kind\n")

    assert before.version != after.version
    with pytest.raises(KnowledgeError):
        read_knowledge(folder.path, cache)


def test_checked_anew_by_other_code(
    folder: Folder, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another version of the program has checked is checked again."""
    cache = ModelCache(kept)
    knowledge = read_knowledge(folder.path, cache)
    monkeypatch.setattr(bot.app, "code_digest", lambda *_: "other")
    checked: list[Path] = []

    def checking(path: Path) -> Knowledge:
        checked.append(path)
        return knowledge

    monkeypatch.setattr(bot.app, "load", checking)
    read_knowledge(folder.path, cache)

    assert checked == [folder.path]

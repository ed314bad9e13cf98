"""A knowledge folder that somebody means to do harm with: clear problems, and soon."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.content.files import MOST_BYTES, MOST_PROBLEMS, Document
from bot.content.reader import read
from bot.errors import KnowledgeError
from tests.content.folder import FILES, Folder, problems

BOMBS = {
    "aliases of aliases": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n",
    "alias of itself": "a: &a [*a]\n",
    "merged": "a: &a {x: y}\nb: {<<: *a}\n",
    "nested lists": "[" * MOST_BYTES,
    "nested mappings": "{a: " * (MOST_BYTES // 4),
    "nested dashes": "- " * (MOST_BYTES // 2),
    "nested questions": "? " * (MOST_BYTES // 2),
    "same key": "a: b\n" * (MOST_BYTES // 5),
    "tags": "a: !!python/object/apply:os.system [ls]\n" * 1_000,
    "one long line": "a" * MOST_BYTES,
    "one long text": "a: '" + "x " * (MOST_BYTES // 3) + "'",
    "open text": "a: '" + "x\n" * (MOST_BYTES // 3),
    "many documents": "---\n" * (MOST_BYTES // 4),
    "many remarks": "#\n" * (MOST_BYTES // 2),
    "indentation": "\n".join(" " * depth + "a:" for depth in range(1_400)),
    "a long number": "a: " + "9" * 100_000,
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_bombs(tmp_path: Path, content: str) -> None:
    """What is small and means to become large, or deep, or many, becomes nothing of it."""
    assert len(content.encode()) <= MOST_BYTES
    file = tmp_path / "bomb.yml"
    file.write_text(content, "utf-8")

    document = read(file, "bomb.yml")

    assert len(document.problems) <= MOST_PROBLEMS
    assert size(document) <= MOST_BYTES + 1


def size(document: Document) -> int:
    """How many values there are in a document, and characters in all of them."""
    left, total = [document.data], 0
    while left:
        value = left.pop()
        total += len(value) + 1
        if not isinstance(value, str):
            left += value.values() if isinstance(value, dict) else value
    return total


@pytest.mark.parametrize("name", ["acts.yml", "causes/bulb.yml", "common-words.txt"])
def test_huge_file_is_not_read_whole(folder: Folder, name: str) -> None:
    """Of a file without end no more than the limit is read: here it has a terabyte of holes."""
    file = folder.path / name
    with file.open("wb") as hollow:
        hollow.truncate(2**40)

    assert f"larger than {MOST_BYTES} bytes" in message(folder, name)
    assert read(file, name).raw == b""


def message(folder: Folder, name: str) -> str:
    """What the first problem of a file is."""
    return next(found.message for found in problems(folder) if found.file == name)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets ordinary users make no links")
@pytest.mark.parametrize("name", ["acts.yml", "causes/bulb.yml", "common-words.txt"])
def test_link_that_leads_out(folder: Folder, tmp_path: Path, name: str) -> None:
    """A link to a file elsewhere is refused, and nothing of that file is told."""
    secret = tmp_path / "secret"
    secret.write_text("token: hush-hush\n")
    (folder.path / name).unlink()
    (folder.path / name).symlink_to(secret)

    with pytest.raises(KnowledgeError) as caught:
        load(folder.path)

    assert "leads out of the knowledge folder" in str(caught.value)
    assert "hush-hush" not in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets ordinary users make no links")
def test_link_of_a_folder_that_leads_out(folder: Folder, tmp_path: Path) -> None:
    """The same for a folder of files."""
    (folder.path / "causes").rename(tmp_path / "causes")
    (folder.path / "causes").symlink_to(tmp_path / "causes")

    assert "leads out" in message(folder, "causes/bulb.yml")


@pytest.mark.skipif(os.name == "nt", reason="Windows lets ordinary users make no links")
def test_links_inside(folder: Folder) -> None:
    """Links that stay in the folder are fine: so Kubernetes mounts files."""
    (folder.path / "..data").mkdir()
    for name in ("acts.yml", "common-words.txt"):
        (folder.path / name).rename(folder.path / "..data" / name)
        (folder.path / name).symlink_to(Path("..data") / name)

    assert load(folder.path).acts


@pytest.mark.skipif(os.name == "nt", reason="Windows lets ordinary users make no links")
@pytest.mark.parametrize("name", ["acts.yml", "common-words.txt"])
def test_links_in_a_circle(folder: Folder, name: str) -> None:
    """Links that lead to each other are a problem like a file that is not there."""
    (folder.path / name).unlink()
    (folder.path / name).symlink_to(folder.path / "other")
    (folder.path / "other").symlink_to(folder.path / name)

    assert "can't be read" in message(folder, name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such thing on Windows")
@pytest.mark.parametrize("name", ["acts.yml", "common-words.txt"])
def test_pipe_is_not_waited_for(folder: Folder, name: str) -> None:
    """A pipe, from which nothing ever comes, is refused without a look."""
    (folder.path / name).unlink()
    os.mkfifo(folder.path / name)

    assert message(folder, name) == "no ordinary file"


def test_too_many_files(folder: Folder) -> None:
    """From so many files on nothing more is read, and that is told once."""
    for number in range(600):
        (folder.path / "faqs" / f"faq-{number:03}.yml").write_text("[]")

    found = [problem for problem in problems(folder) if "the most that are read" in problem.message]

    assert [problem.file for problem in found] == ["faqs/faq-500.yml"]


def test_problems_are_not_without_end(folder: Folder) -> None:
    """A file with a mistake in each line tells a hundred of them."""
    lines = "".join(f"- {{a{number}: b}}\n" for number in range(2_000))
    (folder.path / "neighbours.yml").write_text(lines)

    found = [problem for problem in problems(folder) if problem.file == "neighbours.yml"]

    assert len(found) == MOST_PROBLEMS


_SIGNS = (*"ab:-,[]{}&*!|>%@`'\"#?~", "\n", "\t", "\n  ", ": ", "- ", "---\n", "<<: ", "&a ", "*a")
_TEXTS = ("yes", "9" * 40, "{device}", "{0}", "https://evil.example", "\u00e9", "\U0001f600")
_UNSEEN = ("\u202e", "\u2028", "\ufeff", "\x00")
PARTS = st.sampled_from([*_SIGNS, *_TEXTS, *_UNSEEN])


@pytest.mark.parametrize("name", sorted(FILES))
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(parts=st.lists(PARTS, max_size=30), at=st.floats(0, 1), cut=st.integers(0, 200))
def test_mangled_file(folder: Folder, name: str, parts: list[str], at: float, cut: int) -> None:
    """Whatever is written into the middle of a file: it loads, or says where it doesn't."""
    whole = FILES[name]
    place = int(at * len(whole))
    (folder.path / name).write_text(whole[:place] + "".join(parts) + whole[place + cut :], "utf-8")
    found = problems(folder)
    (folder.path / name).write_text(whole, "utf-8")

    assert all(problem.file in FILES and problem.line >= 1 for problem in found)

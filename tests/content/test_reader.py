from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.content.files import Data, Document
from bot.content.reader import read
from bot.errors import Problem

NAME = "lamp.yml"


def reading(folder: Path, content: str | bytes) -> Document:
    """What the reader makes of a file with this content."""
    file = folder / "file"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(file, NAME)


def only_problem(document: Document) -> Problem:
    """The one problem of a document, complete with file, line and hint."""
    assert len(document.problems) == 1
    (problem,) = document.problems
    assert problem.file == NAME
    assert problem.line >= 1
    assert problem.hint
    return problem


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "off",
        "true",
        "null",
        "~",
        "1.10",
        "0x1F",
        "010",
        "1e3",
        "2026-11-23",
        "12:30:45",
        ".inf",
        "=",
        "☂ naïve 😀",
    ],
)
def test_strings_stay_strings(tmp_path: Path, text: str) -> None:
    """What looks like a number, a date or a truth value is read as the text that stands there."""
    document = reading(tmp_path, f"key: {text}\nlist: [{text}]\n{text}: value\n")

    assert not document.problems
    assert document.data == {"key": text, "list": [text], text: "value"}


@pytest.mark.parametrize(
    ("content", "data"),
    [
        ('key: "no"', {"key": "no"}),
        ("key: 'it''s'", {"key": "it's"}),
        ("key:", {"key": ""}),
        ("key: |\n  one\n  two\n", {"key": "one\ntwo\n"}),
        ("key: >-\n  one\n  two\n", {"key": "one two"}),
        ('key: "tab\\tnew\\nline"', {"key": "tab\tnew\nline"}),
        ("key: value # remark", {"key": "value"}),
        ("- one\n- [two, three]\n- {four: five}", ["one", ["two", "three"], {"four": "five"}]),
        ("{}", {}),
        ("[]", []),
        ("--- key", "key"),
        ("\ufeffkey: value", {"key": "value"}),
        ("key: value\r\nother: value\r\n", {"key": "value", "other": "value"}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
    ],
)
def test_plain_yaml(tmp_path: Path, content: str, data: Data) -> None:
    """Everyday YAML is read as it is meant, with or without a byte order mark."""
    document = reading(tmp_path, content)

    assert not document.problems
    assert data == document.data


@pytest.mark.parametrize(
    ("content", "line", "key", "message"),
    [
        pytest.param("a: b\nc: d\na: e", 3, "a", "twice, first on line 1", id="duplicate"),
        pytest.param("x:\n  a: b\n  a: c", 3, "x.a", "first on line 2", id="duplicate-inside"),
        pytest.param("- a: 1\n  a: 2", 2, "0.a", "first on line 1", id="duplicate-in-list"),
        pytest.param("a: b\nc: &x d", 2, "c", "anchors", id="anchor"),
        pytest.param("a: b\n&x c: d", 2, "", "anchors", id="anchor-of-a-key"),
        pytest.param("a:\n  - &x\n    b: c", 2, "a.0", "anchors", id="anchor-of-a-mapping"),
        pytest.param("a: &x [b]", 1, "a", "anchors", id="anchor-of-a-list"),
        pytest.param("a: *x", 1, "a", "aliases", id="alias"),
        pytest.param("a:\n  *x : b", 2, "a", "a key must be plain text", id="alias-as-a-key"),
        pytest.param("a: !!int 3", 1, "a", "tags", id="tag"),
        pytest.param("a: b\n!!str c: d", 2, "", "tags", id="tag-of-a-key"),
        pytest.param("a: !lamp {b: c}", 1, "a", "tags", id="tag-of-a-mapping"),
        pytest.param(
            "a: !!python/object/apply:os.system [ls]", 1, "a", "tags", id="tag-that-runs-code"
        ),
        pytest.param("? [a]\n: b", 1, "", "a key must be plain text", id="list-as-a-key"),
        pytest.param("a: b\n---\nc: d", 2, "", "second document", id="second-document"),
        pytest.param("a: b\n...\n---\nc: d", 3, "", "second document", id="ended-document"),
        pytest.param("a:\n  " + "[" * 40, 2, "a" + ".0" * 12, "too deeply", id="too-deep"),
        pytest.param("[" * 99_999, 1, "0" + ".0" * 12, "too deeply", id="far-too-deep"),
        pytest.param("- " * 99_999, 1, "0" + ".0" * 12, "too deeply", id="too-deep-a-list"),
        pytest.param("a: b\nc:\n\td: e", 3, "", "not YAML", id="tab"),
        pytest.param("a: b\nc: \x07", 2, "", "control character", id="control-character"),
        pytest.param("é: b\né2: b\nc: \x00", 3, "", "control character", id="after-accents"),
        pytest.param('a: b\nc: "\\e[31m"', 2, "c", "control character", id="escaped-control"),
        pytest.param('a: b\n"\\0": c', 2, "", "control character", id="control-in-a-key"),
        pytest.param('a: "\\x85"', 1, "a", "control character", id="c1-control"),
        pytest.param("a: b\nc: it: is", 2, "", "not YAML", id="colon-in-a-text"),
        pytest.param("a: b\nc: 'open", 2, "", "not YAML", id="quote-that-stays-open"),
        pytest.param("a: {b\nc: d", 2, "", "not YAML", id="brace-that-stays-open"),
        pytest.param("a:\n  b: c\n d: e", 3, "", "not YAML", id="wrong-indentation"),
        pytest.param("a: b\n@c: d", 2, "", "not YAML", id="reserved-character"),
        pytest.param('a: "\\ud800"', 1, "", "not YAML", id="surrogate"),
        pytest.param("", 1, "", "empty", id="empty"),
        pytest.param("\n# remark\n", 1, "", "empty", id="nothing-but-a-remark"),
        pytest.param("\ufeff", 1, "", "empty", id="nothing-but-a-mark"),
        pytest.param(b"a: b\nc: \xff", 2, "", "not UTF-8", id="not-utf-8"),
        pytest.param("a: ä".encode("utf-16"), 1, "", "not UTF-8", id="utf-16"),
        pytest.param("a: b".encode("utf-16-le"), 1, "", "control character", id="utf-16-unmarked"),
        pytest.param(b"a: " + b"b" * 1_000_000, 1, "", "larger than", id="too-large"),
    ],
)
def test_refused(tmp_path: Path, content: str | bytes, line: int, key: str, message: str) -> None:
    """What the dialect leaves out is one problem with its line, the key around it and a hint."""
    problem = only_problem(reading(tmp_path, content))

    assert (problem.line, problem.key) == (line, key)
    assert message in problem.message


def test_tabs_are_named(tmp_path: Path) -> None:
    """Who indents with a tab is told to take spaces."""
    assert "spaces" in only_problem(reading(tmp_path, "a:\n\tb: c")).hint


def test_duplicates_are_all_told(tmp_path: Path) -> None:
    """Each repeated key is a problem of its own, and the first value is the one that counts."""
    document = reading(tmp_path, "a: 1\nb: {c: 2, c: 3}\na: 4\na: 5\n")

    assert [(p.key, p.line) for p in document.problems] == [("b.c", 2), ("a", 3), ("a", 4)]
    assert document.data == {"a": "1", "b": {"c": "2"}}


def test_large_is_measured_in_bytes(tmp_path: Path) -> None:
    """A file of exactly the allowed size is read."""
    document = reading(tmp_path, b"a: " + b"b" * 999_997)

    assert not document.problems


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is a problem, not an exception."""
    problem = only_problem(read(tmp_path / "nowhere.yml", NAME))

    assert problem.message.startswith("can't be read")


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    """A folder where a file should be is a problem, not an exception."""
    only_problem(read(tmp_path, NAME))


def test_lines_of_places(tmp_path: Path) -> None:
    """Every key and item knows its line, and a place that is not there that of the nearest one."""
    document = reading(tmp_path, "\na:\n  b: c\n  d:\n  - e\n  - f: g\n")
    wanted = {
        (): 2,
        ("a",): 2,
        ("a", "b"): 3,
        ("a", "d"): 4,
        ("a", "d", 0): 5,
        ("a", "d", 1): 6,
        ("a", "d", 1, "f"): 6,
        ("a", "d", 1, "x", "y"): 6,
        ("z",): 2,
    }

    assert wanted == {place: document.line(place) for place in wanted}


def test_keeps_what_was_read(tmp_path: Path) -> None:
    """The bytes stay at hand, so that a hash is of the very text that was checked."""
    assert reading(tmp_path, "\ufeffa: é").raw == "\ufeffa: é".encode()


def depth(data: Data) -> int:
    """How deeply lists and mappings are nested."""
    if isinstance(data, str):
        return 0
    parts = data.values() if isinstance(data, dict) else data
    return 1 + max(map(depth, parts), default=0)


YAML_PARTS = st.sampled_from(
    [*"abc 01:,-?!&*|>%@`'\"#{}[]\n\t\r~=.", "\n  ", ": ", "- ", "---\n", "...\n", "<<", "\\x", "é"]
)
CONTENT = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(str.encode),
    st.lists(YAML_PARTS, max_size=60).map(lambda parts: "".join(parts).encode()),
)


@example(b"\xef\xbb\xbf\xef\xbb\xbfa: b")
@example(b"%YAML 9.9\n---\na: b")
@example(b"%TAG ! !\n%TAG ! !\n--- a")
@example(b"a: \xed\xa0\x80")
@example(b"\xef\xbf\xbe")
@example(b"? ? ? ?")
@example(b"...")
@example(b"- |9999999999999999999")
@given(CONTENT)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_never_raises(tmp_path: Path, content: bytes) -> None:
    """Whatever a file holds, the reader gives shallow plain data, or problems that say where."""
    document = reading(tmp_path, content)

    assert depth(document.data) <= 13
    for problem in document.problems:
        assert problem.file == NAME
        assert 1 <= problem.line <= len(content) + 1
        assert problem.message
        assert problem.hint


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff"), max_size=30
)


@given(st.dictionaries(TEXTS, st.lists(TEXTS, max_size=3), max_size=5))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_quoted_texts_come_back(tmp_path: Path, wanted: dict[str, list[str]]) -> None:
    """Any printable text in quotes is read as it was written."""

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    lines = [
        f"? {quoted(key)}\n: [{', '.join(map(quoted, texts))}]" for key, texts in wanted.items()
    ]
    document = reading(tmp_path, "\n".join(lines) or "{}")

    assert not document.problems
    assert wanted == document.data

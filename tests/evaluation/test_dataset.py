from pathlib import Path

import pytest

from bot.core.matching import Example
from bot.errors import UsageError
from bot.evaluation.dataset import Equivalents, read_csv, read_equivalents, read_jsonl


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test writes its data."""
    return tmp_path / "data"


def test_reads_what_a_row_carries(file: Path) -> None:
    """A row has its labels and findings under either name; other keys don't matter."""
    file.write_text(
        '{"text": "dark", "labels": ["bulb", "wire"], "already_tried": ["wire"], "negated": []}\n'
        "\n"
        '{"text": "it sparks", "labels": ["oos-fire"], "sure": false, "id": 7, "device": null}\n'
        '{"text": "no idea", "tried": ["bulb"], "ruled_out": ["wire"], "os": "18.1"}\n',
    )
    first, second, third = read_jsonl(file)

    assert (first.label, first.is_outside, first.sure) == ("bulb", False, True)
    assert (first.tried, first.ruled_out) == (frozenset({"wire"}), frozenset())
    assert (second.is_outside, second.sure, second.tried) == (True, False, None)
    assert {"device", "os"} & second.model_fields_set == {"device"}
    assert (third.labels, third.label, third.os) == (None, "", "18.1")
    assert (third.tried, third.ruled_out) == (frozenset({"bulb"}), frozenset({"wire"}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"text": "a", "labels": ["b"]}\n{"labels": ["b"]}\n', ":2: text: field required"),
        ('{"text": "", "labels": ["b"]}', ":1: text: string should have at least 1 character"),
        ('{"text": "a", "labels": []}', ":1: labels: "),
        ('{"text": "a", "labels": "b"}', ":1: labels: input should be a valid array"),
        ('{"text": "a", "labels": [1]}', ":1: labels.0: input should be a valid string"),
        ('{"text": "a", "sure": "no"}', ":1: sure: input should be a valid boolean"),
        ('{"text": "a"}\n\n{"text": ', ":3: invalid json: "),
        ("[]", ":1: "),
        ("5 gb", ":1: invalid json: trailing characters at column 3. Hint: a line is {"),
        ("", ": no utterances in it. Hint: a line is {"),
        (" \n\n", ": no utterances in it"),
    ],
)
def test_malformed_rows(file: Path, text: str, message: str) -> None:
    """A line that is no labelled utterance is named by its number, and says what is wrong."""
    file.write_text(text)

    with pytest.raises(UsageError) as caught:
        read_jsonl(file)
    assert str(caught.value).startswith(f"{file}{message}")


def test_reads_csv(file: Path) -> None:
    """A quoted text may hold commas and line ends; an empty label is out of scope."""
    file.write_bytes(b'\xef\xbb\xbftext,label\r\n"dark,\r\nvery",bulb\r\n\r\nwhat a day, \r\n')

    assert read_csv(file) == [Example("dark,\nvery", "bulb"), Example("what a day", "oos")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: no columns text and label. Hint: the first line is text,label"),
        ("dark,bulb\n", ":1: no columns text and label. Hint: "),
        ("text,label\n", ": no rows in it"),
        ("text,label\ndark,bulb\ndark\n", ":3: no row of two columns. Hint: "),
        ("text,label\n ,bulb\n", ":2: no row of two columns. Hint: "),
        ('text,label\n"a\nb",bulb\na,b,c\n', ":4: no row of two columns. Hint: "),
        ('text,label\n"dark,bulb\n', ":2: unexpected end of data"),
    ],
)
def test_malformed_csv(file: Path, text: str, message: str) -> None:
    """A line that is no text with a label is named by its number."""
    file.write_text(text)

    with pytest.raises(UsageError) as caught:
        read_csv(file)
    assert str(caught.value).startswith(f"{file}{message}")


@pytest.mark.parametrize("read", [read_jsonl, read_csv, read_equivalents])
def test_missing_file(file: Path, read: object) -> None:
    """A file that is not there is named."""
    assert callable(read)
    with pytest.raises(UsageError, match="can't be read: No such file or directory"):
        read(file)


def test_not_utf8(file: Path) -> None:
    """Bytes that are no UTF-8 are named by their line."""
    file.write_bytes(b'{"text": "a"}\n{"text": "\xff"}')

    with pytest.raises(UsageError, match=":2: is not in UTF-8"):
        read_jsonl(file)


def test_equivalents(file: Path) -> None:
    """What is found counts for itself and for what it may stand for, and not the other way."""
    file.write_text('{"fuse": ["wire", "switch"]}')
    equivalents = read_equivalents(file)

    assert equivalents.accepts("fuse", ("fuse",))
    assert equivalents.accepts("fuse", ("bulb", "switch"))
    assert not equivalents.accepts("wire", ("fuse",))
    assert not Equivalents().accepts("fuse", ("wire",))


@pytest.mark.parametrize("text", ["", "[]", '{"a": "b"}', '{"a": [1]}', "{"])
def test_malformed_equivalents(file: Path, text: str) -> None:
    """A file that is no table of lists says what it should be."""
    file.write_text(text)

    with pytest.raises(UsageError, match="Hint: it maps identifiers: "):
        read_equivalents(file)

import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.content import load
from bot.core.encoding import Encoders, MatcherName
from bot.errors import UsageError
from bot.evaluation import execution, peers
from bot.evaluation.command import evaluate_command
from bot.rendering import files
from tests.core.encoders import TOY
from tests.core.toys import BICYCLE

Evaluate = Callable[..., Result]

ROWS = [
    {"text": "the bulb is black in the cellar tonight", "labels": ["bulb"], "device": None},
    {"text": "the cable sparks in the hall, ipad", "labels": ["cable"], "device": "ipad"},
    {"text": "black bulb in the attic", "labels": ["bulb", "wire"], "tried": ["wire"]},
    {"text": "who won the game", "labels": ["oos-other"], "negated": []},
    {"text": "is it the bulb", "labels": ["bulb"], "sure": False},
]


def encoders_of(matcher: MatcherName | None) -> Encoders | None:
    """The toy encoder, for the semantic matcher alone."""
    return Encoders(TOY, TOY) if matcher is MatcherName.SEMANTIC else None


@pytest.fixture
def evaluate(lamp_folder: Path) -> Evaluate:
    """Runs the command on the knowledge about lamps."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(evaluate_command(lambda folder: load(folder or lamp_folder), encoders_of))
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file of labelled utterances."""
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    """Examples of some domain, and a test set."""
    examples, test = tmp_path / "examples.csv", tmp_path / "test.csv"
    examples.write_text(
        "text,label\n"
        + "".join(f"send my card to number {n},card\n" for n in range(6))
        + "".join(f"what does a transfer of {n} cost,fee\n" for n in range(6)),
    )
    test.write_text("text,label\nwhere is my card,card\ntransfer cost,fee\nsing a song,\n")
    return examples, test


def found(result: Result) -> dict[str, Any]:
    """The one object that a run printed."""
    assert result.exception is None, result.output
    (line,) = result.stdout.splitlines()
    parsed = json.loads(line)
    assert isinstance(parsed, dict)
    return parsed


def test_json_of_a_file(evaluate: Evaluate, rows: Path, tmp_path: Path) -> None:
    """With --json there is one object with every figure that the design names."""
    equivalents = tmp_path / "equivalents.json"
    equivalents.write_text('{"wire": ["cable"]}')
    figures = found(evaluate(rows, "--json", "--equivalents", equivalents))

    assert figures["n"] == {"in_scope": 3, "out_of_scope": 1, "left_out": 1}
    for name in ("top1", "top3", "mrr", "in_scope_kept", "oos_rejected", "auroc", "balance", "ece"):
        assert 0 <= figures[name] <= 1
    assert 0 < figures["latency_ms"]["p50"] <= figures["latency_ms"]["p99"]
    assert figures["build_s"] > 0
    assert figures["top3"] == 1.0
    assert figures["tried"]["recall"]["n"] == 1
    assert figures["slots"]["device"]["value"] == 1.0
    assert figures["slots"]["os"] is None
    assert "misses" not in figures
    assert "peers" not in figures


def test_unsure_rows(evaluate: Evaluate, rows: Path) -> None:
    """With --all the rows that nobody was sure of are scored, too."""
    figures = found(evaluate(rows, "--all", "--json"))

    assert figures["n"] == {"in_scope": 4, "out_of_scope": 1, "left_out": 0}


def test_table_of_a_file(evaluate: Evaluate, rows: Path) -> None:
    """In a pipe the tables are plain columns, with no misses' texts unless they are asked for."""
    plain = evaluate(rows).stdout
    with_misses = evaluate(rows, "--misses").stdout

    assert "first place right" in plain
    assert "1 rows with unsure labels left out" in plain
    assert "\x1b" not in plain
    assert all(line == line.rstrip() for line in plain.splitlines())
    assert "the cable sparks in the hall, ipad" not in plain
    assert "the cable sparks in the hall, ipad" in with_misses


def test_own_examples(evaluate: Evaluate) -> None:
    """The knowledge's own examples are held out in folds, what is out of scope among them."""
    figures = found(evaluate("--own", "--folds", "2", "--json"))

    assert figures["n"] == {"in_scope": 120, "out_of_scope": 63, "left_out": 0}
    assert figures["top1"] > 0.9
    assert set(figures["rejection"]["in_force"]["by_label"]) == {
        "oos-candles",
        "oos-counter-example",
        "oos-fire",
    }


def test_any_domain(evaluate: Evaluate, tables: tuple[Path, Path]) -> None:
    """A matcher is built from rows of text and label, and scored on others."""
    figures = found(evaluate("--examples", tables[0], "--test", tables[1], "--json"))

    assert figures["n"] == {"in_scope": 2, "out_of_scope": 1, "left_out": 0}
    assert (figures["top1"], figures["auroc"]) == (1.0, 1.0)


def test_typos_repeat(evaluate: Evaluate, rows: Path) -> None:
    """The same seed gives the same misses, and the loss to typos is told."""
    arguments = (rows, "--typos", "0.9", "--seed", "3", "--json", "--misses")
    first, second = found(evaluate(*arguments)), found(evaluate(*arguments))

    assert first["misses"] == second["misses"]
    assert first["typos"] == second["typos"]
    assert (first["typos"]["rate"], first["typos"]["seed"]) == (0.9, 3)


def test_peers(evaluate: Evaluate, rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Peers stand beside ours in the same table, and one that is missing is named."""
    missing = peers.Peer("a rival", peers.PEERS[0].build, "no_such_package")
    monkeypatch.setattr(execution, "PEERS", (peers.PEERS[0], missing))
    figures = found(evaluate(rows, "--peers", "--json"))
    table = evaluate(rows, "--peers").stdout

    assert [one["name"] for one in figures["peers"]] == ["rapidfuzz WRatio, best example"]
    assert figures["not_installed"] == ["a rival"]
    assert f"Not installed: a rival. {peers.INSTALL}" in table
    assert "rapidfuzz WRatio, best example" in table


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give one of these: FILE, --own, or --examples with --test"),
        (["{rows}", "--own"], "give one of these"),
        (["{rows}", "--examples", "{rows}", "--test", "{rows}"], "give one of these"),
        (["--examples", "{rows}"], "--examples and --test go together"),
        (["--test", "{rows}"], "--examples and --test go together"),
        (["--examples", "{rows}", "--test", "{rows}"], ":1: no columns text and label"),
        (["--examples", "{outside}", "--test", "{outside}"], "every label is empty"),
        (["nowhere.jsonl"], "nowhere.jsonl: can't be read: No such file or directory"),
        (["{rows}", "--equivalents", "nowhere.json"], "nowhere.json: can't be read"),
        (["{unsure}"], "every row says sure: false; --all takes them"),
    ],
)
def test_bad_usage(evaluate: Evaluate, rows: Path, arguments: list[str], message: str) -> None:
    """Options that don't go together and files that don't serve are said plainly."""
    unsure = rows.with_name("unsure.jsonl")
    unsure.write_text(json.dumps(ROWS[-1]))
    outside = rows.with_name("outside.csv")
    outside.write_text("text,label\nwho won,\n")
    result = evaluate(*(one.format(rows=rows, unsure=unsure, outside=outside) for one in arguments))

    assert isinstance(result.exception, UsageError)
    assert message in str(result.exception)
    assert result.stdout == ""


def test_page_needs_a_library(
    evaluate: Evaluate, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can draw, --html says what to install before anything is measured."""
    monkeypatch.setattr(files, "find_spec", lambda _: None)
    result = evaluate(rows, "--html", rows.with_name("page.html"))

    assert isinstance(result.exception, UsageError)
    assert files.INSTALL in str(result.exception)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_folder/page.html", "there is no folder"),
        ("", "is a folder. Hint: --html wants the name of a file"),
        ("rows.jsonl/page.html", "there is no folder"),
    ],
)
def test_page_that_can_not_be(
    evaluate: Evaluate, rows: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    """A page that has no place to go is told of before anything is measured."""
    monkeypatch.setattr(files, "find_spec", lambda _: True)
    result = evaluate(rows, "--html", rows.parent / name)

    assert isinstance(result.exception, UsageError)
    assert message in str(result.exception)
    assert result.stdout == ""


def test_page_in_a_closed_folder(
    evaluate: Evaluate, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder or file that may not be written to is told of before anything is measured."""
    monkeypatch.setattr(files, "find_spec", lambda _: True)
    closed = SimpleNamespace(access=lambda *_: False, W_OK=os.W_OK)
    monkeypatch.setattr(files, "os", closed)
    result = evaluate(rows, "--html", rows.with_name("page.html"))

    assert isinstance(result.exception, UsageError)
    assert "can't be written. Hint: name a file in a folder of yours" in str(result.exception)


def test_unknown_labels(evaluate: Evaluate, rows: Path, tmp_path: Path) -> None:
    """A label that nothing ranked can stand for is named, unless an equivalent makes up for it."""
    with rows.open("a") as file:
        file.write('{"text": "no light", "labels": ["bulbb"]}\n')
    equivalents = tmp_path / "equivalents.json"
    equivalents.write_text('{"bulb": ["bulbb"], "wire": ["cable"]}')

    assert found(evaluate(rows, "--json"))["unknown_labels"] == {"bulbb": 1, "cable": 1}
    assert "never right: bulbb (1), cable (1). Correct them" in evaluate(rows).stdout
    assert not found(evaluate(rows, "--json", "--equivalents", equivalents))["unknown_labels"]


def test_bar_on_a_terminal_only(
    evaluate: Evaluate, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal shows what is built and how many are done; a pipe gets none of it."""
    assert evaluate(rows).stderr == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    drawn = evaluate(rows).stderr

    assert "the assistant: building 1 of 1" in drawn
    assert "0/4" in drawn


def test_semantic_matcher_is_measured(evaluate: Evaluate, rows: Path) -> None:
    """The matcher that is named is measured; without a name it is the usual one."""
    light, named = (
        json.loads(evaluate(rows, "--json", *more).output) for more in ((), ("--matcher", "light"))
    )
    TOY.asked.clear()
    semantic = json.loads(evaluate(rows, "--json", "--matcher", "semantic").output)
    assert light["ece"] == named["ece"]
    assert len(TOY.asked[0]) > len(ROWS)  # the examples, then what is asked
    assert ["black bulb in the attic"] in TOY.asked
    assert semantic["ece"] != light["ece"]


def test_semantic_matcher_of_any_domain(evaluate: Evaluate, tmp_path: Path) -> None:
    """Examples of any domain are learned with the encoder too."""
    examples, tests = tmp_path / "examples.csv", tmp_path / "tests.csv"
    said = "".join(f"{one.text},{one.label}\n" for one in BICYCLE if "," not in one.text)
    examples.write_text("text,label\n" + said, encoding="utf-8")
    tests.write_text("text,label\nit is deflated and airless,flat-tyre\n", encoding="utf-8")
    given = ("--examples", examples, "--test", tests, "--json", "--matcher")
    top1 = {
        matcher: json.loads(evaluate(*given, matcher).output)["top1"]
        for matcher in ("light", "semantic")
    }
    assert top1["semantic"] == 1.0
    assert top1["light"] < 1.0

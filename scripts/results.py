#!/usr/bin/env python3
"""Measure, and write the table of results into README.md.

    python scripts/results.py [--banking77 FOLDER] [--semantic MODEL]

Every row comes from ``python -m bot evaluate ... --json``, run here and now. BANKING77
(https://arxiv.org/abs/2003.04807) is measured where a folder holds its ten-example split as
``examples.csv`` and ``test.csv``. With the folder of a sentence encoder, a second table compares
the semantic matcher with the light one.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
HELD_OUT = "tests/data/held_out.jsonl"
READINGS = "tests/data/readings_held_out.jsonl"
TYPOS = ("--typos", "0.2")
MEANING = "<!-- meaning -->", "<!-- end of meaning -->"
BANKING77 = ("--examples", "examples.csv", "--test", "test.csv")
COSTS = (
    ("p50_ms", "half of all messages are read within", "ms"),
    ("p99_ms", "99 of 100 messages are read within", "ms"),
    ("cached_s", "from the files to ready", "s"),
    ("cold_s", "the same at the first start, when it trains", "s"),
    ("memory_mb", "memory of the process without Discord", "MB"),
)
"""What the benchmark finds, with its name in the table."""
LIGHT, SEMANTIC = ("--matcher", "light"), ("--matcher", "semantic")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--banking77", type=Path, help="the folder with BANKING77's split")
    parser.add_argument("--semantic", type=Path, help="the folder with a sentence encoder")
    given = parser.parse_args()
    banking77 = given.banking77.resolve() if given.banking77 else None
    headings = ("what", "figure", "n, 95 % interval", "command: `./dev evaluate ...`")
    _write((BEGIN, END), headings, _rows(banking77))
    if given.semantic:
        os.environ["MATCHER_MODEL"] = str(given.semantic.resolve())
        _write(MEANING, ("what", "light", "semantic"), _side_by_side(banking77))


def _write(marks: tuple[str, str], headings: Sequence[str], rows: Iterable[str]) -> None:
    """Put a table between two marks of the README."""
    today = datetime.now(tz=UTC).date().isoformat()
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    table = "\n".join(
        [
            f"| {' | '.join(headings)} |",
            "|---" * len(headings) + "|",
            *rows,
            "",
            f"Measured on {today} ({machine}) by `python scripts/results.py`.",
        ]
    )
    begin, end = marks
    before, _, rest = README.read_text("utf-8").partition(begin)
    after = rest.partition(end)[2]
    README.write_text(f"{before}{begin}\n{table}\n{end}{after}", "utf-8")


def _rows(banking77: Path | None) -> Iterator[str]:
    plain = _evaluate(HELD_OUT, *LIGHT)
    in_scope, outside = plain["n"]["in_scope"], plain["n"]["out_of_scope"]
    yield _row("right cause first, utterances of our own", plain, "top1", in_scope, HELD_OUT)
    yield _row("right cause among the first three", plain, "top3", in_scope, HELD_OUT)
    yield _row("in scope and taken on", plain, "in_scope_kept", in_scope, HELD_OUT)
    yield _row("out of scope and turned away", plain, "oos_rejected", outside, HELD_OUT)
    typos = _evaluate(HELD_OUT, *TYPOS, *LIGHT)
    command = " ".join((HELD_OUT, *TYPOS))
    yield _row("right cause first, a fifth of the words mistyped", typos, "top1", in_scope, command)
    found = _evaluate(READINGS, *LIGHT)
    for name, what in (("tried", "what was tried, F1"), ("ruled_out", "what is ruled out, F1")):
        value = found[name]["f1"]
        said = found[name]["recall"]["n"]
        yield f"| {what} | {value:.2f} | {said} said | `{READINGS}` |"
    if banking77:
        for extra in ((), TYPOS):
            result = _evaluate(*_paths(banking77), *extra, *LIGHT)
            what = "BANKING77, ten examples an intent and its name" + (
                ", mistyped" if extra else ""
            )
            n = result["n"]["in_scope"]
            yield _row(what, result, "top1", n, " ".join((*BANKING77, *extra)))


def _paths(banking77: Path) -> list[str]:
    return [str(banking77 / one) if one.endswith(".csv") else one for one in BANKING77]


def _side_by_side(banking77: Path | None) -> Iterator[str]:
    """The semantic matcher beside the light one: what it is worth, and what it costs."""
    own = _both(HELD_OUT)
    yield _pair("right cause first, utterances of our own", own, "top1")
    yield _pair("right cause among the first three", own, "top3")
    yield _pair("in scope and taken on", own, "in_scope_kept")
    yield _pair("out of scope and turned away", own, "oos_rejected")
    yield _pair("right cause first, a fifth of the words mistyped", _both(HELD_OUT, *TYPOS), "top1")
    if banking77:
        plain = _both(*_paths(banking77))
        yield _pair("BANKING77, ten examples an intent and its name", plain, "top1")
        yield _pair("the same, mistyped", _both(*_paths(banking77), *TYPOS), "top1")
        yield _pair("the same, area under the curve for what is off the topic", plain, "auroc")
    cost = _run("-m", "benchmarks", "semantic", "--json")
    for key, what, unit in COSTS:
        light, semantic = (
            f"{cost[name][key]:.{1 if unit != 'MB' else 0}f} {unit}" for name in cost
        )
        yield f"| {what} | {light} | {semantic} |"


def _both(*arguments: str) -> Sequence[dict]:  # type: ignore[type-arg]  # JSON
    return [_evaluate(*arguments, *matcher) for matcher in (LIGHT, SEMANTIC)]


def _pair(what: str, both: Sequence[dict], key: str) -> str:  # type: ignore[type-arg]  # JSON
    return f"| {what} | {' | '.join(f'{100 * one[key]:.1f} %' for one in both)} |"


def _row(what: str, result: dict, key: str, n: int, command: str) -> str:  # type: ignore[type-arg]  # JSON
    low, high = result["intervals"][key]
    figure = f"{100 * result[key]:.1f} %"
    return f"| {what} | {figure} | {n}, {100 * low:.0f} to {100 * high:.0f} % | `{command}` |"


def _evaluate(*arguments: str) -> dict:  # type: ignore[type-arg]  # JSON
    return _run("-m", "bot", "evaluate", *arguments, "--json")


def _run(*arguments: str) -> dict:  # type: ignore[type-arg]  # JSON
    command = (sys.executable, *arguments)
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own command
    if done.returncode:  # it has said why
        sys.exit(done.returncode)
    found: dict = json.loads(done.stdout)  # type: ignore[type-arg]  # JSON
    return found


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measure, and write the table of results into README.md.

    python scripts/results.py [--banking77 FOLDER]

Every row comes from ``python -m bot evaluate ... --json``, run here and now. BANKING77
(https://arxiv.org/abs/2003.04807) is measured where a folder holds its ten-example split as
``examples.csv`` and ``test.csv``.
"""

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
HELD_OUT = "tests/data/held_out.jsonl"
READINGS = "tests/data/readings_held_out.jsonl"
TYPOS = ("--typos", "0.2")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--banking77", type=Path, help="the folder with BANKING77's split")
    rows = list(_rows(parser.parse_args().banking77))
    today = datetime.now(tz=UTC).date().isoformat()
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    table = "\n".join(
        [
            "| what | figure | n, 95 % interval | command: `./dev evaluate ...` |",
            "|---|---|---|---|",
            *rows,
            "",
            f"Measured on {today} ({machine}) by `python scripts/results.py`.",
        ]
    )
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


def _rows(banking77: Path | None) -> Iterator[str]:
    plain = _evaluate(HELD_OUT)
    in_scope, outside = plain["n"]["in_scope"], plain["n"]["out_of_scope"]
    yield _row("right cause first, utterances of our own", plain, "top1", in_scope, HELD_OUT)
    yield _row("right cause among the first three", plain, "top3", in_scope, HELD_OUT)
    yield _row("in scope and taken on", plain, "in_scope_kept", in_scope, HELD_OUT)
    yield _row("out of scope and turned away", plain, "oos_rejected", outside, HELD_OUT)
    typos = _evaluate(HELD_OUT, *TYPOS)
    command = " ".join((HELD_OUT, *TYPOS))
    yield _row("right cause first, a fifth of the words mistyped", typos, "top1", in_scope, command)
    found = _evaluate(READINGS)
    for name, what in (("tried", "what was tried, F1"), ("ruled_out", "what is ruled out, F1")):
        value = found[name]["f1"]
        said = found[name]["recall"]["n"]
        yield f"| {what} | {value:.2f} | {said} said | `{READINGS}` |"
    if banking77:
        folder = banking77.resolve()
        for extra in ((), TYPOS):
            files = ("--examples", "examples.csv", "--test", "test.csv")
            paths = [str(folder / one) if one.endswith(".csv") else one for one in files]
            result = _evaluate(*paths, *extra)
            what = "BANKING77, ten examples an intent and its name" + (
                ", mistyped" if extra else ""
            )
            n = result["n"]["in_scope"]
            yield _row(what, result, "top1", n, " ".join((*files, *extra)))


def _row(what: str, result: dict, key: str, n: int, command: str) -> str:  # type: ignore[type-arg]  # JSON
    low, high = result["intervals"][key]
    figure = f"{100 * result[key]:.1f} %"
    return f"| {what} | {figure} | {n}, {100 * low:.0f} to {100 * high:.0f} % | `{command}` |"


def _evaluate(*arguments: str) -> dict:  # type: ignore[type-arg]  # JSON
    command: Sequence[str] = (sys.executable, "-m", "bot", "evaluate", *arguments, "--json")
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own command
    if done.returncode:  # it has said why
        sys.exit(done.returncode)
    found: dict = json.loads(done.stdout)  # type: ignore[type-arg]  # JSON
    return found


if __name__ == "__main__":
    main()

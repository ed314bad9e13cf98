#!/usr/bin/env python3
"""Measure how fast and how large the bot is, and write the table into README.md.

    python scripts/speed.py

Every row comes from ``python -m benchmarks ... --json``, run here and now, on a machine that has
nothing else to do.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- speed -->", "<!-- end of speed -->"

Found = dict[str, float]


def main() -> None:
    """Measure and write."""
    today = datetime.now(tz=UTC).date().isoformat()
    where = f"{_machine()}; {os.getloadavg()[0]:.1f} programs busy before it"
    table = "\n".join(
        [
            "| what | the floor | the bot | difference | goal | `python -m benchmarks ...` |",
            "|---|---|---|---|---|---|",
            *_rows(),
            "",
            f"Measured on {today} ({where}) by `python scripts/speed.py`.",
        ]
    )
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


def _rows() -> Iterator[str]:
    found = _measure("throughput")
    yield _row(
        "answers a second, 50 asking at once",
        f"{found['floor_rate']:.0f}",
        f"{found['ours_rate']:.0f}",
        f"{found['rate_ratio']:.0%}",
        "40%",
        "throughput",
    )
    yield _row(
        "a core's work for an answer",
        f"{found['floor_cpu_ms']:.1f} ms",
        f"{found['ours_cpu_ms']:.1f} ms",
        f"{found['cpu_ratio']:.1f} times",
        "",
        "throughput",
    )
    found = _measure("load")
    for name, goal in (("p50", "1.5 ms"), ("p99", "8 ms")):
        floor, ours, more = (found[f"{key}_{name}_ms"] for key in ("floor", "ours", "more"))
        yield _row(
            f"{name} of the wait, 50 questions a second",
            f"{floor:.1f} ms",
            f"{ours:.1f} ms",
            f"{more:+.1f} ms",
            goal,
            "load",
        )
    longest = f"{found['blocked_ms']:.0f} ms"
    yield _row("longest block of the event loop meanwhile", "", longest, "", "25 ms", "load")
    found = _measure("footprint")
    yield _row(
        "memory, 1,000 servers and 10,000 open cases",
        f"{found['floor_mb']:.0f} MB",
        f"{found['ours_mb']:.0f} MB",
        f"{found['more_mb']:+.0f} MB",
        "120 MB",
        "footprint",
    )
    found = _measure("start")
    yield _row(
        "start of the process to connected",
        f"{found['floor_s']:.2f} s",
        f"{found['ours_s']:.2f} s",
        f"{found['more_s']:+.2f} s",
        "1.0 s",
        "start",
    )
    yield _row("`ask`, from start to end", "", f"{found['ask_s']:.2f} s", "", "1.0 s", "start")
    found = _measure("growth")
    yield _row(
        "a conversation after 100,000 others, against the first",
        "",
        f"{found['later_ms']:.1f} ms",
        f"{found['ratio']:.2f} times",
        "1.2 times",
        "growth",
    )


def _row(*cells: str) -> str:
    *shown, command = cells
    return f"| {' | '.join(shown)} | `{command}` |"


def _machine() -> str:
    """The processor and how many there are, the system, and Python."""
    info = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next(line.partition(":")[2].strip() for line in info if line.startswith("model name"))
    return (
        f"{os.cpu_count()} cores of {model}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def _measure(name: str) -> Found:
    command = (sys.executable, "-m", "benchmarks", name, "--json")
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own command
    if done.returncode:  # it has said why
        sys.exit(done.returncode)
    found: Found = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()

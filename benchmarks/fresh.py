"""Measurements in Python processes of their own, which start with nothing loaded or cached."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.environment import environment

__all__ = ["RESIDENT", "measure"]

RESIDENT = """
import gc, re
from pathlib import Path
gc.collect()
status = Path("/proc/self/status").read_text()
print(int(re.search(r"VmRSS:\\s+(\\d+) kB", status)[1]) * 1024 / 1e6)
"""
"""Prints the megabytes that the process holds; Linux alone tells."""


def measure(code: str, knowledge: Path, cache: Path, *arguments: str) -> float:
    """Run the code and return the number that it prints.

    Args:
        code: what to run; it finds the knowledge folder in ``sys.argv[1]``.
        knowledge: the knowledge folder.
        cache: a folder that stands in for the user's cache.
        arguments: what follows in ``sys.argv``.

    """
    done = subprocess.run(  # noqa: S603  # our own code, no shell
        [sys.executable, "-c", code, str(knowledge), *arguments],
        env=environment() | {"XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return float(json.loads(done.stdout))

"""How much memory the knowledge takes, over an interpreter that has only imported the same."""

import sys
import tempfile
from pathlib import Path

from benchmarks.fresh import RESIDENT, measure
from benchmarks.output import write
from bot.errors import UsageError
from bot.rendering.grids import Grid

__all__ = ["memory"]

_IMPORTS = """
import sys
from pathlib import Path
from bot.app import build_assistant
from bot.core.reading import Utterance
"""

_BUILT = """
assistant = build_assistant(Path(sys.argv[1]))
for word in ("storage", "wifi", "restore", "password", "update"):
    assistant.reader.read(Utterance(f"my icloud backup fails and says something about {word}"))
"""


def memory(knowledge: Path, *, as_json: bool) -> None:
    """Compare fresh processes: one bare, one that built everything, one that found it cached.

    Raises:
        UsageError: this system doesn't tell what is resident.

    """
    if sys.platform != "linux":
        message = "memory is read from /proc, which only Linux has"
        raise UsageError(message)
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        imports = measure(_IMPORTS + RESIDENT, knowledge, cache)
        cold = measure(_IMPORTS + _BUILT + RESIDENT, knowledge, cache)
        cached = measure(_IMPORTS + _BUILT + RESIDENT, knowledge, cache)
    found = {"imports_mb": imports, "cold_mb": cold - imports, "cached_mb": cached - imports}
    rows = (
        ("imports alone", f"{imports:.1f}"),
        ("on top of that, built anew", f"{cold - imports:.1f}"),
        ("on top of that, found cached", f"{cached - imports:.1f}"),
    )
    write(Grid("Resident memory", ("", "MB"), rows), found, as_json=as_json)

"""Everything goes wrong at random while people use the bot, and it keeps its promises."""

import asyncio
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.output import write
from bot.app import build_assistant
from bot.rendering.grids import Grid
from tests.faults.chaos import run_chaos
from tests.faults.ledger import Ledger

__all__ = ["chaos"]


def chaos(knowledge: Path, seed: int, minutes: int, *, as_json: bool) -> bool:
    """Let everything go wrong for some minutes; gives whether every promise was kept."""
    assistant = build_assistant(knowledge)
    with tempfile.TemporaryDirectory() as folder:
        ledger = asyncio.run(run_chaos(assistant, Path(folder), seed=seed, minutes=minutes))
    write(_grid(ledger), asdict(ledger) | {"is_kept": ledger.is_kept}, as_json=as_json)
    return ledger.is_kept


def _grid(ledger: Ledger) -> Grid:
    rows = [
        ("asked", ledger.asked),
        ("answered", ledger.answered),
        ("told why not", ledger.told),
        ("refused by Discord", ledger.refused),
        ("lost", ledger.lost),
        ("doubled", ledger.doubled),
        ("pressed", ledger.pressed),
        ("ignored", ledger.ignored),
        ("otherwise broken", len(ledger.broken)),
    ]
    made = [f"{name} ({count})" for name, count in ledger.faults.items()]
    told = f"{sum(ledger.faults.values())} faults in {ledger.minutes} minutes: {', '.join(made)}."
    note = "\n".join([told, *ledger.broken])
    shown = tuple((name, str(count)) for name, count in rows)
    return Grid(f"Chaos, seed {ledger.seed}", ("", "how many"), shown, note=note)


if __name__ == "__main__":
    import sys

    from benchmarks.__main__ import main

    sys.argv.insert(1, "chaos")
    main()

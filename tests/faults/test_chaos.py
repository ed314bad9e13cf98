"""A short run of chaos."""

from pathlib import Path

import pytest

from bot.core.assistant import Assistant
from tests.faults.chaos import run_chaos


@pytest.fixture(autouse=True)
def promises() -> None:
    """They are looked at by the run itself."""


async def test_short_run_keeps_all_promises(assistant: Assistant, tmp_path: Path) -> None:
    """Two minutes of faults at random: nothing is lost, doubled, ignored or shown."""
    ledger = await run_chaos(assistant, tmp_path, seed=1, minutes=2)
    assert ledger.is_kept, ledger
    assert ledger.asked > 20
    assert ledger.asked == ledger.answered + ledger.told + ledger.refused
    assert ledger.refused < ledger.asked / 4
    assert sum(ledger.faults.values()) > 5

from pathlib import Path

import pytest

from benchmarks.banking77 import banking77
from benchmarks.latency import synthetic
from benchmarks.rows import measure_rows
from benchmarks.servers import CHANNELS, ROLES, hold
from bot.core.domain import cause_examples
from bot.core.knowledge import Knowledge
from bot.errors import UsageError
from bot.evaluation.report import Typos
from tests.store.world import CASE


def test_synthetic_examples(lamps: Knowledge) -> None:
    """Synthetic examples are as many as asked for, of every label, and the same every time."""
    examples = cause_examples(lamps)
    made = list(synthetic(examples, 500))

    assert len(made) == 500
    assert {one.label for one in made} == {one.label for one in examples}
    assert made == list(synthetic(examples, 500))
    assert all(one.text for one in made)


def test_missing_data(tmp_path: Path) -> None:
    """Where public data is not there, the benchmark says so, and where it comes from."""
    with pytest.raises(UsageError, match=r"is not there\. BANKING77 does not come along\. Get"):
        banking77(tmp_path, "valid", Typos(0.2, 1), None, as_json=False)


def test_servers_are_kept_as_by_the_bot() -> None:
    """The servers that memory is measured with have their channels and roles, and no members."""
    first, second = hold(2).guilds

    assert first.id != second.id
    assert (len(first.channels), len(first.roles), len(first.members)) == (CHANNELS, ROLES, 0)


async def test_rows_are_all_counted() -> None:
    """Each kind of row makes the file grow, and a case takes more than the claim on a question."""
    sizes = await measure_rows(CASE, 200)

    assert sizes.keys() == {"case", "outcome", "claim"}
    assert 0 < sizes["claim"] < sizes["case"]
    assert sizes["outcome"] > 0

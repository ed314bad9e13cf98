from pathlib import Path

import pytest

from benchmarks.banking77 import banking77
from benchmarks.latency import synthetic
from bot.core.domain import cause_examples
from bot.core.knowledge import Knowledge
from bot.errors import UsageError
from bot.evaluation.report import Typos


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
        banking77(tmp_path, "valid", Typos(0.2, 1), as_json=False)

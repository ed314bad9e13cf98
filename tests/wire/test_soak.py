"""What the bot holds on to: a short run of ``python -m benchmarks soak``."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.assistant import Assistant
from tests.wire.soak import MOST_GROWTH, Plan, Sample, Soaked, soak


async def test_nothing_is_held_on_to(assistant: Assistant, tmp_path: Path) -> None:
    """After days with outages and lost connections there is no more of anything than before."""
    soaked = await soak(assistant, tmp_path, Plan(10, 3, remembered=10))

    assert soaked.turns == 50
    assert soaked.failures == 0
    assert soaked.samples[-1].rows["claim"] > 0
    assert soaked.samples[-1].rows["outcome"] > 0
    assert soaked.expired == 0
    assert soaked.new_tasks <= 0
    assert soaked.new_handles <= 0
    assert soaked.growth < 10_000  # in so few turns the library's own caches still fill


def clean() -> Soaked:
    """A run in which everything stays as it is."""
    samples = [Sample(minute, 1000, 2000, 5, 16, {"claim": 3}, 0) for minute in range(10)]
    return Soaked(100, 0, samples)


@pytest.mark.parametrize(
    "change", [{"tasks": 6}, {"handles": 17}, {"expired": 1}, {"traced": 10**6}]
)
def test_what_grows_is_told(change: dict[str, int]) -> None:
    """One task, handle or expired row more at the end, or memory that grows, is no clean end."""
    soaked = clean()
    grown = replace(soaked.samples[-1], **change)  # type: ignore[arg-type]  # its own fields

    assert soaked.is_clean
    assert not replace(soaked, samples=[*soaked.samples[:-1], grown]).is_clean


def test_failures_are_told() -> None:
    """A failure that the bot noticed is no clean end."""
    assert not replace(clean(), failures=1).is_clean


def test_growth_is_a_slope() -> None:
    """Growth is told in bytes a turn, whatever came before the second half."""
    traced = [9000, 9000, 10, 9000, 9000, *(1000 + 500 * minute for minute in range(5))]
    samples = [
        replace(sample, traced=bytes_)
        for sample, bytes_ in zip(clean().samples, traced, strict=True)
    ]

    assert replace(clean(), samples=samples).growth == pytest.approx(50)
    assert MOST_GROWTH > 50

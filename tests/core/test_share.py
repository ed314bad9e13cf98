"""Shares and their intervals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.share import Share


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.277533),
        (5, 10, 0.236593, 0.763407),
        (10, 10, 0.722467, 1.0),
        (1, 1, 0.206543, 1.0),
        (81, 263, 0.255275, 0.366175),
    ],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    """The interval is Wilson's: the last row is the worked example of Newcombe (1998), table I."""
    assert Share(hits, n).interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share(counted: tuple[int, int]) -> None:
    """The interval lies in 0 to 1, holds the share, and is mirrored when hits and misses swap."""
    hits, n = counted
    low, high = Share(hits, n).interval or (math.nan, math.nan)

    assert 0 <= low <= hits / n <= high <= 1
    assert Share(n - hits, n).interval == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_nothing_has_no_share() -> None:
    """Of nothing there is neither a share nor an interval."""
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)

"""What slips of the finger cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.core.slips import slip_cost

WORDS = st.text(st.sampled_from("abcksz"), max_size=9)


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("backup", "backup", 0.0),
        ("bzckup", "backup", 0.5),  # the key below
        ("nackup", "backup", 0.5),  # the key beside
        ("bqckup", "backup", 0.5),  # the key above
        ("bpckup", "backup", 1.0),  # a key far off
        ("baackup", "backup", 0.5),  # typed twice
        ("of", "off", 0.5),  # typed once too few
        ("baxckup", "backup", 1.0),
        ("bckup", "backup", 1.0),
        ("abckup", "backup", 0.75),  # swapped
        ("bzckuo", "backup", 1.0),
        ("", "ab", 2.0),
        ("ab", "", 2.0),
    ],
)
def test_costs(typed: str, meant: str, cost: float) -> None:
    """A neighbouring key, a doubled letter and a swap cost less than other edits."""
    assert slip_cost(typed, meant) == cost


@given(WORDS, WORDS)
def test_never_dearer_than_edits(one: str, other: str) -> None:
    """Slips cost at most one each, are the same both ways, and nothing only for the same word."""
    cost = slip_cost(one, other)
    assert cost <= OSA.distance(one, other)
    assert cost >= OSA.distance(one, other) / 2
    assert cost == slip_cost(other, one)
    assert (cost == 0) == (one == other)

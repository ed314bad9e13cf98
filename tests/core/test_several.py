"""Further causes that clauses of their own tell."""

from collections.abc import Sequence

import pytest

from bot.core.matching import Match
from bot.core.several import with_further_causes

WHOLE = (Match("full", 0.9), Match("hot", 0.05), Match("wifi", 0.04))
CLAUSES = {"the wifi drops out": Match("wifi", 0.95), "maybe the heat here": Match("hot", 0.5)}


def ranked(clauses: Sequence[str]) -> list[tuple[Match, ...]]:
    """What the clauses of the tests tell by themselves."""
    return [
        tuple(match for words, match in CLAUSES.items() if words in clause) for clause in clauses
    ]


@pytest.mark.parametrize(
    "text", ["storage is full and the wifi drops out", "Full. The wifi drops out."]
)
def test_a_clause_raises_its_cause(text: str) -> None:
    """A cause that a clause tells beyond doubt moves up, but not past the likeliest one."""
    matches = with_further_causes(text, WHOLE, ranked)

    assert [match.id for match in matches] == ["full", "wifi", "hot"]
    assert matches[0] == WHOLE[0]
    assert 0.3 < matches[1].confidence < matches[0].confidence


@pytest.mark.parametrize(
    "text",
    [
        "the wifi drops out",
        "storage is full, maybe the heat here",
        "storage is full and the wifi drops out " + "and so on and on " * 10,
    ],
)
def test_matches_stay(text: str) -> None:
    """One clause alone, a doubtful one and a long story change nothing."""
    assert with_further_causes(text, WHOLE, ranked) == WHOLE


def test_stronger_matches_are_not_lowered() -> None:
    """A cause that the whole text tells as well keeps its confidence."""
    whole = (Match("full", 0.5), Match("wifi", 0.45))

    assert with_further_causes("storage is full, the wifi drops out", whole, ranked) == whole


def test_nothing_comes_of_nothing() -> None:
    """Without a match there is nothing to add to."""
    assert with_further_causes("storage is full, the wifi drops out", (), ranked) == ()

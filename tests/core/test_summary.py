"""What cases came to."""

import datetime as dt

import pytest

from bot.core.conversation import Resolution
from bot.core.misses import Miss
from bot.core.outcome import Outcome
from bot.core.share import Share
from bot.core.summary import Endings, FixRecord, Summary, Week, summarise

DAY = 24 * 60 * 60
TODAY = dt.date(2026, 3, 18)
"""A Wednesday."""


def number(day: dt.date) -> int:
    """A day in days since the epoch."""
    return (day - dt.date(1970, 1, 1)).days


NOW = number(TODAY) * DAY + 3_600.0


def outcome(  # noqa: PLR0913  # each says what a test is about
    resolution: Resolution = Resolution.SOLVED,
    *,
    ago: float = 0.0,
    cause: str | None = "vpn-on",
    fix: str | None = None,
    failed: tuple[str, ...] = (),
    turns: int = 2,
) -> Outcome:
    """How a case ended so many days ago."""
    return Outcome(NOW - ago * DAY, resolution, cause, fix, failed, turns)


def miss(ago: int, text: str = "how much is 200gb") -> Miss:
    """A miss of so many days ago."""
    return Miss(ago, text, number(TODAY) - ago)


def summary(*outcomes: Outcome, misses: tuple[Miss, ...] = (), days: int = 30) -> Summary:
    """What they came to."""
    return summarise(outcomes, misses, now=NOW, days=days)


def test_endings() -> None:
    """Cases are counted by how they ended, confirmed and assumed apart."""
    found = summary(
        *(outcome(resolution) for resolution in Resolution), outcome(Resolution.SOLVED, turns=5)
    )

    assert found.endings == Endings(solved=2, assumed=1, escalated=1, given_up=1, expired=1)
    assert found.endings.cases == 6
    assert found.endings.share(found.endings.solved) == Share(2, 6)
    assert found.turns == 15


def test_fixes_of_a_cause() -> None:
    """Of each cause: what solved it, was assumed to or failed, of all the times it was done."""
    (record,) = summary(
        outcome(fix="off"),
        outcome(fix="off", failed=("wait",)),
        outcome(Resolution.ASSUMED, fix="off"),
        outcome(Resolution.EXPIRED, failed=("off", "wait")),
        outcome(Resolution.GIVEN_UP),
    ).causes

    assert (record.cause, record.endings.cases) == ("vpn-on", 5)
    assert record.fixes == (FixRecord("off", 2, 1, 1), FixRecord("wait", 0, 0, 2))
    assert record.fixes[0].share == Share(2, 4)


def test_commonest_cause_first() -> None:
    """The commonest cause is first; cases in which none was thought of are one of their own."""
    found = summary(outcome(cause="a"), outcome(cause=None), outcome(cause="b"), outcome(cause="b"))

    assert [(one.cause, one.endings.cases) for one in found.causes] == [
        ("b", 2),
        (None, 1),
        ("a", 1),
    ]


@pytest.mark.parametrize(
    ("ago", "days", "counted"), [(0, 1, 1), (1, 1, 0), (29, 30, 1), (30, 30, 0)]
)
def test_only_those_days(ago: int, days: int, counted: int) -> None:
    """What ended or was missed before the first of the days is left out."""
    found = summary(outcome(ago=ago), misses=(miss(ago),), days=days)

    assert (found.endings.cases, found.missed) == (counted, counted)
    assert found.days == days


def test_weeks() -> None:
    """Weeks begin on Mondays; each is there, and misses are unknown where none is kept any more."""
    found = summary(
        outcome(ago=0),
        outcome(Resolution.EXPIRED, ago=3),
        outcome(ago=37),
        misses=(miss(1), miss(4)),
        days=38,
    )
    mondays = [number(dt.date(2026, *day)) for day in ((2, 9), (2, 16), (2, 23), (3, 2))]

    assert [week.day for week in found.weeks[:4]] == mondays
    assert [week.misses for week in found.weeks] == [None, 0, 0, 0, 1, 1]
    assert found.weeks[0].endings == Endings(solved=1)
    assert found.weeks[-2:] == (
        Week(mondays[-1] + 7, Endings(expired=1), 1),
        Week(mondays[-1] + 14, Endings(solved=1), 1),
    )


def test_misses_are_grouped() -> None:
    """Misses come by likeness."""
    found = summary(misses=(miss(0), miss(1), miss(2, "can a shortcut start it")))

    assert [(group.text, len(group.misses)) for group in found.misses] == [
        ("how much is 200gb", 2),
        ("can a shortcut start it", 1),
    ]


def test_nothing_happened() -> None:
    """Without cases there is nothing to count, in every week of the time."""
    found = summary(days=8)

    assert (found.endings, found.causes, found.misses) == (Endings(), (), ())
    assert [week.endings.cases for week in found.weeks] == [0, 0]

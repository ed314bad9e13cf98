"""What a time's cases came to: how they ended, which fixes solved them, and what was missed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.core.conversation import Resolution
from bot.core.misses import DAY, MISSES_LAST, Miss, MissGroup, day_of, groups
from bot.core.outcome import Outcome
from bot.core.share import Share

__all__ = ["CauseRecord", "Endings", "FixRecord", "Summary", "Week", "first_moment", "summarise"]

_MOST_GROUPED = 1_000
"""The latest misses that are grouped, as that grows with their square."""

_WEEK = 7

_MONDAY = 4
"""The first Monday since the epoch, which was a Thursday."""


@dataclass(frozen=True, slots=True)
class Endings:
    """How many cases ended in which way."""

    solved: int = 0
    """The user said so."""
    assumed: int = 0
    """The user gave thanks and left."""
    escalated: int = 0
    given_up: int = 0
    expired: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Endings":
        """How some cases ended."""
        counts = Counter(outcome.resolution for outcome in outcomes)
        return cls(**{resolution.value: counts[resolution] for resolution in Resolution})

    @property
    def cases(self) -> int:
        """All of them."""
        return self.solved + self.assumed + self.escalated + self.given_up + self.expired

    def share(self, count: int) -> Share:
        """How much of all a number of them is."""
        return Share(count, self.cases)


@dataclass(frozen=True, slots=True)
class FixRecord:
    """How often a fix solved what was thought to be one cause."""

    fix: str
    solved: int
    """It was open when the user said so."""
    assumed: int
    """It was open when the user gave thanks and left."""
    failed: int

    @property
    def share(self) -> Share:
        """How often it surely solved it, of all the times that it was done."""
        return Share(self.solved, self.solved + self.assumed + self.failed)


@dataclass(frozen=True, slots=True)
class CauseRecord:
    """The cases in which one cause was thought likeliest; None is that there was none."""

    cause: str | None
    endings: Endings
    fixes: tuple[FixRecord, ...]
    """Those that were done, the one that solved most first."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week, from Monday on, in UTC."""

    day: int
    """The Monday, in days since the epoch."""
    endings: Endings
    misses: int | None
    """None where they are no longer kept."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the cases of some days came to."""

    first: int
    """The first of the days, in days since the epoch."""
    last: int
    """The last of them: the present one."""
    endings: Endings
    turns: int = 0
    """Messages and choices in all cases."""
    causes: tuple[CauseRecord, ...] = ()
    """The commonest first."""
    weeks: tuple[Week, ...] = ()
    missed: int = 0
    misses: tuple[MissGroup, ...] = field(default=())
    """The misses by likeness, the largest group first."""

    @property
    def days(self) -> int:
        """How many days it is about."""
        return self.last - self.first + 1


def first_moment(now: float, days: int) -> float:
    """When the first of so many days began, the present one among them, in seconds."""
    return float((day_of(now) - days + 1) * DAY)


def summarise(
    outcomes: Sequence[Outcome], misses: Sequence[Miss], *, now: float, days: int
) -> Summary:
    """What the cases that ended in the last days came to.

    Args:
        outcomes: how cases ended; others are left out.
        misses: what got no answer, the latest first; others are left out.
        now: seconds since the epoch.
        days: how many, the present one among them.

    """
    last, first = day_of(now), day_of(first_moment(now, days))
    ended = [one for one in outcomes if first <= day_of(one.ended) <= last]
    missed = [one for one in misses if first <= one.day <= last]
    return Summary(
        first=first,
        last=last,
        endings=Endings.of(ended),
        turns=sum(one.turns for one in ended),
        causes=_causes(ended),
        weeks=tuple(_weeks(ended, missed, first, last)),
        missed=len(missed),
        misses=groups(missed[:_MOST_GROUPED]),
    )


def _causes(outcomes: Iterable[Outcome]) -> tuple[CauseRecord, ...]:
    by_cause: dict[str | None, list[Outcome]] = {}
    for outcome in outcomes:
        by_cause.setdefault(outcome.cause, []).append(outcome)
    records = [CauseRecord(cause, Endings.of(own), _fixes(own)) for cause, own in by_cause.items()]
    return tuple(sorted(records, key=lambda one: (-one.endings.cases, one.cause or "")))


def _fixes(outcomes: Iterable[Outcome]) -> tuple[FixRecord, ...]:
    counts = {how: Counter[str]() for how in ("solved", "assumed", "failed")}
    for outcome in outcomes:
        if outcome.fix is not None:
            counts[outcome.resolution.value][outcome.fix] += 1
        counts["failed"].update(outcome.failed)
    done = {fix for count in counts.values() for fix in count}
    records = [FixRecord(fix, **{how: count[fix] for how, count in counts.items()}) for fix in done]
    return tuple(sorted(records, key=lambda one: (-one.solved, -one.assumed, one.failed, one.fix)))


def _weeks(
    outcomes: Iterable[Outcome], misses: Iterable[Miss], first: int, last: int
) -> Iterable[Week]:
    ended: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        ended.setdefault(_monday(day_of(outcome.ended)), []).append(outcome)
    missed = Counter(_monday(miss.day) for miss in misses)
    for monday in range(_monday(first), last + 1, _WEEK):
        are_kept = monday >= last - MISSES_LAST
        yield Week(monday, Endings.of(ended.get(monday, ())), missed[monday] if are_kept else None)


def _monday(day: int) -> int:
    """The Monday of a day's week."""
    return day - (day - _MONDAY) % _WEEK

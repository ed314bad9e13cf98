"""Not too much at once, from a user or in a channel: one note, then silence."""

from enum import Enum, auto
from typing import NamedTuple

from discord.app_commands import Cooldown

from bot.core.ports import Clock

__all__ = ["CHANNEL_RATE", "USER_RATE", "Cooldowns", "Pace", "Rate"]


class Rate(NamedTuple):
    """So many questions in so many seconds."""

    questions: int
    seconds: float


USER_RATE = Rate(3, 20.0)
"""What one user may ask, unless it is set otherwise."""

CHANNEL_RATE = Rate(10, 10.0)
"""What all users of a channel may ask together, unless it is set otherwise."""

_LOOKED_THROUGH_EVERY = 1.0
"""Seconds between two looks for what is over: there may be thousands of users and places."""


class Pace(Enum):
    """Whether a question can be taken on."""

    FINE = auto()
    TOO_FAST = auto()
    """It can't, and that is to be said."""
    STILL_TOO_FAST = auto()
    """It can't, and that was said already."""


class Cooldowns:
    """Counts the questions of each user and in each place; what is idle is forgotten.

    Args:
        user: how many questions a user has in how many seconds.
        place: the same for all users of a channel together.
        clock: tells the time.

    """

    def __init__(self, user: Rate, place: Rate, clock: Clock) -> None:
        self._rates = {"user": user, "place": place}
        self._clock = clock
        self._windows: dict[tuple[str, int], tuple[Cooldown, float]] = {}
        self._told: dict[tuple[str, int], float] = {}
        self._looked_through = 0.0

    def __len__(self) -> int:
        """How many users and places are being counted."""
        return len(self._windows)

    def take(self, user: int, place: int) -> Pace:
        """Count one question; the user's own pace is looked at first."""
        now = self._clock.now()
        if not 0 <= now - self._looked_through < _LOOKED_THROUGH_EVERY:
            self._forget(now)
        for key in (("user", user), ("place", place)):
            rate = self._rates[key[0]]
            window, end = self._windows.get(key, (None, 0.0))
            if window is None or not self._lasts(key, end, now):
                window = Cooldown(rate.questions, rate.seconds)
            wait = window.update_rate_limit(now)
            self._windows[key] = (window, now + rate.seconds)
            if wait is not None:
                until = self._told.get(key, 0.0)
                if until > now and self._lasts(key, until, now):
                    return Pace.STILL_TOO_FAST
                self._told[key] = now + wait
                return Pace.TOO_FAST
        return Pace.FINE

    def _forget(self, now: float) -> None:
        """Drop what is over."""
        self._looked_through = now
        self._windows = {
            key: kept for key, kept in self._windows.items() if self._lasts(key, kept[1], now)
        }
        self._told = {
            key: until for key, until in self._told.items() if self._lasts(key, until, now)
        }

    def _lasts(self, key: tuple[str, int], end: float, now: float) -> bool:
        """Whether it isn't over; what ends too late is from before the clock was set back."""
        return now <= end <= now + self._rates[key[0]].seconds

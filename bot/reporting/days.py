"""Days since the epoch as dates."""

import datetime as dt

__all__ = ["date", "short"]

_EPOCH = dt.date(1970, 1, 1)


def date(day: int) -> str:
    """A day as 2026-03-02."""
    return (_EPOCH + dt.timedelta(days=day)).isoformat()


def short(day: int) -> str:
    """A day as 03-02, where the year is clear."""
    return date(day)[5:]

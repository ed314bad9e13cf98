"""When the last backup was made, as users say it."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.core.knowledge import LastBackup
from bot.core.phrasebook import Phrasebook

__all__ = ["When", "WhenSpotter"]

_NEAR = 4
"""Words between the mention of the last backup and when it was."""


_LONGEST_COUNT = 3
"""Figures in the largest number of days or weeks."""


class When(NamedTuple):
    """How long ago, or when: in the few words that the vocabulary knows."""

    said: str
    start: int
    end: int


class WhenSpotter:
    """Finds how long ago the last backup was."""

    def __init__(self, vocabulary: LastBackup) -> None:
        self._about = Phrasebook((phrase, True) for phrase in vocabulary.said)
        self._moments = Phrasebook((phrase, True) for phrase in vocabulary.moments)
        self._amounts = frozenset(vocabulary.amounts)
        self._units = frozenset(vocabulary.units)

    def find(self, tokens: Sequence[str]) -> When | None:
        """The time that stands nearest after a mention of the last backup, or right before it."""
        mentions = list(self._about.find(tokens))
        if not mentions:
            return None
        times = list(self._times(tokens))
        for start, end, _ in mentions:
            for time in times:
                if end <= time.start <= end + _NEAR or time.end <= start <= time.end + 1:
                    return time
        return None

    def _times(self, tokens: Sequence[str]) -> list[When]:
        lengths = [
            When(" ".join(tokens[at : at + 2]), at, at + 2)
            for at in range(len(tokens) - 1)
            if tokens[at + 1] in self._units
            and (tokens[at] in self._amounts or _is_count(tokens[at]))
        ]
        moments = [
            When(" ".join(tokens[start:end]), start, end)
            for start, end, _ in self._moments.find(tokens)
        ]
        return sorted((*lengths, *moments), key=lambda when: when.start)


def _is_count(token: str) -> bool:
    return token.isascii() and token.isdecimal() and len(token) <= _LONGEST_COUNT

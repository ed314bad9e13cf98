"""Misses: utterances that got no answer, and which of them are alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.decisions import Decision, OutOfScope, OutOfScopeReason, Rephrase
from bot.core.index import Index
from bot.core.text import words
from bot.core.utterance import Reading

__all__ = ["DAY", "MISSES_LAST", "Miss", "MissGroup", "day_of", "groups", "is_miss"]

DAY = 24 * 60 * 60
"""Seconds in a day."""

MISSES_LAST = 30
"""Days for which a miss is kept."""

_SURELY_OUTSIDE = 0.1
"""What is out of scope is no miss below this probability of being in scope.

Of the held-out utterances that got no answer, it leaves 61 of 63 that should have had one, and
less than a third of the others, which are nobody's business here.
"""

_ALIKE = 0.6
"""Texts go together from this similarity on; it is 2 for the same words."""


@dataclass(frozen=True, slots=True)
class Miss:
    """An utterance that got no answer, as it is kept."""

    id: int
    text: str
    """What was said, redacted."""
    day: int
    """When, in days since the epoch; no more exact time is kept."""


@dataclass(frozen=True, slots=True)
class MissGroup:
    """Misses that are alike, the latest first."""

    text: str
    """That of the miss that is most like all of them."""
    misses: tuple[Miss, ...]

    @property
    def last(self) -> int:
        """When it was said last, in days since the epoch."""
        return self.misses[0].day


def day_of(time: float) -> int:
    """The day of a time in seconds since the epoch, in days since then, in UTC."""
    return int(time // DAY)


def is_miss(decision: Decision, reading: Reading) -> bool:
    """Whether what was decided leaves an utterance without an answer that it may have deserved.

    That is where other words are asked for, and where it is turned away while it could have been
    in scope. What is surely about something else was answered rightly; another language can't be
    taught; and a question back has an answer ahead of it.
    """
    match decision:
        case Rephrase():
            return True
        case OutOfScope(reason=OutOfScopeReason.LANGUAGE):
            return False
        case OutOfScope():
            return reading.in_scope >= _SURELY_OUTSIDE
        case _:
            return False


def groups(misses: Sequence[Miss]) -> tuple[MissGroup, ...]:
    """Misses by likeness: by the stems, letters and pairs of words that they share, typos and all.

    The largest group comes first, then the one that was added to last. The same misses give the
    same groups, in whatever order they come.
    """
    said: dict[tuple[str, ...], list[Miss]] = {}
    for miss in sorted(misses, key=lambda miss: (-miss.day, -miss.id)):
        said.setdefault(tuple(words(miss.text)), []).append(miss)
    texts = sorted(said)
    found = []
    for centre, members in _gathered(texts, [len(said[text]) for text in texts]):
        together = [miss for at in members for miss in said[texts[at]]]
        together.sort(key=lambda miss: (-miss.day, -miss.id))
        found.append(MissGroup(said[texts[centre]][0].text, tuple(together)))
    return tuple(sorted(found, key=lambda group: (-len(group.misses), -group.last, group.text)))


def _gathered(
    texts: Sequence[Sequence[str]], counts: Sequence[int]
) -> Iterator[tuple[int, list[int]]]:
    """The places of texts, each group with its centre: whichever is like most of what is left."""
    index = Index.of(texts)
    alike = [
        {at, *map(int, np.flatnonzero(index.similarities(index.vector(text)) >= _ALIKE))}
        for at, text in enumerate(texts)
    ]
    left = dict.fromkeys(range(len(texts)))
    near = [sum(counts[other] for other in others) for others in alike]
    while left:
        centre = max(left, key=lambda at: (near[at], -at))
        members = sorted(at for at in alike[centre] if at in left)
        for member in members:
            del left[member]
            for other in alike[member]:
                near[other] -= counts[member]
        yield centre, members

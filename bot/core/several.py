"""Further causes of one utterance: people tell of more than one thing that is wrong."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.core.matching import Match
from bot.core.text import clauses, words

__all__ = ["with_further_causes"]

_AND = re.compile(r"\b(?:and|plus|also)\b")

_LONGEST = 40
"""Words up to which an utterance is looked at clause by clause: a longer one tells a story."""

_SHORTEST = 3
"""Words that a clause must have."""

_LEAST = 0.8
"""A clause adds a cause from this confidence."""

_SHARE = 0.6
"""A cause that a clause adds has at most this share of the likeliest one's confidence."""


def with_further_causes(
    text: str,
    matches: tuple[Match, ...],
    rank: Callable[[Sequence[str]], Iterable[tuple[Match, ...]]],
) -> tuple[Match, ...]:
    """The matches, and among them the causes that clauses of their own tell beyond doubt.

    The ranking of a whole text lets its strongest words win, however plainly the rest speaks.
    """
    if not matches or len(words(text)) > _LONGEST:
        return matches
    parts = tuple(_parts(text))
    ranked = rank(parts) if len(parts) > 1 else ()
    found = {best.id for ranking in ranked for best in ranking[:1] if best.confidence >= _LEAST}
    ceiling = matches[0].confidence * _SHARE
    raised = [
        Match(match.id, ceiling) if match.id in found and match.confidence < ceiling else match
        for match in matches
    ]
    return tuple(sorted(raised, key=lambda match: -match.confidence))


def _parts(text: str) -> Iterator[str]:
    for clause in clauses(text):
        pieces = _AND.split(clause)
        whole = all(len(words(piece)) >= _SHORTEST for piece in pieces)
        yield from pieces if whole else [clause]

"""What came of a run of chaos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Ledger"]


@dataclass(frozen=True)
class Ledger:
    """What came of it."""

    seed: int
    minutes: int
    faults: Mapping[str, int]
    asked: int
    answered: int
    """Questions that have an answer, as a card or in plain text."""
    told: int
    """Questions that have a note in its place, because Discord didn't take the answer."""
    refused: int
    """Questions to which Discord let no answer through: a place refused it, or the bot was out."""
    lost: int
    doubled: int
    pressed: int
    ignored: int
    """Presses and commands that were heard, and that the bot didn't even try to acknowledge."""
    broken: Sequence[str]
    """What of the other promises does not hold."""

    @property
    def is_kept(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.doubled or self.ignored or self.broken)

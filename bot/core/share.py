"""So many of so many, and how far the truth may be from that."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Share"]

_Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution: two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    n: int

    @classmethod
    def of(cls, flags: Sequence[bool]) -> "Share":
        """The share of flags that are set."""
        return cls(sum(flags), len(flags))

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % score interval, which keeps its word for small numbers; None of nothing.

        ``(p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)``: E. B. Wilson, Probable
        Inference, JASA 22 (1927), 209-212.
        """
        if not self.n:
            return None
        share, square = self.hits / self.n, _Z**2 / self.n
        middle = share + square / 2
        reach = _Z * math.sqrt(share * (1 - share) / self.n + square / (4 * self.n))
        low = (middle - reach) / (1 + square) if self.hits else 0.0
        high = (middle + reach) / (1 + square) if self.hits < self.n else 1.0
        return low, high

"""What training makes and a cache keeps: the values that a matcher is made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.calibration import Calibration, Labels
from bot.core.postings import Floats, Parts

__all__ = ["Head", "Meaning", "Model"]


@dataclass(frozen=True, slots=True)
class Head:
    """What turns the similarities of a text to all examples into scores and confidence."""

    coefficients: Floats
    """Dual coefficients, examples x labels; no rows where nearness counts alone."""
    nearness: float
    """How much nearness counts."""
    calibration: Calibration
    understood: NDArray[np.bool_]
    """Whether each example is understood by a model that hasn't seen it: from cross-validation."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an encoder adds to a model of words."""

    encoder: str
    """The digest of the encoder."""
    embeddings: Floats
    """The examples' vectors, examples x dimensions."""
    head: Head
    """Trained on words and meaning together."""


@dataclass(frozen=True, slots=True)
class Model:
    """What a matcher is made of, as plain values that a cache can keep."""

    labels: list[str]
    """The labels in scope, then those out of scope."""
    inside: int
    """How many labels are in scope."""
    owners: Labels
    """Each example's label, as its place in the list; rising, else as given."""
    words: dict[str, int]
    """The words of the examples, with how often they stand there."""
    index: Parts
    head: Head
    """Trained on words alone."""
    meaning: Meaning | None = None

    @property
    def best_head(self) -> Head:
        """The head that knows most."""
        return self.meaning.head if self.meaning else self.head

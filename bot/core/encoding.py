"""What the core wants of a sentence encoder, which may or may not be there."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from bot.core.postings import Floats

__all__ = ["MEANING_WEIGHT", "Encoder", "Encoders", "EncodingError", "MatcherName"]

MEANING_WEIGHT = 2.0
"""What two texts of one meaning add to their similarity, which words alone bring to 2."""


class MatcherName(StrEnum):
    """The ways to match, by what can be asked for."""

    AUTO = "auto"
    """Semantic where all is there that it needs, else light."""
    LIGHT = "light"
    SEMANTIC = "semantic"


class EncodingError(Exception):
    """An encoder failed; says why."""


class Encoder(Protocol):
    """Turns texts into vectors that are near to each other where the texts mean alike."""

    @property
    def digest(self) -> str:
        """A name that no encoder shares which gives other vectors."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length one for each text, texts x dimensions.

        Raises:
            EncodingError: it can't be done.

        """


class Encoders(NamedTuple):
    """One encoder in its two places."""

    texts: Encoder
    """Reads what users say, and keeps none of it."""
    examples: Encoder
    """Reads examples, and may keep what it made of them."""

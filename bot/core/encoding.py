"""What the core wants of a sentence encoder, which may or may not be there."""

from collections.abc import Sequence
from typing import Protocol

from bot.core.postings import Floats

__all__ = ["MEANING_WEIGHT", "Encoder", "EncodingError"]

MEANING_WEIGHT = 2.0
"""What two texts of one meaning add to their similarity, which words alone bring to 2."""


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

"""An encoder that knows a few synonyms: what it can't see is no matter of words."""

from collections.abc import Mapping, Sequence

import numpy as np

from bot.core.encoding import EncodingError
from bot.core.postings import Floats
from bot.core.text import words

__all__ = ["TOY", "ToyEncoder"]

_MEANINGS = {
    "flat": "flat puncture burst deflated airless tyre tire inner tube pumped pumping air",
    "chain": "chain sprocket links gears pedal pedalling pedals",
    "brake": "brake brakes braking stop stopping halt pads squeals slow",
    "lamp": "lamp light dynamo bulb gloom beam dark shine",
    "car": "car cars engine petrol motorway parking windscreen automobile lorry",
    "food": "egg soup bread pizza onions dumplings recipe oven boil dinner supper",
}


class ToyEncoder:
    """Counts the words of each meaning in a text.

    Args:
        meanings: their words.

    """

    def __init__(self, meanings: Mapping[str, str] = _MEANINGS) -> None:
        self._meanings = [frozenset(said.split()) for said in meanings.values()]
        self.digest = repr(sorted(meanings))
        self.asked: list[list[str]] = []
        """Each batch of texts."""
        self.is_broken = False

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length one for each text."""
        self.asked.append(list(texts))
        if self.is_broken:
            message = "no electricity"
            raise EncodingError(message)
        counts = [
            [sum(w in said for w in words(text)) for said in self._meanings] for text in texts
        ]
        # One direction more, for what means none of them.
        vectors = np.array([[*row, 0.0 if any(row) else 1.0] for row in counts], dtype=np.float32)
        scaled: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return scaled


TOY = ToyEncoder()
"""One for whoever looks at its vectors alone."""

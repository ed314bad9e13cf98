"""What an encoder made of examples: kept on disk, so that only new examples take their time."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.adapters.cache import EmbeddingCache
from bot.adapters.embedding import ModelFolderError, SentenceEncoder
from bot.core.encoding import EncodingError
from bot.core.postings import Floats

__all__ = ["KeptEmbeddings"]

_MOST = 20_000
"""Texts kept for an encoder, some 30 MB; with more, those that are not asked for any more go."""


class KeptEmbeddings:
    """An encoder for the examples of knowledge bases. Not for what users write: that is not kept.

    The model is loaded when the first text isn't known yet; a pickle holds names of files alone.

    Args:
        folder: where the model is.
        digest: the encoder's.
        cache: keeps the vectors.

    """

    def __init__(self, folder: Path, digest: str, cache: EmbeddingCache) -> None:
        self._folder = folder
        self.digest = digest
        """The encoder's."""
        self._cache = cache

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length one for each text, texts x dimensions.

        Raises:
            EncodingError: the model can't be loaded, is another one now, or failed.

        """
        named = {_name(text): text for text in texts}
        known = self._cache.load(self.digest)
        new = {name: text for name, text in named.items() if name not in known}
        if new:
            found = dict(zip(new, self._load().encode(list(new.values())), strict=True))
            known |= found
            if len(known) > _MOST:
                known = {name: known[name] for name in named}
            self._cache.save(self.digest, known)
        return np.stack([known[_name(text)] for text in texts])

    def _load(self) -> SentenceEncoder:
        try:
            encoder = SentenceEncoder(self._folder, threads=0)
        except ModelFolderError as error:
            raise EncodingError(str(error)) from None
        if encoder.digest != self.digest:
            message = f"the model in {self._folder} has changed since the start"
            raise EncodingError(message)
        return encoder


def _name(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

"""Where the models of knowledge bases come from: kept ones, or trained ones."""

import logging
from typing import Self

from bot.adapters.cache import ModelCache, code_digest
from bot.core.domain import train
from bot.core.encoding import Encoder
from bot.core.knowledge import Knowledge
from bot.core.model import Model

__all__ = ["Models"]

_log = logging.getLogger(__name__)


class Models:
    """Gives the models of knowledge bases.

    Args:
        cache: keeps those that were trained.
        encoder: one for examples; with it the models see meaning, and take longer to train.

    """

    def __init__(self, cache: ModelCache, encoder: Encoder | None = None) -> None:
        self._cache = cache
        self.encoder = encoder

    def light(self) -> Self:
        """The models of words alone, from the same cache."""
        return type(self)(self._cache)

    def kept(self, knowledge: Knowledge) -> Model | None:
        """The model of a knowledge base, if it is there already."""
        return self._cache.load(self._key(knowledge))

    def keep(self, knowledge: Knowledge, model: Model) -> None:
        """Keep the model of a knowledge base, if the cache's folder lets us."""
        self._cache.save(self._key(knowledge), model)

    def model_of(self, knowledge: Knowledge) -> Model:
        """The model of a knowledge base, here and now; it may take its time.

        Raises:
            EncodingError: the encoder failed.

        """
        model = self.kept(knowledge)
        if model is None:
            if self.encoder:
                _log.warning("preparing the semantic matcher, once: this may take a minute")
            model = train(knowledge, self.encoder)
            self.keep(knowledge, model)
        return model

    def _key(self, knowledge: Knowledge) -> str:
        return knowledge.version + code_digest() + (self.encoder.digest if self.encoder else "")

"""Where the models of knowledge bases come from: kept ones, or trained ones."""

import asyncio
import logging

from bot.adapters.cache import ModelCache, code_digest
from bot.adapters.training import train_apart
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
        self._encoder = encoder

    def is_kept(self, knowledge: Knowledge) -> bool:
        """Whether the model of a knowledge base is there already."""
        return self._cache.load(self._key(knowledge, self._encoder)) is not None

    def model_of(self, knowledge: Knowledge) -> Model:
        """The model of a knowledge base, here and now; it may take its time.

        Raises:
            EncodingError: the encoder failed.

        """
        key = self._key(knowledge, self._encoder)
        model = self._cache.load(key)
        if model is None:
            if self._encoder:
                _log.warning("preparing the semantic matcher, once: this may take a minute")
            model = train(knowledge, self._encoder)
            self._cache.save(key, model)
        return model

    async def whole(self, knowledge: Knowledge) -> Model:
        """The same without holding up the event loop: it is trained in a process of its own.

        Raises:
            ChildProcessError: that process ended without a model; its own output says why.

        """
        return await self._find(knowledge, self._encoder) or await self._train(
            knowledge, self._encoder
        )

    async def soon(self, knowledge: Knowledge) -> Model:
        """The model that can be had soonest: where the whole one isn't kept, one of words alone.

        Raises:
            ChildProcessError: as for the whole one.

        """
        kept = await self._find(knowledge, self._encoder) or await self._find(knowledge, None)
        return kept or await self._train(knowledge, None)

    async def _find(self, knowledge: Knowledge, encoder: Encoder | None) -> Model | None:
        return await asyncio.to_thread(lambda: self._cache.load(self._key(knowledge, encoder)))

    async def _train(self, knowledge: Knowledge, encoder: Encoder | None) -> Model:
        model = await train_apart(knowledge, encoder)
        await asyncio.to_thread(self._cache.save, self._key(knowledge, encoder), model)
        return model

    @staticmethod
    def _key(knowledge: Knowledge, encoder: Encoder | None) -> str:
        return knowledge.version + code_digest() + (encoder.digest if encoder else "")

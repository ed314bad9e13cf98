"""The models of knowledge bases for a bot that runs: nothing waits for what is trained."""

import asyncio

from bot.adapters.training import train_apart
from bot.core.knowledge import Knowledge
from bot.core.model import Model
from bot.models import Models

__all__ = ["ModelsApart"]


class ModelsApart:
    """Gives models without holding up the event loop: a process of its own trains them.

    Args:
        models: what is kept, and how it is trained.

    """

    def __init__(self, models: Models) -> None:
        self._models = models

    async def whole(self, knowledge: Knowledge) -> Model:
        """The model of a knowledge base.

        Raises:
            ChildProcessError: that process ended without a model; its own output says why.

        """
        return await self._kept(self._models, knowledge) or await self._train(
            self._models, knowledge
        )

    async def soon(self, knowledge: Knowledge) -> Model:
        """The model that can be had soonest: where the whole one isn't kept, one of words alone.

        Raises:
            ChildProcessError: as for the whole one.

        """
        light = self._models.light()
        kept = await self._kept(self._models, knowledge) or await self._kept(light, knowledge)
        return kept or await self._train(light, knowledge)

    @staticmethod
    async def _kept(models: Models, knowledge: Knowledge) -> Model | None:
        return await asyncio.to_thread(models.kept, knowledge)

    @staticmethod
    async def _train(models: Models, knowledge: Knowledge) -> Model:
        model = await train_apart(knowledge, models.encoder)
        await asyncio.to_thread(models.keep, knowledge, model)
        return model

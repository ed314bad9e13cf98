"""The assistant of the moment: exchanged while the bot runs, when something else is to be known.

There is one way in for every change, whether examples are taught here, in another process, or the
knowledge folder is read anew: the new assistant is built beside the old one, and takes its place by
one reference once it is whole. What can't be built leaves the old one answering. Cases are kept
apart from it and go on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.core.assistant import Assistant
from bot.core.domain import build_causes
from bot.core.encoding import Encoders
from bot.core.knowledge import Knowledge
from bot.core.model import Model
from bot.core.ports import Taught
from bot.core.reading import build_reader
from bot.core.teaching import TaughtExample, split, with_taught
from bot.errors import StoreError

__all__ = ["ActiveAssistant", "ModelSource"]

_ModelOf = Callable[[Knowledge], Awaitable[Model]]


class ModelSource(Protocol):
    """Gives the models of knowledge bases without holding up the event loop."""

    async def whole(self, knowledge: Knowledge) -> Model:
        """The model of a knowledge base."""

    async def soon(self, knowledge: Knowledge) -> Model:
        """One that can be had sooner, if there is any."""


_log = logging.getLogger(__name__)


class ActiveAssistant:
    """Gives the assistant of the moment.

    Args:
        load: reads the knowledge folder, or raises KnowledgeError.
        models: give the model of a knowledge base, trained or kept.
        taught: keeps the examples that staff taught.
        encoders: make the matcher a semantic one.

    """

    def __init__(
        self,
        load: Callable[[], Knowledge],
        models: ModelSource,
        taught: Taught,
        encoders: Encoders | None = None,
    ) -> None:
        self._load = load
        self.models = models
        self._taught = taught
        self._encoder = encoders.texts if encoders else None
        self._is_first = False
        self._own: Knowledge | None = None
        self._seen: tuple[TaughtExample, ...] | None = None
        self._is_cut_off = False
        self._assistant: Assistant | None = None
        self.changing = asyncio.Lock()
        """Held by whoever builds an assistant or decides on one: one after the other."""

    def __call__(self) -> Assistant:
        """The assistant of the moment.

        Raises:
            RuntimeError: there is none yet: `start` comes first.

        """
        if self._assistant is None:
            message = "no assistant was started"
            raise RuntimeError(message)
        return self._assistant

    @property
    def own(self) -> Knowledge:
        """The knowledge of the folder, without what was taught.

        Raises:
            RuntimeError: it wasn't read yet: `start` comes first.

        """
        if self._own is None:
            message = "no assistant was started"
            raise RuntimeError(message)
        return self._own

    async def start(self) -> None:
        """Build the first assistant; without what was taught, where that can't be had.

        It is the one that can be had soonest: where that is a light one, and a semantic one is
        wanted, the next look exchanges it.

        Raises:
            KnowledgeError: the knowledge folder has problems.

        """
        self._own = await asyncio.to_thread(self._load)
        await self._look(self.models.soon)
        if self._assistant is None:
            self.use(await self._build(self._own, self.models.soon))
        self._is_first = self._encoder is not None and not self().is_semantic

    async def refresh(self) -> None:
        """See whether something else is taught now, and use it; prepare what is wanted of it later.

        What goes wrong is logged, and the assistant stays as it is; the same is not tried again.
        """
        await self._look(self.models.whole)
        await asyncio.to_thread(self().prepare)

    async def _look(self, model_of: _ModelOf) -> None:
        async with self.changing:
            try:
                taught = await self.taught()
            except StoreError as error:
                if not self._is_cut_off:
                    _log.warning("what is taught can't be seen", extra={"error": str(error)})
                self._is_cut_off = True
                return
            self._is_cut_off = False
            is_first, self._is_first = self._is_first, False
            if taught == self._seen and not is_first:
                return
            try:
                await self._exchange(taught, model_of, anyway=is_first)
            except Exception:  # noqa: BLE001  # whatever it is, the old one goes on answering
                _log.exception("the new assistant can't be built, and the old one answers on")
            self._seen = taught

    async def reload(self) -> None:
        """Read the knowledge folder anew, and use it with what is taught.

        Raises:
            KnowledgeError: the folder has problems; the assistant stays as it is.
            StoreError: what is taught can't be read; the assistant stays as it is.

        """
        async with self.changing:
            before = self._own
            try:
                self._own = await asyncio.to_thread(self._load)
                taught = await self.taught()
                await self._exchange(taught, self.models.whole, anyway=self._is_first)
            except BaseException:
                self._own = before
                raise
            self._is_first = False
            self._seen = taught

    async def taught(self) -> tuple[TaughtExample, ...]:
        """The taught examples that count."""
        return tuple(example for example in await self._taught.all() if example.is_active)

    async def _exchange(
        self, taught: Sequence[TaughtExample], model_of: _ModelOf, *, anyway: bool = False
    ) -> None:
        """Build an assistant that knows this, unless the present one does."""
        fitting, left_out = await asyncio.to_thread(split, self.own, taught)
        knowledge = await asyncio.to_thread(with_taught, self.own, fitting)
        is_known = self._assistant and self._assistant.knowledge.version == knowledge.version
        if is_known and not anyway:
            return
        if left_out:
            names = [example.id for example in left_out]
            _log.warning("taught examples that don't fit are left out", extra={"examples": names})
        self.use(await self._build(knowledge, model_of))
        told = {
            "knowledge": knowledge.version[:12],
            "taught": len(fitting),
            "semantic": self().is_semantic,
        }
        _log.info("another assistant answers", extra=told)

    async def build(self, knowledge: Knowledge) -> Assistant:
        """Build an assistant without holding up the event loop."""
        return await self._build(knowledge, self.models.whole)

    async def _build(self, knowledge: Knowledge, model_of: _ModelOf) -> Assistant:
        model = await model_of(knowledge)

        def assemble() -> Assistant:
            causes = build_causes(knowledge, model, self._encoder)
            return Assistant(knowledge, build_reader(knowledge, causes))

        return await asyncio.to_thread(assemble)

    def use(self, assistant: Assistant) -> None:
        """Let an assistant answer from now on; the next look compares it with what is taught."""
        self._assistant, self._seen = assistant, None

"""Knowledge that is read anew while people ask, whole or broken."""

import asyncio
from dataclasses import replace

from bot.active import ActiveAssistant
from bot.adapters.store import Store
from bot.core.knowledge import Knowledge
from bot.errors import KnowledgeError, StoreError
from tests.fakes import ModelsHere
from tests.wire.bench import Bench

__all__ = ["Rereading"]


class Rereading:
    """Exchanges the assistant of a bench as a change of the knowledge folder does.

    The examples stay the same, so that no model has to be trained; all else is built anew.
    """

    def __init__(self, bench: Bench, store: Store) -> None:
        self._bench = bench
        self._known = bench.assistant.knowledge
        self._model = bench.assistant.reader.matcher.model
        models = ModelsHere(lambda _: self._model)
        self._active = ActiveAssistant(self._load, models, store.taught)
        self._active.use(bench.assistant)
        self._is_broken = False
        self._versions = 0
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, *, is_broken: bool) -> None:
        """Read the folder in the meantime, unless that is being done already."""
        if not self.is_going_on:
            self._is_broken = is_broken
            self._tasks = [asyncio.create_task(self._read())]

    @property
    def is_going_on(self) -> bool:
        """Whether it is being read."""
        return any(not task.done() for task in self._tasks)

    async def end(self) -> None:
        """Wait until it was read."""
        await asyncio.gather(*self._tasks)
        self._tasks = []

    async def _read(self) -> None:
        before = self._active()
        try:
            await self._active.reload()
        except (KnowledgeError, StoreError):
            assert self._active() is before
        else:
            assert not self._is_broken
            assert self._active() is not before
        self._bench.assistant = self._active()

    def _load(self) -> Knowledge:
        if self._is_broken:
            raise KnowledgeError([])
        self._versions += 1
        return replace(self._known, version=f"{self._versions:064}")

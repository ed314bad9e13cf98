"""The knowledge folder is read anew when it has changed; one with problems is refused."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.errors import KnowledgeError, Problem, StoreError

__all__ = ["Reloading"]

_SETTLED_AFTER = 2.0
"""Seconds after which a folder with problems is read again: somebody may be in the middle of it."""

_TRIED_EVERY = 5.0
"""Seconds between two tries while the store can't tell what is taught."""

_log = logging.getLogger(__name__)


class Reloading:
    """Reads the knowledge folder anew when that is wanted.

    Args:
        reload: reads it and uses it, or raises and changes nothing.
        tell: tells the problems of a folder to whoever runs the bot.
        wait: waits for so many seconds.

    """

    def __init__(
        self,
        reload: Callable[[], Awaitable[None]],
        tell: Callable[[Sequence[Problem]], Awaitable[None]],
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._reload = reload
        self._tell = tell
        self._wait = wait
        self._is_wanted = asyncio.Event()
        self._problems: tuple[Problem, ...] = ()

    def want(self) -> None:
        """Let the folder be read anew: it may have changed."""
        self._is_wanted.set()

    async def when_wanted(self) -> None:
        """Wait until that is wanted, and do it; what it raises has changed nothing."""
        await self._is_wanted.wait()
        self._is_wanted.clear()
        try:
            await self._patiently()
        except StoreError as error:
            _log.warning(
                "the knowledge folder is read anew once the store is there",
                extra={"error": str(error)},
            )
            await self._wait(_TRIED_EVERY)
            self.want()
        except KnowledgeError as error:
            await self._refuse(error.problems)
        else:
            if self._problems:
                _log.info("the knowledge folder is without problems again, and in use")
            self._problems = ()

    async def _patiently(self) -> None:
        """Read it; once more after a moment, if it has problems."""
        try:
            await self._reload()
        except KnowledgeError:
            await self._wait(_SETTLED_AFTER)
            self._is_wanted.clear()  # what changed meanwhile is read now
            await self._reload()

    async def _refuse(self, problems: tuple[Problem, ...]) -> None:
        """Log problems that are new; tell of them if there were none before."""
        is_first = not self._problems
        if problems != self._problems:
            _log.error("the knowledge folder is not taken", extra={"problems": len(problems)})
            for problem in problems:
                _log.error("problem in the knowledge", extra={"problem": str(problem)})
        self._problems = problems
        if is_first:
            await self._tell(problems)

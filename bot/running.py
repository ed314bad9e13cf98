"""The life of the process: what its signals do, and how it ends."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeAlias

__all__ = ["FINISHED_WITHIN", "Signals", "run_until_told"]

FINISHED_WITHIN = 10.0
"""Seconds that what is in hand may take once the process is told to end."""

_CLOSED_WITHIN = 5.0
"""Seconds that the connection may take to close: whoever stops the process waits 20 in all."""

_ENDING: Sequence[signal.Signals] = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
)
"""The signals that end the process; SIGBREAK is Windows', which in turn never sends SIGTERM."""

_Hear: TypeAlias = Callable[[int, FrameType | None], None]
"""What hears a signal."""

_log = logging.getLogger(__name__)


class Signals:
    """What the process was told; to be made where an event loop is running."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._told = asyncio.Event()
        self.ended_by: signal.Signals | None = None
        """What ends the process; None as long as nothing does."""

    @contextmanager
    def heard(self, reload: Callable[[], object]) -> Iterator[None]:
        """Hear signals in this context: the first of its kind ends in order, the next at once.

        Args:
            reload: is called at SIGHUP, which Windows doesn't have.

        """

        def hear_reload(_number: int, _frame: FrameType | None) -> None:
            self._loop.call_soon_threadsafe(reload)

        hearing: dict[signal.Signals, _Hear] = dict.fromkeys(_ENDING, self._end)
        if hasattr(signal, "SIGHUP"):
            hearing[signal.SIGHUP] = hear_reload
        before = {number: signal.signal(number, hear) for number, hear in hearing.items()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def to_end(self) -> None:
        """Wait until the process is told to end."""
        await self._told.wait()

    def _end(self, number: int, _frame: FrameType | None) -> None:
        for one in _ENDING:
            signal.signal(one, signal.SIG_DFL)
        self.ended_by = signal.Signals(number)
        self._loop.call_soon_threadsafe(self._told.set)


async def run_until_told(
    connection: Coroutine[object, object, None],
    told: Awaitable[None],
    finish: Callable[[float], Awaitable[int]],
    store: Callable[[], Awaitable[None]],
) -> None:
    """Keep a connection until the process is told to end, and then end it in order.

    Args:
        connection: connects, and closes when it is cancelled.
        told: is done when the process is told to end.
        finish: takes on nothing more and finishes what is in hand, within so many seconds; gives
            how much is left.
        store: stores what waits for that.

    Raises:
        Exception: what the connection ended with, if it did by itself.

    """
    connected = asyncio.ensure_future(connection)
    ending = asyncio.ensure_future(told)
    try:
        await asyncio.wait({connected, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not connected.done():
            _log.info("told to end; what is in hand is finished")
            left = await finish(FINISHED_WITHIN)
            if left:
                _log.warning("the next start has something to finish", extra={"left": left})
        await store()
    finally:
        ending.cancel()
        connected.cancel()
        await asyncio.wait({connected}, timeout=_CLOSED_WITHIN)
    if connected.done():
        with suppress(asyncio.CancelledError):
            await connected

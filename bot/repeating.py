"""Work that is done again and again beside everything else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

__all__ = ["repeated"]


@asynccontextmanager
async def repeated(
    seconds: float,
    work: Callable[[], Awaitable[object]],
    on_failure: Callable[[Exception, str], object],
    doing: str,
    *,
    at_once: bool = True,
) -> AsyncIterator[None]:
    """Do some work, and again every so many seconds until the context ends.

    Args:
        seconds: the pause between the end of one time and the next.
        work: what is done.
        on_failure: is given what it raises; it is done again all the same.
        doing: what is done, in words for the log.
        at_once: whether it is done at the beginning too, or after the first pause only.

    """

    async def repeat() -> None:
        if not at_once:
            await asyncio.sleep(seconds)
        while True:
            try:
                await work()
            except Exception as error:  # noqa: BLE001  # the next time may be better
                on_failure(error, doing)
            await asyncio.sleep(seconds)

    task = asyncio.create_task(repeat(), name=doing)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

"""Notices that something in a folder has changed."""

import logging
from collections.abc import Callable
from pathlib import Path

from watchfiles import awatch

__all__ = ["watch"]

_QUIET, _AT_MOST = 500, 5_000
"""Milliseconds without a further change after which changes are told, and after which in any case:
an editor writes a file in several steps, and a copy many files."""

_log = logging.getLogger(__name__)
logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it tells each change


async def watch(folder: Path, changed: Callable[[], object]) -> None:
    """Tell of changes in a folder, many at once as one; editors' own files are none.

    It ends where the folder can't be watched, which is logged.
    """
    try:
        async for _ in awatch(folder, step=_QUIET, debounce=_AT_MOST):
            changed()
    except (OSError, RuntimeError) as error:  # the latter is what the package makes of some
        _log.warning("the knowledge folder can't be watched", extra={"error": str(error)})

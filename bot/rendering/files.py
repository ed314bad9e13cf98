"""Where a page is written to: seen to before anything takes its time, and in the end done."""

import os
from importlib.util import find_spec
from pathlib import Path

from bot.errors import UsageError

__all__ = ["INSTALL", "check_page", "write_page"]

INSTALL = "Hint: in the project's folder, python -m pip (or uv pip) install '.[report]'."
"""How to get what draws pictures."""


def check_page(path: Path) -> None:
    """Find what can't work about a page with pictures before it is made.

    Raises:
        UsageError: nothing can draw, or the file can't be written.

    """
    if find_spec("matplotlib") is None:
        message = f"--html draws with matplotlib, which is not installed. {INSTALL}"
        raise UsageError(message)
    if path.is_dir():
        message = f"{path}: is a folder. Hint: --html wants the name of a file to write."
        raise UsageError(message)
    folder = path.absolute().parent
    if not folder.is_dir():
        message = f"{path}: there is no folder {folder}. Hint: make it, or name another."
        raise UsageError(message)
    if not os.access(path if path.exists() else folder, os.W_OK):
        message = f"{path}: can't be written. Hint: name a file in a folder of yours."
        raise UsageError(message)


def write_page(path: Path, page: str) -> None:
    """Write a page.

    Raises:
        UsageError: the file can't be written.

    """
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        message = f"{path}: can't be written: {error.strerror}"
        raise UsageError(message) from None

"""The knowledge folder: YAML with line marks, read into checked values or a list of problems."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.knowledge import Knowledge

__all__ = ["load"]


def load(folder: Path) -> "Knowledge":
    """Read and check a knowledge folder.

    Raises:
        KnowledgeError: it has problems; the error carries all of them.

    """
    from bot.content import loader  # noqa: PLC0415  # only a folder that changed has to be checked

    return loader.load(folder)

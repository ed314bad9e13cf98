"""The composition root: the only place that knows concrete classes."""

from pathlib import Path

from bot.content import load
from bot.core.assistant import Assistant
from bot.core.reading import build_reader

__all__ = ["build_assistant"]


def build_assistant(folder: Path) -> Assistant:
    """An assistant for a knowledge folder.

    Raises:
        KnowledgeError: the folder has problems.

    """
    knowledge = load(folder)
    return Assistant(knowledge, build_reader(knowledge))

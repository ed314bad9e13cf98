"""What the tests share: the real knowledge base, loaded once, and an assistant on it."""

from pathlib import Path

import pytest

from bot.content import load
from bot.core.assistant import Assistant
from bot.core.knowledge import Knowledge
from bot.core.reading import build_reader

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge base of the project."""
    return load(KNOWLEDGE)


@pytest.fixture(scope="session")
def assistant(knowledge: Knowledge) -> Assistant:
    """An assistant on the project's knowledge base."""
    return Assistant(knowledge, build_reader(knowledge))

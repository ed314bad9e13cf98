"""What the tests share: the real knowledge base, loaded once, and an assistant on it."""

from pathlib import Path

import pytest
from hypothesis import settings

from bot.adapters.cache import ModelCache
from bot.app import build_assistant
from bot.content import load
from bot.core.assistant import Assistant
from bot.core.knowledge import Knowledge
from tests.content.folder import Folder

settings.register_profile("tests", deadline=None)  # a busy machine takes the time that it takes
settings.load_profile("tests")

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


@pytest.fixture(scope="session")
def assistant(pytestconfig: pytest.Config) -> Assistant:
    """An assistant on the project's knowledge base; its model is built once for each version."""
    return build_assistant(KNOWLEDGE, ModelCache(pytestconfig.cache.mkdir("models")))


@pytest.fixture(scope="session")
def knowledge(assistant: Assistant) -> Knowledge:
    """The knowledge base of the project."""
    return assistant.knowledge


@pytest.fixture(scope="session")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """A small knowledge base: why a reading lamp stays dark."""
    return load(Folder(tmp_path_factory.mktemp("lamps") / "knowledge").path)

"""What the tests of the core share."""

import pytest

from bot.core.composing import Composer
from bot.core.knowledge import Knowledge


@pytest.fixture(scope="session")
def composer(knowledge: Knowledge) -> Composer:
    """A composer for the shipped knowledge."""
    return Composer(knowledge)

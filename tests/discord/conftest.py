"""What the tests of Discord share."""

from collections.abc import Iterator

import pytest
import simcord

from bot.adapters.discord.client import MedicBot
from bot.core.assistant import Assistant
from tests.discord.world import Memory, World, bodies, pings_nobody


@pytest.fixture
def memory() -> Memory:
    """What outlives a restart."""
    return Memory()


@pytest.fixture
def simcord_bot(assistant: Assistant, memory: Memory) -> MedicBot:
    """The bot that simcord runs."""
    return memory.bot(assistant)


@pytest.fixture
def world(simcord_env: simcord.Env) -> Iterator[World]:
    """A server with the bot; whatever it sends or edits in there must not ping anybody."""
    yield World.around(simcord_env)
    assert all(map(pings_nobody, bodies(simcord_env)))

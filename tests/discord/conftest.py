"""What the tests of Discord share."""

from collections.abc import Iterator

import pytest
import simcord

from bot.adapters.discord.client import MedicBot
from bot.core.assistant import Assistant
from tests.discord.world import Memory, World, nobody_is_pinged


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
    """A server with the bot and two people; nobody may be pinged by anything sent in it."""
    yield World.around(simcord_env)
    assert nobody_is_pinged(simcord_env)

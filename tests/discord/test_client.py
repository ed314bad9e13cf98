"""What the client listens to and keeps."""

import discord
import pytest

from bot.adapters.discord.client import MedicBot, Options, gateway_intents
from bot.adapters.discord.failures import Funnel
from bot.core.assistant import Assistant
from tests.discord.world import Memory


@pytest.fixture
def client(assistant: Assistant, memory: Memory) -> MedicBot:
    """A client that is not connected."""
    return memory.bot(assistant)


def test_no_gateway_intent_is_privileged() -> None:
    """The bot hears of servers and messages, and of nothing that Discord has to approve."""
    assert {name for name, wanted in gateway_intents() if wanted} == {
        "guilds",
        "guild_messages",
        "dm_messages",
    }


async def test_nothing_pings_by_default(client: MedicBot) -> None:
    """What is sent without saying so forbids every ping too."""
    assert client.allowed_mentions is not None
    assert client.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


async def test_no_messages_are_kept(client: MedicBot) -> None:
    """What people write stays in memory no longer than it takes to answer."""
    assert list(client.cached_messages) == []
    assert client._connection.max_messages is None  # noqa: SLF001  # nothing public tells it


async def test_shards_are_chosen_from_outside(
    client: MedicBot, assistant: Assistant, memory: Memory
) -> None:
    """Several processes can share the servers."""
    options = Options(shard_count=4, shard_ids=[2, 3])
    part = MedicBot(lambda: assistant, memory, memory.clock, Funnel(), options)
    assert part.shard_count == 4
    assert part.shard_ids == [2, 3]
    assert client.shard_ids is None

"""Questions in servers and DMs, as people put them, and who gets an answer."""

import discord
import pytest

from bot.core.conversation import Conversation
from tests.discord.world import STORAGE, Memory, World, labels, words


async def test_mention_is_answered_with_a_card(world: World) -> None:
    """A mention gets a reply to it: a card with the fixes and the four buttons."""
    question = await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    (answer,) = world.answers()
    assert answer.flags.components_v2
    assert answer.reference is not None
    assert question.id == answer.reference.message_id
    assert ["It works now", "Still failing", "All steps", "Apple Support"] == labels(answer)
    assert "Last: Apple Support" in words(answer)

"""Questions that are edited or deleted after they were answered."""

import pytest

from tests.fakes import FakeClock
from tests.wire.bench import STORAGE
from tests.wire.fake_discord import FakeDiscord

pytestmark = pytest.mark.usefixtures("bot")


async def test_edited_question_has_its_answer_edited(
    discord: FakeDiscord, clock: FakeClock
) -> None:
    """A question that is changed has its answer changed, in place."""
    question = await discord.people.say("{bot} what is the weather like?")
    card = await discord.answer_to(question)
    before = card.words
    clock.time += 60
    await discord.people.edit(question, STORAGE)
    await discord.until(lambda: "Fix 1 ·" in card.words, "the new answer")
    assert card.words != before
    assert discord.answers() == [card]


async def test_message_becomes_a_question(discord: FakeDiscord, clock: FakeClock) -> None:
    """A message that mentions the bot only after an edit is answered then."""
    message = await discord.people.say("my backup fails, not enough storage")
    clock.time += 60
    await discord.people.edit(message, STORAGE)
    await discord.answer_to(message)
    assert len(discord.answers()) == 1


async def test_deleted_question_takes_its_answer_along(discord: FakeDiscord) -> None:
    """A question that is deleted has its answer deleted, and its case begins anew."""
    question = await discord.people.say(STORAGE)
    card = await discord.answer_to(question)
    await discord.people.delete(question)
    await discord.until(lambda: card.is_deleted, "the answer to go")
    assert discord.answers() == []
    again = await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert "Fix 2 ·" not in again.words


async def test_own_thread_makes_no_edit(discord: FakeDiscord, clock: FakeClock) -> None:
    """What Discord itself changes in a question, such as a thread at it, changes no answer."""
    question = await discord.people.say(STORAGE)
    card = await discord.answer_to(question)
    clock.time += 60
    await discord.threads.open(question, {"name": "my phone"})
    await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert "Fix 1 ·" in card.words

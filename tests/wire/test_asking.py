"""Questions, and what comes back over HTTP and the gateway."""

import pytest

from tests.wire.bench import STORAGE
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.message import Flag

pytestmark = pytest.mark.usefixtures("bot")


async def test_mention_is_answered_by_a_card(discord: FakeDiscord) -> None:
    """A mention in a server gets one reply to it: a card with buttons, within Discord's limits."""
    question = await discord.people.say(STORAGE)
    card = await discord.answer_to(question)
    assert Flag.COMPONENTS_V2 in card.flags
    assert "Fix 1 ·" in card.words
    assert "Still failing" in card.labels
    assert discord.answers() == [card]


async def test_direct_message_needs_no_mention(discord: FakeDiscord) -> None:
    """In direct messages every message is a question, and the case goes on from one to the next."""
    direct = discord.world.direct(discord.world.alice)
    first = await discord.people.say("iCloud says not enough storage", direct)
    assert "Fix 1 ·" in (await discord.answer_to(first)).words
    second = await discord.people.say("that didn't help", direct)
    assert "Fix 2 ·" in (await discord.answer_to(second)).words


async def test_what_is_not_for_the_bot_is_left_alone(discord: FakeDiscord) -> None:
    """What people tell each other gets no answer."""
    for text in ("my backup fails", "@everyone my backup fails", "<@&1> my backup fails"):
        await discord.people.say(text)
    await discord.answer_to(await discord.people.say(STORAGE))
    assert len(discord.answers()) == 1


async def test_reply_with_ping_goes_on_with_the_case(discord: FakeDiscord) -> None:
    """A reply to a card is heard if its ping is on, and is none of the bot's business if not."""
    card = await discord.answer_to(await discord.people.say(STORAGE))
    without = await discord.people.say("still failing", to=card, ping=False)
    heard = await discord.people.say("still failing", to=card)
    assert "Fix 2 ·" in (await discord.answer_to(heard)).words
    assert discord.answers_to(without) == []


async def test_earlier_card_loses_its_buttons(discord: FakeDiscord) -> None:
    """Once a case has a new card, the buttons of the one before it are taken away."""
    first = await discord.answer_to(await discord.people.say(STORAGE))
    await discord.answer_to(await discord.people.say("{bot} still failing"))
    await discord.until(lambda: not first.labels, "the first card to lose its buttons")
    assert "Fix 1 ·" in first.words


async def test_thread_is_answered_in_the_thread(discord: FakeDiscord) -> None:
    """A mention inside a thread gets its reply there."""
    opener = await discord.people.say("a thread about my phone")
    thread = await discord.threads.open(opener, {"name": "phone"})
    card = await discord.answer_to(await discord.people.say(STORAGE, thread))
    assert card.channel is thread
    assert discord.answers() == []


async def test_people_have_cases_of_their_own(discord: FakeDiscord) -> None:
    """Two people who ask at once get an answer each, and each goes on alone."""
    bruno = discord.world.bruno
    hers = await discord.people.say(STORAGE)
    his = await discord.people.say(STORAGE, who=bruno)
    assert "Fix 1 ·" in (await discord.answer_to(hers)).words
    assert "Fix 1 ·" in (await discord.answer_to(his)).words
    later = await discord.people.say("{bot} still failing", who=bruno)
    assert "Fix 2 ·" in (await discord.answer_to(later)).words

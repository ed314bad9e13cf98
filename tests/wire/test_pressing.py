"""Presses of buttons, over the wire."""

import pytest

from bot.adapters.discord.wording import NOT_YOURS, OLD_BUTTON
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.interactions import Answer
from tests.wire.fake_discord.message import Message


async def ask(discord: FakeDiscord) -> Message:
    """A card of Alice's."""
    return await discord.answer_to(await discord.people.say(STORAGE))


@pytest.mark.usefixtures("bot")
async def test_press_edits_the_card_in_place(discord: FakeDiscord) -> None:
    """A press is acknowledged at once, and its answer takes the place of the card."""
    card = await ask(discord)
    press = await discord.people.click(card, "Still failing")
    await discord.until(lambda: "Fix 2 ·" in card.words, "the next fix")
    assert press.answer is Answer.DEFERRED_UPDATE
    assert press.messages == []
    assert discord.answers() == [card]


@pytest.mark.usefixtures("bot")
async def test_case_is_solved_by_a_press(discord: FakeDiscord) -> None:
    """After *It works now* nothing is left to be pressed."""
    card = await ask(discord)
    await discord.people.click(card, "It works now")
    await discord.until(lambda: not card.labels, "the goodbye")
    assert "Glad it works again" in card.words


@pytest.mark.usefixtures("bot")
async def test_somebody_elses_press_is_answered_privately(discord: FakeDiscord) -> None:
    """Who presses the button of another one's card is told so, and nobody else sees it."""
    card = await ask(discord)
    before = card.words
    press = await discord.people.click(card, "Still failing", discord.world.bruno)
    await discord.until(lambda: press.messages, "the note")
    assert press.words == NOT_YOURS
    assert press.messages[0].is_ephemeral
    assert card.words == before


@pytest.mark.usefixtures("bot")
async def test_unknown_button_is_answered(discord: FakeDiscord) -> None:
    """A button of another version, or of another bot, gets a polite answer."""
    card = await ask(discord)
    card.part(label="Still failing")["custom_id"] = "from another time"
    press = await discord.people.click(card, "Still failing")
    await discord.until(lambda: press.messages, "the note")
    assert press.words == OLD_BUTTON


async def test_buttons_outlive_a_restart(bench: Bench) -> None:
    """A card that was sent by one process is answered by the next one, and the case goes on."""
    discord = bench.discord
    async with bench.running(bench.bot()):
        card = await ask(discord)
    async with bench.running(bench.bot()):
        await discord.people.click(card, "Still failing")
        await discord.until(lambda: "Fix 2 ·" in card.words, "the next fix")
    assert discord.answers() == [card]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("label", ["Still failing", "All steps", "Apple Support", "It works now"])
async def test_every_choice_is_acknowledged(discord: FakeDiscord, label: str) -> None:
    """Each choice of a card is acknowledged within the three seconds, and changes the card."""
    card = await ask(discord)
    before = card.words
    press = await discord.people.click(card, label)
    await discord.until(lambda: card.words != before, "what it shows")
    assert press.is_acknowledged
    assert discord.answers() == [card]

"""More choices than stand side by side: a select."""

import discord
import pytest
from discord import ui

from bot.adapters.discord.cards.views import card
from bot.core.ports import CaseKey
from bot.core.reply import Choice, Reply
from tests.discord.world import Memory, World, words

SELECT = discord.ComponentType.select


def parts(count: int) -> "list[ui.DynamicItem[ui.Item[ui.LayoutView]]]":
    """What can be pressed on a card with so many choices."""
    choices = tuple(Choice(f"c{number}", f"Choice {number}") for number in range(count))
    view = card(Reply("clarify", "Which?", choices=choices), CaseKey(1, 2))
    return [item for item in view.walk_children() if isinstance(item, ui.DynamicItem)]


def test_five_choices_are_buttons() -> None:
    """As many as stand side by side are buttons."""
    assert [item.type for item in parts(5)] == [discord.ComponentType.button] * 5


def test_more_are_a_select() -> None:
    """More of them are entries of one select, each with its label and its id."""
    (item,) = parts(6)
    assert isinstance(item.item, ui.Select)
    assert [(one.value, one.label) for one in item.item.options][:2] == [
        ("c0", "Choice 0"),
        ("c1", "Choice 1"),
    ]


async def test_selected_choice_is_answered_in_place(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is selected does the same as its button."""
    monkeypatch.setattr("bot.adapters.discord.cards.views._ROW", 2)
    before = await world.ask()
    (select,) = [
        item
        for item in ui.LayoutView.from_message(before, timeout=None).walk_children()
        if isinstance(item, ui.Select)
    ]
    failed = next(one.value for one in select.options if one.label == "Still failing")
    result = await world.alice.select(before, [failed])
    assert result.acknowledged
    assert "Fix 2 ·" in words(world.again(before))
    assert world.case(memory).conversation.failed == 1


async def test_somebody_elses_select_is_theirs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A select belongs to the person whose case it is, like the buttons."""
    monkeypatch.setattr("bot.adapters.discord.cards.views._ROW", 2)
    card_ = await world.ask()
    result = await world.bruno.select(card_, ["works"])
    assert result.response is not None
    assert result.response.ephemeral
    assert words(world.again(card_)) == words(card_)

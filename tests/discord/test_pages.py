"""Cards that are too long for one message: pages to turn, in place."""

import pytest

from tests.discord.world import STORAGE, Memory, World, labels, words


@pytest.fixture(autouse=True)
def small_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards that hold so little that an ordinary answer takes several pages."""
    monkeypatch.setattr("bot.adapters.discord.cards.views.CARD_TEXT", 600)
    monkeypatch.setattr("bot.adapters.discord.cards.views._PAGE_TEXT", 500)


async def test_long_card_has_pages_to_turn(world: World) -> None:
    """The first page says so and leads on; the last one leads back."""
    card = await world.ask()
    first = words(card)
    assert "Page 1 of " in first
    assert "Next page" in labels(card)
    assert "Previous page" not in labels(card)
    second = await world.press(card, "Next page")
    assert "Page 2 of " in words(second)
    assert words(second) != first
    assert "Previous page" in labels(second)


async def test_every_page_has_the_choices(world: World) -> None:
    """What can be chosen doesn't depend on the page; a choice leads to a first page again."""
    card = await world.press(await world.ask(), "Next page")
    assert {"It works now", "Still failing", "Apple Support"} <= set(labels(card))
    after = await world.press(card, "Still failing")
    assert "Page 1 of " in words(after)


async def test_turning_pages_is_no_answer(world: World, memory: Memory) -> None:
    """Reading on closes no fix and counts as no failure."""
    card = await world.ask()
    before = world.case(memory).conversation
    await world.press(card, "Next page")
    after = world.case(memory).conversation
    assert (after.current, after.tried, after.failed) == (before.current, before.tried, 0)


async def test_pages_of_the_whole_list(world: World) -> None:
    """The list of all fixes, and Apple Support, have pages of their own."""
    card = await world.press(await world.ask(), "All steps")
    second = await world.press(card, "Next page")
    assert "All fixes, in order" in words(second)
    assert "Page 2 of " in words(second)


async def test_pages_of_a_question(world: World) -> None:
    """A long answer to a question is turned without a case behind it."""
    card = await world.ask("what is in an icloud backup?")
    title = words(card).splitlines()[0]
    second = await world.press(card, "Next page")
    assert title in words(second)
    assert "Page 2 of " in words(second)


async def test_page_that_is_gone_leads_to_the_last(world: World) -> None:
    """A page that is gone, after a change of the knowledge, is the last one there is."""
    card = await world.ask(STORAGE)
    world.rename_button(card, "Next page", f"bm2:page:{world.alice.id}::99:case")
    last = await world.press(world.again(card), "Next page")
    assert "Previous page" in labels(last)
    assert "Next page" not in labels(last)

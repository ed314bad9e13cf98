"""The list of causes: all of it, the details in place, and a case begun with one of them."""

from typing import Any

import pytest
import simcord
from discord import ui
from simcord.components import walk_components

from bot.adapters.discord.cards.fitting import CARD_TEXT
from bot.adapters.discord.cards.identifiers import CUSTOM_ID
from bot.adapters.discord.cards.views import card
from bot.adapters.discord.commands.listing import list_view
from bot.core.assistant import Assistant
from bot.core.catalogue import CatalogueLine
from bot.core.knowledge import Kind
from bot.core.ports import CaseKey
from tests.discord.doors import answer, offered
from tests.discord.test_cards import LONGEST, LONGEST_ID, check
from tests.discord.world import Memory, Part, World, labels, parts, words


async def the_list(world: World) -> simcord.ResponseMessage:
    """Alice's list."""
    result = await world.alice.slash(world.channel, "causes")
    assert result.ephemeral
    return answer(result)


def selects(message: simcord.ResponseMessage) -> list[Part]:
    """The selects of a message."""
    return [part for part in parts(message) if "options" in part]


async def choose(world: World, message: simcord.ResponseMessage, entry: str) -> None:
    """Alice chooses an entry of the list."""
    for part, options in zip(selects(message), offered(message), strict=True):
        if entry in [option["value"] for option in options]:
            result = await world.alice.select(message, [entry], custom_id=str(part["custom_id"]))
            assert result.acknowledged
            return
    pytest.fail(f"{entry} is not in the list")


async def test_everything_is_in_the_list(world: World, assistant: Assistant) -> None:
    """Each cause is in the first select, each request and question in those after it."""
    causes, *others = offered(await the_list(world))
    knowledge = assistant.knowledge
    wanted = {cause.id for cause in knowledge.causes if cause.kind is Kind.CAUSE}
    assert {entry["value"] for entry in causes} == wanted
    rest = {entry["value"] for options in others for entry in options}
    assert rest == {entry.id for entry in knowledge.entries} - wanted


def test_list_is_within_the_limits() -> None:
    """However many entries there are and however long they are, Discord takes the card."""
    long = "A title that goes on and on " * 9
    lines = [CatalogueLine(f"{kind}-{n}", kind, long, long) for kind in Kind for n in range(60)]
    view = list_view(lines, LONGEST_ID)
    shown = [part for part in _payload(view) if part["type"] == 3]
    assert sum(len(select["options"]) for select in shown) == 180
    assert len({select["custom_id"] for select in shown}) == len(shown)
    for select in shown:
        assert len(str(select["custom_id"])) <= CUSTOM_ID
        assert 1 <= len(select["options"]) <= 25
        for option in select["options"]:
            assert len(option["label"]) <= 100
            assert len(option["description"]) <= 100


def test_all_details_are_within_the_limits(assistant: Assistant) -> None:
    """The details of each entry, and the help, fit on a card with all their buttons."""
    replies = [assistant.about(line.id) for line in assistant.catalogue()]
    for reply in (*replies, assistant.guide(["a door"] * 9), assistant.how_to()):
        view = card(reply, LONGEST)
        assert 0 < view.content_length() <= CARD_TEXT
        for item in view.walk_children():
            check(item)


async def test_details_and_back(world: World, assistant: Assistant, memory: Memory) -> None:
    """Choosing a cause shows why and what helps in place of the list, and the list comes back."""
    message = await the_list(world)
    before = words(message)
    await choose(world, message, "vpn-on")
    cause = assistant.knowledge.cause("vpn-on")
    assert cause is not None
    assert cause.title in words(message)
    assert all(fix.title in words(message) for fix in cause.fixes)
    assert labels(message) == ["Start with this one", "Back to the list"]
    await world.alice.click(message, label="Back to the list")
    assert words(message) == before
    assert memory.conversations.kept == {}


async def test_start_with_a_cause(world: World, memory: Memory) -> None:
    """*Start with this one* begins a private case with the fixes of that cause, in place."""
    message = await the_list(world)
    await choose(world, message, "vpn-on")
    await world.alice.click(message, label="Start with this one")
    assert "Fix 1 ·" in words(message)
    case = memory.conversations.kept[CaseKey(world.channel.id, world.alice.id, "private")]
    assert case.conversation.matches[0].id == "vpn-on"


async def test_question_from_the_list(world: World) -> None:
    """A question shows its answer, and the way back to the list."""
    message = await the_list(world)
    await choose(world, message, "faq-schedule")
    assert labels(message) == ["Back to the list"]


async def test_list_after_a_restart(world: World, memory: Memory, assistant: Assistant) -> None:
    """A new process knows the selects and buttons of the list."""
    message = await the_list(world)
    await world.env.restart_bot(memory.bot(assistant))
    await choose(world, message, "vpn-on")
    assert "Back to the list" in labels(message)
    await world.env.restart_bot(memory.bot(assistant))
    await world.alice.click(message, label="Back to the list")
    assert len(offered(message)) > 1


async def test_entry_that_is_gone(world: World, assistant: Assistant) -> None:
    """An entry that the knowledge base has no more is explained."""
    message = await the_list(world)
    stored = world.env.backend.get_message(world.channel.id, message.id)
    select, *_ = selects(message)
    for part in walk_components(stored.components):
        if part.get("custom_id") == select["custom_id"]:
            part["options"][0]["value"] = "long-gone"
    await choose(world, message, "long-gone")
    assert words(message).startswith(f"### {assistant.about('long-gone').title}")


def _payload(view: ui.LayoutView) -> list[dict[str, Any]]:
    """All components of a card as they are sent, nested ones too."""
    components = view.to_components()  # type: ignore[no-untyped-call]  # its own
    return list(walk_components(components))

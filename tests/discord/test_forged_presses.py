"""Identifiers that no card offers to whoever presses: forged, replayed, of another server.

Discord lets nobody write an identifier of their own. It is tested as if it did.
"""

from copy import deepcopy

import discord
import pytest
import simcord

from bot.adapters.discord.cards.identifiers import ANYBODY, CustomId
from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.staff.setup_card import SETUP, SWITCHES
from bot.adapters.discord.staff.teaching_card import UNDO
from bot.adapters.discord.wording import NOT_A_MANAGER, NOT_YOURS
from bot.core.assistant import Assistant
from bot.core.ports import CaseKey, ServerSettings
from bot.core.teaching import TaughtExample
from tests.discord.test_teaching import FakeTeacher
from tests.discord.world import Memory, World, words

LABEL = "Apple Support"
"""The button whose identifier is changed."""

SWITCH = SWITCHES[0].rest(on=False)

TAUGHT = TaughtExample("storage-full", "no room left up there", 0.0, is_active=False)

RESTS = ("", "works", "1:all", "\u0663:\u0663", SWITCH, TAUGHT.id)
"""What could stand behind a kind: of its own, of another one, and of none."""


@pytest.fixture
def simcord_bot(assistant: Assistant, memory: Memory) -> MedicBot:
    """A bot that can be taught, as it is when it runs."""
    bot = memory.bot(assistant)
    bot.teach_with(FakeTeacher(memory.taught))
    bot.owner_id = 7
    return bot


@pytest.fixture
def kinds(simcord_bot: MedicBot) -> list[str]:
    """Every kind of press that there is, new ones too."""
    found = sorted(simcord_bot._presses._kinds)  # noqa: SLF001  # they are listed nowhere else
    assert {SETUP, UNDO} <= {*found}
    return found


async def press(
    world: World, who: simcord.MemberActor, card: discord.Message, custom_id: CustomId
) -> simcord.ResponseMessage | None:
    """Somebody presses a button with this identifier on a card, which is put back after that."""
    stored = world.env.backend.get_message(card.channel.id, card.id)
    as_it_was = deepcopy(stored.components)
    button = next(
        part
        for part in simcord.components.walk_components(stored.components)
        if part.get("label") == LABEL
    )
    button["custom_id"] = str(custom_id)
    result = await who.click(world.again(card), custom_id=str(custom_id))
    assert result.acknowledged
    world.env.backend.get_message(card.channel.id, card.id).components = as_it_was
    return result.response


async def test_somebody_elses(world: World, memory: Memory, kinds: list[str]) -> None:
    """Of every kind that there is, a press on what belongs to somebody else is turned away."""
    card = await world.ask()
    kept = dict(memory.conversations.kept)

    for kind in kinds:
        told = await press(world, world.bruno, card, CustomId(kind, world.alice.id, rest="1:all"))
        assert told
        assert told.ephemeral
        assert words(told) == NOT_YOURS

    assert memory.conversations.kept == kept


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("is_own", [True, False], ids=["own", "anybody's"])
async def test_of_an_ordinary_member(
    world: World, memory: Memory, kinds: list[str], rest: str, *, is_own: bool
) -> None:
    """With any identifier at all, a member changes nothing but what is theirs."""
    chosen = ServerSettings(keeps_misses=True)
    memory.servers.kept[world.guild.id] = chosen
    await memory.taught.add(TAUGHT, 7)
    card = await world.ask()
    alice = CaseKey(world.channel.id, world.alice.id)
    kept = memory.conversations.kept[alice]
    owner = world.bruno.id if is_own else ANYBODY

    for kind in kinds:
        await press(world, world.bruno, card, CustomId(kind, owner, rest=rest))

    assert memory.servers.kept == {world.guild.id: chosen}
    assert memory.taught.kept == {TAUGHT.id: TAUGHT}
    assert memory.conversations.kept[alice] == kept


async def test_of_another_server(world: World, memory: Memory) -> None:
    """Whoever manages one server changes nothing in another one with the same identifier."""
    carol = world.env.create_user("carol")
    elsewhere = world.env.create_guild()
    managing = elsewhere.create_role("staff", permissions=discord.Permissions(manage_guild=True))
    elsewhere.add_member(carol, roles=[managing])
    member = world.guild.add_member(carol)
    card = await world.ask()

    told = await press(world, member, card, CustomId(SETUP, member.id, rest=SWITCH))

    assert told
    assert words(told) == NOT_A_MANAGER
    assert memory.servers.kept == {}

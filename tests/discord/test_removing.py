"""*Remove this answer*: who may, and what goes along."""

import discord
import pytest
import simcord

from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.cases.outlets import AsAnswer
from bot.adapters.discord.commands.removing import REMOVE
from bot.adapters.discord.wording import CANT_REMOVE, NOT_MINE, NOT_YOURS_TO_REMOVE, REMOVED
from bot.core.assistant import Assistant
from bot.core.ports import CaseKey
from bot.core.reading import Utterance
from bot.errors import StoreError
from tests.discord.world import REFERENCE, STORAGE, Memory, World, labels, words
from tests.logged import events_of, fields

pytestmark = pytest.mark.simcord(strict_sync=False)


async def remove(world: World, person: simcord.MemberActor, message: discord.Message) -> str:
    """A person uses the entry in the menu of a message; gives what they are told, privately."""
    result = await person.context_menu(world.channel, REMOVE, message)
    assert result.acknowledged
    assert result.response is not None
    assert result.response.ephemeral
    return words(result.response)


def moderator(world: World) -> simcord.MemberActor:
    """Somebody who may manage messages."""
    role = world.guild.create_role("mod", permissions=discord.Permissions(manage_messages=True))
    return world.guild.add_member(world.env.create_user("mona"), roles=[role])


async def test_asker_removes_the_answer_and_the_case(world: World, memory: Memory) -> None:
    """Whoever asked may: answer, case and claim are gone, and the question stays."""
    card = await world.ask()
    assert await remove(world, world.alice, card) == REMOVED
    assert world.answers() == []
    assert memory.conversations.kept == {}
    assert memory.claims.kept == {}
    assert len(world.channel.history()) == 1


async def test_moderator_removes_somebodys_answer(world: World, memory: Memory) -> None:
    """Whoever may manage messages may, too."""
    card = await world.ask()
    assert await remove(world, moderator(world), card) == REMOVED
    assert world.answers() == []
    assert memory.conversations.kept == {}


async def test_others_get_a_kind_no(world: World, memory: Memory) -> None:
    """Anybody else is told that it isn't theirs; nothing changes."""
    card = await world.ask()
    kept = dict(memory.conversations.kept)
    assert await remove(world, world.bruno, card) == NOT_YOURS_TO_REMOVE
    assert labels(world.again(card)) == labels(card)
    assert memory.conversations.kept == kept


async def test_permission_taken_away_counts_at_once(world: World) -> None:
    """Somebody who may not manage messages any more may not remove answers either."""
    mona = moderator(world)
    card = await world.ask()
    role = world.guild.roles["mod"]
    world.env.backend.remove_member_role(world.guild.id, mona.id, role.id)
    assert await remove(world, mona, card) == NOT_YOURS_TO_REMOVE
    assert len(world.answers()) == 1


async def test_messages_of_others_are_left_alone(world: World) -> None:
    """Even a moderator can't remove other people's messages with it."""
    question = await world.alice.send(world.channel, "hello")
    assert await remove(world, moderator(world), question) == NOT_MINE
    assert len(world.channel.history()) == 1


async def test_older_answer_takes_a_later_case_not_along(world: World, memory: Memory) -> None:
    """Removing the answer of an earlier case leaves the case that is open now."""
    first = await world.press(await world.ask(), "It works now")
    memory.clock.time += 60
    second = await world.ask()
    assert await remove(world, world.alice, first) == REMOVED
    assert world.case(memory).card == second.id
    assert "Fix 2 ·" in words(await world.press(second, "Still failing"))


async def test_answer_whose_claim_is_gone_is_known_by_its_buttons(
    world: World, memory: Memory
) -> None:
    """Where the claim has expired, whose buttons it has may remove it; others may not."""
    card = await world.ask()
    memory.claims.kept.clear()
    assert await remove(world, world.bruno, card) == NOT_YOURS_TO_REMOVE
    assert await remove(world, world.alice, card) == REMOVED
    assert memory.conversations.kept == {}


async def test_answer_to_a_command_is_its_users(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """The answer to an interaction belongs to whoever used it, and its case goes along."""
    bot = memory.bot(assistant)
    await world.env.restart_bot(bot)

    @bot.tree.command(name="ask", description="A command that answers in public.")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        desk: Desk = bot._desk  # noqa: SLF001  # the desk that the bot uses
        key = CaseKey(world.channel.id, interaction.user.id, server=interaction.guild_id)
        await desk.ask(key, Utterance(STORAGE), AsAnswer(interaction))

    await world.alice.slash(world.channel, "ask")
    (card,) = world.answers()
    assert memory.claims.kept == {}
    assert await remove(world, world.bruno, card) == NOT_YOURS_TO_REMOVE
    assert await remove(world, world.alice, card) == REMOVED
    assert world.answers() == []
    assert memory.conversations.kept == {}


async def test_answer_without_buttons_to_a_command_is_its_users(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """Where a card has no buttons left, Discord still tells who used the command."""
    bot = memory.bot(assistant)
    await world.env.restart_bot(bot)

    @bot.tree.command(name="say", description="A command that says something.")
    async def say(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Hello.")

    await world.alice.slash(world.channel, "say")
    (answer,) = world.answers()
    assert await remove(world, world.bruno, answer) == NOT_YOURS_TO_REMOVE
    assert await remove(world, world.alice, answer) == REMOVED


async def test_entry_is_offered_everywhere(world: World) -> None:
    """The entry is offered in DMs and group DMs as well, to users and servers that have the bot."""
    command = world.env.bot.tree.get_command(REMOVE, type=discord.AppCommandType.message)  # type: ignore[attr-defined]  # a plain Client to simcord
    assert sorted(command.allowed_contexts.to_array()) == [0, 1, 2]
    assert sorted(command.allowed_installs.to_array()) == [0, 1]
    assert len(command.name) <= 32


async def test_answer_that_is_gone_already_is_no_failure(world: World, memory: Memory) -> None:
    """Where somebody else was quicker, the case still goes."""
    card = await world.ask()
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=404, code=10008)
    assert await remove(world, world.alice, card) == REMOVED
    assert memory.conversations.kept == {}


async def test_what_discord_forbids_is_told(
    world: World, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the bot can't delete the message, the person learns so, and the case stays."""
    caplog.set_level("INFO")
    card = await world.ask()
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50001)
    assert await remove(world, world.alice, card) == CANT_REMOVE
    assert len(memory.conversations.kept) == 1
    assert "can't be removed" in caplog.text


async def test_entry_works_after_a_restart(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """A new process knows whose the answers of the old one are."""
    card = await world.ask()
    await world.env.restart_bot(memory.bot(assistant))
    assert await remove(world, world.alice, card) == REMOVED


async def test_failing_store_is_explained(
    world: World, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that fails is told with a reference, and the answer stays."""
    card = await world.ask()
    memory.claims.failure = StoreError("medic.sqlite3", "disk full")
    said = await remove(world, world.alice, card)
    assert len(world.env.errors) == 1
    assert "can't get at my records" in said
    assert REFERENCE in said
    assert events_of(caplog, REFERENCE)[0].startswith("store while ")
    assert len(world.answers()) == 1


async def test_removals_are_logged_without_a_person(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells which answer went, and whether its asker or moderators wanted that."""
    caplog.set_level("INFO")
    first, second = await world.ask(), await world.ask("still failing")
    await remove(world, world.alice, first)
    await remove(world, moderator(world), second)
    removals = [fields(one) for one in caplog.records if "was removed" in one.getMessage()]
    assert removals == [
        {"answer": first.id, "by": "asker"},
        {"answer": second.id, "by": "moderator"},
    ]

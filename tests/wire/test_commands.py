"""Commands, menus and forms, over the wire."""

import json

import discord as library
import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.wording import NOT_A_MANAGER, NOT_YOURS_TO_REMOVE, REMOVED
from bot.core.ports import ServerSettings
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.interactions import Answer, Interaction
from tests.wire.fake_discord.message import Flag, Message
from tests.wire.fake_discord.permissions import Permission

REMOVE = "Remove this answer"


@pytest.fixture(autouse=True)
async def registered(bot: MedicBot) -> list[library.app_commands.AppCommand]:
    """The commands, as Discord takes them."""
    return await bot.tree.sync()


async def shown(discord: FakeDiscord, made: Interaction) -> Message:
    """What an interaction is answered with in the end, for the asker's eyes alone."""
    await discord.until(lambda: made.words, "the answer to a command")
    answer = made.messages[-1]
    assert answer.is_ephemeral
    assert Flag.LOADING not in answer.flags
    return answer


async def test_commands_are_registered(
    discord: FakeDiscord, registered: list[library.app_commands.AppCommand]
) -> None:
    """Discord takes all commands as they are: their names, descriptions and numbers."""
    names = {command.name for command in registered}
    assert {"setup", "privacy", REMOVE} <= names
    assert len(discord.commands.registered) == len(registered)


async def test_server_is_set_up(discord: FakeDiscord) -> None:
    """Who manages the server chooses where it answers, by a select; it holds at once."""
    world = discord.world
    other = await discord.people.add_channel("other")
    world.guild.powers[world.bruno.id] = int(Permission.MANAGE_GUILD)
    made = await discord.people.slash("setup", who=world.bruno)
    card = await shown(discord, made)
    (select,) = [
        str(part["custom_id"])
        for part in card.parts
        if part.get("placeholder") == "None: everywhere"
    ]
    before = card.words
    await discord.people.select(card, select, [str(other.id)], world.bruno)
    await discord.until(lambda: card.words != before, "the change")
    elsewhere = await discord.people.say(STORAGE)
    await discord.answer_to(await discord.people.say(STORAGE, other))
    assert discord.answers_to(elsewhere) == []


async def test_set_up_is_for_managers(discord: FakeDiscord) -> None:
    """Somebody who doesn't manage the server is told so, privately."""
    made = await discord.people.slash("setup")
    assert (await shown(discord, made)).words == NOT_A_MANAGER


async def test_person_sees_what_is_kept(discord: FakeDiscord) -> None:
    """*Show what is kept of me* sends a file, in which nothing is that was said."""
    await discord.answer_to(await discord.people.say(f"{STORAGE} zebra"))
    card = await shown(discord, await discord.people.slash("privacy"))
    press = await discord.people.click(card, "Show what is kept of me")
    await shown(discord, press)
    (call,) = [call for call in discord.ledger.calls if call.files]
    (kept,) = call.files.values()
    assert json.loads(kept)
    assert b"zebra" not in kept


async def form(discord: FakeDiscord, card: Message) -> Interaction:
    """The press that opens the form behind *Forget me*."""
    press = await discord.people.click(card, "Forget me")
    await discord.until(lambda: press.modal, "the form")
    assert press.answer is Answer.MODAL
    return press


async def test_person_is_forgotten(bench: Bench) -> None:
    """*Forget me* opens a form, and the right word in it deletes all that is kept."""
    discord = bench.discord
    alice = discord.world.alice
    await discord.answer_to(await discord.people.say(STORAGE))
    card = await shown(discord, await discord.people.slash("privacy"))
    for word, said in (("no", "I deleted nothing"), ("forget", "Done")):
        sent = await discord.people.submit(await form(discord, card), {"word": word})
        assert said in (await shown(discord, sent)).words
    assert await bench.store.people.forget(alice.id) == 0


async def test_answer_is_removed_by_its_asker(discord: FakeDiscord) -> None:
    """Who asked takes the answer away by its menu; another member can't, a moderator can."""
    world = discord.world
    first = await discord.answer_to(await discord.people.say(STORAGE))
    refused = await discord.people.choose(REMOVE, first, world.bruno)
    assert (await shown(discord, refused)).words == NOT_YOURS_TO_REMOVE
    removed = await discord.people.choose(REMOVE, first)
    assert (await shown(discord, removed)).words == REMOVED
    assert first.is_deleted
    second = await discord.answer_to(await discord.people.say(STORAGE))
    world.guild.powers[world.bruno.id] = int(Permission.MANAGE_MESSAGES)
    moderated = await discord.people.choose(REMOVE, second, world.bruno)
    assert (await shown(discord, moderated)).words == REMOVED
    assert discord.answers() == []


async def test_case_gets_a_thread_of_its_own(discord: FakeDiscord, bench: Bench) -> None:
    """Where a server wants threads, a question opens one, and the case goes on in there."""
    guild = discord.world.guild
    await bench.store.servers.save(guild.id, ServerSettings(opens_threads=True))
    question = await discord.people.say(STORAGE)
    await discord.until(lambda: question.thread, "the thread")
    assert question.thread is not None
    thread = question.thread
    await discord.until(lambda: discord.answers(thread), "the answer in there")
    assert discord.answers() == []
    later = await discord.people.say("{bot} still failing", thread)
    assert "Fix 2 ·" in (await discord.answer_to(later)).words

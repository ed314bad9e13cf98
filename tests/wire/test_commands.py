"""Commands, menus and forms, over the wire."""

import json

import pytest

from bot.adapters.discord.commands.asking import DIAGNOSE_MESSAGE
from bot.adapters.discord.commands.removing import REMOVE
from bot.adapters.discord.wording import (
    DESCRIBE_IT,
    NOT_A_MANAGER,
    NOT_YOURS_TO_REMOVE,
    POST_IT,
    REMOVED,
)
from bot.core.ports import ServerSettings
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.interactions import Answer, Interaction
from tests.wire.fake_discord.message import Flag, Message
from tests.wire.fake_discord.permissions import Permission

SYMPTOM = "iCloud says not enough storage"


pytestmark = pytest.mark.usefixtures("bot")


async def shown(discord: FakeDiscord, made: Interaction) -> Message:
    """What an interaction is answered with in the end, for the asker's eyes alone."""
    await discord.until(lambda: made.words, "the answer to a command")
    answer = made.messages[-1]
    assert answer.is_ephemeral
    assert Flag.LOADING not in answer.flags
    return answer


async def test_commands_are_registered_once(bench: Bench) -> None:
    """A start registers the commands, all of them as Discord takes them; the next has no need."""
    commands = bench.discord.commands
    names = {command["name"] for command in commands.registered}
    assert {"diagnose", "causes", "help", "support", "privacy", "setup"} <= names
    assert {DIAGNOSE_MESSAGE, REMOVE} <= names
    async with bench.running(bench.bot()):
        assert commands.syncs == 1


async def test_symptom_is_diagnosed_privately(discord: FakeDiscord) -> None:
    """A slash command is acknowledged first, and its card is the asker's alone; presses edit it."""
    made = await discord.people.slash("diagnose", symptom=SYMPTOM)
    card = await shown(discord, made)
    assert made.answer is Answer.DEFERRED_MESSAGE
    assert "Fix 1 ·" in card.words
    press = await discord.people.click(card, "Still failing")
    await discord.until(lambda: "Fix 2 ·" in card.words, "the next fix")
    assert press.answer is Answer.DEFERRED_UPDATE
    assert discord.answers() == []


async def test_symptom_is_diagnosed_for_all_to_read(discord: FakeDiscord) -> None:
    """With the option *public* everybody in the channel sees the card."""
    made = await discord.people.slash("diagnose", symptom=SYMPTOM, public=True)
    await discord.until(lambda: "Fix 1 ·" in made.words, "the card")
    assert discord.answers() == made.messages


async def test_symptoms_are_suggested(discord: FakeDiscord) -> None:
    """While somebody types, known symptoms are offered."""
    made = await discord.people.type_in("diagnose", "symptom", "not enough stor")
    await discord.until(lambda: made.choices, "suggestions")
    assert made.answer is Answer.CHOICES
    assert all(choice["name"] == choice["value"] for choice in made.choices)


@pytest.mark.parametrize("name", ["causes", "help", "support"])
async def test_command_is_answered_anywhere(discord: FakeDiscord, name: str) -> None:
    """Each further command is answered, in direct messages and where only its user has the bot."""
    world = discord.world
    elsewhere = world.add_guild(99, has_bot=False)
    direct = await discord.people.slash(name, world.direct(world.alice))
    there = await discord.people.slash(name, elsewhere.general, by_user_install=True)
    for made in (direct, there):
        assert (await shown(discord, made)).words


async def test_message_is_diagnosed_from_its_menu(discord: FakeDiscord) -> None:
    """Somebody's message, which it may not read by itself, is diagnosed, and posted if wanted."""
    message = await discord.people.say(SYMPTOM, who=discord.world.bruno)
    made = await discord.people.choose(DIAGNOSE_MESSAGE, message)
    card = await shown(discord, made)
    assert "Fix 1 ·" in card.words
    await discord.people.click(card, POST_IT)
    await discord.until(discord.answers, "the post")
    (posted,) = discord.answers()
    assert "Fix 1 ·" in posted.words
    await discord.until(lambda: POST_IT not in card.labels, "the button to go")


async def test_form_is_filled_in(discord: FakeDiscord) -> None:
    """*Describe it* under the card of a bare mention opens a form, whose answer takes its place."""
    card = await discord.answer_to(await discord.people.say("{bot}"))
    press = await discord.people.click(card, DESCRIBE_IT)
    await discord.until(lambda: press.modal, "the form")
    filled = {"what": SYMPTOM, "device": "iPhone 13", "system": "18.1"}
    sent = await discord.people.submit(press, filled)
    await discord.until(lambda: "Fix 1 ·" in card.words, "the answer")
    assert sent.answer is Answer.DEFERRED_UPDATE
    assert discord.answers() == [card]


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

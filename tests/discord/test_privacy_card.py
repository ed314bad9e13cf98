"""/privacy: what is kept, shown and deleted, by the person whom it is about."""

import asyncio
import json

import discord
import pytest
import simcord

from bot.adapters.discord.cards.modals import MODAL_LABEL, MODAL_TITLE
from bot.adapters.discord.commands.privacy_card import privacy_card
from bot.adapters.discord.wording import NOT_YOURS
from bot.core.assistant import Assistant
from bot.core.ports import CaseKey
from bot.errors import StoreError
from tests.discord.world import REFERENCE, STORAGE, Memory, World, labels, parts, words
from tests.logged import events_of, fields

pytestmark = pytest.mark.simcord(strict_sync=False)

SHOW, FORGET = "Show what is kept of me", "Forget me"
KEPT = {"user": 1, "cases": [{"tag": ""}], "claims": [{"answer": 1}, {"answer": 2}]}


async def opened(world: World) -> simcord.ResponseMessage:
    """The card that Alice opens."""
    result = await world.alice.slash(world.channel, "privacy")
    assert result.response is not None
    assert result.response.ephemeral
    return result.response


async def asked(world: World) -> simcord.InteractionResult:
    """The modal that Alice gets from *Forget me*."""
    result = await world.alice.click(await opened(world), label=FORGET)
    assert result.modal is not None
    return result


def told(result: simcord.InteractionResult) -> list[simcord.ResponseMessage]:
    """What the person was told, all of it privately."""
    said = [*result.followups, *([result.response] if result.response else [])]
    assert all(note.ephemeral for note in said)
    return said


def notes(result: simcord.InteractionResult) -> list[str]:
    """What the person was told, in words."""
    return [words(note) for note in told(result)]


async def test_card_says_what_is_kept(world: World) -> None:
    """The card tells what is kept, how long, and what becomes of texts."""
    said = words(await opened(world))
    assert "forget the text" in said
    assert "until a day after your last message" in said
    assert "for a week" in said
    assert "for 400 days" in said
    assert "for 30 days, with mentions, numbers and links taken out" in said


async def test_command_works_everywhere(world: World) -> None:
    """The command is there in servers, DMs and group DMs, for servers and users that have it."""
    command = world.env.bot.tree.get_command("privacy")  # type: ignore[attr-defined]  # a plain Client to simcord
    assert sorted(command.allowed_contexts.to_array()) == [0, 1, 2]
    assert sorted(command.allowed_installs.to_array()) == [0, 1]
    assert command.default_permissions is None
    await world.alice.send_dm(STORAGE)
    result = await world.alice.user.slash("privacy")
    assert result.response is not None
    assert result.response.ephemeral


async def test_policy_is_linked_where_there_is_one(world: World) -> None:
    """The address of the privacy policy is the application's own, if whoever runs it set one."""
    without = [part for part in parts(await opened(world)) if part.get("url")]
    application = world.env.bot.application
    assert application is not None
    application.privacy_policy_url = "https://example.org/privacy"
    (link,) = [part for part in parts(await opened(world)) if part.get("url")]
    assert without == []
    assert link["url"] == "https://example.org/privacy"
    assert link["label"] == "Read more"


async def test_export_is_a_private_file(world: World, memory: Memory) -> None:
    """Everything that is kept comes as a JSON file that nobody else sees."""
    memory.people.kept[world.alice.id] = KEPT
    result = await world.alice.click(await opened(world), label=SHOW)
    (note,) = [one for one in told(result) if one.attachments]
    assert "3 records" in note.content
    (file,) = note.attachments
    assert file.filename == "kept-about-you.json"
    assert json.loads(await file.read()) == KEPT


async def test_export_of_nothing_says_so(world: World, memory: Memory) -> None:
    """Where nothing is kept, that is told without a file."""
    memory.people.kept[world.alice.id] = {"user": world.alice.id, "cases": []}
    result = await world.alice.click(await opened(world), label=SHOW)
    assert notes(result) == ["I keep nothing about you."]
    assert not any(note.attachments for note in told(result))


async def test_export_that_is_too_big_is_explained(world: World, memory: Memory) -> None:
    """What Discord would not take as a file isn't tried."""
    memory.people.kept[world.alice.id] = {"cases": ["x" * 1_000_000] * 27}
    result = await world.alice.click(await opened(world), label=SHOW)
    (said,) = notes(result)
    assert "more than Discord lets me attach" in said


async def test_form_keeps_within_limits(world: World) -> None:
    """The modal's texts are as short as Discord wants them."""
    modal = (await asked(world)).modal
    assert modal is not None
    (label,) = modal["components"]
    assert len(modal["title"]) <= MODAL_TITLE
    assert len(label["label"]) <= MODAL_LABEL
    assert len(label["description"]) <= 100
    assert len(modal["custom_id"]) <= 100


@pytest.mark.parametrize("word", ["forget", " Forget ", "“forget”", "FORGET."])
async def test_word_forgets_everything(world: World, memory: Memory, word: str) -> None:
    """With the word, everything goes, and the person learns how much that was."""
    memory.people.kept[world.alice.id] = KEPT
    result = await world.alice.submit_modal(await asked(world), {"word": word})
    (said,) = notes(result)
    assert said.startswith("Done, 3 records deleted.")
    assert memory.people.kept == {}


async def test_another_word_deletes_nothing(world: World, memory: Memory) -> None:
    """Without the word nothing happens, which is told."""
    memory.people.kept[world.alice.id] = KEPT
    result = await world.alice.submit_modal(await asked(world), {"word": "yes"})
    (said,) = notes(result)
    assert "deleted nothing" in said
    assert memory.people.kept == {world.alice.id: KEPT}


async def test_nothing_to_forget_is_told(world: World) -> None:
    """Somebody of whom nothing is kept learns that."""
    result = await world.alice.submit_modal(await asked(world), {"word": "forget"})
    assert notes(result) == ["I keep nothing about you."]


async def test_forgetting_in_a_conversation_begins_anew(world: World, memory: Memory) -> None:
    """After forgetting, an old card has no case behind it, and what is said begins a new one."""
    card = await world.press(await world.ask(), "Still failing")
    await world.alice.submit_modal(await asked(world), {"word": "forget"})
    assert memory.conversations.kept == {}
    assert memory.claims.kept == {}
    again = await world.ask("still failing")
    assert "Fix 3 ·" not in words(again)
    assert world.case(memory).conversation.failed == 0
    assert labels(world.again(card)) != []


async def test_others_are_not_forgotten(world: World, memory: Memory) -> None:
    """What is kept of other people stays."""
    await world.ask()
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    await world.alice.submit_modal(await asked(world), {"word": "forget"})
    assert [key.user for key in memory.conversations.kept] == [world.bruno.id]


async def test_answer_on_its_way_leaves_nothing_behind(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """A case that is being answered is waited for, so that it isn't kept after all."""
    bot = memory.bot(assistant)
    await world.env.restart_bot(bot)
    desk = bot._desk  # noqa: SLF001  # to be in the middle of an answer
    key = CaseKey(world.channel.id, world.alice.id, server=world.guild.id)
    may_go, order = asyncio.Event(), []

    class Slow:
        """An answer that takes its time."""

        async def show(self, *_: object) -> int:
            await may_go.wait()
            order.append("answered")
            return 1

    async def forget() -> None:
        async with desk.closed_for(world.alice.id):
            order.append("forgotten")
            await memory.people.forget(world.alice.id)

    answering = asyncio.create_task(desk.choose(key, "all", Slow()))
    await asyncio.sleep(0)
    forgetting = asyncio.create_task(forget())
    await asyncio.sleep(0)
    later = asyncio.create_task(desk.choose(key, "all", Slow()))
    await asyncio.sleep(0)
    may_go.set()
    await asyncio.gather(answering, forgetting, later)
    assert order == ["answered", "forgotten", "answered"]


async def test_buttons_and_form_outlive_a_restart(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """A new process answers the old card, and a form that was open meanwhile."""
    memory.people.kept[world.alice.id] = KEPT
    card = await opened(world)
    await world.env.restart_bot(memory.bot(assistant))
    form = await world.alice.click(card, label=FORGET)
    await world.env.restart_bot(memory.bot(assistant))
    result = await world.alice.submit_modal(form, {"word": "forget"})
    assert notes(result)[0].startswith("Done, 3 records deleted.")


async def test_nothing_is_kept_of_an_open_form(world: World) -> None:
    """A form that nobody submits takes no memory."""
    await asked(world)
    assert world.env.bot._connection._view_store._modals == {}  # noqa: SLF001  # nothing public tells it


async def test_form_of_another_person_is_refused(world: World, memory: Memory) -> None:
    """A form with somebody else's identifier deletes nothing."""
    memory.people.kept[world.alice.id] = KEPT
    form = await asked(world)
    modal = form._interaction.modal  # noqa: SLF001  # as if another bot had made it
    assert modal is not None
    modal["custom_id"] = modal["custom_id"].replace(str(world.alice.id), str(world.bruno.id))
    result = await world.alice.submit_modal(form, {"word": "forget"})
    assert notes(result) == [NOT_YOURS]
    assert memory.people.kept == {world.alice.id: KEPT}


@pytest.mark.parametrize("label", [SHOW, FORGET])
async def test_failing_store_is_explained(
    world: World, memory: Memory, caplog: pytest.LogCaptureFixture, label: str
) -> None:
    """A store that fails is told with a reference, and nothing is called deleted."""
    memory.people.failure = StoreError("medic.sqlite3", "disk full")
    result = await world.alice.click(await opened(world), label=label)
    if label == FORGET:
        result = await world.alice.submit_modal(result, {"word": "forget"})
    (said,) = notes(result)
    assert "can't get at my records" in said
    assert REFERENCE in said
    assert events_of(caplog, REFERENCE)[0].startswith("store while ")


async def test_forgetting_is_logged_without_a_person(
    world: World, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells how much was deleted, and not of whom."""
    caplog.set_level("INFO")
    memory.people.kept[world.alice.id] = KEPT
    await world.alice.submit_modal(await asked(world), {"word": "forget"})
    (record,) = [one for one in caplog.records if "deleted at their wish" in one.getMessage()]
    assert fields(record) == {"records": 3}


def test_card_keeps_within_limits() -> None:
    """The card fits, with the longest identifiers, too."""
    view = privacy_card(2**64 - 1, "https://example.org/" + "x" * 490)
    assert view.content_length() <= 4000
    assert view.total_children_count <= 40
    buttons = [one for one in view.walk_children() if isinstance(one, discord.ui.Button)]
    assert all(len(button.custom_id or "") <= 100 for button in buttons)
    assert all(len(button.label or "") <= 80 for button in buttons)

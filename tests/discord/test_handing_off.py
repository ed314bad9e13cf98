"""Hand-offs: what moderators learn of cases that went to Apple Support, and what they don't."""

from dataclasses import replace

import pytest
import simcord
from discord import ui

from bot.adapters.discord.cases.desk import Answered
from bot.adapters.discord.cases.handing_off import HandingOff, hand_off_card
from bot.adapters.discord.serverbook import FRESH_FOR
from bot.core.assistant import Assistant
from bot.core.ports import CaseKey, ServerSettings
from bot.core.reading import Utterance
from bot.core.reply import HandOver
from tests.discord.world import REFERENCE, Memory, World, labels, parts, words
from tests.logged import events_of

SWOLLEN = "the battery of my iPhone is swollen, can I still back up to iCloud?"


@pytest.fixture
def staff(world: World, memory: Memory) -> simcord.ChannelHandle:
    """The channel in which moderators are told."""
    channel = world.guild.create_text_channel("staff")
    memory.servers.kept[world.guild.id] = ServerSettings(hand_offs=channel.id)
    return channel


async def test_moderators_learn_who_where_and_why(
    world: World, staff: simcord.ChannelHandle
) -> None:
    """The card names the person without a ping, links to the answer, and holds the summary."""
    card = await world.press(await world.ask(), "Apple Support")
    (told,) = world.answers(staff)
    said = words(told)
    assert f"**Who**: <@{world.alice.id}>" in said
    assert f"**Where**: <#{world.channel.id}>" in said
    assert "**Why**: They asked for Apple Support." in said
    assert "Device: (add the model)" in said
    assert said.count("```") == 2
    (link,) = [part["url"] for part in parts(told) if part.get("url")]
    assert link == f"https://discord.com/channels/{world.guild.id}/{world.channel.id}/{card.id}"
    assert labels(told) == []


async def test_fixes_that_failed_are_the_reason(world: World, staff: simcord.ChannelHandle) -> None:
    """When the list is used up, the card says so."""
    card = await world.ask()
    while not world.answers(staff):
        wanted = ("Still failing", "Skip this one")
        card = await world.press(card, next(one for one in labels(card) if one in wanted))
    assert "**Why**: No fix on the list is left." in words(world.answers(staff)[0])


async def test_danger_says_what_was_answered(world: World, staff: simcord.ChannelHandle) -> None:
    """A danger is told by the title of the answer."""
    answer = await world.ask(SWOLLEN)
    title = words(answer).splitlines()[0].removeprefix("### ")
    (told,) = world.answers(staff)
    assert f"It can't wait. My answer was: “{title}”." in words(told)


async def test_case_is_told_once(world: World, staff: simcord.ChannelHandle) -> None:
    """Going back to the fixes and to Apple Support again, or asking again, tells nothing new."""
    card = await world.press(await world.ask(), "Apple Support")
    card = await world.press(card, "Back to my fixes")
    await world.press(card, "Apple Support")
    await world.ask("I want to talk to Apple Support")
    assert len(world.answers(staff)) == 1


async def test_case_is_told_once_over_a_restart(
    world: World, memory: Memory, assistant: Assistant, staff: simcord.ChannelHandle
) -> None:
    """A new process sees from the case that it was told."""
    await world.press(await world.ask(), "Apple Support")
    await world.env.restart_bot(memory.bot(assistant))
    await world.ask("I want to talk to Apple Support")
    assert len(world.answers(staff)) == 1


async def test_danger_after_a_hand_off_is_told(world: World, staff: simcord.ChannelHandle) -> None:
    """Somebody who was handed over and is in danger then is told of again."""
    await world.press(await world.ask(), "Apple Support")
    await world.ask(SWOLLEN)
    assert len(world.answers(staff)) == 2


async def test_ordinary_answer_tells_nobody(world: World, staff: simcord.ChannelHandle) -> None:
    """Moderators are left alone as long as nobody is handed over."""
    await world.press(await world.ask(), "Still failing")
    assert world.answers(staff) == []


async def test_nobody_is_told_unless_chosen(world: World) -> None:
    """Without a channel for it, nothing but the answer is sent."""
    await world.press(await world.ask(), "Apple Support")
    assert len(world.answers()) == 1


async def test_switched_off_tells_nobody(
    world: World, memory: Memory, staff: simcord.ChannelHandle
) -> None:
    """In a server that switched the bot off, an old card that is pressed on tells nobody."""
    card = await world.ask()
    memory.servers.kept[world.guild.id] = ServerSettings(is_off=True, hand_offs=staff.id)
    memory.clock.time += FRESH_FOR + 1
    await world.press(card, "Apple Support")
    assert world.answers(staff) == []


async def test_dm_tells_nobody(world: World, staff: simcord.ChannelHandle) -> None:
    """What is said in a DM stays there."""
    await world.alice.send_dm("I want to talk to Apple Support")
    assert len(world.answers(world.alice.user.dm_channel)) == 1
    assert world.answers(staff) == []


@pytest.mark.parametrize(("tag", "told"), [("private", 0), ("", 1)])
async def test_private_case_tells_nobody(
    world: World, memory: Memory, assistant: Assistant, tag: str, told: int
) -> None:
    """A case that only its user sees stays private, in a server too."""
    staff = world.guild.create_text_channel("staff")
    memory.servers.kept[world.guild.id] = ServerSettings(hand_offs=staff.id)
    reply = assistant.hear(Utterance("I want to talk to Apple Support"), None, 0.0)
    key = CaseKey(world.channel.id, world.alice.id, tag, world.guild.id)
    bot = memory.bot(assistant)
    await world.env.restart_bot(bot)
    listener = HandingOff(bot, bot._rules.book)  # noqa: SLF001  # the book that the bot uses
    await listener.after(Answered(key, reply, shown=1, before=None))
    assert len(world.answers(staff)) == told


@pytest.mark.parametrize("code", [50001, 50013, 10003])
async def test_hand_off_that_cant_be_sent_is_logged(
    world: World, staff: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    """Where moderators can't be told, the person still has the answer, and the log knows."""
    caplog.set_level("INFO")
    pattern = f"/channels/{staff.id}/messages"
    world.env.inject_error("POST", pattern, status=403, code=code, times=None)
    card = await world.press(await world.ask(), "Apple Support")
    assert "Apple Support can take it from here" in words(card)
    assert len(world.answers()) == 1
    assert len(events_of(caplog, REFERENCE)) == 1


async def test_deleted_channel_stops_nothing(world: World, staff: simcord.ChannelHandle) -> None:
    """A channel that was deleted meanwhile keeps nobody from the answer."""
    world.env.backend.delete_channel(staff.id)
    await world.env.settle()
    card = await world.press(await world.ask(), "Apple Support")
    assert "Apple Support can take it from here" in words(card)


def test_longest_summary_fits(assistant: Assistant) -> None:
    """However long the summary is, the card keeps within Discord's limits and says who it is."""
    reply = assistant.hear(Utterance("I want to talk to Apple Support"), None, 0.0)
    long = HandOver("asked", (), "A summary", "\n".join(["Tried: " + "x" * 90] * 90))
    most = 2**64 - 1
    answered = Answered(
        CaseKey(most, most, server=most), replace(reply, hand_over=long), shown=most, before=None
    )
    view = hand_off_card(answered, most)
    assert view.content_length() <= 4000
    assert view.total_children_count <= 40
    texts = [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]
    assert any(f"<@{most}>" in text for text in texts)
    links = [item.url for item in view.walk_children() if isinstance(item, ui.Button)]
    assert all(link and len(link) <= 512 for link in links)

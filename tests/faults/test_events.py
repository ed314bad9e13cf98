"""Events that come in a wrong form, in a wrong order, or about what nobody knows."""

import asyncio
import logging

import pytest

from tests.fakes import FakeClock
from tests.faults.promises import Promises
from tests.logged import fields
from tests.wire.bench import STORAGE, Bench, settled
from tests.wire.fake_discord import FakeDiscord, Fault, payloads
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.values import JsonObject

pytestmark = pytest.mark.usefixtures("bot")

MALFORMED: list[JsonObject] = [
    {"attachments": [{}]},
    {"application": 7},
    {"call": "none"},
    {"components": [None]},
    {"edited_timestamp": "yesterday"},
    {"embeds": 5},
    {"interaction_metadata": [1]},
    {"member": "nobody"},
    {"mention_roles": 0},
    {"message_reference": "above"},
    {"message_snapshots": [1]},
    {"poll": {}},
    {"reactions": [{}]},
    {"role_subscription_data": []},
    {"sticker_items": [{"id": "x"}]},
    {"thread": {"id": "x"}},
]
"""Optional fields of a message that the library makes no sense of."""


@pytest.mark.parametrize("field", MALFORMED, ids=lambda one: next(iter(one)))
async def test_malformed_field_costs_no_answer(
    bench: Bench, caplog: pytest.LogCaptureFixture, field: JsonObject
) -> None:
    """A question with an optional field that can't be read is answered without it, and logged."""
    discord = bench.discord
    discord.gateway.spoil("MESSAGE_CREATE", field)
    card = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Fix 1 ·" in card.words
    (record,) = [one for one in caplog.records if fields(one).get("event") == "MESSAGE_CREATE"]
    assert record.levelno == logging.ERROR
    assert fields(record)["reference"] == bench.references[0]
    assert "not enough storage" not in caplog.text


async def test_malformed_edit_is_followed(discord: FakeDiscord, clock: FakeClock) -> None:
    """An edit with a field that can't be read has its answer edited all the same."""
    question = await discord.people.say("{bot} how long does a backup take")
    card = await discord.answer_to(question)
    clock.time += 60
    discord.gateway.spoil("MESSAGE_UPDATE", {"embeds": 5})
    await discord.people.edit(question, STORAGE)
    await discord.until(lambda: "Fix 1 ·" in card.words, "the edited answer")


@pytest.mark.parametrize(
    "field", [{"entitlements": [{}]}, {"message": None}, {"entitlement_skus": ["x"]}], ids=str
)
async def test_malformed_press_is_acknowledged(discord: FakeDiscord, field: JsonObject) -> None:
    """A press with a field that can't be read, or whose message has one, is acknowledged."""
    card = await discord.answer_to(await discord.people.say(STORAGE))
    shown = payloads.message(discord.world, card) | {"embeds": 5}
    spoilt: JsonObject = {"message": shown} if field == {"message": None} else field
    discord.gateway.spoil("INTERACTION_CREATE", spoilt)
    press = await discord.people.click(card, "Still failing")
    await discord.until(lambda: "Fix 2 ·" in card.words, "the next fix")
    assert press.is_acknowledged


async def test_unreadable_event_is_let_go(bench: Bench, promises: Promises) -> None:
    """An event that makes no sense at all is logged under a reference, and the next one is read."""
    discord = bench.discord
    discord.gateway.spoil("MESSAGE_CREATE", {"author": None})
    promises.excuse(await discord.people.say(STORAGE))
    await discord.until(lambda: len(bench.references) == 2, "both tries to be noticed")
    await discord.gateway.dispatch("CHANNEL_UPDATE", {}, discord.world.guild.id)
    await discord.gateway.dispatch("MESSAGE_DELETE", {"id": []}, discord.world.guild.id)
    await discord.answer_to(await discord.people.say(STORAGE))


async def test_unreadable_server_is_answered(bench: Bench) -> None:
    """In a server whose data can't be read after a reconnection, questions are answered."""
    discord = bench.discord
    discord.gateway.refuses_resume = True
    discord.gateway.spoil("GUILD_CREATE", {"channels": 5})
    await discord.gateway.cut()
    await discord.until(lambda: bench.references, "it to be noticed")
    await discord.answer_to(await discord.people.say(STORAGE))


async def test_unreadable_beginning_is_begun_anew(bench: Bench) -> None:
    """A session whose READY can't be read is replaced by another one."""
    discord = bench.discord
    await discord.answer_to(await discord.people.say(STORAGE))
    bench.clock.time += 60
    discord.gateway.refuses_resume = True
    discord.gateway.spoil("READY", {"user": 5})
    await discord.gateway.cut()
    missed = await discord.people.say("{bot} still failing")
    await discord.until(lambda: len(discord.gateway.notes("IDENTIFY")) == 3, "a third session")
    await discord.until(lambda: len(discord.gateway.notes("CLOSED")) >= 3, "the others to end")
    await discord.answer_to(missed)


async def test_unknown_places_are_no_trouble(bench: Bench) -> None:
    """Events about servers and channels that nobody told of are let go without a failure."""
    discord, nowhere = bench.discord, 1_234_567_890_123_456_789
    guild = discord.world.guild.id
    for event in (
        "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE",
        "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE",
    ):  # fmt: skip
        role = {"id": "1", "name": "x", "permissions": "0"}
        await discord.gateway.dispatch(
            event,
            {
                "id": str(nowhere),
                "guild_id": str(nowhere),
                "type": 0,
                "parent_id": str(nowhere),
                "role": role,
                "role_id": "1",
            },
            guild,
        )
    unknown: JsonObject = {"id": str(nowhere), "channel_id": str(nowhere), "guild_id": str(nowhere)}
    await discord.gateway.dispatch("MESSAGE_DELETE", unknown, guild)
    await discord.answer_to(await discord.people.say(STORAGE))
    assert bench.references == []


async def test_question_from_an_unknown_channel_is_answered(bench: Bench) -> None:
    """A question in a channel of whose making nobody told is answered like any other."""
    discord = bench.discord
    channel = discord.world.add_channel(discord.world.guild, "untold")
    await discord.answer_to(await discord.people.say(STORAGE, channel))
    assert bench.references == []


async def test_question_from_an_unknown_server_is_answered(bench: Bench) -> None:
    """A question in a server of which nobody told is answered, and nothing goes wrong."""
    discord = bench.discord
    guild = discord.world.add_guild(7)
    await discord.answer_to(await discord.people.say(STORAGE, guild.general))
    assert bench.references == []


async def test_edit_that_overtakes_its_question(discord: FakeDiscord, clock: FakeClock) -> None:
    """Where an edit comes before its message, there is one answer."""
    discord.gateway.hold()
    question = await discord.people.say(STORAGE)
    clock.time += 1
    await discord.people.edit(question, STORAGE)
    await discord.gateway.release()
    await discord.answer_to(question)
    await settled()
    assert len(discord.answers_to(question)) == 1


async def test_deletion_that_overtakes_its_question(discord: FakeDiscord) -> None:
    """Where a deletion comes before its message, no answer stays."""
    discord.gateway.hold()
    question = await discord.people.say(STORAGE)
    await discord.people.delete(question)
    await discord.gateway.release()
    await discord.answer_to(await discord.people.say(STORAGE, who=discord.world.bruno))
    await settled()
    assert discord.answers_to(question) == []


async def test_questions_in_the_wrong_order(discord: FakeDiscord) -> None:
    """Questions that come the latest first are each answered once."""
    discord.gateway.hold()
    asked = [
        await discord.people.say(STORAGE, who=discord.world.add_user(f"person {number}"))
        for number in range(3)
    ]
    await discord.gateway.release()
    for question in asked:
        await discord.answer_to(question)
    assert len(discord.answers()) == 3


@pytest.mark.parametrize("kind", ["press", "edit"])
async def test_doubled_events(discord: FakeDiscord, clock: FakeClock, kind: str) -> None:
    """A press or an edit that Discord tells twice counts once."""
    question = await discord.people.say(STORAGE)
    card = await discord.answer_to(question)
    clock.time += 60
    if kind == "press":
        press = await discord.people.click(card, "Still failing")
        again: JsonObject = {"id": str(press.id), "token": press.token}
        await discord.until(lambda: "Fix 2 ·" in card.words, "the next fix")
        discord.gateway.spoil("INTERACTION_CREATE", again)
        await discord.people.click(card, "Still failing")
        discord.interactions.made.pop()
    else:
        await discord.people.edit(question, "{bot} still failing")
        await discord.until(lambda: "Fix 1" not in card.words, "the edited answer")
        await discord.messages.change(question)
    shown = card.words
    await discord.answer_to(await discord.people.say(STORAGE, who=discord.world.bruno))
    await settled()
    assert card.words == shown


async def test_server_that_turns_the_bot_out(bench: Bench) -> None:
    """Turned out while it answers, the bot sends nothing more there and goes on elsewhere."""
    discord = bench.discord
    first, second = discord.world.guilds.values()
    await discord.people.say(STORAGE, first.general)
    await discord.people.turn_out(first)
    await discord.answer_to(await discord.people.say(STORAGE, second.general))
    await settled()
    tries = discord.ledger.find("POST", f"/channels/{first.general.id}/messages", done=False)
    assert len(tries) <= 1
    assert bench.references == [] or len(tries) == 1


async def test_server_that_takes_the_bot_back(bench: Bench, promises: Promises) -> None:
    """A refusal on the way out keeps the bot from answering no longer than it is out."""
    discord = bench.discord
    guild = discord.world.guild
    send = discord.faults.add(
        Fault("POST", f"/channels/{guild.general.id}/messages", gate=asyncio.Event())
    )
    promises.excuse(await discord.people.say(STORAGE))
    await discord.until(lambda: send.hits, "the answer to be on its way")
    await discord.people.turn_out(guild)
    assert send.gate
    send.gate.set()
    await discord.until(lambda: bench.references, "the refusal to be noticed")
    await discord.people.take_back(guild)
    await discord.answer_to(await discord.people.say(STORAGE, who=discord.world.bruno))


async def test_server_that_is_away_for_a_while(bench: Bench) -> None:
    """An outage of a server's is no farewell: its settings stay, and then it is answered again."""
    discord, guild = bench.discord, bench.discord.world.guild
    card = await discord.answer_to(await discord.people.say(STORAGE))
    away: JsonObject = {"id": str(guild.id), "unavailable": True}
    await discord.gateway.dispatch("GUILD_DELETE", away, guild.id)
    await discord.gateway.dispatch("GUILD_CREATE", payloads.guild(discord.world, guild), guild.id)
    bench.clock.time += 60
    again: Message = await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert "Fix 2 ·" in again.words
    assert card is not again

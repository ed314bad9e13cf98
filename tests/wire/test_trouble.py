"""Requests that go wrong, and what people get all the same."""

import pytest

from tests.fakes import FakeClock
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import FakeDiscord, Fault, too_many
from tests.wire.fake_discord.buckets import Rate
from tests.wire.fake_discord.message import Flag
from tests.wire.fake_discord.permissions import Permission
from tests.wire.hurry import Hurry

pytestmark = pytest.mark.usefixtures("bot")

SEND = ("POST", r"/channels/\d+/messages")
"""A new message."""

EDIT = ("PATCH", r"/webhooks/\d+/[^/]+/messages/@original")
"""The edit of a card after a press."""


async def test_answer_is_made_once_though_its_news_are_lost(
    discord: FakeDiscord, clock: FakeClock
) -> None:
    """Where a message is made and the connection then breaks, what is sent again makes no second.

    The nonce of both is the question's: Discord gives back the message that there is.
    """
    discord.faults.add(Fault(*SEND, is_done=True, is_dropped=True))
    question = await discord.people.say(STORAGE)
    await discord.until(lambda: len(discord.ledger.find(*SEND, done=False)) == 2, "a second try")
    clock.time += 60
    await discord.answer_to(await discord.people.say("{bot} still failing"))
    (card,) = discord.answers_to(question)
    assert Flag.COMPONENTS_V2 in card.flags
    nonces = [call.json["nonce"] for call in discord.ledger.find(*SEND, done=False)]
    assert nonces[:2] == [str(question.id)] * 2


async def test_failure_after_the_fact_makes_no_second_answer(discord: FakeDiscord) -> None:
    """A 502 for a message that was made is retried by the library, and makes no second one."""
    discord.faults.add(Fault(*SEND, 502, is_done=True))
    question = await discord.people.say(STORAGE)
    await discord.until(lambda: discord.ledger.find(*SEND), "the second try")
    assert len(discord.answers_to(question)) == 1


async def test_connection_that_breaks_once_is_no_trouble(
    discord: FakeDiscord, clock: FakeClock
) -> None:
    """A card that is lost on its way is sent again, and its case goes on."""
    discord.faults.add(Fault(*SEND, is_dropped=True))
    card = await discord.answer_to(await discord.people.say(STORAGE))
    assert Flag.COMPONENTS_V2 in card.flags
    clock.time += 60
    after = await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert "Fix 2" in after.words


async def test_connection_that_goes_on_breaking_is_told(discord: FakeDiscord) -> None:
    """Where the card never arrived, a short note does, with advice and a reference."""
    discord.faults.add(Fault(*SEND, is_dropped=True, times=2))
    note = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Discord couldn't take my answer" in note.words
    assert "Reference: " in note.words
    assert "Error" not in note.words


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_trouble_of_discords_is_waited_out(
    discord: FakeDiscord, hurry: Hurry, status: int
) -> None:
    """The library tries again after a failure of Discord's, each time a little later."""
    discord.faults.add(Fault(*SEND, status, times=2))
    card = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Fix 1 ·" in card.words
    assert hurry.waits[-2:] == [1, 3]


async def test_overloaded_discord_is_told(discord: FakeDiscord) -> None:
    """A 503 is not retried; what arrives then is the short note."""
    discord.faults.add(Fault(*SEND, 503))
    note = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Discord couldn't take my answer" in note.words


@pytest.mark.parametrize("is_global", [False, True])
async def test_rate_limit_is_waited_for(
    discord: FakeDiscord, hurry: Hurry, *, is_global: bool
) -> None:
    """A 429 is waited out for as long as Discord says, and the card goes out after it."""
    discord.faults.add(too_many(*SEND, 7.5, is_global=is_global))
    card = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Fix 1 ·" in card.words
    assert hurry.waits[-1] == 7.5
    assert len(discord.answers()) == 1


async def test_bucket_that_is_empty_is_left_alone(discord: FakeDiscord, clock: FakeClock) -> None:
    """The library sees a bucket run out by its headers: all is answered, and no request refused."""
    discord.buckets.each = Rate(2, 5.0)
    started = clock.time
    questions = [
        await discord.people.say(STORAGE, who=discord.world.add_user(f"person{number}"))
        for number in range(6)
    ]
    for question in questions:
        await discord.answer_to(question)
    assert discord.buckets.refused == 0
    assert clock.time - started >= 10.0


async def test_ban_in_front_of_discord_is_no_answer(discord: FakeDiscord) -> None:
    """A 429 from in front of Discord is not retried: the bot tells so, once it gets through."""
    discord.faults.add(Fault(*SEND, 429, body="error code: 1015"))
    note = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Discord couldn't take my answer" in note.words
    assert "1015" not in note.words


@pytest.mark.parametrize("code", [50001, 50013, 160005])
async def test_refused_place_is_left_alone(bench: Bench, code: int) -> None:
    """After a refusal nothing more is sent there for a while; elsewhere the bot goes on."""
    discord = bench.discord
    there = f"/channels/{discord.world.general.id}/messages"
    discord.faults.add(Fault("POST", there, 403, code))
    await discord.people.say(STORAGE)
    await discord.until(lambda: bench.references, "the refusal to be noticed")
    await discord.people.say(STORAGE)
    direct = discord.world.direct(discord.world.alice)
    await discord.answer_to(await discord.people.say(STORAGE, direct))
    assert len(discord.ledger.find("POST", there, done=False)) == 1


async def test_closed_direct_messages_are_no_trouble(discord: FakeDiscord) -> None:
    """A person who takes no direct messages gets none, and others are answered."""
    direct = discord.world.direct(discord.world.alice)
    direct.is_closed = True
    await discord.people.say(STORAGE, direct)
    await discord.answer_to(await discord.people.say(STORAGE, who=discord.world.bruno))
    assert discord.answers(direct) == []


@pytest.mark.parametrize(
    "missing", [Permission.SEND_MESSAGES, Permission.READ_MESSAGE_HISTORY, Permission.VIEW_CHANNEL]
)
async def test_missing_permission_keeps_the_bot_silent(
    discord: FakeDiscord, missing: Permission
) -> None:
    """Where a permission is missing that a reply takes, nothing is even tried."""
    channel = await discord.people.add_channel("closed")
    await discord.people.forbid(channel, missing)
    await discord.people.say(STORAGE, channel)
    await discord.answer_to(await discord.people.say(STORAGE, who=discord.world.bruno))
    there = f"/channels/{channel.id}/messages"
    assert discord.ledger.find("POST", there, done=False) == []


async def test_refused_card_becomes_plain_text(discord: FakeDiscord) -> None:
    """Where Discord refuses the form of a card, the same goes out as text."""
    discord.faults.add(Fault(*SEND, 400, 50035))
    answer = await discord.answer_to(await discord.people.say(STORAGE))
    assert Flag.COMPONENTS_V2 not in answer.flags
    assert "Last: Apple Support" in answer.content


async def test_failed_edit_is_told_to_who_pressed(discord: FakeDiscord) -> None:
    """A press whose answer can't be shown is acknowledged, and the person is told privately."""
    card = await discord.answer_to(await discord.people.say(STORAGE))
    discord.faults.add(Fault(*EDIT, 404, 10008))
    press = await discord.people.click(card, "Still failing")
    await discord.until(lambda: press.messages, "the note")
    assert press.is_acknowledged
    assert press.messages[0].is_ephemeral
    assert "That card is gone" in press.words

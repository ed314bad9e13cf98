"""Requests that go wrong, and what people get all the same."""

import asyncio

import pytest

from bot.adapters.discord.client import MedicBot
from bot.core.ports import ServerSettings
from tests.fakes import FakeClock
from tests.faults.promises import Promises
from tests.wire.bench import STORAGE, Bench, settled
from tests.wire.fake_discord import FakeDiscord, Fault, too_many
from tests.wire.fake_discord.buckets import Rate
from tests.wire.fake_discord.message import Flag
from tests.wire.fake_discord.permissions import Permission
from tests.wire.hurry import Hurry

pytestmark = pytest.mark.usefixtures("bot")

SEND = ("POST", r"/channels/\d+/messages")
"""A new message."""

OPEN = ("POST", r"/channels/\d+/messages/\d+/threads")
"""A thread at a message."""

CALLBACK = ("POST", r"/interactions/\d+/[^/]+/callback")
"""The first answer to a press."""

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


@pytest.mark.parametrize("has_header", [False, True])
@pytest.mark.parametrize("is_global", [False, True])
async def test_rate_limit_is_waited_for(
    discord: FakeDiscord, hurry: Hurry, *, is_global: bool, has_header: bool
) -> None:
    """A 429 is waited out for as long as Discord says, and the card goes out after it."""
    fault = discord.faults.add(too_many(*SEND, 7.5, is_global=is_global))
    if not has_header:
        fault.headers = {}
    card = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Fix 1 ·" in card.words
    assert hurry.waits[-1] == 7.5
    assert len(discord.answers()) == 1


async def test_rate_limit_without_an_end_is_told(discord: FakeDiscord) -> None:
    """A 429 that says nowhere how long to wait costs one answer, and the person is told."""
    discord.faults.add(Fault(*SEND, 429))
    note = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Something went wrong on my side" in note.words


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


@pytest.mark.parametrize("code", [0, 50001, 50013, 160005])
async def test_refused_place_is_left_alone(bench: Bench, promises: Promises, code: int) -> None:
    """After a refusal nothing more is sent there for a while; elsewhere the bot goes on."""
    discord = bench.discord
    there = f"/channels/{discord.world.general.id}/messages"
    discord.faults.add(Fault("POST", there, 403, code))
    promises.excuse(await discord.people.say(STORAGE))
    await discord.until(lambda: bench.references, "the refusal to be noticed")
    promises.excuse(await discord.people.say(STORAGE))
    direct = discord.world.direct(discord.world.alice)
    await discord.answer_to(await discord.people.say(STORAGE, direct))
    assert len(discord.ledger.find("POST", there, done=False)) == 1


async def test_closed_direct_messages_are_no_trouble(
    discord: FakeDiscord, promises: Promises
) -> None:
    """A person who takes no direct messages gets none, and others are answered."""
    direct = discord.world.direct(discord.world.alice)
    direct.is_closed = True
    promises.excuse(await discord.people.say(STORAGE, direct))
    await discord.answer_to(await discord.people.say(STORAGE, who=discord.world.bruno))
    assert discord.answers(direct) == []


@pytest.mark.parametrize(
    "missing", [Permission.SEND_MESSAGES, Permission.READ_MESSAGE_HISTORY, Permission.VIEW_CHANNEL]
)
async def test_missing_permission_keeps_the_bot_silent(
    discord: FakeDiscord, promises: Promises, missing: Permission
) -> None:
    """Where a permission is missing that a reply takes, nothing is even tried."""
    channel = await discord.people.add_channel("closed")
    await discord.people.forbid(channel, missing)
    promises.excuse(await discord.people.say(STORAGE, channel))
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


@pytest.mark.parametrize(
    "fault",
    [
        Fault(*SEND, 503, times=2),
        Fault(*SEND, 500, times=10),
        Fault(*SEND, 401, times=2),
        Fault(*SEND, is_dropped=True, times=3),
        Fault(*SEND, is_done=True, is_dropped=True, times=3),
    ],
    ids=["503", "500", "401", "dropped", "made and dropped"],
)
async def test_answer_is_owed(bench: Bench, bot: MedicBot, fault: Fault) -> None:
    """Where neither the card nor a note gets out, it is made up for later: one card."""
    discord = bench.discord
    fault.hits = 0
    discord.faults.add(fault)
    question = await discord.people.say(STORAGE)
    await discord.until(lambda: len(bench.references) == 2, "both failures to be noticed")
    await settled()
    await bot.make_up()
    (card,) = discord.answers_to(question)
    assert "Fix 1 ·" in card.words
    await bot.make_up()
    assert discord.answers_to(question) == [card]


@pytest.fixture
async def threads(bench: Bench) -> None:
    """Each case gets a thread of its own."""
    settings = ServerSettings(opens_threads=True)
    await bench.store.servers.save(bench.discord.world.guild.id, settings)


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("is_made", [False, True])
async def test_thread_whose_making_is_lost_is_found(
    discord: FakeDiscord, promises: Promises, *, is_made: bool
) -> None:
    """Whether or not a thread was made when the connection broke: there is one, with the card."""
    discord.faults.add(Fault(*OPEN, is_done=is_made, is_dropped=True))
    question = await discord.people.say(STORAGE)
    (card,) = await discord.until(lambda: promises.answers(question), "the card")
    assert "Fix 1 ·" in card.words
    assert card.channel is question.thread


@pytest.mark.usefixtures("threads")
async def test_answer_stands_in_the_channel_where_no_thread_can_be_opened(
    discord: FakeDiscord,
) -> None:
    """Where the connection breaks each time that a thread is opened, the card is a reply."""
    discord.faults.add(Fault(*OPEN, is_dropped=True, times=None))
    assert "Fix 1 ·" in (await discord.answer_to(await discord.people.say(STORAGE))).words


@pytest.mark.usefixtures("threads")
async def test_answer_is_owed_though_no_thread_could_be_opened(bench: Bench, bot: MedicBot) -> None:
    """Where no line holds, for the thread, the card and the note, the answer is made up for."""
    discord = bench.discord
    discord.faults.add(Fault(*OPEN, is_dropped=True, times=2))
    discord.faults.add(Fault(*SEND, is_dropped=True, times=3))
    question = await discord.people.say(STORAGE)
    await discord.until(lambda: len(bench.references) == 2, "both failures to be noticed")
    await settled()
    await bot.make_up()
    (card,) = discord.answers_to(question)
    assert "Fix 1 ·" in card.words


async def test_owed_answer_waits_for_the_history(bench: Bench, bot: MedicBot) -> None:
    """As long as the history can't be read, an answer stays owed: it may have got out unnoticed."""
    discord = bench.discord
    discord.faults.add(Fault(*SEND, 503, times=2))
    history = discord.faults.add(Fault("GET", ".*", 503, times=None))
    question = await discord.people.say(STORAGE)
    await discord.until(lambda: len(bench.references) == 2, "both failures to be noticed")
    await settled()
    await bot.make_up()
    assert discord.answers_to(question) == []
    discord.faults.all.remove(history)
    await bot.make_up()
    assert len(discord.answers_to(question)) == 1


async def test_refused_login_costs_an_answer_only(discord: FakeDiscord) -> None:
    """A single 401 is told without Discord's words; the next question is answered."""
    discord.faults.add(Fault(*SEND, 401, message="401: Unauthorized"))
    note = await discord.answer_to(await discord.people.say(STORAGE))
    assert "Something went wrong on my side" in note.words
    assert "Unauthorized" not in note.words


async def test_person_who_takes_no_messages_costs_nothing(bench: Bench, promises: Promises) -> None:
    """After a 50007 nothing more is sent to that person for a while."""
    discord = bench.discord
    direct = discord.world.direct(discord.world.alice)
    discord.faults.add(Fault("POST", f"/channels/{direct.id}/messages", 403, 50007))
    promises.excuse(await discord.people.say(STORAGE, direct))
    await discord.until(lambda: bench.references, "the refusal to be noticed")
    promises.excuse(await discord.people.say(STORAGE, direct))
    await discord.answer_to(await discord.people.say(STORAGE, who=discord.world.bruno))
    assert discord.answers(direct) == []


async def test_stopped_by_automod(discord: FakeDiscord) -> None:
    """A card that AutoMod stops is replaced by a note."""
    discord.faults.add(Fault(*SEND, 400, 200000))
    note = await discord.answer_to(await discord.people.say(STORAGE))
    assert "didn't let my answer through" in note.words


async def test_too_fast_and_edited(discord: FakeDiscord, clock: FakeClock) -> None:
    """The note about somebody's pace doesn't stand in the way of the answer to the edited text."""
    for _ in range(3):
        await discord.answer_to(await discord.people.say(STORAGE))
    hasty = await discord.people.say("{bot} hello")
    note = await discord.answer_to(hasty)
    clock.time += 60
    await discord.people.edit(hasty, STORAGE)
    await discord.until(lambda: len(discord.answers_to(hasty)) == 2, "an answer beside the note")
    assert "Fix" in discord.answers_to(hasty)[1].words
    await discord.people.delete(note)


async def test_slow_discord_holds_up_nobody_else(discord: FakeDiscord, clock: FakeClock) -> None:
    """While one answer takes 10 s others go out, and it arrives once."""
    slow = discord.faults.add(Fault(*SEND, gate=asyncio.Event()))
    waiting = await discord.people.say(STORAGE)
    await discord.until(lambda: slow.hits, "the answer to be on its way")
    bruno = discord.world.bruno
    await discord.answer_to(await discord.people.say(STORAGE, discord.world.direct(bruno), bruno))
    assert discord.answers_to(waiting) == []
    clock.time += 10
    assert slow.gate
    slow.gate.set()
    assert "Fix 1 ·" in (await discord.answer_to(waiting)).words


async def test_press_that_takes_too_long(
    bench: Bench, promises: Promises, clock: FakeClock
) -> None:
    """A press that reaches Discord after 10 s, a 10062, changes nothing: it can be done again."""
    discord = bench.discord
    card = await discord.answer_to(await discord.people.say(STORAGE))
    slow = discord.faults.add(Fault(*CALLBACK, gate=asyncio.Event()))
    late = await discord.people.click(card, "Still failing")
    promises.excuse(late)
    await discord.until(lambda: slow.hits, "the press to be on its way")
    clock.time += 10
    assert slow.gate
    slow.gate.set()
    await discord.until(lambda: bench.references, "it to be noticed")
    assert not late.is_acknowledged
    await discord.people.click(card, "Still failing")
    await discord.until(lambda: "Fix 2 ·" in card.words, "the next fix")


@pytest.mark.parametrize(
    "fault",
    [Fault(*CALLBACK, 500), Fault(*CALLBACK, is_dropped=True), too_many(*CALLBACK, 1.5)],
    ids=["500", "dropped", "429"],
)
async def test_press_is_acknowledged_all_the_same(discord: FakeDiscord, fault: Fault) -> None:
    """An acknowledgement that fails is tried again, or a private note takes its place."""
    card = await discord.answer_to(await discord.people.say(STORAGE))
    fault.hits = 0
    discord.faults.add(fault)
    press = await discord.people.click(card, "Still failing")
    await discord.until(lambda: press.is_acknowledged, "the press to be acknowledged")

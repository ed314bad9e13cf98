"""What keeps an answer from getting out, and what the bot does then."""

import logging

import discord
import pytest

from bot.adapters.discord.places import QUIET_FOR
from bot.errors import StoreError
from tests.discord.world import REFERENCE, STORAGE, Memory, World, bodies, labels, words
from tests.logged import events_of, fields


@pytest.mark.parametrize("missing", ["send_messages", "read_message_history", "view_channel"])
async def test_missing_permission_keeps_the_bot_silent(world: World, missing: str) -> None:
    """Without a permission that a reply needs, nothing is even tried."""
    assert world.guild.me is not None
    lacking = discord.PermissionOverwrite(**{missing: False})
    channel = world.guild.create_text_channel("closed", overwrites={world.guild.me: lacking})
    await world.alice.send(channel, f"{world.me} {STORAGE}")
    assert bodies(world.env) == []


@pytest.mark.parametrize("may", [True, False])
async def test_threads_have_a_permission_of_their_own(world: World, *, may: bool) -> None:
    """In a thread the permission to send in threads decides, not the one to send."""
    assert world.guild.me is not None
    rights = discord.PermissionOverwrite(send_messages=not may, send_messages_in_threads=may)
    channel = world.guild.create_text_channel("threads", overwrites={world.guild.me: rights})
    world.env.backend.create_thread(channel.id, "my case", world.alice.id)
    await world.env.settle()
    (thread,) = channel.threads
    await world.alice.send(thread, f"{world.me} {STORAGE}")
    assert len(world.answers(thread)) == may


@pytest.mark.parametrize("code", [50001, 50013, 160005])
async def test_refusal_is_remembered_for_a_while(world: World, memory: Memory, code: int) -> None:
    """A place that refused an answer is left alone, then tried again."""
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=code)
    await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    assert len(bodies(world.env)) == 1
    memory.clock.time += QUIET_FOR
    assert labels(await world.ask()) != []


async def test_refusal_in_one_place_does_not_silence_another(world: World) -> None:
    """Only the place that refused is left alone."""
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    other = world.guild.create_text_channel("other")
    await world.alice.send(other, f"{world.me} {STORAGE}")
    assert len(world.answers(other)) == 1


async def test_closed_dm_is_no_error(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A person who can't be written to is not worth a warning."""
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    await world.alice.send_dm(STORAGE)
    assert len(bodies(world.env)) == 1
    assert all(record.levelno < logging.WARNING for record in caplog.records)


async def test_refused_card_becomes_plain_text(world: World) -> None:
    """Where Discord refuses the form of a card, the same goes out as text, with what to type."""
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    answer = await world.ask()
    assert not answer.flags.components_v2
    assert "Last: Apple Support" in answer.content
    assert "Still failing" in answer.content
    assert len(answer.content) <= 2000


async def test_plain_text_has_a_case_behind_it(world: World) -> None:
    """After a plain text, typing goes on with the case."""
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    await world.ask()
    assert "Fix 2 ·" in words(await world.ask("still failing"))


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (RuntimeError("secret detail"), "Something went wrong on my side"),
        (StoreError("medic.sqlite3", "disk full"), "can't get at my records"),
    ],
)
async def test_failure_is_told_with_its_reference(
    world: World,
    memory: Memory,
    caplog: pytest.LogCaptureFixture,
    failure: Exception,
    said: str,
) -> None:
    """The person gets advice and a reference, the log the cause under the same reference."""
    memory.conversations.failure = failure
    answer = await world.ask()
    assert said in answer.content
    assert REFERENCE in answer.content
    assert "secret" not in answer.content
    (record,) = [one for one in caplog.records if fields(one).get("reference") == REFERENCE]
    assert record.exc_info is not None
    assert record.exc_info[1] is failure


async def test_busy_discord_is_told_if_it_can_be(world: World) -> None:
    """Where Discord is overloaded, a short note is tried instead of the card."""
    world.env.inject_error("POST", "/channels/*/messages", status=503, code=0)
    answer = await world.ask()
    assert "Discord couldn't take my answer" in answer.content


async def test_failure_that_cant_be_told_is_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Where not even the note gets out, the log has both failures and nothing breaks."""
    world.env.inject_error("POST", "/channels/*/messages", status=503, code=0, times=None)
    await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    assert world.answers() == []
    assert len(events_of(caplog, REFERENCE)) == 2


async def test_answer_that_is_out_gets_no_apology_behind_it(
    world: World, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """A case that can't be kept once its card is sent is a matter for the log alone."""

    def fail_from_now_on() -> None:
        memory.conversations.failure = RuntimeError("the disk is full")

    memory.conversations.on_load = fail_from_now_on
    await world.ask()
    assert len(world.answers()) == 1
    assert "bug while keeping a case" in caplog.text


@pytest.mark.parametrize("code", [200000, 50083, 20016], ids=["AutoMod", "archived", "slow mode"])
async def test_answer_that_isnt_let_through_is_no_silence(world: World, code: int) -> None:
    """AutoMod, an archived thread or slow mode stop one answer, about which a note is tried."""
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=code)
    answer = await world.ask()
    assert "didn't let my answer through" in answer.content
    assert labels(await world.ask()) != []


async def test_archived_thread_is_answered(world: World) -> None:
    """A thread that was folded away opens again with the answer."""
    world.env.backend.create_thread(world.channel.id, "my case", world.alice.id)
    await world.env.settle()
    (thread,) = world.channel.threads
    world.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    await world.env.settle()
    await world.alice.send(thread, f"{world.me} {STORAGE}")
    assert len(world.answers(thread)) == 1

"""What connections do: shards, endings, and what was asked meanwhile."""

import asyncio

import pytest
import yarl
from discord.gateway import DiscordWebSocket

from bot.adapters.discord.connecting import connect
from bot.errors import DiscordUnavailableError
from tests.fakes import FakeClock
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import TOKEN, FakeDiscord
from tests.wire.fake_discord.gateway import Gateway
from tests.wire.fake_discord.message import Message
from tests.wire.hurry import Hurry


async def ask_again(discord: FakeDiscord, clock: FakeClock) -> Message:
    """Something further of Alice's in the same place; it is answered after all before it."""
    clock.time += 60  # long enough for no cooldown
    return await discord.answer_to(await discord.people.say("{bot} still failing"))


async def resumed(gateway: Gateway, discord: FakeDiscord) -> None:
    """Wait until the one session is taken up again."""
    (session,) = gateway.sessions.values()
    await discord.until(lambda: session.socket is None, "the connection to end")
    await discord.until(lambda: session.socket is not None, "the session to go on")


async def test_each_shard_answers_for_its_servers(bench: Bench) -> None:
    """With two shards each server's questions come over one of them, and each gets one answer."""
    discord = bench.discord
    discord.routes.shards = 2
    async with bench.running(bench.bot()) as client:
        assert client.shard_count == 2
        for guild in discord.world.guilds.values():
            question = await discord.people.say(STORAGE, guild.general)
            card = await discord.answer_to(question)
            assert discord.answers(guild.general) == [card]
    assert {note.shard for note in discord.gateway.notes("IDENTIFY")} == {0, 1}


async def test_processes_share_the_shards(bench: Bench) -> None:
    """Two processes on a shard both hear a question, and one of them answers."""
    discord = bench.discord
    async with bench.running(bench.bot(shard_count=1)), bench.running(bench.bot(shard_count=1)):
        await discord.answer_to(await discord.people.say(STORAGE))
        await ask_again(discord, bench.clock)
        assert len(discord.answers()) == 2


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("code", [1000, 1001, 4000, 4001, 4007, 4008, 4009])
async def test_closed_connection_is_taken_up_again(
    discord: FakeDiscord, clock: FakeClock, code: int
) -> None:
    """What is asked while the connection is closed is answered once it is back, and just once."""
    await discord.answer_to(await discord.people.say(STORAGE))
    await discord.gateway.cut(code)
    missed = await discord.people.say("{bot} still failing")
    await discord.answer_to(missed)
    await ask_again(discord, clock)
    assert len(discord.answers_to(missed)) == 1
    assert len(discord.answers()) == 3
    assert len(discord.gateway.notes("IDENTIFY")) == 1
    assert len(discord.gateway.notes("RESUME")) == 1


@pytest.mark.usefixtures("bot")
async def test_broken_line_is_mended(discord: FakeDiscord, clock: FakeClock) -> None:
    """A connection that breaks without a word is taken up again too."""
    discord.gateway.drop()
    await discord.answer_to(await discord.people.say(STORAGE))
    await ask_again(discord, clock)
    assert len(discord.answers()) == 2
    assert len(discord.gateway.notes("RESUME")) == 1


@pytest.mark.usefixtures("bot")
async def test_repeated_events_are_answered_once(discord: FakeDiscord, clock: FakeClock) -> None:
    """What Discord tells a second time, as it may after a resume, gets no second answer."""
    question = await discord.people.say(STORAGE)
    await discord.answer_to(question)
    await discord.messages.announce(question)
    await ask_again(discord, clock)
    assert len(discord.answers_to(question)) == 1
    assert len(discord.answers()) == 2


@pytest.mark.usefixtures("bot")
async def test_request_to_reconnect_is_followed(discord: FakeDiscord, clock: FakeClock) -> None:
    """Where Discord asks the bot to connect anew, it does, and loses nothing."""
    await discord.gateway.ask_to_reconnect()
    await resumed(discord.gateway, discord)
    await discord.answer_to(await discord.people.say(STORAGE))
    await ask_again(discord, clock)
    assert len(discord.answers()) == 2


@pytest.mark.usefixtures("bot")
async def test_session_that_can_go_on_does(discord: FakeDiscord, clock: FakeClock) -> None:
    """After INVALID_SESSION with *true* the session is taken up again, and nothing is lost."""
    await discord.gateway.invalidate(resumable=True)
    await resumed(discord.gateway, discord)
    await discord.answer_to(await discord.people.say(STORAGE))
    await ask_again(discord, clock)
    assert len(discord.gateway.notes("IDENTIFY")) == 1


async def test_dead_connection_is_noticed(bench: Bench) -> None:
    """A connection on which nothing comes any more, no heartbeat's answer either, is replaced."""
    discord = bench.discord
    discord.gateway.heartbeat = 50
    client = bench.bot()
    client._connection.heartbeat_timeout = 0.5  # noqa: SLF001  # no public way; it is 60 s
    async with bench.running(client):
        discord.gateway.freeze()
        question = await discord.people.say(STORAGE)
        await discord.answer_to(question)
        await ask_again(discord, bench.clock)
        assert len(discord.answers_to(question)) == 1
    assert len(discord.gateway.notes("IDENTIFY")) == 1
    assert discord.gateway.notes("HEARTBEAT")


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
async def test_final_close_ends_the_program(bench: Bench, code: int) -> None:
    """After a close code that is final the bot ends with advice, and doesn't knock again."""
    discord = bench.discord
    ending = asyncio.create_task(connect(bench.bot(), TOKEN, discord.api_url))
    await discord.until(lambda: discord.gateway.sessions, "the bot to connect")
    await discord.gateway.cut(code)
    with pytest.raises(DiscordUnavailableError, match=str(code)):
        await ending
    assert len(discord.gateway.notes("CONNECT")) == 1


async def test_gateway_is_where_the_interface_says(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gateway's address comes from the REST interface, even if the shards are set."""
    nowhere = yarl.URL("ws://127.0.0.1:1/")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", nowhere)
    async with bench.running(bench.bot(shard_count=2)):
        await bench.discord.answer_to(await bench.discord.people.say(STORAGE))


async def test_no_session_is_begun_when_too_few_are_left(bench: Bench) -> None:
    """A crash loop ends before Discord resets the token for it."""
    discord = bench.discord
    discord.routes.sessions_left = 1
    with pytest.raises(DiscordUnavailableError, match="1 more sessions"):
        await connect(bench.bot(shard_count=2), TOKEN, discord.api_url)
    assert discord.gateway.notes("CONNECT") == []


async def test_refused_token_ends_the_program(bench: Bench) -> None:
    """A token that Discord refuses ends the program with advice, without the token in it."""
    discord = bench.discord
    with pytest.raises(DiscordUnavailableError, match="refuses the token") as caught:
        await connect(bench.bot(), "another.token", discord.api_url)
    assert "another.token" not in str(caught.value)
    assert discord.gateway.notes("CONNECT") == []


async def test_shards_identify_one_after_the_other(bench: Bench, hurry: Hurry) -> None:
    """Between two new sessions the library waits as long as Discord wants it to."""
    async with bench.running(bench.bot(shard_count=3)):
        assert [note.shard for note in bench.discord.gateway.notes("IDENTIFY")] == [0, 1, 2]
    assert hurry.waits == [5.0, 5.0]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("code", [4000, 4007, 4009])
async def test_session_that_is_gone_is_caught_up_on(
    discord: FakeDiscord, clock: FakeClock, code: int
) -> None:
    """Where the session can't go on after a close, what was asked meanwhile is answered once."""
    await discord.answer_to(await discord.people.say(STORAGE))
    clock.time += 60
    discord.gateway.refuses_resume = True
    await discord.gateway.cut(code)
    missed = await discord.people.say("{bot} still failing")
    await discord.answer_to(missed)
    await ask_again(discord, clock)
    assert len(discord.answers_to(missed)) == 1
    assert len(discord.gateway.notes("IDENTIFY")) == 2

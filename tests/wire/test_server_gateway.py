"""The fake Discord itself: sessions, what they are told, and how they end."""

import zlib

import aiohttp
import pytest

from tests.wire.api import Api, Line
from tests.wire.fake_discord import TOKEN, FakeDiscord
from tests.wire.fake_discord.permissions import Permission
from tests.wire.fake_discord.values import JsonObject, number, objects, one

INTENTS = 1 << 0 | 1 << 9 | 1 << 12
HEARTBEAT, IDENTIFY, RESUME = 1, 2, 6


async def begin(line: Line, shard: tuple[int, int] = (0, 1), intents: int = INTENTS) -> JsonObject:
    """Identify; gives what READY says."""
    await line.say(IDENTIFY, {"token": TOKEN, "intents": intents, "shard": list(shard)})
    return await line.hear_event("READY")


async def test_session_is_told_of_its_servers(api: Api) -> None:
    """A session learns of the servers of its shard, and of no other."""
    async with api.line() as first, api.line() as second:
        for shard, line in enumerate((first, second)):
            ready = await begin(line, (shard, 2))
            (told,) = objects(ready["guilds"])
            assert (number(told["id"]) >> 22) % 2 == shard
            assert (await line.hear_event("GUILD_CREATE"))["id"] == told["id"]


async def test_every_session_of_a_shard_hears(discord: FakeDiscord, api: Api) -> None:
    """Two connections on a shard hear the same; direct messages come on the shard 0 alone."""
    async with api.line() as first, api.line() as second, api.line() as other:
        await begin(first, (0, 2))
        await begin(second, (0, 2))
        await begin(other, (1, 2))
        await discord.people.say("hello", discord.world.direct(discord.world.alice))
        await discord.people.say("there", list(discord.world.guilds.values())[1].general)
        for line in (first, second):
            assert (await line.hear_event("MESSAGE_CREATE"))["content"] == "hello"
        assert (await other.hear_event("MESSAGE_CREATE"))["content"] == ""


async def test_intents_decide_what_is_told(discord: FakeDiscord, api: Api) -> None:
    """A session hears of what it asked for; nothing of a channel that the bot can't see."""
    hidden = await discord.people.add_channel("hidden")
    await discord.people.forbid(hidden, Permission.VIEW_CHANNEL)
    async with api.line() as line:
        await begin(line, intents=1 << 12)
        await discord.people.say("not this", discord.world.general)
        await discord.people.say("this", discord.world.direct(discord.world.alice))
        assert (await line.hear_event("MESSAGE_CREATE"))["content"] == "this"
    async with api.line() as line:
        await begin(line)
        await discord.people.say("{bot} not this", hidden)
        await discord.people.say("{bot} this")
        assert "not" not in str((await line.hear_event("MESSAGE_CREATE"))["content"])


async def test_resume_repeats_what_was_missed(discord: FakeDiscord, api: Api) -> None:
    """A session that lost its connection hears, in order, all that came since, and then goes on."""
    async with api.line() as line:
        session = (await begin(line))["session_id"]
        await discord.gateway.cut()
        assert await line.end() == 4000
    for text in ("one", "two"):
        await discord.people.say(f"{{bot}} {text}")
    async with api.line() as line:
        await line.say(RESUME, {"token": TOKEN, "session_id": session, "seq": 3})
        heard = [await line.hear() for _ in range(3)]
        assert [frame["s"] for frame in heard] == [4, 5, 6]
        assert [frame["t"] for frame in heard] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
        await discord.people.say("{bot} three")
        assert "three" in str(one((await line.hear())["d"])["content"])


async def test_session_that_was_ended_cant_be_resumed(discord: FakeDiscord, api: Api) -> None:
    """A client that closes with 1000 has ended its session; a later RESUME is refused."""
    async with api.line() as line:
        session = (await begin(line))["session_id"]
    await discord.until(lambda: not discord.gateway.sessions, "the session to end")
    async with api.line() as line:
        await line.say(RESUME, {"token": TOKEN, "session_id": session, "seq": 1})
        refused = await line.hear()
        assert (refused["op"], refused["d"]) == (9, False)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ((IDENTIFY, {"token": "another", "intents": INTENTS}), 4004),
        ((IDENTIFY, {"token": TOKEN, "intents": INTENTS, "shard": [2, 2]}), 4010),
        ((IDENTIFY, {"token": TOKEN, "intents": INTENTS | 1 << 15}), 4014),
        ((RESUME, {"token": "another"}), 4004),
        ((3, {}), 4003),
        ((99, {}), 4001),
    ],
)
async def test_wrong_frame_ends_the_connection(
    api: Api, frame: tuple[int, JsonObject], code: int
) -> None:
    """What Discord doesn't take ends the connection, with the code that says why."""
    async with api.line() as line:
        await line.say(*frame)
        assert await line.end() == code


async def test_second_identify_ends_the_connection(api: Api) -> None:
    """A session can't be begun twice on a connection, nor resumed beyond what was told."""
    async with api.line() as line:
        session = (await begin(line))["session_id"]
        await line.say(IDENTIFY, {"token": TOKEN, "intents": INTENTS})
        assert await line.end() == 4005
    async with api.line() as line:
        await line.say(RESUME, {"token": TOKEN, "session_id": session, "seq": 99})
        assert await line.end() == 4007


async def test_heartbeat_is_answered_unless_the_line_is_dead(
    discord: FakeDiscord, api: Api
) -> None:
    """A heartbeat gets its answer; on a frozen connection nothing comes any more."""
    async with api.line() as line:
        session = await begin(line)
        assert session["v"] == 10
        await line.say(HEARTBEAT, 1)
        while (heard := await line.hear())["op"] != 11:
            assert heard["op"] == 0
        discord.gateway.freeze()
        await line.say(HEARTBEAT, 2)
        await discord.until(lambda: len(discord.gateway.notes("HEARTBEAT")) == 2, "the heartbeat")
        await discord.gateway.cut()
        assert await line.hear() == {}


async def test_frames_are_packed_as_one_stream(discord: FakeDiscord) -> None:
    """With compression every frame is a part of one stream; an unknown way to pack is refused."""
    url = discord.gateway_url
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{url}?compress=zlib-stream") as socket:
            unpack = zlib.decompressobj()
            await socket.send_str('{"op":1,"d":null}')
            ops = [unpack.decompress(await socket.receive_bytes()) for _ in range(2)]
            assert [b'"op": 10' in ops[0], b'"op": 11' in ops[1]] == [True, True]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{url}?compress=gzip")

"""The fake Discord in a process of its own, and its control."""

import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.wire.api import Api, Line
from tests.wire.fake_discord import TOKEN, FakeDiscord
from tests.wire.fake_discord.changes import Changes
from tests.wire.fake_discord.values import JsonObject, objects, one, text

ROOT = Path(__file__).resolve().parent.parent.parent


def test_server_runs_by_itself() -> None:
    """As a program it says where it listens, and ends in order when it is told to."""
    command = [sys.executable, "-m", "tests.wire.fake_discord", "--shards", "4", "--guilds", "3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # ours
        assert process.stdout
        url = process.stdout.readline().strip()
        process.terminate()
        assert url.startswith("http://127.0.0.1:")
        assert url.endswith("/api/v10")
    assert process.returncode == 0


async def test_people_act_by_control(discord: FakeDiscord, api: Api) -> None:
    """By its control people write and press, and what came of it can be read."""
    said = one(await api.control("POST", "say", {"text": "{bot} help", "guild": 1, "user": "zoe"}))
    card: JsonObject = {
        "content": "hello",
        "message_reference": {"message_id": said["id"]},
        "components": [
            {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "g"}]}
        ],
    }
    await api("POST", f"/channels/{said['channel']}/messages", card)
    question, answer = objects(await api.control("GET", "messages?guild=1"))
    assert question["author"] == "zoe"
    assert answer["reference"] == said["id"]
    assert answer["labels"] == ["Go"]
    press: JsonObject = {"channel": said["channel"], "message": answer["id"], "label": "Go"}
    assert one(await api.control("POST", "click", press))["interaction"]
    (made,) = discord.interactions.made
    assert made.user == discord.world.alice
    direct = one(await api.control("POST", "say", {"text": "hi", "user": "zoe"}))
    assert direct["channel"] != said["channel"]
    assert len(objects(await api.control("GET", "messages?user=zoe"))) == 1


async def test_trouble_is_made_by_control(discord: FakeDiscord, api: Api) -> None:
    """By its control connections are cut and requests fail, and all that happened can be read."""
    await api.control("POST", "fault", {"method": "GET", "path": "/users/@me", "status": 500})
    assert (await api("GET", "/users/@me")).status == 500
    async with api.line() as line:
        await identify(line)
        await api.control("POST", "cut", {"code": 4009, "shard": 0})
        assert await line.end() == 4009
    await discord.until(lambda: discord.gateway.notes("CLOSED"), "the end of the connection")
    noted = objects(await api.control("GET", "gateway"))
    assert [text(note["kind"]) for note in noted] == ["CONNECT", "IDENTIFY", "CLOSED"]
    (call,) = objects(await api.control("GET", "ledger"))
    assert (call["path"], call["status"]) == ("/users/@me", 500)
    assert await api.control("GET", "ledger?after=1") == []


async def test_wait_for_nothing_ends() -> None:
    """A wait for what never comes ends by itself, and says what it was for."""
    with pytest.raises(TimeoutError, match="a miracle"):
        await Changes().until(lambda: None, "a miracle", patience=0)


async def identify(line: Line) -> None:
    """Begin a session."""
    await line.say(2, {"token": TOKEN, "intents": 1})
    await line.hear_event("READY")


async def test_addresses_are_its_own(discord: FakeDiscord, api: Api) -> None:
    """The gateway's address, and how many shards there should be, are told as Discord does."""
    advice = (await api("GET", "/gateway/bot")).json
    assert advice["url"] == discord.gateway_url
    assert advice["shards"] == 1
    url = f"http://127.0.0.1:{discord.port}/elsewhere"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 404

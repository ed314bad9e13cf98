"""The bot as it is run, seen through its port for health."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

import bot.serving
from bot.adapters.cache import ModelCache
from bot.settings import Settings, load_settings
from tests.wire.bench import STORAGE
from tests.wire.fake_discord import TOKEN, FakeDiscord

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows ends a process at once")


@pytest.fixture
def settings(discord: FakeDiscord, tmp_path: Path) -> Settings:
    """Settings to run with: this Discord, a database of its own, a port that is free."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    return load_settings(
        {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_URL": discord.api_url,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'medic.sqlite3'}",
            "HEALTH_PORT": str(port),
        }
    )


@pytest.fixture
async def running(
    discord: FakeDiscord,
    settings: Settings,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[str]:
    """The bot, run as the command runs it; gives the address of its port."""
    models = ModelCache(pytestconfig.cache.mkdir("models"))
    monkeypatch.setattr(bot.serving, "user_cache", lambda: models)
    task = asyncio.create_task(bot.serving.serve(settings))
    task.add_done_callback(lambda _: discord.changes.note())
    try:
        await discord.until(lambda: task.done() or discord.gateway.sessions, "the bot to connect")
        yield f"http://127.0.0.1:{settings.health_port}"
    finally:
        if not task.done():  # then it hears this signal
            signal.raise_signal(signal.SIGTERM)
        await task


async def read(address: str) -> str:
    """What is served at an address."""
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        answer.raise_for_status()
        return await answer.text()


@pytest.mark.usefixtures("assistant")
async def test_figures_of_a_running_bot(discord: FakeDiscord, running: str) -> None:
    """A bot that has answered says that it is alive and ready, and tells what it has done."""
    await discord.answer_to(await discord.people.say(STORAGE))
    card = await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert "Fix 2 ·" in card.words

    assert '"alive"' in await read(f"{running}/healthz")
    assert '"store": "up"' in await read(f"{running}/readyz")
    figures = await read(f"{running}/metrics")
    assert 'backup_medic_gateway_connected{shard="0"} 1.0' in figures
    assert 'backup_medic_questions_total{decision="answer",door="mention"}' in figures
    assert "backup_medic_store_up 1.0" in figures
    assert str(discord.world.alice.id) not in figures
    assert str(discord.world.guild.id) not in figures

"""The bot in processes of their own, as it is started for a run."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.adapters.cache import ModelCache
from bot.app import build_assistant
from tests.content.folder import Folder
from tests.wire.fake_discord import TOKEN, FakeDiscord

__all__ = ["DARK", "Processes"]

ROOT = Path(__file__).resolve().parent.parent.parent

DARK = "{bot} the bulb is black in the attic today"
"""A symptom with a sure answer, said to a bot that knows about lamps."""

_PASSED_ON = "PATH", "SYSTEMROOT", "TEMP", "TMP"
"""What of the tests' own environment a process needs to start at all."""


@dataclass(frozen=True)
class Processes:
    """Starts processes that share a home, and know about lamps."""

    discord: FakeDiscord
    home: Path
    knowledge: Folder

    @classmethod
    def at(cls, discord: FakeDiscord, home: Path) -> "Processes":
        """Processes with a home of their own; what they know is trained already."""
        knowledge = Folder(home / "knowledge")
        build_assistant(knowledge.path, ModelCache(home / "cache" / "backup-medic"))
        return cls(discord, home, knowledge)

    @property
    def database(self) -> Path:
        """The file of what they keep."""
        return self.home / "medic.sqlite3"

    async def start(
        self,
        settings: Mapping[str, str] | None = None,
        *,
        log: IO[bytes] | int = asyncio.subprocess.PIPE,
    ) -> Process:
        """Start one."""
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        own = {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_URL": self.discord.api_url,
            "DATABASE_URL": f"sqlite:///{self.database.as_posix()}",
            "KNOWLEDGE": str(self.knowledge.path),
        }
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=self.home,
            env=passed | own | dict(settings or {}),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=log,
        )

    @asynccontextmanager
    async def running(self, settings: Mapping[str, str] | None = None) -> AsyncIterator[Process]:
        """Start one, wait until it is connected, and kill it at the end if it still runs."""
        before = len(self.discord.gateway.notes("IDENTIFY"))
        process = await self.start(settings)
        try:
            await self.discord.until(
                lambda: len(self.discord.gateway.notes("IDENTIFY")) > before, "a process to connect"
            )
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

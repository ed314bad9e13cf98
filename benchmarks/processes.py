"""Bots in processes of their own, each connected to a fake Discord of its own."""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.environment import environment
from bot.adapters.discord.cards.views import card
from bot.app import build_assistant
from bot.core.ports import CaseKey
from bot.core.reading import Utterance
from bot.errors import UsageError
from bot.settings import Settings
from tests.wire.fake_discord import TOKEN, FakeDiscord

__all__ = ["FLOOR", "OURS", "WATCHED", "Bot", "need_linux", "running", "write_card"]

FLOOR: Sequence[str] = ("-m", "benchmarks.floor", "card.json")
"""Runs the floor, in a folder with its card."""

OURS: Sequence[str] = ("-m", "bot", "run")
"""Runs our bot."""

WATCHED: Sequence[str] = ("-m", "benchmarks.blocking", "blocks.json")
"""Runs our bot, and notes how long its event loop is blocked."""

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 120.0
"""Seconds for a bot to connect, which may have to train a model first."""

_SYMPTOM = "icloud says not enough storage to back up my iphone"


class Bot:
    """A bot that runs.

    Args:
        discord: what it is connected to.
        process: its process.
        started_in: seconds from the start of the process to its session with the gateway.

    """

    def __init__(
        self, discord: FakeDiscord, process: asyncio.subprocess.Process, started_in: float
    ) -> None:
        self.discord = discord
        self.started_in = started_in
        self._process = process
        self._folder = Path(f"/proc/{process.pid}")

    @property
    def cpu(self) -> float:
        """Seconds of a core that its process has used, all threads together."""
        fields = (self._folder / "stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident(self) -> float:
        """Megabytes that its process holds."""
        found = re.search(r"VmRSS:\s+(\d+) kB", (self._folder / "status").read_text("utf-8"))
        return int(found[1]) * 1024 / 1e6 if found else 0.0

    async def stop(self) -> None:
        """Let it end, and wait for that; one that has ended stays so."""
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()


def need_linux() -> None:
    """Refuse to go on where nothing tells of other processes.

    Raises:
        UsageError: this is no Linux.

    """
    if sys.platform != "linux":
        message = "what a process uses is read from /proc, which only Linux has"
        raise UsageError(message)


@asynccontextmanager
async def running(
    command: Sequence[str], folder: Path, knowledge: Path, *, guilds: int = 1
) -> AsyncIterator[Bot]:
    """Run a bot until the end of the context.

    Args:
        command: what Python is to run.
        folder: where it runs, and keeps its store and its log.
        knowledge: the knowledge folder.
        guilds: in how many servers it is.

    Raises:
        RuntimeError: it ended by itself, or with an error.

    """
    async with FakeDiscord(guilds=guilds) as discord:
        with (folder / "log").open("wb") as log:
            began = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *command,
                cwd=folder,
                env=_environment(discord, folder, knowledge),
                stdout=log,
                stderr=log,
            )
        ended = asyncio.create_task(process.wait())
        ended.add_done_callback(lambda _: discord.changes.note())
        try:
            await discord.changes.until(
                lambda: ended.done() or discord.gateway.sessions, "the bot to connect", _PATIENCE
            )
            bot = Bot(discord, process, time.perf_counter() - began)
            if not ended.done():
                yield bot
                await bot.stop()
        finally:
            if not ended.done():
                process.kill()
            code = await ended
        if code or not discord.gateway.log:
            told = (folder / "log").read_text("utf-8")[-2000:]
            message = f"{' '.join(command)} ended with code {code}: {told}"
            raise RuntimeError(message)


def _environment(discord: FakeDiscord, folder: Path, knowledge: Path) -> dict[str, str]:
    """The settings of a bot that no cooldown slows down; none of this shell's."""
    settings = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in environment().items() if name not in settings}
    return kept | {
        "PYTHONPATH": str(_ROOT),
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_URL": discord.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'store.sqlite3'}",
        "KNOWLEDGE": str(knowledge.resolve()),
        "USER_COOLDOWN": "9999/1",
        "CHANNEL_COOLDOWN": "9999/1",
    }


def write_card(knowledge: Path, folder: Path) -> None:
    """Put the floor's card into its folder: what our bot replies to a usual symptom."""
    reply = build_assistant(knowledge).hear(Utterance(_SYMPTOM), None, 0)
    parts = card(reply, CaseKey(1, 1)).to_components()  # type: ignore[no-untyped-call]  # discord.py's own
    (folder / "card.json").write_text(json.dumps(parts), "utf-8")

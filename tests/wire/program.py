"""The program that is started again after each end, however it ended."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path

from tests.wire.processes import Processes

__all__ = ["Program"]


class Program:
    """One process at a time, with what the ones before have kept.

    Args:
        processes: starts them.
        settings: what is set for each.

    """

    def __init__(self, processes: Processes, settings: Mapping[str, str]) -> None:
        self._processes = processes
        self._settings = settings
        self._log = processes.home / "log"
        self._process: Process | None = None
        self._waiting: asyncio.Task[None] | None = None

    @property
    def database(self) -> Path:
        """The file of what is kept."""
        return self._processes.database

    @property
    def has_ended(self) -> bool:
        """Whether it has ended, or was never started."""
        return self._process is None or self._process.returncode is not None

    @property
    def log(self) -> str:
        """What all its processes have logged."""
        return self._log.read_text("utf-8")

    async def start(self) -> None:
        """Start it; it is not connected yet."""
        with self._log.open("ab") as log:
            self._process = await self._processes.start(self._settings, log=log)
        self._waiting = asyncio.create_task(self._wait(self._process))

    async def kill(self) -> None:
        """End it at once, with nothing it could do about that."""
        if self._process and not self.has_ended:
            self._process.kill()
        if self._waiting:
            await self._waiting

    async def stop(self) -> int:
        """Ask it to end; gives its exit code."""
        assert self._process
        self._process.terminate()
        return await self._process.wait()

    async def _wait(self, process: Process) -> None:
        """Tell those who wait for something of it when it has ended."""
        await process.wait()
        self._processes.discord.changes.note()

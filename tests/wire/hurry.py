"""The library's waits, without the waiting."""

import asyncio
from types import ModuleType

import discord.client
import discord.http
import discord.shard
import discord.webhook.async_
import pytest

from tests.fakes import FakeClock

__all__ = ["Hurry"]

WAITING: tuple[ModuleType, ...] = (
    discord.client,
    discord.http,
    discord.shard,
    discord.webhook.async_,
)
"""The modules of discord.py that wait: between tries, for a rate limit, before they identify."""


class Hurry:
    """Stands in for `asyncio` in them: a wait moves the clock instead of taking time."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.waits: list[float] = []
        """Seconds of each wait so far."""

    def put_in_place(self, patch: pytest.MonkeyPatch) -> None:
        """Hurry the library until the test is over."""
        for module in WAITING:
            patch.setattr(module, "asyncio", self)

    async def sleep(self, delay: float) -> None:
        """Let time pass on the clock alone."""
        if delay:
            self.waits.append(delay)
            self._clock.time += delay
        await asyncio.sleep(0)

    def __getattr__(self, name: str) -> object:
        return getattr(asyncio, name)

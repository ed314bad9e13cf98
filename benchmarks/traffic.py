"""People who ask a bot over the fake Discord, and how long they wait."""

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Self

from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.ledger import Call
from tests.wire.fake_discord.values import number, one
from tests.wire.fake_discord.world import Channel

__all__ = ["CHANNELS", "PATIENCE", "Traffic"]

CHANNELS = 50
"""In how many channels is asked: one for each who asks at once."""

PATIENCE = 20.0
"""Seconds after which a question counts as lost."""


class Traffic:
    """Asks a bot; each question is a new person's, so each begins a case.

    Args:
        discord: what the bot is connected to.
        texts: what is asked, in turn.

    """

    def __init__(self, discord: FakeDiscord, texts: list[str]) -> None:
        self._discord = discord
        self._texts = texts
        self._numbers = count()
        self._channels = list[Channel]()
        self._waiting = dict[int, asyncio.Future[float]]()

    @classmethod
    @asynccontextmanager
    async def of(cls, discord: FakeDiscord, texts: list[str]) -> AsyncIterator[Self]:
        """Make the channels, and watch for answers until the end of the context."""
        traffic = cls(discord, texts)
        for number_ in range(CHANNELS):
            traffic._channels.append(await discord.people.add_channel(f"help-{number_}"))
        watching = asyncio.create_task(traffic._watch())
        try:
            yield traffic
        finally:
            watching.cancel()

    async def ask(self) -> float:
        """Ask the next question; gives the seconds until its answer reached the server.

        Raises:
            TimeoutError: there was none.

        """
        at = next(self._numbers)
        loop = asyncio.get_running_loop()
        person = self._discord.world.add_user(f"person-{at}")
        channel = self._channels[at % CHANNELS]
        text = "{bot} " + self._texts[at % len(self._texts)]
        started = loop.time()
        said = await self._discord.people.say(text, channel, person)
        answered = self._waiting[said.id] = loop.create_future()
        arrived: float = await asyncio.wait_for(answered, PATIENCE)
        return arrived - started

    async def closed(self, askers: int, seconds: float) -> tuple[int, float]:
        """Let so many ask again and again, each once they are answered, and each once at least.

        Gives the answers, and the seconds from the first question to the last answer.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def asking() -> int:
            answers = 0
            while not answers or loop.time() - began < seconds:
                await self.ask()
                answers += 1
            return answers

        answers = sum(await asyncio.gather(*(asking() for _ in range(askers))))
        return answers, loop.time() - began

    async def many(self, questions: int, askers: int) -> None:
        """Let so many questions be asked, some at once."""
        left = iter(range(questions))

        async def asking() -> None:
            for _ in left:
                await self.ask()

        await asyncio.gather(*(asking() for _ in range(askers)))

    async def open(self, rate: float, seconds: float) -> list[float]:
        """Let so many a second ask, however long the others wait; gives what each waited."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        async with asyncio.TaskGroup() as group:
            asked = []
            for at in range(round(rate * seconds)):
                await asyncio.sleep(started + at / rate - loop.time())
                asked.append(group.create_task(self.ask()))
        return [one_.result() for one_ in asked]

    async def _watch(self) -> None:
        """See which question each new request answers."""
        calls = self._discord.ledger.calls
        for at in count():
            await self._discord.changes.until(partial(_has, calls, at), "a request", math.inf)
            question = number(one(calls[at].json.get("message_reference")).get("message_id"))
            answered = self._waiting.pop(question, None)
            if answered and not answered.done():
                answered.set_result(calls[at].at)


def _has(calls: Sequence[Call], at: int) -> bool:
    return len(calls) > at

"""After a gap: what was asked while nobody listened is read in the history, and answered.

Discord repeats what happened during a short break (RESUME). After a longer one, or a restart, it
doesn't; then the places where something was answered before are read. Claims, and the answers that
stand there, see to it that nothing is answered twice.
"""

import logging
import math
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import discord

from bot.adapters.discord.cases.ordering import Turns
from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.talk.hearing import Hearing
from bot.adapters.discord.talk.messages import Messages
from bot.core.ports import Claim, Clock, Storage
from bot.errors import StoreError

__all__ = ["MARGIN", "MOST_MESSAGES", "MOST_PLACES", "OLDEST", "USED_WITHIN", "CatchingUp"]

OLDEST = 6 * 60 * 60.0
"""Seconds after which a question is not answered any more."""

MARGIN = 2 * 60.0
"""Seconds before a gap that are read too: a dead connection is noticed late, and what was heard
then was perhaps not taken on yet."""

USED_WITHIN = 7 * 24 * 60 * 60.0
"""Seconds for which a place is remembered after its last question."""

MOST_PLACES = 200
"""Places that are read after a gap, the latest used first; and as many of the threads that were
opened for questions, so that these crowd out no channel."""

MOST_MESSAGES = 1_000
"""Messages that are read in each of them, the latest first, as far back as the gap goes: a request
for a hundred, so that one is enough where little is said."""

_log = logging.getLogger(__name__)


@dataclass
class _Round:
    """One time of catching up."""

    since: float
    """From when on places are read, in seconds since the epoch."""
    read: set[int] = field(default_factory=set)
    """The places that were read, or at least tried."""
    failed: set[int] = field(default_factory=set)
    """Those that may be read with more luck later."""


class CatchingUp:
    """Reads what was missed, for each shard after each gap.

    Args:
        client: the connection to Discord.
        messages: answers messages.
        storage: remembers which questions were taken on, and until when all was heard.
        clock: tells the time.
        failures: takes what goes wrong.

    """

    def __init__(
        self,
        client: discord.AutoShardedClient,
        messages: Messages,
        storage: Storage,
        clock: Clock,
        failures: Funnel,
    ) -> None:
        self._client = client
        self._messages = messages
        self._claims = storage.claims
        self.hearing = Hearing(client, storage.memos, clock)
        """Is told of connections that end and go on."""
        self._clock = clock
        self._failures = failures
        self._turns = Turns()
        self._started = clock.now()
        self._behind: set[int] = set()
        """Shards of which something couldn't be looked at yet."""

    async def ready(self, shard: int) -> None:
        """Answer what was missed before a shard began a new session."""
        async with self._turns.of(shard):
            self.hearing.begun(shard)
            await self._close_gap(shard)

    async def make_up(self) -> None:
        """Do again what was not possible: close gaps, follow deletions, give owed answers."""
        for shard in sorted(self._behind):
            async with self._turns.of(shard):
                if shard in self._behind and self.hearing.hears(shard):
                    await self._close_gap(shard)
        for _ in range(len(self._messages.overlooked)):
            await self._messages.deleted(self._messages.overlooked.popleft())
        for _ in range(len(self._messages.owed)):
            question = self._messages.owed.popleft()
            try:
                claim = await self._claims.find(question)
            except StoreError as error:
                self._failures.take(error, "giving what is owed", question=question)
                self._messages.owed.append(question)
                continue
            if claim and claim.answer is None:
                place = claim.question.key.place
                done = _Round(claim.claimed)
                await self._look(place, self._finish(claim), done)
                if done.failed:
                    self._messages.owed.append(question)

    async def _close_gap(self, shard: int) -> None:
        """Catch up, and note whether something of that is left for later."""
        now = self._clock.now()
        self._behind.add(shard)
        try:
            if await self._catch_up(shard, now):
                self._behind.discard(shard)
                await self.hearing.caught_up(shard, now)
        except Exception as error:  # noqa: BLE001  # what is asked from now on is heard all the same
            self._failures.take(error, "catching up", shard=shard)

    async def _catch_up(self, shard: int, now: float) -> bool:
        """Read and answer; gives whether all could be looked at, so that nothing is left."""
        until = await self.hearing.until(shard)
        # A clock that was set back tells nothing of when a gap began.
        is_told = until is not None and until <= now
        since = max(until - MARGIN, now - OLDEST) if until and is_told else now - OLDEST
        done = _Round(since)
        for claim in await self._claims.unfinished(now - OLDEST, self._started):
            if self._shard_of(claim.question.key.server) == shard:
                place = claim.question.key.place
                await self._look(place, self._finish(claim), done)
        places = [
            place
            for place in await self._claims.places(now - USED_WITHIN, math.inf)
            if self._shard_of(place.server) == shard
        ]
        lasting = [place.id for place in places if not place.is_opened]
        opened = [place.id for place in places if place.is_opened]
        for place in (*lasting[:MOST_PLACES], *opened[:MOST_PLACES]):
            await self._look(place, self._read(place, done), done)
        return not done.failed

    def _shard_of(self, server: int | None) -> int:
        """The shard that hears of a server; direct messages come on the first.

        https://docs.discord.com/developers/events/gateway#sharding
        """
        return 0 if server is None else (server >> 22) % (self._client.shard_count or 1)

    async def _look(self, place: int, looking: Awaitable[None], done: _Round) -> None:
        """Look at a place; what goes wrong keeps nobody from looking at the others."""
        try:
            await looking
        except (discord.Forbidden, discord.NotFound) as error:
            _log.info("what was asked can't be read", extra={"channel": place, "error": str(error)})
        except Exception as error:  # noqa: BLE001  # the other places are read all the same
            self._failures.take(error, "catching up", channel=place)
            done.failed.add(place)

    async def _read(self, place: int, done: _Round) -> None:
        """Answer what was asked in a place, and before that in the channel around it.

        Where each question gets a thread, that channel is where the next one is asked.
        """
        if place in done.read:
            return
        done.read.add(place)
        after = discord.utils.time_snowflake(datetime.fromtimestamp(done.since, tz=UTC))
        channel = await self._channel(place)
        if isinstance(channel, discord.Thread):
            around = channel.parent_id
            await self._look(around, self._read(around, done), done)
        found = []
        # The latest ones: history after a message begins with the oldest.
        async for one in channel.history(limit=MOST_MESSAGES):
            if one.id <= after:
                break
            found.append(one)
        answered = {_answered(message) for message in found if self._is_own(message)}
        for message in reversed(found):
            if message.id not in answered and not await self._is_answered_apart(message):
                await self._messages.asked(message, late=True)

    async def _is_answered_apart(self, message: discord.Message) -> bool:
        """Whether there is an answer in the thread that a message has."""
        if not message.flags.has_thread:
            return False
        if await self._claims.find(message.id):
            return True  # or it is being answered; those that were left so came before
        thread = self._client.get_partial_messageable(message.id)
        try:
            return await anext(self._answers(thread, message.id), None) is not None
        except (discord.Forbidden, discord.NotFound):
            return True  # what stood there can't be known: twice is worse than never

    async def _finish(self, claim: Claim) -> None:
        """See whether a question that was taken on has its answer, and answer it if not.

        Where the history can't be read, it is not answered once more: twice is worse than never.
        """
        question = claim.question
        channel = await self._channel(question.key.place)
        answer = await anext(self._answers(channel, question.id), None)
        try:
            message = await self._asked(channel, question.id)
        except discord.NotFound:
            message = None
        if message and (answer is None or answer.components):  # an apology is no step of a case
            await self._messages.asked_again(message, question, answer.id if answer else None)
        if answer:
            await self._claims.close(question, answer.id)

    async def _answers(
        self, channel: "discord.abc.MessageableChannel", question: int
    ) -> AsyncIterator[discord.Message]:
        """The bot's own messages that answer a question."""
        async for message in channel.history(after=discord.Object(question), limit=MOST_MESSAGES):
            if self._is_own(message) and question in {_answered(message), channel.id}:
                yield message

    def _is_own(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id

    async def _asked(
        self, channel: "discord.abc.MessageableChannel", question: int
    ) -> discord.Message:
        """The message of a question; that of a thread of its own stands in the thread's channel."""
        if channel.id == question and isinstance(channel, discord.Thread) and channel.parent:
            parent = self._client.get_partial_messageable(channel.parent.id)
            return await parent.fetch_message(question)
        return await channel.fetch_message(question)

    async def _channel(self, place: int) -> "discord.abc.MessageableChannel":
        """A place with all that is known of it."""
        channel = self._client.get_channel(place) or await self._client.fetch_channel(place)
        if isinstance(channel, discord.abc.Messageable):
            return channel
        return self._client.get_partial_messageable(place)


def _answered(answer: discord.Message) -> int | None:
    """The message that one replies to."""
    return answer.reference.message_id if answer.reference else None

"""After a gap: what was asked while nobody listened is read in the history, and answered.

Discord repeats what happened during a short break (RESUME). After a longer one, or a restart, it
doesn't; then the places where something was answered before are read from the last question on that
was taken on there. Claims see to it that nothing is answered twice.
"""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import discord

from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.talk.messages import Messages
from bot.core.ports import Claim, Claims, Clock, Place

__all__ = ["MOST_MESSAGES", "MOST_PLACES", "OLDEST", "USED_WITHIN", "CatchingUp"]

OLDEST = 6 * 60 * 60.0
"""Seconds after which a question is not answered any more."""

USED_WITHIN = 7 * 24 * 60 * 60.0
"""Seconds for which a place is remembered after its last question."""

MOST_PLACES = 200
"""Places that are read after a gap, the latest used first."""

MOST_MESSAGES = 100
"""Messages that are read in each of them, the latest first: one request."""

_log = logging.getLogger(__name__)


class CatchingUp:
    """Reads what was missed, for each shard after each gap.

    Args:
        client: the connection to Discord.
        messages: answers messages.
        claims: remembers which questions were taken on.
        clock: tells the time.
        failures: takes what goes wrong.

    """

    def __init__(
        self,
        client: discord.AutoShardedClient,
        messages: Messages,
        claims: Claims,
        clock: Clock,
        failures: Funnel,
    ) -> None:
        self._client = client
        self._messages = messages
        self._claims = claims
        self._clock = clock
        self._failures = failures
        self._started = clock.now()
        self._lost: dict[int, float] = {}

    def lost(self, shard: int) -> None:
        """Note that a shard hears nothing from now on."""
        self._lost.setdefault(shard, self._clock.now())

    def resumed(self, shard: int) -> None:
        """Note that nothing was missed."""
        self._lost.pop(shard, None)

    async def ready(self, shard: int) -> None:
        """Answer what was missed before a shard began a new session."""
        gap = self._lost.pop(shard, self._started)
        now = self._clock.now()
        try:
            for claim in await self._claims.unfinished(now - OLDEST, self._started):
                if self._shard_of(claim.question.key.server) == shard:
                    await self._finish(claim)
            places = [
                place
                for place in await self._claims.places(now - USED_WITHIN, gap)
                if self._shard_of(place.server) == shard
            ]
            for place in places[:MOST_PLACES]:
                await self._read(place)
        except Exception as error:  # noqa: BLE001  # what is asked from now on is heard all the same
            self._failures.take(error, "catching up", shard=shard)

    def _shard_of(self, server: int | None) -> int:
        """The shard that hears of a server; direct messages come on the first.

        https://docs.discord.com/developers/events/gateway#sharding
        """
        return 0 if server is None else (server >> 22) % (self._client.shard_count or 1)

    async def _read(self, place: Place) -> None:
        """Answer what was asked in a place since the last question that was taken on there."""
        oldest = discord.utils.time_snowflake(
            datetime.fromtimestamp(self._clock.now() - OLDEST, tz=UTC)
        )
        after = discord.Object(max(place.latest, oldest))
        try:
            channel = await self._channel(place.id)
            # The latest ones: history after a message begins with the oldest.
            found = [one async for one in channel.history(limit=MOST_MESSAGES) if one.id > after.id]
        except discord.HTTPException as error:
            where = {"server": place.server, "channel": place.id}
            _log.info("what was asked can't be read", extra={**where, "error": str(error)})
            return
        for message in reversed(found):
            await self._messages.asked(message, late=True)

    async def _finish(self, claim: Claim) -> None:
        """See whether a question that was taken on has its answer, and answer it if not.

        Where the history can't be read, it is not answered once more: twice is worse than never.
        """
        question = claim.question
        try:
            channel = await self._channel(question.key.place)
            async for answer in self._answers(channel, question.id):
                await self._claims.close(question.id, answer.id)
                return
            message = await self._asked(channel, question.id)
        except discord.HTTPException as error:
            which = {"server": question.key.server, "question": question.id}
            _log.info("whether it was answered can't be seen", extra={**which, "error": str(error)})
            return
        await self._messages.asked_again(message, question)

    async def _answers(
        self, channel: "discord.abc.MessageableChannel", question: int
    ) -> AsyncIterator[discord.Message]:
        """The bot's own messages that answer a question."""
        me = self._client.user
        async for message in channel.history(after=discord.Object(question), limit=MOST_MESSAGES):
            reference = message.reference.message_id if message.reference else None
            is_own = me is not None and message.author.id == me.id
            if is_own and question in {reference, channel.id}:
                yield message

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

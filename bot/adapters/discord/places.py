"""Where the bot may answer: known from permissions, and learned from refusals."""

from collections.abc import Iterable

import discord

from bot.core.ports import Clock, ServerSettings

__all__ = ["QUIET_FOR", "Places", "permits"]

QUIET_FOR = 10 * 60.0
"""Seconds in which a place that refused an answer is left alone."""


class Places:
    """Tells where an answer has a chance, so that refused requests don't pile up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._quiet_until: dict[int, float] = {}

    def may_answer(self, channel: "discord.abc.MessageableChannel") -> bool:
        """Whether an answer can be sent as a reply there."""
        left = self._quiet_until.get(channel.id, 0.0) - self._clock.now()
        is_quiet = 0 < left <= QUIET_FOR  # more is left where the clock was set back
        return not is_quiet and permits(channel)

    @staticmethod
    def wanted(channel: "discord.abc.MessageableChannel", chosen: ServerSettings) -> bool:
        """Whether a server wants mentions answered there; a thread counts as its channel."""
        if chosen.is_off:
            return False
        parent = channel.parent_id if isinstance(channel, discord.Thread) else channel.id
        return not chosen.channels or parent in chosen.channels

    def silence(self, channel_id: int) -> None:
        """Leave a place alone for a while."""
        now = self._clock.now()
        self._quiet_until = {place: end for place, end in self._quiet_until.items() if end > now}
        self._quiet_until[channel_id] = now + QUIET_FOR

    def welcome(self, channels: Iterable[int]) -> None:
        """Answer in places again that refused it before, as things have changed there."""
        for channel in channels:
            self._quiet_until.pop(channel, None)


def permits(channel: "discord.abc.MessageableChannel") -> bool:
    """Whether the bot's permissions allow replies there; True where they aren't known."""
    if isinstance(channel, discord.DMChannel | discord.GroupChannel | discord.PartialMessageable):
        return True
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return True
    me: discord.Member | None = channel.guild.me
    if me is None:  # the server's data hasn't come in yet
        return True
    have = channel.permissions_for(me)
    is_thread = isinstance(channel, discord.Thread)
    may_send = have.send_messages_in_threads if is_thread else have.send_messages
    return have.view_channel and may_send and have.read_message_history

"""What stands in the way of what was chosen for a server: permissions, channels that are gone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import discord

from bot.adapters.discord.places import permits
from bot.adapters.discord.talk.threads import may_open_threads
from bot.core.ports import ServerSettings

__all__ = ["Lack", "lacks"]

_NAMED = 5
"""Channels that are named in one sentence."""

_NEEDED = "View Channel, Send Messages and Read Message History"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is lacking."""

    text: str
    is_permission: bool = True
    """Whether the invite link may mend it."""


def lacks(server: discord.Guild, chosen: ServerSettings) -> Iterator[Lack]:
    """What is lacking for what was chosen; nothing where nothing is to be done or known."""
    me: discord.Member | None = server.me
    if me is None or chosen.is_off:  # without the first, the server's data hasn't come in yet
        return
    yield from _for_mentions(server, chosen)
    if chosen.opens_threads:
        yield from _for_threads(server, chosen)
    if chosen.hand_offs is not None:
        yield from _for_hand_offs(server, me, chosen.hand_offs)


def _for_mentions(server: discord.Guild, chosen: ServerSettings) -> Iterator[Lack]:
    if not chosen.channels:
        if not any(permits(channel) for channel in server.text_channels):
            yield Lack(f"I can't answer in any channel. I need {_NEEDED}.")
        return
    there = [channel for one in chosen.channels if (channel := server.get_channel(one))]
    if not there:
        yield Lack(
            "The channels that were chosen for mentions are gone, so I answer none. "
            "Choose others, or none for everywhere.",
            is_permission=False,
        )
    if mute := [channel for channel in there if not _may_answer(channel)]:
        yield Lack(f"I can't answer in {_named(mute)}. I need {_NEEDED} there.")


def _for_threads(server: discord.Guild, chosen: ServerSettings) -> Iterator[Lack]:
    channels: Sequence[discord.TextChannel] = [
        channel
        for channel in server.text_channels
        if permits(channel) and (not chosen.channels or channel.id in chosen.channels)
    ]
    if without := [channel for channel in channels if not may_open_threads(channel)]:
        yield Lack(
            f"I can't open threads in {_named(without)}, and reply in the channel instead. "
            "I need Create Public Threads and Send Messages in Threads there."
        )


def _for_hand_offs(server: discord.Guild, me: discord.Member, chosen: int) -> Iterator[Lack]:
    channel = server.get_channel(chosen)
    if channel is None:
        yield Lack("The channel for hand-offs is gone. Choose another.", is_permission=False)
        return
    have = channel.permissions_for(me)
    if not (have.view_channel and have.send_messages):
        yield Lack(
            f"I can't tell moderators of hand-offs in {channel.mention}. "
            "I need View Channel and Send Messages there."
        )


def _may_answer(channel: discord.abc.GuildChannel) -> bool:
    """Whether the bot can answer in a channel; in a forum, that is in its posts."""
    if isinstance(channel, discord.TextChannel | discord.VoiceChannel):
        return permits(channel)
    have = channel.permissions_for(channel.guild.me)
    return have.view_channel and have.send_messages_in_threads and have.read_message_history


def _named(channels: Iterable[discord.abc.GuildChannel]) -> str:
    """Channels by name, the first of many."""
    names = [channel.mention for channel in sorted(channels, key=lambda one: one.position)]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more

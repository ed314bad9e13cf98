"""A thread of its own for each case, where the people of a server want that."""

import logging
from typing import Final

import aiohttp
import discord

from bot.adapters.discord.cards.fitting import shorten
from bot.adapters.discord.wording import thread_name
from bot.core.ports import ServerSettings

__all__ = ["may_open_threads", "place_for"]

_NAME = 100
"""Characters that Discord allows in the name of a thread."""

_QUIET_MINUTES: Final = 1440
"""Minutes without a message after which Discord folds the thread away."""

_EXISTS = 160004
"""Discord's code for a message that has a thread already."""


_log = logging.getLogger(__name__)


async def place_for(
    client: discord.Client, message: discord.Message, chosen: ServerSettings
) -> "discord.abc.MessageableChannel":
    """Where a message is answered: in a thread of its own, if one is wanted and can be opened."""
    channel = message.channel
    if not chosen.opens_threads or not isinstance(channel, discord.TextChannel):
        return channel
    if not may_open_threads(channel):
        return channel
    try:
        try:
            return await _open(message)
        except (aiohttp.ClientError, ConnectionError):
            return await _open(message)  # if the first try got through, Discord says so
    except (discord.HTTPException, aiohttp.ClientError, ConnectionError) as error:
        if isinstance(error, discord.HTTPException) and error.code == _EXISTS:
            # A thread that was made of a message has the message's id.
            return client.get_partial_messageable(message.id, guild_id=channel.guild.id)
        where = {"server": channel.guild.id, "channel": channel.id}
        _log.info("no thread can be opened", extra={**where, "error": str(error)})
        return channel


async def _open(message: discord.Message) -> discord.Thread:
    name = shorten(thread_name(message.author.display_name), _NAME)
    return await message.create_thread(name=name, auto_archive_duration=_QUIET_MINUTES)


def may_open_threads(channel: discord.TextChannel) -> bool:
    """Whether the bot may open a thread there and write in it."""
    have = channel.permissions_for(channel.guild.me)
    return have.create_public_threads and have.send_messages_in_threads

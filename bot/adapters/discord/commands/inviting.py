"""The link that brings the bot into a server, with no permission more than it needs there."""

import discord

from bot.core.ports import ServerSettings

__all__ = ["invite_link", "permissions_for"]


def permissions_for(chosen: ServerSettings) -> discord.Permissions:
    """What the bot needs in a server for what was chosen there."""
    return discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        read_message_history=True,
        create_public_threads=chosen.opens_threads,
    )


def invite_link(application: int, server: int, chosen: ServerSettings) -> str:
    """The link that gives an application, the bot, what it needs in a server, there or new."""
    return discord.utils.oauth_url(
        application,
        permissions=permissions_for(chosen),
        guild=discord.Object(server),
        scopes=("bot", "applications.commands"),
        disable_guild_select=True,
    )

"""Who may do what where.

https://docs.discord.com/developers/topics/permissions
"""

from enum import IntFlag

from tests.wire.fake_discord.errors import Code, Refused
from tests.wire.fake_discord.world import Channel, ChannelKind, Guild, User

__all__ = ["ALL", "EVERYONE", "Permission", "held", "need", "to_send"]


class Permission(IntFlag):
    """The permissions that matter to a bot that talks."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    READ_MESSAGE_HISTORY = 1 << 16
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


ALL = Permission((1 << 50) - 1)
"""What the owner of a server may."""

EVERYONE = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What every member of a server may, the bot too."""


def held(user: User, guild: Guild | None, channel: Channel) -> Permission:
    """What a user may in a channel; in a direct message, everything."""
    if guild is None:
        return ALL
    if user == guild.owner:
        return ALL
    have = EVERYONE & ~Permission(guild.withheld) | Permission(guild.powers.get(user.id, 0))
    if Permission.ADMINISTRATOR in have:
        return ALL
    overwrites = (channel.parent or channel).overwrites
    for target in (guild.id, user.id):
        allow, deny = overwrites.get(target, (0, 0))
        have = (have & ~Permission(deny)) | Permission(allow)
    return have if Permission.VIEW_CHANNEL in have else Permission(0)


def need(user: User, guild: Guild | None, channel: Channel, permission: Permission) -> None:
    """Refuse what a user may not: without View nothing is there, else a permission is missing."""
    have = held(user, guild, channel)
    if Permission.VIEW_CHANNEL not in have:
        raise Refused.because(Code.MISSING_ACCESS)
    if permission not in have:
        raise Refused.because(Code.MISSING_PERMISSIONS)


def to_send(channel: Channel) -> Permission:
    """The permission that sending takes in a channel."""
    if channel.kind is ChannelKind.PUBLIC_THREAD:
        return Permission.SEND_MESSAGES_IN_THREADS
    return Permission.SEND_MESSAGES

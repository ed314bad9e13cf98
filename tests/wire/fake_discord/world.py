"""What there is in this Discord: people, servers, channels, and their identifiers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

__all__ = ["Channel", "ChannelKind", "Guild", "Snowflakes", "User", "World", "time_of"]

_EPOCH = 1_420_070_400
"""Discord's own, in seconds: the first second of 2015."""

_FIRST = 250_000_000_000
"""Milliseconds after it in which the first server was made, each further one a millisecond later;
with any usual number of shards it is on the shard 0."""


class Snowflakes:
    """Identifiers that grow with time, each given once."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = 0

    def next(self) -> int:
        """A new identifier, greater than all before."""
        self._last = max(self._last + 1, round((self._now() - _EPOCH) * 1000) << 22)
        return self._last


def time_of(snowflake: int) -> float:
    """The moment that an identifier holds, in seconds since the Unix epoch."""
    return (snowflake >> 22) / 1000 + _EPOCH


class ChannelKind(IntEnum):
    """Kinds of channels."""

    TEXT = 0
    DM = 1
    PUBLIC_THREAD = 11


@dataclass(frozen=True)
class User:
    """A person, or the bot."""

    id: int
    name: str
    is_bot: bool = False

    @property
    def mention(self) -> str:
        """How a message mentions them."""
        return f"<@{self.id}>"


@dataclass(eq=False)
class Channel:
    """A place with messages: a server's channel, a thread, or the direct messages with a person."""

    id: int
    name: str
    kind: ChannelKind = ChannelKind.TEXT
    guild: int | None = None
    parent: "Channel | None" = None
    """The channel that a thread belongs to."""
    recipient: User | None = None
    """The person of direct messages."""
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Permissions allowed and denied here, by a member's id, or the server's for everyone."""
    is_archived: bool = False
    is_locked: bool = False
    is_closed: bool = False
    """Whether the person takes no direct messages."""


@dataclass(eq=False)
class Guild:
    """A server; one in which the bot is no member is reached by a user's own install alone."""

    id: int
    name: str
    owner: User
    has_bot: bool = True
    channels: dict[int, Channel] = field(default_factory=dict)
    powers: dict[int, int] = field(default_factory=dict)
    """Permissions of members by their ids, beyond those of everyone."""
    withheld: int = 0
    """Permissions that everyone has elsewhere, and not here."""

    @property
    def general(self) -> Channel:
        """Its first channel."""
        return next(iter(self.channels.values()))


class World:
    """All of it. The first identifiers are always the same ones, whatever the time is.

    Args:
        guilds: how many servers there are at first, each with a channel.
        now: tells the time, in seconds since the epoch.

    """

    def __init__(self, guilds: int, now: Callable[[], float]) -> None:
        self.now = now
        self.ids = Snowflakes(now)
        self.bot = User(_id(-1, 1), "medic", is_bot=True)
        self.alice = User(_id(-1, 2), "alice")
        self.bruno = User(_id(-1, 3), "bruno")
        self.olga = User(_id(-1, 4), "olga")
        """Owns the servers."""
        self.users = {user.id: user for user in (self.bot, self.alice, self.bruno, self.olga)}
        self.application: dict[str, object] = {}
        """What is set for the application, beside or in place of the usual."""
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        for number in range(guilds):
            self.add_guild(number)

    @property
    def guild(self) -> Guild:
        """The first server."""
        return next(iter(self.guilds.values()))

    @property
    def general(self) -> Channel:
        """The first channel of the first server."""
        return self.guild.general

    def add_guild(self, number: int, *, has_bot: bool = True) -> Guild:
        """A server with a channel; its number decides its ids, and with them its shard."""
        guild = Guild(_id(number), f"Server {number}", self.olga, has_bot)
        self.guilds[guild.id] = guild
        self.add_channel(guild, "help", _id(number, 1))
        return guild

    def add_channel(self, guild: Guild, name: str, id_: int | None = None) -> Channel:
        """A further channel of a server."""
        channel = Channel(id_ or self.ids.next(), name, guild=guild.id)
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def add_thread(self, parent: Channel, name: str, id_: int) -> Channel:
        """A thread in a channel."""
        kind = ChannelKind.PUBLIC_THREAD
        thread = Channel(id_, name, kind, guild=parent.guild, parent=parent)
        self.channels[id_] = thread
        return thread

    def add_user(self, name: str) -> User:
        """A further person."""
        user = User(self.ids.next(), name)
        self.users[user.id] = user
        return user

    def direct(self, user: User) -> Channel:
        """The direct messages of the bot and a person."""
        id_ = user.id + (1 << 12)
        if id_ not in self.channels:
            self.channels[id_] = Channel(id_, user.name, ChannelKind.DM, recipient=user)
        return self.channels[id_]

    def guild_of(self, channel: Channel) -> Guild | None:
        """The server of a channel; None for direct messages."""
        return None if channel.guild is None else self.guilds[channel.guild]


def _id(moment: int, place: int = 0) -> int:
    return (_FIRST + moment << 22) + place

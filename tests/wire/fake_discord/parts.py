"""What the server consists of, behind its transport."""

from collections.abc import Callable

from tests.wire.fake_discord.changes import Changes
from tests.wire.fake_discord.commands import Commands
from tests.wire.fake_discord.gateway import Gateway
from tests.wire.fake_discord.interactions import Interactions
from tests.wire.fake_discord.messages import Messages
from tests.wire.fake_discord.threads import Threads
from tests.wire.fake_discord.world import World

__all__ = ["TOKEN", "Parts"]

TOKEN = "MTA0ODU3NjAwMDAwMDAwMDAwMA.Fake00.not-a-token-but-it-looks-like-one"  # noqa: S105  # good for nothing but this server


class Parts:
    """All that keeps state, each part put together with those that it needs.

    Args:
        guilds: how many servers there are.
        heartbeat: milliseconds between two heartbeats.
        now: tells the time, in seconds since the epoch.

    """

    def __init__(self, guilds: int, heartbeat: int, now: Callable[[], float]) -> None:
        self.changes = Changes()
        self.world = World(guilds, now)
        self.gateway = Gateway(self.world, self.changes, TOKEN, heartbeat)
        self.messages = Messages(self.world, self.gateway)
        self.threads = Threads(self.world, self.gateway, self.messages)
        self.interactions = Interactions(self.world, self.gateway, self.messages, self.changes)
        self.commands = Commands(self.world)

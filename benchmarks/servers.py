"""How much memory a Discord server takes: what discord.py keeps of it with the bot's settings."""

import json
import sys
import tempfile
from pathlib import Path

import discord

from benchmarks.fresh import RESIDENT, measure
from benchmarks.output import write
from bot.adapters.discord.client import gateway_intents
from bot.errors import UsageError
from bot.rendering.grids import Grid

__all__ = ["CHANNELS", "EMOJI", "ROLES", "hold", "servers"]

CHANNELS, ROLES, EMOJI = 40, 20, 30
"""What each server has; two roles have permissions of their own in each channel."""

_HOLD = """
from benchmarks.servers import hold
kept = hold({count})
"""


def servers(count: int, *, as_json: bool) -> None:
    """Compare a process that knows so many servers with one that knows none.

    Raises:
        UsageError: this system doesn't tell what is resident.

    """
    if sys.platform != "linux":
        message = "memory is read from /proc, which only Linux has"
        raise UsageError(message)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        none, all_of_them = (
            measure(_HOLD.format(count=each) + RESIDENT, folder, folder) for each in (0, count)
        )
    found = {"servers": count, "kb_each": 1000 * (all_of_them - none) / count, "none_mb": none}
    note = f"{CHANNELS} channels, {ROLES} roles and {EMOJI} emoji each."
    row = (str(count), f"{found['kb_each']:.0f}", f"{none:.1f}")
    header = ("servers", "kB each", "MB without any")
    write(Grid("Servers", header, (row,), note=note), found, as_json=as_json)


def hold(count: int) -> discord.Client:
    """A client as the bot's that is in so many servers, each of which it was told by Discord."""
    client = discord.AutoShardedClient(
        intents=gateway_intents(),
        chunk_guilds_at_startup=False,
        member_cache_flags=discord.MemberCacheFlags.none(),
        max_messages=None,
    )
    for number in range(count):
        told = json.loads(json.dumps(_server(number)))  # no two share a text, as from the network
        client._connection._add_guild_from_data(told)  # noqa: SLF001  # what the event ends in
    return client


def _server(number: int) -> dict[str, object]:
    """What GUILD_CREATE tells of a server."""
    first = (number + 1) << 22
    roles = [{"id": str(first + at), "name": f"role {at}", "position": at} for at in range(ROLES)]
    shared = {"permissions": "104324673", "color": 0, "hoist": False, "mentionable": False}
    rules = [{"id": role["id"], "type": 0, "allow": "1024", "deny": "2048"} for role in roles[1:3]]
    channels = [
        {
            "id": str(first + 1_000 + at),
            "type": 0,
            "name": f"channel-{at}",
            "position": at,
            "topic": f"What channel {at} is about, in a line.",
            "permission_overwrites": rules,
            "last_message_id": str(first + 3_000 + at),
        }
        for at in range(CHANNELS)
    ]
    emoji = [
        {"id": str(first + 2_000 + at), "name": f"emoji_{at}", "roles": [], "require_colons": True}
        for at in range(EMOJI)
    ]
    return {
        "id": str(first),
        "name": f"Server {number}",
        "owner_id": str(first + 4_000),
        "member_count": 500,
        "features": [],
        "preferred_locale": "en-US",
        "roles": [role | {"managed": False, "flags": 0} | shared for role in roles],
        "channels": channels,
        "emojis": emoji,
        "stickers": [],
        "threads": [],
        "members": [],
        "voice_states": [],
        "presences": [],
    }

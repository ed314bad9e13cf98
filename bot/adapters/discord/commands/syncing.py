"""Commands are registered with Discord when they changed, and the link that invites the bot.

Discord counts what is registered, and keeps it for good: there is no need to do it at each start.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TypeAlias

import discord
from discord import app_commands

from bot.adapters.discord.commands.inviting import permissions_for
from bot.adapters.discord.failures import Funnel
from bot.core.ports import Alone, Memos, ServerSettings
from bot.errors import DiscordUnavailableError

__all__ = [
    "Tree",
    "digest",
    "invite_link",
    "memo_name",
    "missing_commands",
    "report",
    "sync",
    "sync_at_start",
]

Tree: TypeAlias = app_commands.CommandTree[discord.Client]
"""What holds the commands."""

_log = logging.getLogger(__name__)

_AT_MOST = 30.0
"""Seconds that a start waits for Discord to take the commands."""

_DONE = "The {count} commands are registered with Discord now."
_UNCHANGED = "The commands are registered with Discord already; nothing has changed."
_REFUSED = (
    "Discord doesn't take the commands (status {status}, code {code}). If the application is "
    "new, wait a minute and try again; else report it with this line."
)


async def sync(tree: Tree, memos: Memos) -> bool:
    """Register the commands if they changed; tells whether they did. Wants a login before.

    Of what was registered a hash is kept, for each application.

    Raises:
        discord.HTTPException: Discord doesn't take them.
        StoreError: the hash can't be read or kept.

    """
    name, now = memo_name(tree), digest(tree)
    if await memos.read(name) == now:
        return False
    await tree.sync()
    await memos.write(name, now)
    return True


async def sync_at_start(
    tree: Tree, memos: Memos, failures: Funnel, alone: Alone | None = None
) -> None:
    """The same, but what goes wrong is logged: the bot answers messages all the same.

    Of several processes that start at once, one does it.
    """
    turn = alone("commands") if alone else nullcontext(enter_result=True)
    try:
        async with asyncio.timeout(_AT_MOST), turn as is_ours:
            if is_ours and await sync(tree, memos):
                _log.info("the commands have changed, and are registered with Discord now")
    except Exception as error:  # noqa: BLE001  # commands are one door of several
        failure = failures.take(error, "registering the commands")
        _log.warning(
            "commands may be missing or old in Discord; register them with: python -m bot sync",
            extra={"reference": failure.reference},
        )


async def report(tree: Tree, memos: Memos) -> Sequence[str]:
    """Register the commands if they changed; gives lines that tell it, and how to invite the bot.

    Raises:
        DiscordUnavailableError: Discord doesn't take the commands.
        StoreError: the hash can't be read or kept.

    """
    try:
        if await missing_commands(tree):  # whatever was kept: they are not there
            await memos.write(memo_name(tree), "")
        done = await sync(tree, memos)
    except discord.DiscordServerError:
        raise
    except discord.HTTPException as error:
        message = _REFUSED.format(status=error.status, code=error.code)
        raise DiscordUnavailableError(message) from error
    application = tree.client.application_id or 0
    return [
        _DONE.format(count=len(tree.get_commands())) if done else _UNCHANGED,
        f"Invite the bot to a server: {invite_link(application)}",
        "Where each case is to get a thread of its own: "
        + invite_link(application, opens_threads=True),
    ]


def memo_name(tree: Tree) -> str:
    """The name under which the hash of what was registered is kept. Wants a login before."""
    return f"commands:{tree.client.application_id}"


async def missing_commands(tree: Tree) -> set[str]:
    """The names of the commands that Discord doesn't have. Wants a login before.

    Raises:
        discord.HTTPException: Discord doesn't say.

    """
    there = {(int(one.type.value), one.name) for one in await tree.fetch_commands()}
    ours = [command.to_dict(tree) for command in tree.get_commands()]
    return {one["name"] for one in ours if (one["type"], one["name"]) not in there}


def digest(tree: Tree) -> str:
    """A hash of the commands as they are registered, in whichever order they were added."""
    payloads = [command.to_dict(tree) for command in tree.get_commands()]
    payloads.sort(key=lambda payload: (payload["type"], payload["name"]))
    return hashlib.sha256(json.dumps(payloads, sort_keys=True).encode()).hexdigest()


def invite_link(application_id: int, *, opens_threads: bool = False) -> str:
    """The address at which people add the bot to a server, with the least permissions.

    Args:
        application_id: the bot's application.
        opens_threads: for a server where each case gets a thread of its own.

    """
    return discord.utils.oauth_url(
        application_id,
        permissions=permissions_for(ServerSettings(opens_threads=opens_threads)),
        scopes=("bot", "applications.commands"),
    )

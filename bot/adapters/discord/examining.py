"""Looks at the application in Discord: what it may, what is registered, and where it is."""

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator, Mapping, Sequence

import discord

from bot.adapters.discord.client import MedicBot, gateway_intents
from bot.adapters.discord.commands.inviting import invite_link, permissions_for
from bot.adapters.discord.commands.syncing import digest, memo_name, missing_commands
from bot.adapters.discord.connecting import reach
from bot.core.ports import ServerSettings, Storage
from bot.errors import DiscordUnavailableError
from bot.findings import Finding, State, fine, skipped, to_do

__all__ = ["examine_discord", "examine_token", "skip_discord"]

_AT_MOST = 60.0
"""Seconds for all that Discord is asked."""

_FEW_STARTS = 50
"""Sessions left for the day below which one should see what starts so often."""

_PAGE = 200
"""Servers that Discord lists at once."""

_NAMED = 20
"""Servers that are listed one by one."""

_PERMISSIONS: Mapping[str, str] = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "create_public_threads": "Create Public Threads",
}

_PRIVILEGED: Mapping[str, str] = {
    "presences": "gateway_presence",
    "members": "gateway_guild_members",
    "message_content": "gateway_message_content",
}
"""The gateway intents that have to be allowed, and the application's flag for each."""

_COPY_ANEW = (
    "Copy the token anew: Developer Portal > your application > Bot > Reset Token, into "
    "DISCORD_TOKEN."
)
_PORTAL = "Developer Portal > your application > "
_REGISTER = "python -m bot sync registers them; so does a start, unless SYNC_COMMANDS is no."

_ONLINE = ("application", "gateway intents", "gateway", "commands", "permissions")


def examine_token(token: str) -> Finding:
    """See whether a token has a token's form: its user's number in Base64, a time, a signature."""
    if not re.fullmatch(r"[\w-]{18,}\.[\w-]{6,}\.[\w-]{27,}", token, re.ASCII):
        return to_do("token", "it hasn't the form of a bot's token", _COPY_ANEW)
    first = token.partition(".")[0]
    try:
        number = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
    except binascii.Error:
        number = b""
    if not number.isdigit():
        return to_do("token", "its first part is no user's number", _COPY_ANEW)
    return fine("token", f"has the form of one, for the user {number.decode()}")


def skip_discord(why: str) -> list[Finding]:
    """What is said where Discord is not asked."""
    return [skipped(what, why) for what in _ONLINE]


async def examine_discord(
    client: MedicBot, token: str, kept: Storage | None, api_url: str | None = None
) -> list[Finding]:
    """Log in without connecting, and see how everything is there.

    Args:
        client: the bot, which does nothing at its start.
        token: its token.
        kept: servers' settings, and what was registered; None where that can't be read.
        api_url: another address for Discord's REST interface, where one is set.

    """
    found = list[Finding]()
    try:
        with reach(api_url):
            async with asyncio.timeout(_AT_MOST), client:
                async for one in _examine(client, token, kept):
                    found.append(one)  # what was found before a failure counts
    except (DiscordUnavailableError, TimeoutError, discord.HTTPException) as error:
        why = str(error) or f"Discord took longer than {_AT_MOST:.0f} seconds."
        found.append(Finding("discord", State.OUT_OF_REACH, why, "Try again later."))
    return found


async def _examine(client: MedicBot, token: str, kept: Storage | None) -> AsyncIterator[Finding]:
    try:
        await client.login(token)
    except discord.LoginFailure:
        yield to_do("login", "Discord refuses the token", _COPY_ANEW)
        return
    application = await client.application_info()
    yield fine("login", f"Discord knows the token, of the application {application.id}")
    yield _application(application)
    yield _intents(gateway_intents(), application.flags)
    yield await _gateway(client)
    yield await _commands(client, kept)
    async for one in _servers(client, application.id, kept):
        yield one


def _application(application: discord.AppInfo) -> Finding:
    what = "application"
    if application.interactions_endpoint_url:
        return to_do(
            what,
            "commands and presses go to an address on the web, and not to the bot",
            f"{_PORTAL}General Information: empty Interactions Endpoint URL.",
        )
    if application.bot_require_code_grant:
        return to_do(
            what,
            "the link that invites the bot doesn't work",
            f"{_PORTAL}Bot: switch Requires OAuth2 Code Grant off.",
        )
    who = "everybody" if application.bot_public else "its owner alone"
    return fine(what, f"can be invited by {who}")


def _intents(asked: discord.Intents, allowed: discord.ApplicationFlags) -> Finding:
    """Whether the privileged gateway intents that are on are those that the bot asks for."""
    what = "gateway intents"
    on = {
        name
        for name, flag in _PRIVILEGED.items()
        if getattr(allowed, flag) or getattr(allowed, f"{flag}_limited")
    }
    wanted = {name for name in _PRIVILEGED if getattr(asked, name)}
    where = f"{_PORTAL}Bot > Privileged Gateway Intents."
    if lacking := wanted - on:
        return to_do(what, f"{_listed(lacking)} is off, and needed", f"Switch it on: {where}")
    if needless := on - wanted:
        return to_do(what, f"{_listed(needless)} is on, and not needed", f"Switch it off: {where}")
    return fine(what, "no privileged one is on but those that are needed")


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)).replace("_", " ")


async def _gateway(client: MedicBot) -> Finding:
    shards, _, starts = await client.http.get_bot_gateway()
    state = f"{starts['remaining']} of {starts['total']} sessions are left for the day"
    if starts["remaining"] < _FEW_STARTS:
        advice = "See in the log why it starts so often, and stop it until you know."
        return to_do("gateway", state, advice)
    return fine("gateway", f"{state}, and Discord advises {shards} shards")


async def _commands(client: MedicBot, kept: Storage | None) -> Finding:
    missing = await missing_commands(client.tree)
    if missing:
        return to_do("commands", f"not registered: {', '.join(sorted(missing))}", _REGISTER)
    count = len(client.tree.get_commands())
    if kept is None:
        return fine("commands", f"all {count} are registered, by whichever version")
    if await kept.memos.read(memo_name(client.tree)) != digest(client.tree):
        return to_do("commands", "those of another version may be registered", _REGISTER)
    return fine("commands", f"all {count} are registered")


async def _servers(
    client: MedicBot, application: int, kept: Storage | None
) -> AsyncIterator[Finding]:
    """The servers in which the bot lacks what it needs for what was chosen there."""
    count, lacking = 0, 0
    async for server, have in _permissions(client):
        count += 1
        chosen = await kept.servers.load(server) if kept else ServerSettings()
        lacks = _lacks(have, chosen)
        lacking += bool(lacks)
        if lacks and lacking <= _NAMED:
            told = f"server {server} lacks {', '.join(lacks)}"
            advice = f"Somebody who manages it opens {invite_link(application, server, chosen)}"
            yield to_do("permissions", told, advice)
    if lacking > _NAMED:
        more = f"{lacking - _NAMED} more servers lack permissions"
        yield to_do("permissions", more, "/setup says in each of them what it is.")
    if not lacking:
        yield fine("permissions", f"all that is needed, in {count} servers")


async def _permissions(client: MedicBot) -> AsyncIterator[tuple[int, discord.Permissions]]:
    """Each server, and what the bot may in it, before any channel's own rules."""
    last: int | None = None
    while True:
        page = await client.http.get_guilds(_PAGE, after=last, with_counts=False)
        for one in page:
            last = int(one["id"])
            yield last, discord.Permissions(int(str(one.get("permissions", 0))))
        if len(page) < _PAGE:
            return


def _lacks(have: discord.Permissions, chosen: ServerSettings) -> Sequence[str]:
    if have.administrator or chosen.is_off:
        return []
    need = permissions_for(chosen)
    return [
        told
        for name, told in _PERMISSIONS.items()
        if getattr(need, name) and not getattr(have, name)
    ]

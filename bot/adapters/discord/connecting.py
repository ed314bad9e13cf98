"""From a token to a running connection, and what to say when Discord won't have us."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp
import discord
from discord.http import Route

from bot.errors import DiscordUnavailableError

__all__ = ["check_sessions", "connect", "reach"]

_REFUSED = (
    "Discord refuses the token in DISCORD_TOKEN. Copy it anew from the Developer Portal "
    "(your application > Bot > Reset Token), and start again."
)
_UNREACHABLE = (
    "Discord can't be reached ({reason}). Check this machine's connection, and "
    "https://discordstatus.com; then start again."
)
_NO_SESSIONS = (
    "Discord lets this application begin {left} more sessions today, and {wanted} are needed here. "
    "Find out from the log why it was started so often; there are new ones in {hours} hours."
)
_CLOSED = "Discord closed the connection for good (code {code}): {advice}"
_ADVICE: Mapping[int, str] = {
    4004: (
        "the token in DISCORD_TOKEN doesn't count any more. Copy it anew from the Developer Portal "
        "(your application > Bot > Reset Token), and start again."
    ),
    4010: (
        "there is no such shard. Make sure that every process has the same SHARD_COUNT, and that "
        "the numbers in SHARD_IDS are below it."
    ),
    4011: (
        "a shard would have more than 2,500 servers. Leave SHARD_COUNT out, or set it higher, the "
        "same for every process, and start all of them again."
    ),
    4012: "this version speaks to Discord in a way that is no longer taken. Upgrade Backup Medic.",
    4013: (
        "it doesn't know what the bot wants to hear of. Upgrade Backup Medic; if it is the latest "
        "version, or one that you changed, look at gateway_intents in its source."
    ),
    4014: (
        "the bot wants to hear of something that the application may not. Backup Medic needs no "
        "privileged intent: take back what was changed in gateway_intents in its source, or allow "
        "it in the Developer Portal (your application > Bot > Privileged Gateway Intents)."
    ),
}
"""What to do about the close codes after which Discord wants no reconnecting.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
"""
_OTHERWISE = (
    "check in the Developer Portal that the application still has its bot; then start again."
)


async def connect(client: discord.Client, token: str, api_url: str | None = None) -> None:
    """Log in and stay connected until the client is closed.

    Args:
        client: the bot.
        token: its token.
        api_url: another address for Discord's REST interface, where one is set; the gateway's
            address is asked for there.

    Raises:
        DiscordUnavailableError: Discord can't be reached, refuses the token, or has closed the
            connection with a code after which no reconnecting is allowed.

    """
    with reach(api_url):
        async with client:
            await client.start(token)


@contextmanager
def reach(api_url: str | None = None) -> Iterator[None]:
    """Say in plain words why Discord can't be reached, or won't have us.

    Args:
        api_url: another address for Discord's REST interface, where one is set.

    Raises:
        DiscordUnavailableError: what was done inside ended so.

    """
    if api_url:
        Route.BASE = api_url.rstrip("/")
    try:
        yield
    except discord.LoginFailure:
        raise DiscordUnavailableError(_REFUSED) from None
    except discord.PrivilegedIntentsRequired as error:  # the library's own word for it
        raise DiscordUnavailableError(_closed(4014)) from error
    except discord.ConnectionClosed as error:
        raise DiscordUnavailableError(_closed(error.code)) from error
    except (aiohttp.ClientError, discord.GatewayNotFound, discord.DiscordServerError) as error:
        reason = type(error).__name__
        raise DiscordUnavailableError(_UNREACHABLE.format(reason=reason)) from error


def check_sessions(wanted: int, left: int, seconds: float) -> None:
    """See whether Discord lets as many sessions begin as are needed: else it resets the token.

    https://docs.discord.com/developers/events/gateway#session-start-limit-object

    Args:
        wanted: how many shards are to start.
        left: how many sessions may still be begun.
        seconds: when there will be new ones.

    Raises:
        DiscordUnavailableError: it doesn't.

    """
    if left < wanted:
        hours = math.ceil(seconds / 3600)
        raise DiscordUnavailableError(_NO_SESSIONS.format(left=left, wanted=wanted, hours=hours))


def _closed(code: int) -> str:
    return _CLOSED.format(code=code, advice=_ADVICE.get(code, _OTHERWISE))

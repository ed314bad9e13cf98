"""From a token to a running connection, and what to say when Discord won't have us."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord
from discord.http import Route

from bot.errors import DiscordUnavailableError

__all__ = ["connect", "reach"]

_REFUSED = (
    "Discord refuses the token in DISCORD_TOKEN. Copy it anew from the Developer Portal "
    "(your application > Bot > Reset Token), and start again."
)
_UNREACHABLE = (
    "Discord can't be reached ({reason}). Check this machine's connection, and "
    "https://discordstatus.com; then start again."
)
_CLOSED = (
    "Discord closed the connection for good (code {code}). Check in the Developer Portal that the "
    "application still has its bot; then start again."
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
        raise DiscordUnavailableError(_CLOSED.format(code=4014)) from error
    except discord.ConnectionClosed as error:
        raise DiscordUnavailableError(_CLOSED.format(code=error.code)) from error
    except (aiohttp.ClientError, discord.GatewayNotFound, discord.DiscordServerError) as error:
        reason = type(error).__name__
        raise DiscordUnavailableError(_UNREACHABLE.format(reason=reason)) from error

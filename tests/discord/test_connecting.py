"""What is said when Discord won't have the bot."""

from collections.abc import Iterator
from unittest.mock import Mock

import aiohttp
import discord
import pytest
from discord.http import Route
from typing_extensions import override

from bot.adapters.discord.connecting import check_sessions, connect
from bot.errors import DiscordUnavailableError, Exit


class StubClient(discord.Client):
    """A client whose connection ends as it is told."""

    def __init__(self, end: Exception | None = None) -> None:
        super().__init__(intents=discord.Intents.none())
        self.end = end
        self.tokens: list[str] = []

    @override
    async def start(self, token: str, *, reconnect: bool = True) -> None:
        self.tokens.append(token)
        if self.end:
            raise self.end


@pytest.fixture(autouse=True)
def address() -> Iterator[str]:
    """Discord's own address, as it was before the test and is after it."""
    before = Route.BASE
    yield before
    Route.BASE = before


def closed(code: int) -> discord.ConnectionClosed:
    """What discord.py raises when the gateway ends a session for good."""
    return discord.ConnectionClosed(
        Mock(spec=aiohttp.ClientWebSocketResponse), shard_id=None, code=code
    )


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (discord.LoginFailure("Improper token"), "refuses the token in DISCORD_TOKEN"),
        (closed(4004), r"4004.*DISCORD_TOKEN"),
        (closed(4010), r"4010.*SHARD_COUNT.*SHARD_IDS"),
        (closed(4011), r"4011.*SHARD_COUNT"),
        (closed(4012), r"4012.*Upgrade"),
        (closed(4013), r"4013.*gateway_intents"),
        (closed(4014), r"4014.*Privileged Gateway Intents"),
        (discord.PrivilegedIntentsRequired(0), r"4014.*Privileged Gateway Intents"),
        (closed(4999), r"4999.*still has its bot"),
        (aiohttp.ClientConnectionError("secret"), "can't be reached"),
        (discord.GatewayNotFound(), "can't be reached"),  # type: ignore[no-untyped-call]  # its own
    ],
    ids=repr,
)
async def test_end_is_explained(end: Exception, said: str) -> None:
    """Each way to be turned away says what to do, without the token, and ends with 69."""
    with pytest.raises(DiscordUnavailableError, match=said) as caught:
        await connect(StubClient(end), "the.secret.token")
    assert caught.value.exit is Exit.UNAVAILABLE
    assert "secret" not in str(caught.value)


async def test_bug_is_not_explained_away() -> None:
    """What is no trouble with Discord comes through as it is."""
    with pytest.raises(ValueError, match="a bug"):
        await connect(StubClient(ValueError("a bug")), "token")


async def test_address_is_left_alone_unless_set(address: str) -> None:
    """Without a setting the library's own address holds; with one, that one does."""
    client = StubClient()
    await connect(client, "token")
    assert address == Route.BASE
    await connect(StubClient(), "token", "http://127.0.0.1:8080/api/v10/")
    assert Route.BASE == "http://127.0.0.1:8080/api/v10"
    assert client.tokens == ["token"]
    assert client.is_closed()


def test_sessions_that_are_left_are_enough() -> None:
    """As long as each shard can begin its session, nothing is said."""
    check_sessions(16, 16, 3600.0)


def test_too_few_sessions_end_the_program() -> None:
    """Where Discord would reset the token for one session too many, none is begun."""
    with pytest.raises(DiscordUnavailableError, match=r"15 more .* 16 are .* in 2 hours"):
        check_sessions(16, 15, 3601.0)

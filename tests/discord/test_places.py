"""Places where an answer has no chance."""

from unittest.mock import Mock

import discord

from bot.adapters.discord.places import QUIET_FOR, Places
from tests.fakes import FakeClock


def dm(number: int) -> discord.DMChannel:
    """A DM channel."""
    return Mock(spec=discord.DMChannel, id=number)


def test_silence_ends() -> None:
    """A silenced place is left alone for its time, and no longer."""
    clock = FakeClock()
    places = Places(clock)
    places.silence(1)
    assert not places.may_answer(dm(1))
    assert places.may_answer(dm(2))
    clock.time += QUIET_FOR
    assert places.may_answer(dm(1))


def test_welcome_ends_the_silence() -> None:
    """Where the bot is taken back it speaks at once; other places that refused it wait."""
    places = Places(FakeClock())
    for place in (1, 2, 3):
        places.silence(place)
    places.welcome([1, 3, 4])
    assert [places.may_answer(dm(place)) for place in (1, 2, 3)] == [True, False, True]


def test_thread_whose_channel_is_unknown_is_tried() -> None:
    """Where permissions can't be known, Discord decides."""
    thread = Mock(spec=discord.Thread, id=3)
    thread.parent = None
    thread.permissions_for.side_effect = discord.ClientException("Parent channel not found")
    assert Places(FakeClock()).may_answer(thread)


def test_channel_of_a_server_that_is_still_loading_is_tried() -> None:
    """Before the server's own data is there, Discord decides too."""
    channel = Mock(spec=discord.TextChannel, id=4)
    channel.guild.me = None
    assert Places(FakeClock()).may_answer(channel)

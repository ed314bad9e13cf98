"""Not too much at once: one short note, then silence."""

import pytest

from bot.adapters.discord.cooldown import CHANNEL_RATE, USER_RATE, Cooldowns, Pace, Rate
from bot.adapters.discord.wording import TOO_FAST
from bot.settings import Settings
from tests.discord.world import STORAGE, Memory, World, words
from tests.fakes import FakeClock

FINE, TOLD, SILENT = Pace.FINE, Pace.TOO_FAST, Pace.STILL_TOO_FAST


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def cooldowns(clock: FakeClock) -> Cooldowns:
    """Two questions in ten seconds for a user, three in five for a place."""
    return Cooldowns(Rate(2, 10.0), Rate(3, 5.0), clock)


def test_user_is_told_once(cooldowns: Cooldowns) -> None:
    """Past what a user may ask there is one note, then silence."""
    assert [cooldowns.take(1, 7) for _ in range(5)] == [FINE, FINE, TOLD, SILENT, SILENT]


def test_place_is_told_once(cooldowns: Cooldowns) -> None:
    """Past what a channel may ask there is one note for all, then silence."""
    assert [cooldowns.take(user, 7) for user in range(5)] == [FINE, FINE, FINE, TOLD, SILENT]


def test_pace_is_fine_again_after_a_while(cooldowns: Cooldowns, clock: FakeClock) -> None:
    """Whoever waits is answered again, and told again when it gets too much again."""
    for _ in range(4):
        cooldowns.take(1, 7)
    clock.time += 11
    assert [cooldowns.take(1, 7) for _ in range(4)] == [FINE, FINE, TOLD, SILENT]


def test_users_do_not_pay_for_each_other(cooldowns: Cooldowns) -> None:
    """One user's haste doesn't slow another one down, nor somebody in another channel."""
    for _ in range(5):
        cooldowns.take(1, 7)
    assert cooldowns.take(2, 8) is FINE


def test_idle_users_are_forgotten(cooldowns: Cooldowns, clock: FakeClock) -> None:
    """Nothing is kept of those who asked a while ago."""
    for user in range(100):
        cooldowns.take(user, user)
    clock.time += 60
    cooldowns.take(1, 7)
    assert len(cooldowns) == 2


def test_what_is_over_does_not_count(clock: FakeClock) -> None:
    """Who may ask again may do so at once, whenever it was last looked for what is over."""
    cooldowns = Cooldowns(Rate(1, 0.4), Rate(9, 0.4), clock)
    assert [cooldowns.take(1, 7), cooldowns.take(1, 7)] == [FINE, TOLD]
    clock.time += 0.5
    assert [cooldowns.take(1, 7), cooldowns.take(1, 7)] == [FINE, TOLD]


def test_clock_that_is_set_back_holds_nobody_up(cooldowns: Cooldowns, clock: FakeClock) -> None:
    """What was counted by a clock that went ahead counts no longer, however little it went."""
    for _ in range(4):
        cooldowns.take(1, 7)
    clock.time -= 0.5
    assert [cooldowns.take(1, 7) for _ in range(4)] == [FINE, FINE, TOLD, SILENT]


async def test_hasty_user_gets_one_note(world: World, memory: Memory) -> None:
    """The fourth question in a row gets a short note, the fifth none; later all is well again."""
    for _ in range(USER_RATE.questions + 2):
        await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    *answers, note = world.answers()
    assert len(answers) == USER_RATE.questions
    assert note.content == TOO_FAST
    memory.clock.time += USER_RATE.seconds + 1
    await world.ask()
    assert len(world.answers()) == USER_RATE.questions + 2


async def test_busy_channel_gets_one_note(world: World) -> None:
    """Many people at once are told once, all together."""
    for number in range(CHANNEL_RATE.questions + 2):
        member = world.guild.add_member(world.env.create_user(f"person{number}"))
        await member.send(world.channel, f"{world.me} {STORAGE}")
    assert len(world.answers()) == CHANNEL_RATE.questions + 1
    assert words(world.answers()[-1]) == TOO_FAST


async def test_talk_that_is_not_addressed_is_not_counted(world: World) -> None:
    """Chatting in a channel uses nothing up."""
    for _ in range(20):
        await world.alice.send(world.channel, "good morning")
    assert words(await world.ask()) != TOO_FAST


def test_settings_and_defaults_agree() -> None:
    """What holds without a setting is the same whether the settings are read or not."""
    assert Rate(*Settings().user_cooldown) == USER_RATE
    assert Rate(*Settings().channel_cooldown) == CHANNEL_RATE

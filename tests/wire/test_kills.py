"""kill -9 at any moment: a short run of ``python -m benchmarks kills``."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.wire.fake_discord import FakeDiscord
from tests.wire.kills import Moment, Toll, kill_often


@pytest.mark.timeout(180)  # the program itself starts four times, on a machine that may be busy
async def test_killed_program_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """However often the program is killed, each question has one answer in the end."""
    toll = await kill_often(3, 1, tmp_path)

    assert toll.moments.keys() == {Moment.ASKING, Moment.ANSWERED, Moment.HEARING}
    assert toll.questions > 18
    assert (toll.unanswered, toll.twice) == ([], [])
    assert toll.unfinished == 0
    assert toll.is_whole


CLEAN = Toll(Counter({Moment.ASKING: 1}), 1, [], [], 0, is_whole=True)


@pytest.mark.parametrize("change", [{"unfinished": 1}, {"is_whole": False}])
def test_toll_tells_what_is_wrong(change: dict[str, object]) -> None:
    """A claim that stays open, or a damaged file, is no clean end."""
    assert CLEAN.is_clean
    assert not replace(CLEAN, **change).is_clean  # type: ignore[arg-type]  # its own fields


async def test_lost_and_doubled_questions_are_told(discord: FakeDiscord) -> None:
    """A question without an answer, or with two, is no clean end."""
    question = await discord.people.say("{bot} help")

    assert not replace(CLEAN, unanswered=[question]).is_clean
    assert not replace(CLEAN, twice=[question]).is_clean

"""What the owner of the application is told."""

import pytest

from bot.adapters.discord.staff.owner import problems_text
from bot.adapters.discord.wording import BROKEN_KNOWLEDGE
from bot.errors import Problem

LIMIT = 2_000


def problem(number: int, message: str = "it is missing") -> Problem:
    """A problem in a file of its own."""
    return Problem(f"causes/{number:04}.yml", 1, "title", message, "add it")


def test_problems_are_listed() -> None:
    """Each problem is a line, as the check prints it."""
    text = problems_text([problem(1), problem(2)])
    assert text.startswith(BROKEN_KNOWLEDGE)
    assert text.splitlines()[-4:] == ["```", str(problem(1)), str(problem(2)), "```"]


@pytest.mark.parametrize("count", [1, 20, 30, 500])
def test_message_is_within_the_limit(count: int) -> None:
    """However many there are, the message fits, and says how many it leaves out."""
    text = problems_text([problem(number) for number in range(count)])
    shown = text.count("causes/")
    assert len(text) <= LIMIT
    assert shown
    assert ("more" in text.splitlines()[-1]) is (shown < count)
    assert shown == count or f"And {count - shown} more" in text


def test_problem_that_is_too_long_is_counted() -> None:
    """A problem that alone is more than a message is left to the check."""
    text = problems_text([problem(1, "x" * 3_000)])
    assert len(text) <= LIMIT
    assert "And 1 more" in text


def test_nothing_in_a_problem_ends_the_block() -> None:
    """What a file says can't get out of the block that it is quoted in."""
    text = problems_text([problem(1, "the key ```@everyone``` is unknown")])
    assert text.count("```") == 2

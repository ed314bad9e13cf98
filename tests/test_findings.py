import pytest

from bot.errors import Exit
from bot.findings import (
    Finding,
    State,
    as_json,
    as_lines,
    exit_code,
    fine,
    skipped,
    to_do,
)

WELL = fine("token", "has the form of one")
WRONG = to_do("database", "it is full", "Make room.")
AWAY = Finding("discord", State.OUT_OF_REACH, "no route")
LEFT_OUT = skipped("commands", "left out")


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([], Exit.OK),
        ([WELL, LEFT_OUT], Exit.OK),
        ([WELL, WRONG, LEFT_OUT], Exit.EXPECTED),
        ([WELL, AWAY], Exit.UNAVAILABLE),
        ([WRONG, AWAY, WELL], Exit.UNAVAILABLE),
    ],
)
def test_exit_code(findings: list[Finding], code: Exit) -> None:
    """All fine is 0, something to do 1, and 69 where Discord couldn't be asked about it."""
    assert exit_code(findings) == code


def test_lines() -> None:
    """For people, each finding is a line of three columns, and what to do one below it."""
    assert list(as_lines([WELL, WRONG])) == [
        "fine   token     has the form of one",
        "to do  database  it is full",
        "                 > Make room.",
    ]
    assert list(as_lines([])) == []


def test_json() -> None:
    """For programs, the findings are one object with the exit code."""
    assert as_json([WRONG, LEFT_OUT]) == {
        "exit": 1,
        "findings": [
            {"what": "database", "state": "to do", "text": "it is full", "advice": "Make room."},
            {"what": "commands", "state": "skipped", "text": "left out", "advice": ""},
        ],
    }

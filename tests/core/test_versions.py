"""Versions and times that come back in a reply, as users write them."""

import pytest

from bot.core.assistant import Assistant
from bot.core.reading import Utterance
from bot.core.slots import Slots


def told(assistant: Assistant, text: str) -> Slots:
    """The facts of a case in a text."""
    return assistant.reader.read(Utterance(text)).slots


@pytest.mark.parametrize(
    "text",
    [
        "on ios 18.2.1",
        "my iphone on ios 18.2.1 fails to back up",
        "backup fails since the update to 18.2.1",
        "18.2.1 killed my icloud backup",
    ],
)
def test_version(assistant: Assistant, text: str) -> None:
    """A version is read as it stands."""
    assert told(assistant, text).os == "18.2.1"


@pytest.mark.parametrize(
    "number",
    ["18." + "1" * 4_000, "18.1.123456", "\u0661\u0668.\u0661", "\u0967\u096e", "18.\u0661"],
)
def test_no_version(assistant: Assistant, number: str) -> None:
    """What is too long for one, or in figures that the reply could not repeat, is none."""
    assert told(assistant, f"my iphone is on ios {number}").os is None


@pytest.mark.parametrize(("count", "when"), [("9", "9 weeks"), ("\u0669", None), ("9999", None)])
def test_last_backup(assistant: Assistant, count: str, when: str | None) -> None:
    """So long ago counts in a few plain figures alone."""
    assert told(assistant, f"last backup was {count} weeks ago").last_backup == when

"""Amounts of storage, read as enough room or little."""

import pytest

from bot.core.amounts import Amounts, Part
from bot.core.knowledge import Knowledge


@pytest.fixture(scope="module")
def amounts(knowledge: Knowledge) -> Amounts:
    """Reads amounts with the words of the project."""
    return Amounts(knowledge.cues.amounts)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # Free, by itself and of a whole
        ("40 gb free", "enough room"),
        ("900 mb free", "little room"),
        ("1 gb of 5 gb free", "little room"),
        ("100 gb of 2 tb free", "little room"),
        ("free 3 of 4 gb", "free enough room"),
        ("50 percent free", "enough room"),
        ("2 percent free", "little room"),
        # Used, which takes a whole to tell what is left
        ("90 percent full", "little room"),
        ("99 percent used", "little room"),
        ("used 199 gb of 200 gb", "used little room"),
        ("at 199 gb of 200 gb", "at little room"),
        ("80 percent full", "enough room"),
        ("at 99 percent", "at 99 percent"),
        ("40 gb used", "40 gb used"),
        ("at 40 gb", "at 40 gb"),
        ("full 40 gb", "full 40 gb"),
        # What stands right before it
        ("need 40 gb free", "need little room"),
        ("need about 40 gb free", "need little room"),
        ("only 12 gb free", "only little room"),
        ("about 60 gb free", "enough room"),
        ("about 40 gb free", "little room"),
        ("need a lot more than 40 gb free", "need a lot more than enough room"),
        ("40 gb free need", "enough room need"),
        # No amount of storage
        ("3 backups left", "3 backups left"),
        ("3 free", "little room"),
        ("1.2.3 gb free", "1.2.3 gb free"),
    ],
)
def test_amounts(amounts: Amounts, text: str, read: str) -> None:
    """What is free, or left of a whole, is read as enough room or little; all else stays."""
    parts = [Part(word, at, at + 1) for at, word in enumerate(text.split())]
    assert " ".join(part.word for part in amounts.read(parts)) == read

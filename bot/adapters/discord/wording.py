"""What is said about Discord's own things; all else that is said comes with the reply."""

from collections.abc import Iterable

__all__ = [
    "AFTER_THAT",
    "BY_DEVICE",
    "NOT_YOURS",
    "OLD_BUTTON",
    "fix_number",
    "type_instead",
]

AFTER_THAT = "After that, in this order"
"""Ahead of the fixes that follow the open one."""

BY_DEVICE = "Whichever fits you:"
"""Ahead of the variants of a step."""

NOT_YOURS = (
    "That card is somebody else's case, so its buttons are theirs. "
    "Mention me with what you see, and you get a card of your own."
)
"""To a person who presses a button of somebody else's card."""

OLD_BUTTON = (
    "That button is from an older version of me, and I can't tell what it did. "
    "Mention me with what you see, and we go on from there."
)
"""To a person who presses a button that is not known any more."""


def type_instead(labels: Iterable[str]) -> str:
    """What to type where there are no buttons."""
    return "Reply to this with: " + " / ".join(labels)


def fix_number(number: int, note: str) -> str:
    """Ahead of the open fix: its place in the plan, and what it takes."""
    return f"Fix {number} · {note}" if note else f"Fix {number}"

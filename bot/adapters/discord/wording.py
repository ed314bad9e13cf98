"""What is said about Discord's own things; all else that is said comes with the reply."""

from collections.abc import Iterable

__all__ = [
    "AFTER_THAT",
    "BY_DEVICE",
    "CANT_REMOVE",
    "CHOOSE",
    "NEXT_PAGE",
    "NOT_A_MANAGER",
    "NOT_MINE",
    "NOT_YOURS",
    "NOT_YOURS_TO_REMOVE",
    "OLD_BUTTON",
    "PREVIOUS_PAGE",
    "REMOVED",
    "SWITCHED_OFF",
    "TOO_FAST",
    "fix_number",
    "page_of",
    "thread_name",
    "type_instead",
]

AFTER_THAT = "After that, in this order"
"""Ahead of the fixes that follow the open one."""

BY_DEVICE = "Whichever fits you:"
"""Ahead of the variants of a step."""

CANT_REMOVE = (
    "Discord doesn't let me delete that message, because I can't see this channel. "
    "Somebody who can manage messages here can delete it."
)
"""To a person who wants an answer removed where the bot can't do that."""

CHOOSE = "Choose one"
"""In a select that nothing was chosen in yet."""

NOT_A_MANAGER = "Only people with the Manage Server permission can change how I work in a server."
"""To a person who wants to change a server's settings and may not."""

NOT_MINE = "That message isn't one of my answers, so I can't remove it."
"""To a person who wants a message removed that somebody else wrote."""

NOT_YOURS = (
    "That card is somebody else's case, so its buttons are theirs. "
    "Mention me with what you see, and you get a card of your own."
)
"""To a person who presses a button of somebody else's card."""

NOT_YOURS_TO_REMOVE = (
    "Sorry, only the person who asked can remove that answer, "
    "and people who can manage messages here."
)
"""To a person who wants somebody else's answer removed."""

OLD_BUTTON = (
    "That button is from an older version of me, and I can't tell what it did. "
    "Mention me with what you see, and we go on from there."
)
"""To a person who presses a button that is not known any more."""

PREVIOUS_PAGE, NEXT_PAGE = "Previous page", "Next page"
"""On the buttons of a card that has several pages."""

REMOVED = "That answer is gone, and so is the case behind it."
"""To a person who had an answer removed."""

SWITCHED_OFF = (
    "The people who run this server have switched me off here. "
    "A direct message to me works anywhere."
)
"""To a person who uses a command in a server that doesn't want the bot."""

TOO_FAST = "That's a lot at once. Give me half a minute, then ask again."
"""To a person, or a channel, that asks faster than is good; said once."""


def page_of(page: int, pages: int) -> str:
    """Which page of a card it is."""
    return f"Page {page} of {pages}"


def thread_name(person: str) -> str:
    """What the thread of a person's case is called."""
    return f"Backup help for {person}"


def type_instead(labels: Iterable[str]) -> str:
    """What to type where there are no buttons."""
    return "Reply to this with: " + " / ".join(labels)


def fix_number(number: int, note: str) -> str:
    """Ahead of the open fix: its place in the plan, and what it takes."""
    return f"Fix {number} · {note}" if note else f"Fix {number}"

"""What is said about Discord's own things; all else that is said comes with the reply."""

from collections.abc import Iterable

__all__ = [
    "ALREADY_HELPED",
    "ALREADY_POSTED",
    "BACK_TO_LIST",
    "BOT_WROTE_IT",
    "BROKEN_KNOWLEDGE",
    "BY_DEVICE",
    "CANT_REMOVE",
    "CASE_IS_GONE",
    "CAUSES",
    "CHOOSE",
    "DESCRIBE_IT",
    "DOORS",
    "EXAMPLE_GONE",
    "FORM_DEVICE",
    "FORM_DEVICE_LIKE",
    "FORM_SYSTEM",
    "FORM_SYSTEM_LIKE",
    "FORM_TRIED",
    "FORM_TRIED_LIKE",
    "FORM_WHAT",
    "FORM_WHAT_LIKE",
    "KEEPS_NO_MISSES",
    "LIST_LEAD",
    "LIST_OF_CAUSES",
    "LIST_TITLE",
    "NEXT_PAGE",
    "NOTHING_TO_READ",
    "NOT_A_MANAGER",
    "NOT_A_TEACHER",
    "NOT_MINE",
    "NOT_YOURS",
    "NOT_YOURS_TO_REMOVE",
    "NO_REPORT_FOR_YOU",
    "OLD_BUTTON",
    "OLD_COMMAND",
    "OTHER_ENTRIES",
    "OVERLOADED",
    "OWNER_DECIDES",
    "POST_IT",
    "PREVIOUS_PAGE",
    "REMOVED",
    "RESTARTING",
    "SWITCHED_OFF",
    "TAKEN_BACK",
    "TOO_FAST",
    "WHAT_IS_KEPT",
    "fix_number",
    "more_problems",
    "page_of",
    "posted_for",
    "thread_name",
    "type_instead",
]

ALREADY_HELPED = (
    "I'm already helping the person who wrote that here, and their case stays as it is. "
    "You can still tell them what you found."
)
"""To a person who wants to post an answer for somebody who has an open case of their own."""

ALREADY_POSTED = "That card is posted already."
"""To a person who posts a card twice."""

BACK_TO_LIST = "Back to the list"
"""On the button that leads from a cause back to all of them."""

BOT_WROTE_IT = (
    "That message is a bot's, and I only diagnose what people write. "
    "Pick the message in which somebody says what they see."
)
"""To a person who wants a bot's message diagnosed."""

BROKEN_KNOWLEDGE = (
    "The knowledge folder has changed, and I can't use it as it is. I go on with what I knew "
    "before. Once these problems are mended, I take it by myself:"
)
"""To the owner of the application."""

BY_DEVICE = "Whichever fits you:"
"""Ahead of the variants of a step."""

CANT_REMOVE = (
    "Discord doesn't let me delete that message; most likely I can't see this channel. "
    "Somebody who can manage messages here can delete it."
)
"""To a person who wants an answer removed where the bot can't do that."""

CASE_IS_GONE = (
    "I don't have that case any more, so there is nothing to post. "
    "Diagnose the message again, and you get a new card."
)
"""To a person who posts a card whose case was forgotten."""

CAUSES = "Causes"
"""In the select of the causes."""

CHOOSE = "Choose one"
"""In a select that nothing was chosen in yet."""

DESCRIBE_IT = "Describe it"
"""On the button that opens the form, and above the form."""

DOORS = (
    "mention me, or reply to me with the ping on: everybody here reads the answer",
    "write me a direct message: no mention needed",
    "/diagnose: the answer is for you alone, unless you say otherwise",
    "/causes: everything I know about, to look through",
    "/support: Apple Support right away, with a summary of your case",
    "/privacy: what I keep of you, and how to delete it",
    "Apps > Diagnose backup problem in the menu of a message: I read that one message",
)
"""The ways to reach the bot, a line for each."""

FORM_DEVICE, FORM_DEVICE_LIKE = "Your device", "For example: iPhone 13"
FORM_SYSTEM, FORM_SYSTEM_LIKE = "Its iOS or iPadOS version", "For example: 18.1"
FORM_TRIED, FORM_TRIED_LIKE = (
    "What you have tried already",
    "For example: restarted it, checked Wi-Fi",
)
FORM_WHAT = "What you see"
FORM_WHAT_LIKE = "The words of the alert, or what happens when you tap Back Up Now"
"""What the form asks for, each with an example of an answer."""

LIST_LEAD = "Choose one, and I show why it happens, how to tell, and what helps."
LIST_TITLE = "What can keep a backup from being made"
"""Above the list of causes."""

LIST_OF_CAUSES = "List of causes"
"""On the button that leads to all causes."""

NOTHING_TO_READ = (
    "There are no words in that message that I can read. I can't see pictures or voice messages. "
    "Use /diagnose, and say in your own words what is to be seen."
)
"""To a person who wants a message without text diagnosed."""

EXAMPLE_GONE = "That example isn't there any more: somebody took it back."
"""To a person who wants to do something with an example that is gone."""

KEEPS_NO_MISSES = (
    "This server doesn't keep the questions that I can't answer, so there is nothing to teach "
    "from. /setup switches that on."
)
"""To a person who manages a server that keeps no misses, and wants to teach."""

NOT_A_MANAGER = "Only people with the Manage Server permission can change how I work in a server."
"""To a person who wants to change a server's settings and may not."""

NO_REPORT_FOR_YOU = (
    "In a server, only people with the Manage Server permission can see how my cases ended there; "
    "in a direct message, only whoever runs me."
)
"""To a person who wants a report and may not see one there."""

NOT_A_TEACHER = "Only people with the Manage Server permission can teach me, and only in a server."
"""To a person who wants to teach and may not."""

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

OLD_COMMAND = (
    "That command has changed, and Discord still shows you the old one. "
    "Wait a minute or restart Discord, then use it again."
)
"""To a person who uses a command that is not known any more."""

OTHER_ENTRIES = "Questions and requests"
"""In the select of what is no cause."""

OVERLOADED = "A lot of people are asking at the moment. Please try again in a minute."
"""To a person who asks while as much is in hand as can be; said once."""

POST_IT = "Post it here"
"""On the button that shows a private answer to everybody."""

OWNER_DECIDES = (
    "What I am taught counts in every server, so whoever runs me decides on that. "
    "It stays as it is."
)
"""To a person who wants to decide on an example and may not."""

PREVIOUS_PAGE, NEXT_PAGE = "Previous page", "Next page"
"""On the buttons of a card that has several pages."""

REMOVED = "That answer is gone, and so is the case behind it."
"""To a person who had an answer removed."""

RESTARTING = "I'm just being restarted. Please try again in a minute."
"""To a person who uses a command or presses a button while the program ends."""

SWITCHED_OFF = (
    "The people who run this server have switched me off here. "
    "A direct message to me works anywhere."
)
"""To a person who uses a command in a server that doesn't want the bot."""

TAKEN_BACK = "Done, that example doesn't count any more."
"""To a person who took an example back."""

TOO_FAST = "That's a lot at once. Give me half a minute, then ask again."
"""To a person, or a channel, that asks faster than is good; said once."""

WHAT_IS_KEPT = "What is kept"
"""On the button that leads to what is kept of a person."""


def more_problems(count: int) -> str:
    """Below the problems of the knowledge folder that could be shown."""
    return f"And {count} more; `python -m bot check` lists them all."


def page_of(page: int, pages: int) -> str:
    """Which page of a card it is."""
    return f"Page {page} of {pages}"


def posted_for(address: str) -> str:
    """Above a card that answers another message than the one before it."""
    return f"For this message: {address}"


def thread_name(person: str) -> str:
    """What the thread of a person's case is called."""
    return f"Backup help for {person}"


def type_instead(labels: Iterable[str]) -> str:
    """What to type where there are no buttons."""
    return "Reply to this with: " + " / ".join(labels)


def fix_number(number: int, note: str) -> str:
    """Ahead of the open fix: its place in the plan, and what it takes."""
    return f"Fix {number} · {note}" if note else f"Fix {number}"

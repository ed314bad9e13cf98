"""A reply as plain text."""

from bot.core.knowledge import Link
from bot.core.reply import FixCard, FixLine, HandOver, Reply

LINK = Link("A page", "https://support.apple.com/1")
CHANNEL = Link("Support", "https://support.apple.com/2")

WHOLE = Reply(
    decision="answer",
    title="The title",
    hint="The hint.",
    understood=("I read: an iPad.",),
    lead=("First paragraph.", "- one\n- two"),
    fix=FixCard(
        FixLine(1, "Do this", "2 min"),
        ("Open it.", "iPhone: left\niPad: right"),
        "It works.",
        "",
        (LINK,),
    ),
    ahead=(FixLine(2, "Do that", "1 h"), FixLine(3, "Or that", "")),
    more="and 7 more",
    last="Last: Apple Support",
    notes=("Small print.",),
    links=(LINK,),
    hand_over=HandOver("asked", (CHANNEL,), "To paste:", "Device: iPad"),
)

TEXT = """\
The hint.

The title

I read: an iPad.

First paragraph.

- one
- two

1. Do this (2 min)
   - Open it.
   - iPhone: left
     iPad: right
It works.
   A page: https://support.apple.com/1

2. Do that (1 h)
3. Or that

and 7 more

Last: Apple Support

To paste:
Device: iPad

A page: https://support.apple.com/1
Support: https://support.apple.com/2

Small print."""


def test_text_holds_everything() -> None:
    """The plain text of a reply has all that a card would show, in its order."""
    assert WHOLE.text == TEXT


def test_text_without_the_rest() -> None:
    """What a reply does not have leaves no gap in its text."""
    assert Reply("small_talk", "Hello!").text == "Hello!"
    assert Reply("silent", "").text == ""
    assert Reply("answer", "T", lead=("L",), hand_over=HandOver("asked", ())).text == "T\n\nL"


def test_text_of_a_guard() -> None:
    """Behind a guard the text has the warning."""
    reply = Reply("answer", "T", fix=FixCard(FixLine(4, "Delete", "risky"), (), warning="Gone!"))
    assert reply.text == "T\n\n4. Delete (risky)\nGone!"

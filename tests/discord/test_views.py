"""How the parts of a reply look: cards, plain texts and retired cards."""

import discord
from discord import ui

from bot.adapters.discord.cards.fitting import PLAIN_TEXT
from bot.adapters.discord.cards.views import LABEL, card, plain_text
from bot.core.knowledge import Link
from bot.core.ports import CaseKey
from bot.core.reply import Choice, FixCard, FixLine, HandOver, Reply, Style, Tone

RESTART = FixLine(3, "Restart it", "2 min")


def texts(reply: Reply) -> list[str]:
    """The texts of a reply's card, from the top."""
    items = card(reply, CaseKey(1, 1)).walk_children()
    return [item.content for item in items if isinstance(item, ui.TextDisplay)]


def buttons(reply: Reply) -> list[ui.Button[ui.LayoutView]]:
    """The buttons of a reply's card that lead to pages."""
    return [
        item for item in card(reply, CaseKey(1, 1)).walk_children() if isinstance(item, ui.Button)
    ]


def test_card_is_read_from_the_top() -> None:
    """First what it is, then the open fix, what follows it, and small print."""
    reply = Reply(
        "answer",
        "The title",
        Tone.ANSWER,
        lead=("Why.",),
        fix=FixCard(RESTART, ("Hold.", "Let go."), expect="It starts."),
        ahead_title="After that:",
        ahead=(FixLine(5, "Wait", "up to a day"), FixLine(8, "Ask", "")),
        more="…and 2 more",
        last="Last: Apple Support",
        notes=("By the way.",),
    )
    assert texts(reply) == [
        "### The title",
        "Why.",
        "-# Fix 3 · 2 min\n**Restart it**\n1. Hold.\n2. Let go.",
        "-# It starts.",
        "-# After that:\n5\\. Wait (up to a day)\n8\\. Ask",
        "-# …and 2 more\n-# Last: Apple Support",
        "-# By the way.",
    ]


def test_step_that_differs_by_device_is_one_step() -> None:
    """The variants of a step stand under its number, and the count goes on behind them."""
    steps = ("Open it.", "iPhone: Hold the side button.\niPad: Hold the top button.", "Wait.")
    assert texts(Reply("answer", "Title", fix=FixCard(RESTART, steps)))[1].splitlines()[2:] == [
        "1. Open it.",
        "2. Whichever fits you:",
        "  - iPhone: Hold the side button.",
        "  - iPad: Hold the top button.",
        "3. Wait.",
    ]


def test_packet_is_a_block_that_nothing_ends() -> None:
    """The summary for Apple Support is fenced, and backticks in it are taken out."""
    packet = "Alert: ```\n@everyone"
    reply = Reply("escalate", "Title", hand_over=HandOver("asked", (), "To paste:", packet))
    assert texts(reply)[2] == "```\nAlert: '''\n@everyone\n```"


def test_texts_of_the_knowledge_base_are_not_markup() -> None:
    """Marks and mentions in any text are shown as they are."""
    odd = "**x** @everyone <@123456789012345678>"
    reply = Reply(
        "answer",
        odd,
        lead=(odd,),
        fix=FixCard(FixLine(1, odd, odd), (odd,), odd, odd),
        ahead=(FixLine(2, odd, odd),),
        more=odd,
        last=odd,
        notes=(odd,),
    )
    everything = "\n".join(texts(reply))
    assert r"\*\*x\*\*" in everything
    assert "**x" not in everything
    assert "@everyone" not in everything
    assert "<@1" not in everything.replace("\\<", "")
    assert "@everyone" not in plain_text(reply)


def test_links_stay_within_the_limits() -> None:
    """Too long an address is left out, too long a label is cut, and ten links are enough."""
    links = (
        Link("broken", "https://support.apple.com/" + "x" * 512),
        Link("long " * 40, "https://support.apple.com/"),
        *(Link(str(number), f"https://support.apple.com/{number}") for number in range(20)),
    )
    shown = buttons(Reply("answer", "Title", links=links))
    assert len(shown) == 10
    assert len(shown[0].label or "") <= LABEL
    rows = [
        item
        for item in card(Reply("answer", "Title", links=links), CaseKey(1, 1)).walk_children()
        if isinstance(item, ui.ActionRow)
    ]
    assert [len(row.children) for row in rows] == [5, 5]


def test_open_fix_leaves_room_for_two_ways_to_apple() -> None:
    """While a fix is open, Apple's channels don't crowd it out."""
    links = tuple(Link(str(number), f"https://apple.com/{number}") for number in range(5))
    hand_over = HandOver("failed", links, "packet")
    with_fix = Reply("answer", "Title", fix=FixCard(RESTART, ("Hold.",)), hand_over=hand_over)
    assert len(buttons(with_fix)) == 2
    assert len(buttons(Reply("escalate", "Title", hand_over=hand_over))) == 5


def test_choice_says_what_it_does_and_for_whom() -> None:
    """A choice becomes a button with its label, its weight, its owner and its id."""
    choice = Choice("failed:restart", "Still failing", Style.PRIMARY)
    (button,) = [
        item
        for item in card(
            Reply("answer", "Title", choices=(choice,)), CaseKey(1, 42)
        ).walk_children()
        if isinstance(item, ui.DynamicItem)
    ]
    assert isinstance(button.item, ui.Button)
    assert button.custom_id == "bm2:do:42::failed:restart"
    assert button.item.label == "Still failing"
    assert button.item.style is discord.ButtonStyle.primary


def test_plain_text_says_all_that_the_card_does() -> None:
    """Links stand as addresses, and the choices as what to type."""
    reply = Reply(
        "answer",
        "Title",
        fix=FixCard(RESTART, ("Hold.",), links=(Link("More", "https://support.apple.com/1_a_b"),)),
        choices=(Choice("works", "It works now"), Choice("all", "All steps")),
    )
    assert plain_text(reply).splitlines()[-2:] == [
        "More: https://support.apple.com/1_a_b",
        "-# Reply to this with: It works now / All steps",
    ]


def test_plain_text_is_cut_to_a_message() -> None:
    """A reply of any length fits into one message."""
    ahead = tuple(FixLine(number, "A fix with quite a long title", "5 min") for number in range(99))
    assert len(plain_text(Reply("answer", "Title", ahead=ahead))) <= PLAIN_TEXT

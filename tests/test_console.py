import io
import re

import pytest
from rich.console import Console

from bot.adapters.console import prompted, show
from bot.core.knowledge import Link
from bot.core.reply import Choice, FixCard, FixLine, HandOver, Reply, Tone

ANSI = re.compile(r"\x1b\[[0-9;]*m")
"""Colours, and bold or dim letters."""

HOSTILE = "[bold]b[/bold] [link=https://example.org]l[/link] :smile: \\[x]"
"""What Rich would make markup, a link and an emoji of."""

REPLY = Reply(
    decision="answer",
    title=f"Title {HOSTILE}",
    tone=Tone.ANSWER,
    lead=(f"Lead {HOSTILE}", "Second paragraph"),
    fix=FixCard(
        FixLine(1, f"Fix {HOSTILE}", "5 min"),
        steps=(f"Step {HOSTILE}", "Second step"),
        expect="Expected",
        warning="Warned",
        links=(Link("Link of the fix", "https://support.apple.com/a"),),
    ),
    ahead=(FixLine(2, "Following", "1 min"), FixLine(3, "Last but one", "2 min")),
    more="And more",
    last="At the end",
    notes=("Small print",),
    links=(Link("Link of the reply", "https://support.apple.com/b"),),
    choices=(Choice("a", f"Choice {HOSTILE}"), Choice("b", "Second choice")),
    hand_over=HandOver(
        "asked",
        (Link("Support", "https://getsupport.apple.com"),),
        title="The title of the packet",
        packet="The packet",
    ),
)

PARTS = [
    "Title",
    "Lead",
    "Second paragraph",
    "1. Fix",
    "5 min",
    "Warned",
    "Step",
    "Second step",
    "Expected",
    "Link of the fix: https://support.apple.com/a",
    "2. Following",
    "3. Last but one",
    "And more",
    "At the end",
    "The title of the packet",
    "The packet",
    "Link of the reply: https://support.apple.com/b",
    "Support: https://getsupport.apple.com",
    "Small print",
    "[1] Choice",
    "[2] Second choice",
]


def written(reply: Reply, *, terminal: bool, width: int = 200) -> str:
    """What is written for a reply."""
    file = io.StringIO()
    show(reply, Console(file=file, force_terminal=terminal, width=width, legacy_windows=False))
    return file.getvalue()


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_shown(part: str, *, terminal: bool) -> None:
    """A reply is shown whole, on a terminal as in a pipe."""
    assert part in ANSI.sub("", written(REPLY, terminal=terminal))


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
def test_texts_are_no_markup(*, terminal: bool) -> None:
    """Brackets and colons in a text stay what they are."""
    shown = ANSI.sub("", written(REPLY, terminal=terminal))

    assert shown.count("[bold]b[/bold]") == 5
    assert shown.count(":smile:") == 5
    assert "https://example.org]l[/link]" in shown


def test_plain_lines_in_a_pipe() -> None:
    """In a pipe a reply is its plain text, however narrow the place is, and then the choices."""
    shown = written(REPLY, terminal=False, width=20)

    assert shown.startswith(f"{REPLY.text}\n")
    assert "\x1b" not in shown


@pytest.mark.parametrize("width", [20, 40, 80, 300])
@pytest.mark.parametrize("tone", Tone)
def test_any_width_and_tone(tone: Tone, width: int) -> None:
    """On a terminal of any width every kind of reply is framed, and no line is too long."""
    plain = Reply("small_talk", "Hello", tone)
    lines = ANSI.sub("", written(plain, terminal=True, width=width)).splitlines()

    assert "Hello" in lines[0]
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
def test_prompt(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> None:
    """Lines are read to the end of the input; a prompt shows on a terminal alone."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, legacy_windows=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo"))

    assert list(prompted(console)) == ["one", "two"]
    assert file.getvalue() == ("> > > " if terminal else "")

"""Plain text stays plain in Discord's markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.cards.markdown import bold, fenced_lines, heading, paragraph, plain, small


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Settings > General > About", "Settings > General > About"),
        ("2. Restart (3 min)", r"2\. Restart (3 min)"),
        ("12) Restart", r"12\) Restart"),
        ("- no list", r"\- no list"),
        ("+ no list", r"\+ no list"),
        ("# no heading", r"\# no heading"),
        ("-# no small print", r"\-# no small print"),
        ("> no quotation", r"\> no quotation"),
        ("*a* _b_ ~~c~~ ||d|| `e`", r"\*a\* \_b\_ \~\~c\~\~ \|\|d\|\| \`e\`"),
        ("[label](https://x.example/a_b)", r"\[label](https://x.example/a_b)"),
        ("see https://x.example/a_b_c.", "see https://x.example/a_b_c."),
        ("<#1> <t:1:R> <:e:1> </c:1>", r"\<#1> \<t:1:R> \<:e:1> \</c:1>"),
        ("back\\slash", r"back\\slash"),
        ("  padded  \n  lines  ", "padded\nlines"),
    ],
)
def test_markup_is_escaped(text: str, shown: str) -> None:
    """Each kind of markup is shown as it was typed."""
    assert plain(text) == shown


@pytest.mark.parametrize("mention", ["@everyone", "@here", "<@123456789012345678>"])
def test_mentions_are_broken(mention: str) -> None:
    """A mention in a text of the knowledge base is none."""
    assert mention not in plain(f"hello {mention}")


@given(st.text())
def test_no_mark_stays_bare(text: str) -> None:
    """Whatever the text, every mark outside an address has a backslash before it."""
    shown = re.sub(r"https?://[^\s<>]+", "", plain(text))
    assert not re.search(r"[*_~`|<\[]", re.sub(r"\\[^0-9A-Za-z\s]", "", shown))


@given(st.text())
def test_title_stays_one_line(text: str) -> None:
    """Titles and bold texts are one line, whatever they hold."""
    assert len(heading(text).splitlines()) == 1
    assert len(bold(text).splitlines()) == 1


@given(st.text())
def test_fence_holds(text: str) -> None:
    """Nothing in a block to copy from can end the block."""
    assert not any("`" in line for line in fenced_lines(text))


def test_lists_of_the_knowledge_base_are_lists() -> None:
    """In a paragraph, lines that begin with a dash are list items; what is in them is plain."""
    assert paragraph("Two things:\n- one *thing*\n- another") == (
        "Two things:\n- one \\*thing\\*\n- another"
    )


def test_small_print_holds_for_each_line() -> None:
    """Each line of small print is marked as such."""
    assert small("one\n2. two") == "-# one\n-# 2\\. two"

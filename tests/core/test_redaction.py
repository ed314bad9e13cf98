"""What could give somebody away is found, and taken out."""

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.redaction import MOST_KEPT, names_private_data, redacted

TAKEN_OUT = {
    "user mention": ("ask <@123456789012345678> or <@!1>", "ask [mention] or [mention]"),
    "role and channel": ("<@&42> in <#77>", "[mention] in [mention]"),
    "command, time and guide": ("</ask me:9> <t:16:R> <id:home>", "[mention] [mention] [mention]"),
    "typed mention": ("@everyone @zora.b help", "[mention] [mention] help"),
    "hidden mention": ("@every\u202eone help", "[mention] help"),
    "wide mention": ("\uff20zora", "[mention]"),
    "custom emoji": ("full <:sad:123456789> <a:party:1>", "full [emoji] [emoji]"),
    "link": ("see https://icloud.com/a?b=c now", "see [link] now"),
    "link of another kind": ("prefs:root or App-Prefs://x y", "prefs:root or [link] y"),
    "www": ("look at www.example.org, please", "look at [link] please"),
    "bare domain": ("my site example.com says", "my site [link] says"),
    "bare domain with a path": ("discord.gg/abc and a.pizza/menu", "[link] and [link]"),
    "e-mail": ("mail Zora.B+x@Example.org, ok", "mail [e-mail] ok"),
    "phone": ("call +49 (30) 123-456 78 now", "call [number] now"),
    "phone with a dash of its own": ("555\u2013867\u20135309", "[number]"),
    "phone with an unseen sign": ("555\u200b867\u200b5309", "[number]"),
    "IMEI": ("imei 35 209900 176148 1", "imei [number]"),
    "card": ("4111 1111 1111 1111 1111", "[number]"),
    "wide digits": ("\uff11\uff12\uff13\uff14\uff15", "[number]"),
    "serial number": ("serial ABCD12EFGHJK", "serial [number]"),
    "small serial number": ("serial f2lxk4jhn8q1", "serial [number]"),
    "long number": ("order 12345 and id-99887766-x", "order [number] and [number]"),
    "network address": ("router a4:83:e7:12:34:56", "router [number]"),
    "verification code": ("it sent 123 456 and 654-321", "it sent [code] and [code]"),
    "said code": ("the code is 1234 and my passcode: 2580", "the [code] and my [code]"),
    "said password": ("my password=hunter22 fails", "my [code] fails"),
    "recovery key": ("A1B2-C3D4-E5F6-G7H8", "[code]"),
    "lines": ("it fails\n\n  again\t", "it fails again"),
}

STAYS = [
    "iCloud backup fails on iOS 18.1.1 since 2024",
    "49.9 GB of 50 GB used, 200 GB plan, 1,234 photos",
    "error code 2003 on my iPhone 14 Pro Max",
    "it asks for my password and the code is wrong",
    "iphone14promax and ipad9thgen",
    "backup.it still fails and/or hangs",
    "since 10/09/24 at 3:45",
    "Zo\u00eb's phone \U0001f62d won't back up!",
]


@pytest.mark.parametrize(("text", "kept"), TAKEN_OUT.values(), ids=TAKEN_OUT)
def test_taken_out(text: str, kept: str) -> None:
    """What could give somebody away becomes a neutral word, the rest stays."""
    assert redacted(text) == kept


def test_signs_that_are_not_seen_go() -> None:
    """What has no width goes without a trace, what controls becomes a space."""
    assert redacted("bac\u200bkup\u202e fai\u00adls\x07now") == "backup fails now"


def test_long_text_is_cut_at_its_last_word() -> None:
    """As many whole words are kept as there is room for; a word without end is cut."""
    kept = redacted("storage " * 100)
    assert MOST_KEPT - len("storage ") <= len(kept) <= MOST_KEPT
    assert set(kept.split()) == {"storage", "..."}
    assert kept.endswith("storage ...")
    assert len(redacted("s" * 400)) == MOST_KEPT


@pytest.mark.parametrize("text", STAYS)
def test_stays(text: str) -> None:
    """What helps to understand the case is not taken for something private."""
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail me at zora@example.org", True),
        ("my number is 0171 2345678", True),
        ("my number is 555\u2013867\u20135309", True),
        ("serial F2LXK4JHN8Q1", True),
        ("4111 1111 1111 1111 1111", True),
        ("iOS 18.1.1 on an iPhone 13, 64 GB", False),
        ("ICLOUD BACKUP FAILED", False),
    ],
)
def test_named(text: str, *, expected: bool) -> None:
    """A text with an address, a phone, serial or long number is told from others."""
    assert names_private_data(text) is expected


@pytest.mark.parametrize("text", ["word " * 400, "w" * 3_000, "a-" * 2_000, "1.a" * 1_300])
def test_long(text: str) -> None:
    """A long text is cut between words where it can be, and its end says so."""
    kept = redacted(text)

    assert len(kept) <= MOST_KEPT
    assert kept.endswith(" ...")


PIECES = st.sampled_from(
    [
        *"@.:/-+ <>#&[]()=_",
        "https://",
        "www.",
        "example.com",
        "code is ",
        "pin",
        "key:",
        "[link]",
        "<@12>",
        "<:sad:1>",
        "123 456",
        "1234",
        "ABCD12EFGHJK",
        "zora@example.org",
        "back up",
        "\u200b",
        "\u0301",
        "\u2026",
        "\u0663",
        "\uff20",
    ]
)
TEXTS = st.lists(PIECES | st.text(string.printable, max_size=8), max_size=30).map("".join)


@given(TEXTS | st.text())
@example("htt12345ps://a@b")
@example("www " * 100)
def test_nothing_is_left(text: str) -> None:
    """Whatever is said: no @, no long number and no address is left, and it stays short."""
    kept = redacted(text)

    assert "@" not in kept
    assert not re.search(r"\d{5}", kept)
    assert not re.search(r"://|\bwww\.", kept)
    assert not names_private_data(kept)
    assert len(kept) <= MOST_KEPT
    assert redacted(kept) == kept


def test_control_characters_part_words() -> None:
    """No database has to take a control character, and words beside one stay apart."""
    assert redacted("\x00my\x00phone\x1b[31m\x7fis\x85full") == "my phone [31m is full"

"""What somebody can send in Discord: all scripts, signs and markup, up to the longest message."""

from collections.abc import Callable, Mapping
from random import Random

from hypothesis import strategies as st

from bot.core.knowledge import Knowledge
from tests.core.utterances import telling

__all__ = ["LONGEST_MESSAGE", "SHAPES", "messages"]

LONGEST_MESSAGE = 4_000
"""Characters in the longest message, which only paying members can write."""

_MOST_PIECES = 5
"""Pieces that a message is put together from."""

_ID = "123456789012345678"

_SCRIPTS = (
    "\u0627\u0644\u0646\u0633\u062e \u0627\u0644\u0627\u062d\u062a\u064a\u0627\u0637\u064a",
    "\u05d2\u05d9\u05d1\u05d5\u05d9 \u05e0\u05db\u05e9\u05dc",
    "\u092c\u0948\u0915\u0905\u092a \u0935\u093f\u092b\u0932",
    "\u0e2a\u0e33\u0e23\u0e2d\u0e07\u0e02\u0e49\u0e2d\u0e21\u0e39\u0e25",
    "\u5907\u4efd\u5931\u8d25\u4e86",
    "\ubc31\uc5c5\uc774 \uc548 \ub3fc\uc694",
    "\u0440\u0435\u0437\u0435\u0440\u0432\u043d\u0430\u044f \u043a\u043e\u043f\u0438\u044f",
    "\u03b1\u03bd\u03c4\u03af\u03b3\u03c1\u03b1\u03c6\u03bf",
    "\uff42\uff41\uff43\uff4b\uff55\uff50 \uff13\uff17",
    "\U0001d41b\U0001d41a\U0001d41c\U0001d424\U0001d42e\U0001d429",
    "\u24d1\u24d0\u24d2\u24da\u24e4\u24df",
    "b\u0430\u0441kup st\u043er\u0430ge",
    "ios \u0661\u0668.\u0661 \u0967\u096e \U0001d7d9\U0001d7e0",
    "\ufdfa\ufdfb\u33a5\u2167\u00bd",
    "se\u00f1or \u00e7a stra\u00dfe \u0130stanbul \ufb03",
    "\U0001f4f1\u2601\ufe0f\u274c\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1fa\U0001f1f8",
)

_UNSEEN = (
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",  # bidi
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u115f\u3164\u034f",  # of no width
    *"\ufe0f\U000e0041\U000e007f",  # variants and tags
    *"\x00\x07\x08\x1b\x7f\x85\x9b\u2028\u2029\t\r",  # controls
    *"\ud800\udbff\udc00\udfff",  # halves of a character, as JSON can carry them
)

_EVERYBODY = ("@everyone", "@here")

_MENTIONS = (
    f"<@{_ID}>",
    f"<@!{_ID}>",
    f"<@&{_ID}>",
    f"<#{_ID}>",
    f"</setup:{_ID}>",
    f"</teach now here:{_ID}>",
    "<id:customize>",
    "<t:1700000000:R>",
    f"<:cloud:{_ID}>",
    f"<a:cloud:{_ID}>",
    "<@1",
    "<<@1>>",
    "@\u200beveryone@here",
)

_LINKS = (
    "https://evil.example/a?b=c#d",
    "<https://evil.example>",
    "[Apple Support](https://evil.example)",
    "[https://support.apple.com](https://evil.example)",
    "[x](<https://evil.example> 'title')",
    "discord.gg/evil",
    "javascript:alert(1)",
    "steam://run/1",
    "http://[::1",
    "www.evil.example/\u202egnp.exe",
    "someone@evil.example",
    "file:///etc/passwd",
)

_MARKUP = (
    *("**", "*", "__", "_", "~~", "||", "`", "``", "```", "```py\n", "\n> ", "\n>>> ", "\n# "),
    *("\n-# ", "\n- ", "\n  - ", "\n1. ", "\n99. ", "\\", "](", "[", "<", ">", "\n\n", "\n"),
)

_FORMS = (
    *(
        "{device}",
        "{0.__class__}",
        "%s%n",
        "${HOME}",
        "{{",
        "}}",
        "' OR 1=1 --",
        "../../etc/passwd",
    ),
    *(
        "ios 18.",
        "ios 18.1.1.1",
        f"ios 18.{'1' * 99}",
        "on 26",
        "last backup \u0665 weeks ago",
        "9" * 30,
        "C02ABCD1EFGH",
        "bm2:do:1::all",
    ),
    *("step 3", "it works now", "still not working", "yes", "no", "start over", "give me a human"),
)


def _repeats() -> tuple[tuple[int, ...], ...]:
    """How often each piece of a message comes: mostly once, one or two of them often or to the end.

    It is one choice for all pieces: a choice for each, nearly always of "once", made two of five
    messages the same as one before.
    """
    once = (1,) * _MOST_PIECES
    some = [
        tuple(times if at in {first, second} else 1 for at in range(_MOST_PIECES))
        for times in (3, 12)
        for first in range(_MOST_PIECES)
        for second in range(_MOST_PIECES)
    ]
    full = [
        tuple(LONGEST_MESSAGE if at == first else 1 for at in range(_MOST_PIECES))
        for first in range(_MOST_PIECES)
    ]
    return (*[once] * 300, *some, *full)


def _put_together(pieces: list[str], repeats: tuple[int, ...], glue: str) -> str:
    parts = (piece * times for piece, times in zip(pieces, repeats, strict=False))
    return glue.join(parts)[:LONGEST_MESSAGE]


def _hidden_inside(word: str, sign: str, at: int) -> str:
    """The word with a sign somewhere inside it."""
    at %= len(word)
    return word[:at] + sign + word[at:]


def messages(knowledge: Knowledge) -> st.SearchStrategy[str]:
    """Whatever can be sent, 0 to 4,000 characters: meaning and mischief in any mixture."""
    unseen = st.sampled_from(_UNSEEN)
    phrases = st.sampled_from(sorted(set(telling(knowledge))))
    marks = st.text(st.characters(categories=["Mn", "Me"], codec="utf-8"), min_size=1, max_size=4)
    anything = st.text(st.characters(codec=None, categories=None), max_size=12)
    at = st.integers(0, 60)
    piece = st.one_of(
        phrases,
        phrases,
        st.sampled_from(_SCRIPTS),
        st.sampled_from(_MENTIONS),
        st.sampled_from(_LINKS),
        st.sampled_from(_MARKUP),
        st.sampled_from(_FORMS),
        st.builds(_hidden_inside, st.sampled_from(_EVERYBODY), unseen, at),
        st.builds(_hidden_inside, phrases, unseen | marks, at),
        unseen,
        marks,
        anything,
    )
    glue = st.sampled_from(["", "", " ", " ", "\n", ", ", ". "])
    pieces = st.lists(piece, min_size=1, max_size=_MOST_PIECES)
    return st.builds(_put_together, pieces, st.sampled_from(_repeats()), glue)


_WORDS = (
    *("storage", "backup", "restore", "iphone", "enough", "available", "settings", "account"),
    *("unavailable", "charging", "password", "estimating", "remaining", "supervised"),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LITTLE = (
    *("turned", "vpn", "off", "on", "and", "wifi", "not", "restarted", "the", "it", "is", "fine"),
    *("deleted", "maybe", "i", "tried", "already", "works", "now", ",", ".", "but", "3", "gb"),
)


def _near_miss(chance: Random) -> str:
    """A word of the trade with two wrong letters."""
    letters = list(chance.choice(_WORDS))
    for at in chance.sample(range(len(letters)), 2):
        letters[at] = chance.choice(_LETTERS)
    return "".join(letters)


def _letters(chance: Random, count: int) -> str:
    return "".join(chance.choices(_LETTERS, k=count))


SHAPES: Mapping[str, Callable[[Random], str]] = {
    "one word": lambda chance: chance.choice(_LETTERS),
    "words of one letter": lambda chance: chance.choice(_LETTERS) + " ",
    "words as long as are mended": lambda chance: _letters(chance, 48) + " ",
    "near misses": lambda chance: _near_miss(chance) + " ",
    "near misses joined to words": lambda chance: chance.choice(_WORDS) + _near_miss(chance) + " ",
    "short words joined": lambda chance: "ababab" + _letters(chance, 2) + "isitonofat ",
    "combining marks": lambda chance: chance.choice("\u0301\u0316\u0489"),
    "ligatures of many letters": lambda _: "\ufdfa",
    "markdown in markdown": lambda chance: chance.choice(["> ", "||", "**", "~~", "`", "__", "["]),
    "masked links": lambda _: "[a](http://",
    "open mentions": lambda _: "<@1",
    "open emoji": lambda _: "<a:b",
    "open addresses": lambda _: "a@a.",
    "figures and dashes": lambda _: "1-",
    "digits": lambda chance: chance.choice("0123456789"),
    "version after version": lambda _: "ios 18.1 ",
    "clauses": lambda _: "wifi is fine, but ",
    "what was done": lambda _: "turned the vpn off and on and ",
    "questions": lambda _: "ok? ",
    "little words": lambda chance: chance.choice(_LITTLE) + " ",
}
"""Shapes that are hostile once they are repeated: each gives its next piece."""

"""What could tell who somebody is, or give away a secret: noticed in a text, and taken out of it.

Only what its form gives away is found. A name is a word like any other, and stays.
"""

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["MOST_KEPT", "names_private_data", "redacted"]

MOST_KEPT = 300
"""Characters of a text that are kept."""

_MOST_READ = 4_000
"""Characters that are looked at; Discord takes no longer message."""

_LEFT_OUT = " ..."
"""Stands for what is left out at the end."""

_UNSEEN = {"Cf", "Cs", "Mn", "Me"}
"""Unicode's categories of signs that are not seen, halves of signs, and marks."""

_CONTROL = "Cc"
"""Unicode's category of line ends and the like; no database takes all of them."""

_BETWEEN = r"[ ()./\-\u2010-\u2015]{0,2}"
"""What may stand between the digits of a number."""

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]{2,}")
_PHONE = re.compile(rf"(?<![\w.])\+?\d(?:{_BETWEEN}\d){{8,}}(?!\w)")
"""Phone numbers, and IMEIs and card numbers too: nine digits or more, in groups or not."""
_SERIAL = re.compile(r"\b(?=(?:[A-Z]*\d){2})(?=(?:\d*[A-Z]){3})[A-Z0-9]{10,12}\b")

_DOMAINS = "com|net|org|info|io|gg|dev|eu|uk|de|fr|ca"
"""Ends of common domains that are no English words; with other ends it takes a path to be one."""

_CODE, _EMOJI, _LINK, _MENTION, _NUMBER = "[code]", "[emoji]", "[link]", "[mention]", "[number]"


def _rule(pattern: str, word: str) -> tuple[re.Pattern[str], str]:
    return re.compile(pattern, re.IGNORECASE), word


_RULES: Sequence[tuple[re.Pattern[str], str]] = (
    _rule(r"<a?:\w+:\d+>", _EMOJI),
    _rule(r"<(?:@[!&]?|#|id:|/[^<>:]{1,100}:|t:-?)\w+(?::\w)?>", _MENTION),
    _rule(r"(?<![a-z0-9+.-])[a-z0-9+.-]*://\S*|\bwww\.\S*", _LINK),
    _rule(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\S*", "[e-mail]"),
    _rule(r"@[^\s@]*", _MENTION),
    _rule(
        rf"(?<![\w-])(?:[\w-]{{1,63}}\.){{1,8}}(?:(?:{_DOMAINS})\b(?:/\S*)?|[a-z]{{2,}}/\S*)", _LINK
    ),
    # What is said to be a secret, if it has a digit early on: an error code helps to understand.
    _rule(
        r"(?<!error )\b(?:pass(?:word|code|phrase)?|pin|otp|code|key)"
        r"(?:\s*[:=]|\s+(?:is|was)\b){0,3}\s*(?=[^\s\[\]]{0,63}\d)(?<=[\s:=])[^\s\[\]]{4,}",
        _CODE,
    ),
    # A recovery key, and other groups of four.
    _rule(r"(?<![\w-])(?=[a-z-]*\d)[a-z0-9]{4}(?:-[a-z0-9]{4}){2,}(?!\w)", _CODE),
    _rule(r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b", _NUMBER),
    (_SERIAL, _NUMBER),
    # Letters and digits by turns, as no model or version has them so often.
    _rule(r"\b(?=(?:\d*[a-z]){3})(?=[a-z]*\d+[a-z]+\d)[a-z0-9]{8,}\b", _NUMBER),
    _rule(rf"\+?\d(?:{_BETWEEN}\d){{8,}}", _NUMBER),
    _rule(r"(?<![\w.])\d{3}[ \-\u2010-\u2015]\d{3}(?![\w.])", _CODE),
    _rule(r"(?<![a-z0-9-])[a-z0-9-]*\d{5,}[a-z0-9-]*", _NUMBER),
)
"""What is taken out, in this order, and the word that stands for it."""


def names_private_data(text: str) -> bool:
    """Whether a text holds what looks like an e-mail address, a phone, serial or long number."""
    return any(pattern.search(text) for pattern in (_EMAIL, _PHONE, _SERIAL))


def redacted(text: str) -> str:
    """The text on one line, at most 300 characters of it, without what could give somebody away.

    Mentions, links, e-mail addresses, custom emoji, phone, serial and other long numbers, and what
    looks like a code are each replaced by a word in brackets. Idempotent.
    """
    kept = text[:_MOST_READ]
    while (once := _redacted_once(kept)) != kept:  # what is taken out can uncover more
        kept = once
    return kept


def _seen(sign: str, category: str) -> str:
    """The sign, if it is one to be seen; a space for one that controls."""
    if category == _CONTROL:
        return " "
    return "" if category in _UNSEEN else sign


def _redacted_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = "".join(_seen(sign, unicodedata.category(sign)) for sign in text)
    for pattern, word in _RULES:
        text = pattern.sub(word, text)
    text = " ".join(text.split())
    if len(text) <= MOST_KEPT:
        return text
    head = text[: MOST_KEPT - len(_LEFT_OUT)]
    return (head.rsplit(" ", maxsplit=1)[0] if " " in head else head) + _LEFT_OUT

"""Text as people type it, in one plain form: normalised, then cut into words and clauses."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["clauses", "is_wordless", "normalise", "stem", "words"]

# Letters of other alphabets that look like Latin ones: the lower-case pairs that matter for
# English words, from Unicode's confusables (https://www.unicode.org/Public/security/latest/).
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u0432\u043a\u043c\u043d\u0442"  # alike as capitals
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c5\u03b2\u03b5\u03c4\u03c7\u0131\u0261\u217c"
    # small capitals
    "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d"
    "\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22",
    "aeopcyxijshdqwbkmhtaopvikubetxigl" + "abcdefghijklm" + "noprstuvwyz",
)
_FIGURES = (
    ("0", "o", re.compile(r"(?<=[a-z])0(?=[a-z])")),
    ("1", "l", re.compile(r"(?<=[a-z])1(?=[a-z])")),
)
"""A nought and a one inside a word, typed for the letters that they look like."""

_INVISIBLE = {"Mn", "Me", "Cf"}
"""Unicode's categories of marks, and of signs that are not seen."""

_CONTROLS = {code: " " for code in (*range(32), *range(127, 160)) if chr(code) != "\n"}

_APOSTROPHES = re.compile("['\u2019\u2018\u02bc`\u00b4\uff07]")
_MENTION = re.compile(r"<(?:@[!&]?|#|a?:\w+:|/[^:<>]{1,100}:|t:)-?\d+(?::\w)?>")
_URL = re.compile(r"\b(?:https?://|ww+\.)\S+")
_ELONGATED = re.compile(r"([a-z])\1{2,}")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W\d_]+|\d+", re.UNICODE)
_CLAUSE_END = re.compile(
    r"[.!;:\n()\u2026]+(?:\s|$)|\s\(|,\s+|\s[-\u2013\u2014]+\s|\n|"
    r"\b(?:but|however|although|though|and then|and i|and ive|so i|because|cuz|yet|except)\b",
)
_SUFFIXES = ("ing", "ies", "ied", "es", "ed", "ly", "s")
_SHORTEST_STEM = 3


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """One plain form of `text`: lower case, Latin look-alikes, no marks, no markup, no addresses.

    Idempotent. Apostrophes vanish inside words (``won't`` -> ``wont``), letters typed three times
    or more become two, and zero-width, control and combining characters go.
    """
    # What can't be there isn't looked for: most texts are short and plain, and there are many.
    if text.isascii():
        text = text.replace("'", "").replace("`", "")
    else:
        text = _APOSTROPHES.sub("", _latin(_APOSTROPHES.sub("", text)))
    text = text.casefold()
    if not text.isprintable():
        text = text.translate(_CONTROLS)
    for figure, letter, pattern in _FIGURES:
        if figure in text:
            text = pattern.sub(letter, text)
    text = _ELONGATED.sub(r"\1\1", text)
    if "<" in text:
        text = _MENTION.sub(" ", text)
    return _URL.sub(" ", text) if "://" in text or "ww." in text else text


def _latin(text: str) -> str:
    """The text without marks and invisible signs, in Latin letters where another looks alike."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (sign for sign in text if unicodedata.category(sign) not in _INVISIBLE)
    return "".join(kept).translate(_LOOKALIKES)


def words(text: str) -> list[str]:
    """The words and numbers of a text, in order; versions such as ``18.1`` stay whole."""
    return _WORD.findall(normalise(text))


def is_wordless(tokens: Iterable[str]) -> bool:
    """Whether none of the tokens could be read as an English word or a number."""
    return not any(token.isascii() for token in tokens)


def clauses(text: str) -> list[str]:
    """The text cut where a new thought begins: at punctuation and at words such as ``but``.

    A question keeps its mark.
    """
    marked = normalise(text).replace("?", " ?\n")
    return [part.strip() for part in _CLAUSE_END.split(marked) if words(part)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without the commonest English endings, so that *backups* meets *backup*."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            base = word[: -len(suffix)]
            if suffix in {"ies", "ied"}:
                return base + "y"
            if suffix == "s" and word.endswith(("ss", "us", "is")):
                return word
            if suffix in {"ing", "ed"} and base[-1] == base[-2] and base[-1] not in "lsz":
                return base[:-1]
            return base.removesuffix("e")
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word

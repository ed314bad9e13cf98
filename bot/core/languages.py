"""Languages other than English, told by the small words that no English text has."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence

from bot.core.phrasebook import Phrasebook

__all__ = ["OTHER_LANGUAGE", "LanguageSpotter"]

OTHER_LANGUAGE = "another language"
"""A language whose name is not known: its script is not the Latin one."""

_LEAST_FOREIGN = 2
"""Words of a language that a text must have at least."""


class LanguageSpotter:
    """Tells which language a text is in."""

    def __init__(self, languages: Mapping[str, Sequence[str]], english: Collection[str]) -> None:
        self._english = frozenset(english)
        self._books = {
            language: Phrasebook((word, True) for word in own)
            for language, own in languages.items()
        }
        self._first = frozenset(key[0] for book in self._books.values() for key in book)
        """Every word that one of another language begins with."""

    def find(self, text: str, tokens: Sequence[str]) -> str | None:
        """The language of a text with these words, where that is surely not English."""
        if not text.isascii() and not _is_latin(text):
            return OTHER_LANGUAGE
        if sum(token in self._first for token in tokens) < _LEAST_FOREIGN:
            return None
        hits = {name: sum(1 for _ in book.find(tokens)) for name, book in self._books.items()}
        best = max(hits, key=lambda name: hits[name], default=None)
        if best is None or hits[best] < _LEAST_FOREIGN:
            return None
        return best if hits[best] > sum(token in self._english for token in tokens) else None


def _is_latin(text: str) -> bool:
    """Whether at least half of the letters are Latin ones, wide ones and small capitals too."""
    letters = [sign for sign in unicodedata.normalize("NFKC", text) if sign.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return latin * 2 >= len(letters)

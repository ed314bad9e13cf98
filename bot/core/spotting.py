"""Facts that stand in an utterance in so many words: devices, versions, computers, languages."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from bot.core.knowledge import Vocabulary
from bot.core.phrasebook import Phrasebook
from bot.core.slots import Slots
from bot.core.text import words

__all__ = ["OTHER_LANGUAGE", "SlotSpotter", "language_of", "names_private_data"]

OTHER_LANGUAGE = "another language"
"""A language whose name is not known: its script is not the Latin one."""

T = TypeVar("T")

_OLDEST, _NEWEST = 3, 40
"""Major OS versions that are taken for one."""

_LINKS = {"version", "v", "is", "beta", "os", "to", "the", "public", "developer", "dev"}
"""Words that may stand between a system's name and its version."""

_MOST_LINKS = 2

_LATEST_MAJOR = 26
"""From this number on, a bare "on 26" can be nothing but a version."""

_ON = {"on", "running", "runs", "using"}
_UNITS = {"gb", "mb", "tb", "gigs", "gig", "percent", "hours", "hrs", "min", "mins", "days", "%"}

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]{2,}")
_DIGITS = re.compile(r"(?<![\w.])\+?\d(?:[ ()./-]{0,2}\d){8,15}(?![\w])")
_SERIAL = re.compile(r"\b(?=(?:[A-Z]*\d){2})(?=(?:\d*[A-Z]){3})[A-Z0-9]{10,12}\b")

_LEAST_FOREIGN = 2


class SlotSpotter:
    """Reads device, model, OS version and computer from the words of an utterance."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._devices = Phrasebook(_pairs(vocabulary.devices))
        self._computers = Phrasebook(_pairs(vocabulary.computers))
        self._models = Phrasebook(
            [(name, model) for model, said in vocabulary.models for name in said]
        )
        self._systems = Phrasebook([(name, name) for name in vocabulary.systems])
        self._renamed = vocabulary.renamed_systems

    def spot(self, text: str) -> Slots:
        """The facts that the text names; of several of a kind the first."""
        tokens = words(text)
        model = _first(self._models, tokens)
        device = _first(self._devices, tokens) or (model.device if model else None)
        if model is not None and model.device != device:
            model = None
        return Slots(
            device=device,
            model=model,
            os=self._version(tokens),
            computer=_first(self._computers, tokens),
        )

    def _version(self, tokens: Sequence[str]) -> str | None:
        for _, end, _ in self._systems.find(tokens):
            at = end
            while at < len(tokens) and at - end < _MOST_LINKS and tokens[at] in _LINKS:
                at += 1
            if at < len(tokens) and (version := self._as_version(tokens, at)):
                return version
        for at, token in enumerate(tokens[1:], start=1):
            named = tokens[at - 1] in _ON and ("." in token or _number(token) >= _LATEST_MAJOR)
            if named and (version := self._as_version(tokens, at)):
                return version
        return None

    def _as_version(self, tokens: Sequence[str], at: int) -> str | None:
        token = tokens[at]
        if not token.replace(".", "").isdecimal():
            return None
        if at + 1 < len(tokens) and tokens[at + 1] in _UNITS:
            return None
        major, _, minor = token.partition(".")
        major = self._renamed.get(major, major)
        if not _OLDEST <= int(major) <= _NEWEST:
            return None
        return f"{major}.{minor}" if minor else major


def _number(token: str) -> int:
    return int(token) if token.isdecimal() else 0


def language_of(text: str, vocabulary: Vocabulary) -> str | None:
    """The language that a text is in, where that is surely not English; None otherwise."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(1 for character in letters if character < "\u0250")
    if letters and latin * 2 < len(letters):
        return OTHER_LANGUAGE
    tokens = words(text)
    english = sum(1 for token in tokens if token in vocabulary.common_words)
    hits = {language: _hits(tokens, own) for language, own in vocabulary.languages.items()}
    best = max(hits, key=lambda language: hits[language], default=None)
    if best is None or hits[best] < _LEAST_FOREIGN or hits[best] <= english:
        return None
    return best


def _hits(tokens: Sequence[str], own: Sequence[str]) -> int:
    return sum(1 for _ in Phrasebook([(word, True) for word in own]).find(tokens))


def names_private_data(text: str) -> bool:
    """Whether a text holds what looks like an e-mail address, a phone, serial or long number."""
    return any(pattern.search(text) for pattern in (_EMAIL, _DIGITS, _SERIAL))


def _pairs(table: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(phrase, meaning) for meaning, phrases in table.items() for phrase in phrases]


def _first(book: Phrasebook[T], tokens: Sequence[str]) -> T | None:
    found = next(book.find(tokens), None)
    return found[2] if found else None

"""Typos as people make them: one slip in some of the words, the same ones every time."""

import random
import re
import string
from collections.abc import Callable

__all__ = ["with_typos"]

_WORD = re.compile(r"[^\W\d_]{3,}")


def with_typos(text: str, rate: float, seed: int) -> str:
    """The text with one slip in about that share of its words of three letters or more.

    A slip deletes, inserts or substitutes a letter, or swaps two neighbours. What happens depends
    on the text, the rate and the seed alone.
    """
    chance = random.Random(f"{seed}\0{text}")  # noqa: S311  # no secret: it has to repeat itself

    def mistype(found: re.Match[str]) -> str:
        word = found.group()
        return chance.choice(_SLIPS)(word, chance) if chance.random() < rate else word

    return _WORD.sub(mistype, text)


def _delete(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _insert(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) + 1)
    return word[:at] + chance.choice(string.ascii_lowercase) + word[at:]


def _substitute(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    letter = chance.choice([one for one in string.ascii_lowercase if one != word[at]])
    return word[:at] + letter + word[at + 1 :]


def _swap(word: str, chance: random.Random) -> str:
    """Two unlike neighbours swapped; another slip where all letters are alike."""
    places = [at for at in range(len(word) - 1) if word[at] != word[at + 1]]
    if not places:
        return _delete(word, chance)
    at = chance.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


_SLIPS: tuple[Callable[[str, random.Random], str], ...] = (_delete, _insert, _substitute, _swap)

"""Verbs in all their forms: what was done, is being done, or is only named."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

__all__ = ["Tense", "forms"]

_VOWELS = frozenset("aeiou")


class Tense(Enum):
    """What a verb's form says."""

    PAST = "past"
    EITHER = "either"
    """The past looks like the infinitive: *put*, *reset*."""
    NAMED = "named"
    """*restart*, *restarting*: done only where other words say so."""


def forms(verb: str, irregular: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Tense]]:
    """Every form of a verb, each with what it says."""
    own = irregular.get(verb, ())
    past = [form for form in own if not form.endswith("ing")] or list(_regular(verb))
    yield from ((form, Tense.PAST) for form in past if form != verb)
    yield verb, Tense.EITHER if verb in past else Tense.NAMED
    for form in (*_ing(verb), *(form for form in own if form.endswith("ing"))):
        yield form, Tense.NAMED


def _regular(verb: str) -> Iterator[str]:
    if verb.endswith("e"):
        yield verb + "d"
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        yield verb[:-1] + "ied"
    else:
        yield verb + "ed"
        if _doubles(verb):
            yield verb + verb[-1] + "ed"


def _ing(verb: str) -> Iterator[str]:
    if verb.endswith("e") and not verb.endswith("ee"):
        yield verb[:-1] + "ing"
    else:
        yield verb + "ing"
        if _doubles(verb):
            yield verb + verb[-1] + "ing"


def _doubles(verb: str) -> bool:
    """Whether the last letter may stand twice: *plug*, *plugged*."""
    return len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in _VOWELS  # noqa: PLR2004

"""Versions of systems, the device's and the computer's, as users write them."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from bot.core.knowledge import Systems
from bot.core.phrasebook import Phrasebook

__all__ = ["Version", "VersionSpotter"]

_OLDEST, _NEWEST = 3, 40
"""Major versions that are taken for one, where a system's name stands before them."""

_OLDEST_BARE, _MOST_MINOR = 8, 15
"""Without a name, numbers from 8.0 on are versions, but not prices or the time of day."""

_LATEST_MAJOR = 26
"""From here on a bare "on 26" can be nothing but a version."""

_LONGEST_PART = 5
"""Figures in a part of a version: those of a build of Windows, *10.0.22631*."""

_MOST_POINTS = 2
"""A number with more of them is an address: *8.8.8.8*."""

_SIZES = frozenset({"8.3", "9.7", "10.5", "10.9", "12.9"})
"""Screens in inches, no versions."""

_LINKS = frozenset(
    ["version", "v", "is", "beta", "os", "to", "the", "public", "developer", "dev", "at"]
)
"""Words that may stand between a system's name and its version."""

_MOST_LINKS = 2
_ON = frozenset(["on", "running", "runs", "using"])
_UNITS = frozenset(
    [
        "gb",
        "mb",
        "tb",
        "gigs",
        "gig",
        "percent",
        "hours",
        "hrs",
        "min",
        "mins",
        "minutes",
        "days",
        "inch",
        "inches",
        "of",
        "am",
        "pm",
    ]
)


class _Name(Enum):
    """What a phrase before a version says."""

    OWN = "the device's system"
    COMPUTER = "a computer's system"
    NOT_NOW = "a system that isn't installed, or not any more"


class Version(NamedTuple):
    """A version, and the words that say so."""

    number: str
    start: int
    end: int


class VersionSpotter:
    """Finds the versions that are installed, not those that somebody left or thinks of."""

    def __init__(self, systems: Systems) -> None:
        self._names = Phrasebook(
            [
                *((name, _Name.OWN) for name in systems.names),
                *((name, _Name.COMPUTER) for name in systems.computers),
                *((name, _Name.NOT_NOW) for name in systems.not_now),
            ]
        )
        self._called = Phrasebook(
            (name, number) for number, names in systems.computer_versions.items() for name in names
        )
        self._renamed = systems.renamed

    def find(self, tokens: Sequence[str]) -> tuple[Version | None, Version | None]:
        """The version of the device's system, and of the computer's."""
        names = {end: (start, name) for start, end, name in self._names.find(tokens)}
        called = next(self._called.find(tokens), None)
        computer = Version(called[2], called[0], called[1]) if called else None
        named: list[Version] = []
        bare: list[Version] = []
        for at, token in enumerate(tokens):
            number = self._number(token)
            if number is None or not _UNITS.isdisjoint(tokens[at + 1 : at + 2]):
                continue
            start, name = _name_before(tokens, at, names)
            version = Version(number, start, at + 1)
            if name is _Name.COMPUTER:
                computer = computer or version
            elif name is _Name.NOT_NOW or names.get(start, (0, name))[1] is _Name.NOT_NOW:
                continue
            elif name is _Name.OWN or _is_said_to_run(tokens, at):
                named.append(version)
            elif _is_bare(token):
                bare.append(version)
        return next(iter((*named, *bare)), None), computer

    def _number(self, token: str) -> str | None:
        major, _, minor = token.partition(".")
        parts = token.split(".")
        if not all(part.isdecimal() and part.isascii() for part in parts):
            return None
        if len(major) > len(str(_NEWEST)) or len(max(parts, key=len)) > _LONGEST_PART:
            return None
        if token.count(".") > _MOST_POINTS:
            return None
        major = self._renamed.get(major, major)
        if not _OLDEST <= int(major) <= _NEWEST:
            return None
        return f"{major}.{minor}" if minor else major


def _name_before(
    tokens: Sequence[str], at: int, names: Mapping[int, tuple[int, _Name]]
) -> tuple[int, _Name | None]:
    """Where the phrase before a version begins, and what it says."""
    for place in range(at, at - _MOST_LINKS - 1, -1):
        if place in names:
            return names[place]
        if place <= 0 or tokens[place - 1] not in _LINKS:
            break
    return at, None


def _is_said_to_run(tokens: Sequence[str], at: int) -> bool:
    """Whether it stands after *on*, and is no number of anything else."""
    is_version = "." in tokens[at] or int(tokens[at]) >= _LATEST_MAJOR
    return at > 0 and tokens[at - 1] in _ON and is_version and tokens[at] not in _SIZES


def _is_bare(token: str) -> bool:
    """Whether a number alone reads like a version: *26.1*."""
    major, _, minor = token.partition(".")
    first = minor.partition(".")[0]
    if not first or token in _SIZES or len(first) > len(str(_MOST_MINOR)):
        return False
    return int(major) >= _OLDEST_BARE and int(first) <= _MOST_MINOR

"""Amounts of storage, read as what they mean: room enough, or little room."""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["ENOUGH", "LITTLE", "Part", "read_amounts"]

ENOUGH, LITTLE = ("enough", "room"), ("little", "room")
"""What an amount is read as."""

_UNITS = {"kb": 1e-6, "mb": 1e-3, "gb": 1.0, "g": 1.0, "tb": 1e3}
_LEAST_GB = 10
_LEAST_SHARE = 20
_LEAST_TOTAL_SHARE = 15
"""So much free space is taken for enough: gigabytes, or per cent."""

_FREE = frozenset(
    ["free", "left", "available", "spare", "unused", "remaining", "empty", "leftover"]
)
_USED = frozenset(["used", "using", "full", "taken", "use", "uses", "occupied", "gone"])
_USED_BEFORE = _USED | {"at"}
_BETWEEN = frozenset(
    [
        "of",
        "space",
        "storage",
        "room",
        "still",
        "the",
        "my",
        "to",
        "in",
        "are",
        "is",
        "its",
        "icloud",
        "cloud",
    ]
)
_WANTED = frozenset(["need", "needs", "want", "wants", "require", "requires", "needed", "wanted"])
_ONLY = frozenset(["only", "just", "barely", "merely", "about"])
_MOST_BETWEEN = 3
_ANYWAY = 50
"""From so many gigabytes on even *only 60 gb* is enough."""


class Part(NamedTuple):
    """A token, and the pieces of the text that it was read from."""

    word: str
    start: int
    end: int


class _Amount(NamedTuple):
    gb: float
    end: int
    has_unit: bool
    is_share: bool = False


def read_amounts(parts: Sequence[Part]) -> list[Part]:
    """The tokens, with each amount of free or used storage read as what it means."""
    out: list[Part] = []
    at = 0
    while at < len(parts):
        found = _free(parts, at)
        if found is None:
            out.append(parts[at])
            at += 1
            continue
        is_enough, end = found
        start, last = parts[at].start, parts[end - 1].end
        out += (Part(word, start, last) for word in (ENOUGH if is_enough else LITTLE))
        at = end
    return out


def _free(parts: Sequence[Part], at: int) -> tuple[bool, int] | None:
    """Whether the amount that begins here leaves room enough, and where it ends."""
    amount = _amount(parts, at)
    if amount is None:
        return None
    said, end = _word(parts, amount.end)
    total = None
    second, _ = _total(parts, end if said in _USED | _FREE else amount.end)
    if second is not None:
        total = second.gb
        if said not in _USED | _FREE:
            said, end = _word(parts, second.end)
            if said not in _USED | _FREE:
                said = next(
                    (p.word for p in parts[max(0, at - 3) : at] if p.word in _USED_BEFORE | _FREE),
                    "",
                )
                end = second.end
        else:
            end = second.end
    if said in _FREE:
        if not (amount.has_unit or total is not None or said == "free"):
            return None
        free = amount.gb
    elif said in _USED_BEFORE and (total is not None or amount.is_share):
        free = (100 if total is None else total) - amount.gb
    else:
        return None
    before = {part.word for part in parts[max(0, at - 2) : at]}
    return _is_enough(free, total, before, is_share=amount.is_share), end


def _is_enough(free: float, total: float | None, before: set[str], *, is_share: bool) -> bool:
    """Whether so much free space is enough; `before` are the words ahead of the amount."""
    if is_share:
        return free >= _LEAST_SHARE
    if total is not None and free * 100 < total * _LEAST_TOTAL_SHARE:
        return False
    if before & _WANTED:
        return False
    return free >= (_ANYWAY if before & _ONLY else _LEAST_GB)


def _amount(parts: Sequence[Part], at: int) -> _Amount | None:
    word = parts[at].word if at < len(parts) else ""
    if not word[:1].isdecimal() or word.count(".") > 1:
        return None
    unit = parts[at + 1].word if at + 1 < len(parts) else ""
    if unit == "percent":
        return _Amount(float(word), at + 2, has_unit=True, is_share=True)
    if unit in _UNITS:
        return _Amount(float(word) * _UNITS[unit], at + 2, has_unit=True)
    return _Amount(float(word), at + 1, has_unit=False)


def _word(parts: Sequence[Part], at: int) -> tuple[str, int]:
    """The word that says what the amount before it is, and where it ends."""
    for place in range(at, min(at + _MOST_BETWEEN + 1, len(parts))):
        word = parts[place].word
        if word in _FREE or word in _USED:
            return word, place + 1
        if word not in _BETWEEN:
            break
    return "", at


def _total(parts: Sequence[Part], at: int) -> tuple[_Amount | None, int]:
    """The amount after *of* or *out of*."""
    place = at
    while place < len(parts) and parts[place].word in {"out", "of", "the", "my", "from"}:
        place += 1
    if place == at:
        return None, at
    total = _amount(parts, place)
    return total, place

"""Amounts of free or used storage, read as what they mean: room enough, or little room."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from bot.core.marks import AmountWords

__all__ = ["Amounts", "Part"]

_LEAST = 10
"""So many of the unit (gigabytes) free are taken for enough, where no total is named."""

_ANYWAY = 50
"""From so many on even *only 60 gb* is enough."""

_PER_CENT = "percent"
_LEAST_SHARE, _MOSTLY_FREE = 15, 60
"""Per cent of a total: with less it is too little, with more enough, however small it is."""

_BEFORE = 3
_BETWEEN = 3
"""Words between an amount and *free* or *used*."""


class Part(NamedTuple):
    """A token, and the pieces of the text that it was read from."""

    word: str
    start: int
    end: int


class _Amount(NamedTuple):
    size: float
    end: int
    has_unit: bool
    is_share: bool = False


class Amounts:
    """Reads amounts; its words come from ``cues.yml``."""

    def __init__(self, words: AmountWords) -> None:
        self._units = {unit: float(size) for unit, size in words.units.items()}
        self._meanings = {True: words.enough.split(), False: words.little.split()}
        self._free = frozenset(words.free)
        self._used = frozenset(words.used)
        self._used_before = self._used | frozenset(words.used_before)
        self._between = frozenset(words.between)
        self._only = frozenset(words.only)
        self._wanted = frozenset(words.wanted)
        self._around = frozenset(words.around)

    @property
    def words(self) -> Collection[str]:
        """The units, which are no typos of anything."""
        return self._units.keys()

    def read(self, parts: Sequence[Part]) -> list[Part]:
        """The tokens, with each amount of free or used storage read as what it means."""
        out: list[Part] = []
        at = 0
        while at < len(parts):
            found = self._find(parts, at)
            if found is None:
                out.append(parts[at])
                at += 1
                continue
            is_enough, end = found
            if out and out[-1].word in self._around:
                out.pop()
            start, last = parts[at].start, parts[end - 1].end
            out += (Part(word, start, last) for word in self._meanings[is_enough])
            at = end
        return out

    def _find(self, parts: Sequence[Part], at: int) -> tuple[bool, int] | None:
        """Whether the amount that begins here leaves room enough, and where its words end."""
        amount = self._amount(parts, at)
        if amount is None:
            return None
        said, end = self._state(parts, amount.end)
        total = self._total(parts, end)
        if total is not None:
            end = total.end
            if not said:
                said, end = self._state(parts, end)
            said = said or next(iter(self._states_before(parts, at)), "")
        if said in self._free and (amount.has_unit or total or said == "free"):
            free = amount.size
        elif said in self._used_before and (total or amount.is_share):
            free = (total.size if total else 100) - amount.size
        else:
            return None
        before = {part.word for part in parts[max(0, at - 2) : at]}
        whole = 100.0 if amount.is_share else total.size if total else None
        return self._is_enough(free, whole, before), end

    def _is_enough(self, free: float, whole: float | None, before: Collection[str]) -> bool:
        if not self._wanted.isdisjoint(before):
            return False
        if whole is not None and free * 100 >= whole * _MOSTLY_FREE:
            return True
        if whole is not None and free * 100 < whole * _LEAST_SHARE:
            return False
        if whole == 100:  # noqa: PLR2004  # a share says nothing more
            return True
        return free >= (_LEAST if self._only.isdisjoint(before) else _ANYWAY)

    def _amount(self, parts: Sequence[Part], at: int) -> _Amount | None:
        word = parts[at].word if at < len(parts) else ""
        if not word[:1].isdecimal() or word.count(".") > 1:
            return None
        unit = parts[at + 1].word if at + 1 < len(parts) else ""
        if unit == _PER_CENT:
            return _Amount(float(word), at + 2, has_unit=True, is_share=True)
        if unit in self._units:
            return _Amount(float(word) * self._units[unit], at + 2, has_unit=True)
        return _Amount(float(word), at + 1, has_unit=False)

    def _state(self, parts: Sequence[Part], at: int) -> tuple[str, int]:
        """The word that says what the amount before it is, and where that ends."""
        for place in range(at, min(at + _BETWEEN + 1, len(parts))):
            word = parts[place].word
            if word in self._free or word in self._used:
                return word, place + 1
            if word not in self._between:
                break
        return "", at

    def _states_before(self, parts: Sequence[Part], at: int) -> list[str]:
        words = [part.word for part in parts[max(0, at - _BEFORE) : at]]
        return [word for word in words if word in self._free or word in self._used_before]

    def _total(self, parts: Sequence[Part], at: int) -> _Amount | None:
        """The amount after *of* or *out of*."""
        place = at
        while place < len(parts) and parts[place].word in {"out", "of", "the", "my", "from"}:
            place += 1
        return self._amount(parts, place) if place > at else None

"""Facts that stand in an utterance in so many words: devices, versions, computers, dates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Generic, NamedTuple, TypeVar

from bot.core.dates import WhenSpotter
from bot.core.knowledge import Vocabulary
from bot.core.phrasebook import Phrasebook
from bot.core.slots import Shown, Slots
from bot.core.versions import VersionSpotter

__all__ = ["SlotSpotter"]

T = TypeVar("T")

_DENIALS = frozenset(["not", "no", "isnt", "arent", "without"])
_BEFORE_DENIED = 2
"""Words between *not* and a device that it isn't: *not a work phone*."""
_AFTER_NAMED = 7
"""Words after a device among which it may be said that it is well."""
_FAILS = _DENIALS | frozenset(
    ["doesnt", "dont", "didnt", "wont", "cant", "never", "nothing", "but"]
)
"""Among these words, one that says it isn't."""


class _Found(NamedTuple, Generic[T]):
    """What a phrase stands for, and where it is."""

    meaning: T
    start: int
    end: int


class SlotSpotter:
    """Reads device, model, versions, computer and last backup from the words of an utterance."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._devices = Phrasebook(_pairs(vocabulary.devices))
        self._computers = Phrasebook(_pairs(vocabulary.computers))
        self._models = Phrasebook(
            (name, model) for model, said in vocabulary.models for name in said
        )
        self._versions = VersionSpotter(vocabulary.systems)
        self._no_trouble = Phrasebook((phrase, True) for phrase in vocabulary.no_trouble)
        self._when = WhenSpotter(vocabulary.last_backup)

    def read(self, tokens: Sequence[str]) -> tuple[Slots, tuple[Shown, ...]]:
        """The facts that words name, of several of a kind the first, and the words for each.

        A device that is said to be well is only named in passing.
        """
        device = self._device(tokens)
        models = list(_all(self._models, tokens))
        if device is None and models:
            device = _Found(models[0].meaning.device, models[0].start, models[0].end)
        own = (model for model in models if device and model.meaning.device == device.meaning)
        model = next(own, None)
        os, computer_os = self._versions.find(tokens)
        computer = _first(self._computers, tokens)
        when = self._when.find(tokens)
        slots = Slots(
            device=device.meaning if device else None,
            model=model.meaning if model else None,
            os=os.number if os else None,
            computer=computer.meaning if computer else None,
            computer_os=computer_os.number if computer_os else None,
            last_backup=when.said if when else None,
        )
        places = (device, model, os, computer, computer_os, when)
        return slots, tuple(
            Shown(slot.name, " ".join(tokens[place.start : place.end]))
            for slot, place in zip(fields(Slots), places, strict=True)
            if place
        )

    def _device(self, tokens: Sequence[str]) -> _Found[str] | None:
        found = [one for one in _all(self._devices, tokens) if _is(one, tokens)]
        ends = [*(one.start for one in found[1:]), len(tokens)]
        troubled = (
            one
            for one, end in zip(found, ends, strict=True)
            if not self._is_well(tokens[one.end : min(end, one.end + _AFTER_NAMED)])
        )
        return next(troubled, found[0]) if found else None

    def _is_well(self, after: Sequence[str]) -> bool:
        return self._no_trouble.holds(after) and _FAILS.isdisjoint(after)


def _is(found: _Found[str], tokens: Sequence[str]) -> bool:
    """Whether a device is spoken of as the user's, not as what it isn't."""
    before = tokens[max(0, found.start - _BEFORE_DENIED - 1) : found.start]
    return _DENIALS.isdisjoint(before)


def _pairs(table: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(phrase, meaning) for meaning, phrases in table.items() for phrase in phrases]


def _all(book: Phrasebook[T], tokens: Sequence[str]) -> Iterator[_Found[T]]:
    return (_Found(meaning, start, end) for start, end, meaning in book.find(tokens))


def _first(book: Phrasebook[T], tokens: Sequence[str]) -> _Found[T] | None:
    return next(_all(book, tokens), None)

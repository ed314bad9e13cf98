"""Facts about a user's case, and wordings that depend on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["NO_SLOTS", "Model", "Shown", "Slots", "Variant", "Wording", "place_names"]


@dataclass(frozen=True, slots=True)
class Model:
    """A model of a device: its name as it is written, and the family whose buttons it shares."""

    name: str
    family: str
    device: str
    traits: frozenset[str] = frozenset()

    @property
    def generation(self) -> int | None:
        """The number in the name (``iPhone 13 Pro`` -> 13), where there is one."""
        return next((int(word) for word in self.name.split() if word.isdigit()), None)


@dataclass(frozen=True, slots=True)
class Slots:
    """What is known of a user's case; None is not known."""

    device: str | None = None
    model: Model | None = None
    os: str | None = None
    computer: str | None = None
    computer_os: str | None = None
    last_backup: str | None = None
    """How long ago, or when, the last backup was made: *9 weeks*, *march*."""

    def updated(self, later: "Slots") -> "Slots":
        """These facts with what is known later laid over them."""
        model = later.model or self.model
        device = later.device or self.device
        if model is not None and model.device != device:
            model = None
        computer = later.computer or self.computer
        computer_os = later.computer_os or (self.computer_os if computer == self.computer else None)
        return Slots(
            device,
            model,
            later.os or self.os,
            computer,
            computer_os,
            later.last_backup or self.last_backup,
        )


class Shown(NamedTuple):
    """The words of an utterance that showed a fact."""

    fact: str
    """The identifier of a fix that was tried or a cause that is ruled out, or a slot's name."""
    words: str


@dataclass(frozen=True, slots=True)
class Variant:
    """Whom one wording is for. What is None or empty is not asked for."""

    label: str
    devices: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    trait: str | None = None
    generations: tuple[int, int] | None = None
    os: tuple[str, str] | None = None
    computer: str | None = None
    computer_os: tuple[str, str] | None = None

    def fits(self, slots: Slots) -> bool | None:
        """Whether the variant is this user's; None when that is not known."""
        answers = list(self._answers(slots))
        if False in answers:
            return False
        return None if None in answers else True

    def _answers(self, slots: Slots) -> list[bool | None]:
        answers: list[bool | None] = []
        if self.devices:
            answers.append(None if slots.device is None else slots.device in self.devices)
        if self.computer:
            answers.append(None if slots.computer is None else slots.computer == self.computer)
        if self.families or self.trait or self.generations:
            answers.append(self._has(slots.model))
        if self.os:
            answers.append(_within(slots.os, self.os))
        if self.computer_os:
            answers.append(_within(slots.computer_os, self.computer_os))
        return answers

    def _has(self, model: Model | None) -> bool | None:
        if model is None:
            return None
        if self.families and model.family not in self.families:
            return False
        if self.trait and self.trait not in model.traits:
            return False
        if self.generations:
            generation = model.generation
            if generation is None:
                return None
            return self.generations[0] <= generation <= self.generations[1]
        return True


@dataclass(frozen=True, slots=True)
class Wording:
    """A text, or several for several variants; a variant of None is for everybody else."""

    texts: tuple[tuple[Variant | None, str], ...]

    def lines(self, slots: Slots) -> list[tuple[str | None, str]]:
        """The texts that fit, each with the label it needs where more than one might."""
        named = [(variant, text, variant.fits(slots)) for variant, text in self.texts if variant]
        certain = [text for _, text, fits in named if fits]
        if None not in {fits for _, _, fits in named} and certain:
            return [(None, certain[-1])]
        everybody = [text for variant, text in self.texts if variant is None]
        if everybody:
            return [(None, certain[-1] if certain else everybody[0])]
        return [(variant.label, text) for variant, text, fits in named if fits is not False]


NO_SLOTS = Slots()
"""Nothing is known."""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _within(version: str | None, bounds: tuple[str, str]) -> bool | None:
    if version is None:
        return None
    numbers = _numbers(version)
    first, last = map(_numbers, bounds)
    return first <= numbers[: len(first)] and numbers[: len(last)] <= last


def place_names(places: Mapping[str, Wording], slots: Slots) -> dict[str, str]:
    """Each place's name for this user: the fitting wording, or the one for everybody."""
    return {name: wording.lines(slots)[0][1] for name, wording in places.items()}

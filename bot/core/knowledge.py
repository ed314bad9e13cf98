"""The knowledge base as frozen values: what can go wrong, what helps, and in which order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.core.marks import Action, CueWords, Thing
from bot.core.slots import Model, Wording

__all__ = [
    "Cause",
    "Channel",
    "Danger",
    "Escalation",
    "Faq",
    "Fix",
    "Kind",
    "Knowledge",
    "LastBackup",
    "Link",
    "Neighbour",
    "Product",
    "Risk",
    "Systems",
    "Vocabulary",
    "YesNo",
]


class Kind(StrEnum):
    """What a match is about."""

    CAUSE = "cause"
    REQUEST = "request"
    FAQ = "faq"


class Risk(StrEnum):
    """What a fix can cost the user."""

    NONE = "none"
    LOW = "low"
    """Easily undone."""
    MEDIUM = "medium"
    """Settings, sign-ins or local copies are lost."""
    HIGH = "high"
    """Something can't be brought back."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address of Apple's with the label of its button."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class YesNo:
    """How users say *yes* and *no* to a question in their own words."""

    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """A remedy for a cause."""

    id: str
    cause: str
    title: str
    minutes: int
    risk: Risk
    steps: tuple[Wording, ...]
    expect: str
    warning: str = ""
    tried: tuple[str, ...] = ()
    """How users say that they have done it."""
    actions: tuple[Action, ...] = ()
    """What it does, by verbs and nouns."""
    links: tuple[Link, ...] = ()
    needs_copy: bool = False
    """Whether a computer backup must stand ahead of it in every plan."""

    @property
    def guarded(self) -> bool:
        """Whether its steps stay closed until the user has accepted what may be lost."""
        return self.risk in {Risk.MEDIUM, Risk.HIGH}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a backup fails, or a request; with what helps."""

    id: str
    kind: Kind
    title: str
    why: str
    confirm: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    alerts: tuple[str, ...]
    ruled_out: tuple[str, ...]
    """How users say that it is surely not this."""
    fixes: tuple[Fix, ...]
    things: tuple[Thing, ...] = ()
    """What it is about, and how that is when it is surely not this."""
    stops_ladder: bool = False
    """After its own fixes comes Apple Support, not the rest of the ladder."""
    excludes: frozenset[str] = frozenset()
    """Fixes that must not be offered while this is the matter."""
    signs: Mapping[str, bool] = field(default_factory=dict)
    """Signs that speak for (True) or against (False) this cause."""


@dataclass(frozen=True, slots=True)
class Faq:
    """A question that is answered in one go."""

    id: str
    title: str
    answer: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    links: tuple[Link, ...] = ()

    @property
    def kind(self) -> Kind:
        """Always a FAQ: causes and questions answer to the same name."""
        return Kind.FAQ


@dataclass(frozen=True, slots=True)
class Danger:
    """A matter in which no list of fixes is given: advice at once, and Apple Support."""

    id: str
    title: str
    advice: tuple[str, ...]
    links: tuple[Link, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A near topic that is not treated here, with an honest note on who helps."""

    id: str
    title: str
    note: str
    link: Link | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach Apple Support."""

    id: str
    label: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """How a user is handed over to Apple Support."""

    channels: tuple[Channel, ...]
    at_hand: tuple[str, ...]
    never: str
    offer: str
    filled_in: str
    dangers: tuple[Danger, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """What the assistant is for, and the words that show its topic."""

    name: str
    purpose: str
    disclaimer: str
    topic: tuple[str, ...]
    domain: tuple[str, ...]
    support: tuple[str, str]
    """The cause and the fix that end every plan."""
    guard_offer: str
    """The fix that is offered before anything risky."""


@dataclass(frozen=True, slots=True)
class Systems:
    """How users name the versions of systems."""

    names: tuple[str, ...]
    """What stands before a version of the device's system."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Versions that people misname."""
    not_now: tuple[str, ...] = ()
    """What stands before a version that isn't installed, or not any more."""
    computers: tuple[str, ...] = ()
    """What stands before a version of a computer's system."""
    computer_versions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Versions of a computer's system that have names of their own."""


@dataclass(frozen=True, slots=True)
class LastBackup:
    """How users say when the last backup was made."""

    said: tuple[str, ...] = ()
    """What tells that it is about the last backup."""
    amounts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How users write: spellings, emoji, devices, models, systems, computers, other languages."""

    spellings: Mapping[str, str]
    emoji: Mapping[str, str]
    devices: Mapping[str, tuple[str, ...]]
    models: tuple[tuple[Model, tuple[str, ...]], ...]
    computers: Mapping[str, tuple[str, ...]]
    systems: Systems
    last_backup: LastBackup
    no_trouble: tuple[str, ...]
    """What is said after a device that is only named in passing: *... works fine*."""
    languages: Mapping[str, tuple[str, ...]]
    common_words: frozenset[str]


@dataclass(frozen=True)
class Knowledge:
    """The whole knowledge base, checked; `version` is a hash of its files."""

    product: Product
    causes: tuple[Cause, ...]
    faqs: tuple[Faq, ...]
    ladder: tuple[str, ...]
    """Fix identifiers in the diagnostic order."""
    escalation: Escalation
    neighbours: tuple[Neighbour, ...]
    vocabulary: Vocabulary
    acts: Mapping[str, tuple[str, ...]]
    """How users say things in the middle of a conversation, by dialogue act."""
    vague: tuple[str, ...]
    """How users say that something fails and tell nothing of the cause."""
    cues: CueWords
    """The little words that tell what was done, or is fine, from thoughts and symptoms."""
    phrases: Mapping[str, tuple[str, ...]]
    """The bot's own words; several ways to say a thing are used in turn."""
    places: Mapping[str, Wording]
    signs: Mapping[str, str]
    """What a user can see that tells causes apart, each with the question for it."""
    answers: Mapping[str, YesNo]
    """How users answer the question about a sign; ``any`` holds what answers every question."""
    version: str

    @cached_property
    def entries(self) -> tuple[Cause | Faq, ...]:
        """Every cause, request and question."""
        return (*self.causes, *self.faqs)

    @cached_property
    def in_order(self) -> tuple[Cause | Faq, ...]:
        """Every cause and request in the order of the ladder, then every question."""
        place = {fix: at for at, fix in enumerate(self.ladder)}

        def rank(cause: Cause) -> tuple[bool, int]:
            is_support = cause.id == self.product.support[0]
            return is_support, min(place.get(fix.id, len(place)) for fix in cause.fixes)

        return (*sorted(self.causes, key=rank), *self.faqs)

    @cached_property
    def _by_id(self) -> Mapping[str, Cause | Faq]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def _fixes(self) -> Mapping[str, Fix]:
        return {fix.id: fix for cause in self.causes for fix in cause.fixes}

    @cached_property
    def _dangers(self) -> Mapping[str, Danger]:
        return {danger.id: danger for danger in self.escalation.dangers}

    @cached_property
    def _neighbours(self) -> Mapping[str, Neighbour]:
        return {neighbour.id: neighbour for neighbour in self.neighbours}

    def entry(self, entry_id: str) -> Cause | Faq | None:
        """The cause, request or question of this id; None if there is none (any more)."""
        return self._by_id.get(entry_id)

    def cause(self, cause_id: str) -> Cause | None:
        """The cause or request of this id; None if there is none (any more)."""
        entry = self._by_id.get(cause_id)
        return entry if isinstance(entry, Cause) else None

    def fix(self, fix_id: str) -> Fix | None:
        """The fix of this id; None if there is none (any more)."""
        return self._fixes.get(fix_id)

    def danger(self, danger_id: str) -> Danger | None:
        """The danger of this id, or None."""
        return self._dangers.get(danger_id)

    def neighbour(self, neighbour_id: str) -> Neighbour | None:
        """The near topic of this id, or None."""
        return self._neighbours.get(neighbour_id)

    def fixes(self) -> Iterator[Fix]:
        """Every fix, in the order of the files."""
        return iter(self._fixes.values())

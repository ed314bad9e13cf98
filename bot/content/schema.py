"""The shape of each knowledge file: its keys, and how long their texts may be.

The limits keep every card within a glance, and within Discord's 4,000 characters a message.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)
from pydantic_core import PydanticCustomError

from bot.core.knowledge import Risk
from bot.core.marks import Mark, State

__all__ = [
    "ActionEntry",
    "CauseFile",
    "CuesFile",
    "EscalationFile",
    "FaqFile",
    "NeighbourEntry",
    "ProductFile",
    "Short",
    "ThingEntry",
    "VariantEntry",
    "VocabularyFile",
    "Ways",
    "YesNoEntry",
]

_APPLE = re.compile(r"https://([a-z0-9-]+\.)*apple\.com(/[!-~]*)?")
_VERSION = re.compile(r"\d+(\.\d+)*")
_MARKUP = ("**", "__", "`", "](", "<@", "@everyone", "@here")


def _apple_address(url: str) -> str:
    if not _APPLE.fullmatch(url):
        kind, message = "apple_address", "must be an https address of apple.com"
        raise PydanticCustomError(kind, message)
    return url


def _plain(text: str) -> str:
    for mark in _MARKUP:
        if mark in text:
            kind, message = "plain_text", "must be plain text, without {mark}"
            raise PydanticCustomError(kind, message, {"mark": mark})
    return text


def _pair(value: object) -> object:
    """``"16..17"`` -> ("16", "17"), and an open end takes in everything."""
    first, dots, last = str(value).partition("..")
    ends = (first or "0", last or "999")
    is_range = dots and (first or last) and all(map(_VERSION.fullmatch, ends))
    if not is_range or _numbers(ends[0]) > _numbers(ends[1]):
        kind, message = "range", "must be a range of versions, the lower end first"
        raise PydanticCustomError(kind, message)
    return ends


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Phrase = Annotated[str, Field(min_length=1, max_length=1200)]
Title = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_plain)]
Short = Annotated[str, Field(min_length=1, max_length=240), AfterValidator(_plain)]
Long = Annotated[str, Field(min_length=1, max_length=320), AfterValidator(_plain)]
Answer = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_plain)]
Step = Annotated[
    Annotated[Short, Tag("text")] | Annotated[dict[str, Short], Tag("variants")],
    Discriminator(lambda value: "variants" if isinstance(value, dict) else "text"),
]
Address = Annotated[str, Field(max_length=512), AfterValidator(_apple_address)]


Ways = Annotated[
    list[str],
    Field(min_length=1),
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
]
"""One way to say something, or several in turn."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LinkEntry(_Strict):
    """An address of Apple's."""

    label: Annotated[str, Field(min_length=1, max_length=60)]
    url: Address


class ThingEntry(_Strict):
    """Something that a cause is about, with how it is when the cause is surely not it."""

    names: Annotated[list[Phrase], Field(min_length=1)]
    clears: list[State] = []
    good: list[Phrase] = []
    bad: list[Phrase] = []
    near: list[Phrase] = []


class ActionEntry(_Strict):
    """What a fix does: verbs with what they are done to, or nouns that name the deed."""

    verbs: list[Phrase] = []
    objects: list[Phrase] = []
    nouns: list[Phrase] = []
    near: list[Phrase] = []


class AmountsEntry(_Strict):
    """How users say how much storage is free or used."""

    units: dict[str, Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")]]
    free: list[Phrase]
    used: list[Phrase]
    used_before: list[Phrase] = []
    between: list[Phrase] = []
    only: list[Phrase] = []
    wanted: list[Phrase] = []
    around: list[Phrase] = []
    enough: Phrase
    little: Phrase


class CuesFile(_Strict):
    """``cues.yml``."""

    marks: dict[Mark, list[Phrase]]
    verbs: dict[Identifier, list[Phrase]] = {}
    words: dict[Identifier, list[Phrase]] = {}
    irregular: dict[str, list[Phrase]] = {}
    amounts: AmountsEntry | None = None
    numbers: dict[Annotated[str, Field(pattern=r"^[1-9][0-9]?$")], list[Phrase]] = {}


class FixEntry(_Strict):
    """A fix inside its cause's file."""

    id: Identifier
    title: Title
    minutes: Annotated[int, Field(ge=0, le=1440)]
    risk: Risk
    warning: Long | None = None
    needs_copy: bool = False
    tried: list[Phrase] = []
    actions: list[ActionEntry] = []
    steps: Annotated[list[Step], Field(min_length=1, max_length=8)]
    expect: Short
    links: Annotated[list[LinkEntry], Field(max_length=3)] = []


class SignsEntry(_Strict):
    """Signs that speak for or against a cause."""

    yes: list[Identifier] = []
    no: list[Identifier] = []


class YesNoEntry(_Strict):
    """How users say *yes* and *no* to a question, in ``answers.yml``."""

    yes: list[Phrase] = []
    no: list[Phrase] = []


class CauseFile(_Strict):
    """``causes/<id>.yml``."""

    id: Identifier
    kind: Literal["cause", "request"]
    title: Title
    why: Short
    confirm: Short
    signs: SignsEntry = SignsEntry()
    examples: Annotated[list[Phrase], Field(min_length=30)]
    counter_examples: list[Phrase]
    alerts: list[Short] = []
    ruled_out: list[Phrase] = []
    things: list[ThingEntry] = []
    stops_ladder: bool = False
    excludes: list[Identifier] = []
    fixes: Annotated[list[FixEntry], Field(min_length=1)]
    sources: Annotated[list[Phrase], Field(min_length=1)]
    reviewed: date


class FaqFile(_Strict):
    """``faqs/<id>.yml``."""

    id: Annotated[Identifier, Field(pattern=r"^faq-")]
    title: Title
    answer: Answer
    examples: Annotated[list[Phrase], Field(min_length=30)]
    counter_examples: list[Phrase]
    links: Annotated[list[LinkEntry], Field(max_length=3)] = []
    sources: Annotated[list[Phrase], Field(min_length=1)]
    reviewed: date


class ChannelEntry(_Strict):
    """A way to reach Apple Support."""

    id: Identifier
    label: Annotated[str, Field(min_length=1, max_length=60)]
    url: Address
    note: Short


class DangerEntry(_Strict):
    """A matter in which advice comes first."""

    id: Identifier
    title: Title
    advice: Annotated[list[Short], Field(min_length=1, max_length=6)]
    links: Annotated[list[LinkEntry], Field(max_length=3)] = []
    examples: Annotated[list[Phrase], Field(min_length=20)]
    counter_examples: list[Phrase] = []


class EscalationFile(_Strict):
    """``escalation.yml``."""

    channels: Annotated[list[ChannelEntry], Field(min_length=1, max_length=5)]
    at_hand: Annotated[list[Short], Field(min_length=1, max_length=10)]
    never: Short
    offer: Short
    filled_in: Short
    dangers: list[DangerEntry]


class NeighbourEntry(_Strict):
    """One near topic in ``neighbours.yml``."""

    id: Identifier
    title: Title
    note: Annotated[str, Field(max_length=240), AfterValidator(_plain)]
    link: LinkEntry | None = None
    examples: Annotated[list[Phrase], Field(min_length=20)]


class ProductFile(_Strict):
    """``product.yml``."""

    name: Title
    purpose: Short
    disclaimer: Short
    topic: Annotated[list[Phrase], Field(min_length=1)]
    domain: Annotated[list[Phrase], Field(min_length=1)]
    support: tuple[Identifier, Identifier]
    guard_offer: Identifier


class VariantEntry(_Strict):
    """One labelled variant in ``variants.yml``."""

    devices: frozenset[Identifier] = frozenset()
    families: frozenset[Identifier] = frozenset()
    trait: Identifier | None = None
    generations: Annotated[tuple[int, int] | None, BeforeValidator(_pair)] = None
    os: Annotated[tuple[str, str] | None, BeforeValidator(_pair)] = None
    computer: Identifier | None = None
    computer_os: Annotated[tuple[str, str] | None, BeforeValidator(_pair)] = None


class ModelEntry(_Strict):
    """A device model in ``vocabulary.yml``."""

    id: Identifier
    device: Identifier
    traits: frozenset[Identifier] = frozenset()
    name: Title
    said: Annotated[list[Phrase], Field(min_length=1)]


class SystemsEntry(_Strict):
    """Names that stand before an OS version, and versions that people misname."""

    names: list[Phrase]
    renamed: dict[str, Annotated[str, Field(pattern=r"^\d{1,2}$")]] = {}
    not_now: list[Phrase] = []
    computers: list[Phrase] = []
    computer_versions: dict[Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")], list[Phrase]] = {}


class LastBackupEntry(_Strict):
    """How users say when the last backup was made."""

    said: list[Phrase]
    amounts: list[Phrase]
    units: list[Phrase]
    moments: list[Phrase]


class VocabularyFile(_Strict):
    """``vocabulary.yml``."""

    spellings: dict[str, str]
    emoji: dict[str, str]
    devices: dict[Identifier, list[Phrase]]
    models: list[ModelEntry]
    computers: dict[Identifier, list[Phrase]]
    systems: SystemsEntry
    last_backup: LastBackupEntry | None = None
    no_trouble: list[Phrase] = []

"""Checked entries of the files turned into the core's values."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from bot.content.files import Document, Place
from bot.content.schema import (
    ActionEntry,
    AmountsEntry,
    CauseFile,
    CuesFile,
    DangerEntry,
    EscalationFile,
    FaqFile,
    FixEntry,
    LastBackupEntry,
    LinkEntry,
    NeighbourEntry,
    ProductFile,
    ThingEntry,
    VariantEntry,
    VocabularyFile,
    YesNoEntry,
)
from bot.core.knowledge import (
    Cause,
    Channel,
    Danger,
    Escalation,
    Faq,
    Fix,
    Kind,
    LastBackup,
    Link,
    Neighbour,
    Product,
    Systems,
    Vocabulary,
    YesNo,
)
from bot.core.marks import Action, AmountWords, CueWords, Thing
from bot.core.slots import Model, Variant, Wording

__all__ = [
    "ANY",
    "Wordings",
    "answers",
    "cause",
    "escalation",
    "faq",
    "neighbour",
    "product",
    "tuples",
    "vocabulary",
]

K = TypeVar("K")

ANY = "any"
"""The label of a wording for everybody."""


class Wordings:
    """Makes wordings whose labels are the known variants; a label that isn't is a problem.

    Where variants.yml itself can't be used (None), no label is: that is one problem, not many.
    """

    def __init__(self, entries: Mapping[str, VariantEntry] | None) -> None:
        self._are_known = entries is not None
        self._variants = {
            label: Variant(
                label,
                entry.devices,
                entry.families,
                entry.trait,
                entry.generations,
                entry.os,
                entry.computer,
                entry.computer_os,
            )
            for label, entry in (entries or {}).items()
        }

    def make(self, document: Document, place: Place, texts: str | Mapping[str, str]) -> Wording:
        """One text for everybody, or one for each label."""
        if isinstance(texts, str):
            return Wording(((None, texts),))
        pairs: list[tuple[Variant | None, str]] = []
        for label, text in texts.items():
            variant = self._variants.get(label)
            if variant is None and label != ANY and self._are_known:
                near = difflib.get_close_matches(label, self._variants, 1)
                hint = f"did you mean {near[0]!r}?" if near else "variants.yml lists them"
                document.problem((*place, label), "is no variant", hint)
            else:
                pairs.append((variant, text))
        return Wording(tuple(pairs))


def cause(entry: CauseFile, document: Document, wordings: Wordings, cues: CuesFile) -> Cause:
    """A cause or request with its fixes."""
    return Cause(
        id=entry.id,
        kind=Kind(entry.kind),
        title=entry.title,
        why=entry.why,
        confirm=entry.confirm,
        examples=tuple(entry.examples),
        counter_examples=tuple(entry.counter_examples),
        alerts=tuple(entry.alerts),
        ruled_out=tuple(entry.ruled_out),
        fixes=tuple(
            _fix(
                fix,
                entry.id,
                tuple(
                    wordings.make(document, ("fixes", at, "steps", number), step)
                    for number, step in enumerate(fix.steps)
                ),
                cues,
            )
            for at, fix in enumerate(entry.fixes)
        ),
        things=tuple(_thing(thing, cues) for thing in entry.things),
        stops_ladder=entry.stops_ladder,
        excludes=frozenset(entry.excludes),
        signs=dict.fromkeys(entry.signs.yes, True) | dict.fromkeys(entry.signs.no, False),
    )


def _fix(entry: FixEntry, cause_id: str, steps: tuple[Wording, ...], cues: CuesFile) -> Fix:
    return Fix(
        id=entry.id,
        cause=cause_id,
        title=entry.title,
        minutes=entry.minutes,
        risk=entry.risk,
        steps=steps,
        expect=entry.expect,
        warning=entry.warning or "",
        tried=tuple(entry.tried),
        actions=tuple(_action(action, cues) for action in entry.actions),
        links=_links(entry.links),
        needs_copy=entry.needs_copy,
    )


def _thing(entry: ThingEntry, cues: CuesFile) -> Thing:
    return Thing(
        _spread(entry.names, cues.words),
        frozenset(entry.clears),
        tuple(entry.good),
        tuple(entry.bad),
        _spread(entry.near, cues.words),
    )


def _action(entry: ActionEntry, cues: CuesFile) -> Action:
    return Action(
        _spread(entry.verbs, cues.verbs),
        _spread(entry.objects, cues.words),
        _spread(entry.nouns, cues.words),
        _spread(entry.near, cues.words),
    )


def _spread(phrases: Iterable[str], groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The phrases, with the name of a group of ``cues.yml`` standing for all of it."""
    return tuple(one for phrase in phrases for one in groups.get(phrase, (phrase,)))


def cues(entry: CuesFile) -> CueWords:
    """The little words that tell what was done, or is fine."""
    amounts = _amounts(entry.amounts) if entry.amounts else AmountWords()
    return CueWords(tuples(entry.marks), tuples(entry.irregular), amounts, tuples(entry.numbers))


def _amounts(entry: AmountsEntry) -> AmountWords:
    return AmountWords(
        entry.units,
        tuple(entry.free),
        tuple(entry.used),
        tuple(entry.used_before),
        tuple(entry.between),
        tuple(entry.only),
        tuple(entry.wanted),
        tuple(entry.around),
        entry.enough,
        entry.little,
    )


def answers(entries: Mapping[str, YesNoEntry]) -> dict[str, YesNo]:
    """How users answer the questions about signs."""
    return {sign: YesNo(tuple(said.yes), tuple(said.no)) for sign, said in entries.items()}


def faq(entry: FaqFile) -> Faq:
    """A question with its answer."""
    return Faq(
        entry.id,
        entry.title,
        entry.answer,
        tuple(entry.examples),
        tuple(entry.counter_examples),
        _links(entry.links),
    )


def product(entry: ProductFile) -> Product:
    """What the assistant is for."""
    return Product(
        entry.name,
        entry.purpose,
        entry.disclaimer,
        tuple(entry.topic),
        tuple(entry.domain),
        entry.support,
        entry.guard_offer,
    )


def escalation(entry: EscalationFile) -> Escalation:
    """The hand-over, with what sends a user there at once."""
    return Escalation(
        tuple(Channel(c.id, c.label, c.url, c.note) for c in entry.channels),
        tuple(entry.at_hand),
        entry.never,
        entry.offer,
        entry.filled_in,
        tuple(map(_danger, entry.dangers)),
    )


def _danger(entry: DangerEntry) -> Danger:
    return Danger(
        entry.id,
        entry.title,
        tuple(entry.advice),
        _links(entry.links),
        tuple(entry.examples),
        tuple(entry.counter_examples),
    )


def neighbour(entry: NeighbourEntry) -> Neighbour:
    """A near topic that is not treated."""
    link = Link(entry.link.label, entry.link.url) if entry.link else None
    return Neighbour(entry.id, entry.title, entry.note, link, tuple(entry.examples))


def vocabulary(
    entry: VocabularyFile, languages: Mapping[str, Sequence[str]], common: frozenset[str]
) -> Vocabulary:
    """How users write."""
    return Vocabulary(
        spellings=entry.spellings,
        emoji=entry.emoji,
        devices=tuples(entry.devices),
        models=tuple(
            (Model(m.name, m.id, m.device, m.traits), tuple(m.said)) for m in entry.models
        ),
        computers=tuples(entry.computers),
        systems=Systems(
            tuple(entry.systems.names),
            entry.systems.renamed,
            tuple(entry.systems.not_now),
            tuple(entry.systems.computers),
            tuples(entry.systems.computer_versions),
        ),
        last_backup=_last_backup(entry.last_backup),
        no_trouble=tuple(entry.no_trouble),
        languages=tuples(languages),
        common_words=common,
    )


def _last_backup(entry: LastBackupEntry | None) -> LastBackup:
    if entry is None:
        return LastBackup()
    return LastBackup(
        tuple(entry.said), tuple(entry.amounts), tuple(entry.units), tuple(entry.moments)
    )


def tuples(lists: Mapping[K, Sequence[str]]) -> dict[K, tuple[str, ...]]:
    """The lists, frozen."""
    return {key: tuple(items) for key, items in lists.items()}


def _links(entries: Iterable[LinkEntry]) -> tuple[Link, ...]:
    return tuple(Link(entry.label, entry.url) for entry in entries)

"""What must hold between the files: names that exist, examples with one owner, known phrases."""

import string
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.content.reader import Place
from bot.core.knowledge import Knowledge, Risk
from bot.core.phrases import PHRASES
from bot.core.slots import Wording
from bot.core.text import normalise

__all__ = ["Finding", "findings"]

_DEVICE = "device"
"""The placeholder that every shown text may use, beside the places."""


class Finding(NamedTuple):
    """A problem, and the place in a file where it shows."""

    file: str
    place: Place
    message: str
    hint: str


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Everything that no file can show alone."""
    yield from _fix_ids(knowledge)
    yield from _ladder(knowledge)
    yield from _product(knowledge)
    yield from _cause_references(knowledge)
    yield from _owners(knowledge)
    yield from _phrases(knowledge)
    yield from _placeholders(knowledge)
    yield from _risks(knowledge)


def _cause_file(cause_id: str) -> str:
    return f"causes/{cause_id}.yml"


def _fix_ids(knowledge: Knowledge) -> Iterator[Finding]:
    count = Counter(fix.id for cause in knowledge.causes for fix in cause.fixes)
    for cause in knowledge.causes:
        for at, fix in enumerate(cause.fixes):
            if count[fix.id] > 1:
                place = ("fixes", at, "id")
                hint = "give each fix a name of its own"
                yield Finding(_cause_file(cause.id), place, f"two fixes are called {fix.id}", hint)


def _ladder(knowledge: Knowledge) -> Iterator[Finding]:
    fixes = {fix.id for fix in knowledge.fixes()}
    count = Counter(knowledge.ladder)
    for at, name in enumerate(knowledge.ladder):
        if name not in fixes:
            yield Finding("ladder.yml", (at,), f"no fix is called {name}", "mend or remove it")
        if count[name] > 1:
            yield Finding("ladder.yml", (at,), f"{name} stands twice", "keep one of the two")
    support = knowledge.product.support[1]
    if knowledge.ladder[-1] != support:
        last = (len(knowledge.ladder) - 1,)
        yield Finding("ladder.yml", last, f"{support} must be the last line", "move it to the end")


def _product(knowledge: Knowledge) -> Iterator[Finding]:
    support_cause, support_fix = knowledge.product.support
    cause, fix = knowledge.cause(support_cause), knowledge.fix(support_fix)
    if cause is None or fix is None or fix not in cause.fixes:
        hint = "name a cause and one of its fixes"
        yield Finding("product.yml", ("support",), "names no cause with that fix", hint)
    if knowledge.fix(knowledge.product.guard_offer) is None:
        yield Finding("product.yml", ("guard_offer",), "no fix is called so", "mend it")


def _cause_references(knowledge: Knowledge) -> Iterator[Finding]:
    for cause in knowledge.causes:
        for name in sorted(cause.excludes):
            if knowledge.fix(name) is None:
                yield Finding(
                    _cause_file(cause.id), ("excludes",), f"no fix is called {name}", "mend it"
                )
        for name, speaks_for in cause.signs.items():
            if name not in knowledge.signs:
                place = ("signs", "yes" if speaks_for else "no")
                hint = "signs.yml lists them"
                yield Finding(_cause_file(cause.id), place, f"{name} is no sign", hint)


def _owned(knowledge: Knowledge) -> Iterator[tuple[str, Place, str, str]]:
    """Every example: its file, its place there, the label that owns it, its text."""

    def each(
        file: str, place: Place, owner: str, texts: Sequence[str]
    ) -> Iterator[tuple[str, Place, str, str]]:
        for at, text in enumerate(texts):
            yield file, (*place, at), owner, text

    for entry in knowledge.entries:
        folder = "faqs" if entry in knowledge.faqs else "causes"
        file = f"{folder}/{entry.id}.yml"
        yield from each(file, ("examples",), entry.id, entry.examples)
        yield from each(file, ("counter_examples",), f"not {entry.id}", entry.counter_examples)
    for at, danger in enumerate(knowledge.escalation.dangers):
        place: Place = ("dangers", at, "examples")
        yield from each("escalation.yml", place, danger.id, danger.examples)
    for at, neighbour in enumerate(knowledge.neighbours):
        yield from each("neighbours.yml", (at, "examples"), neighbour.id, neighbour.examples)


def _owners(knowledge: Knowledge) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for file, place, owner, text in _owned(knowledge):
        plain = normalise(text)
        if plain in owners:
            message = f"stands in {owners[plain]} too: {text!r}"
            yield Finding(file, place, message, "an example has one owner")
        owners.setdefault(plain, owner)


def _phrases(knowledge: Knowledge) -> Iterator[Finding]:
    for name in sorted(PHRASES.keys() - knowledge.phrases.keys()):
        yield Finding("phrases.yml", (name,), "is missing", "add it")
    for name, text in knowledge.phrases.items():
        if name not in PHRASES:
            yield Finding("phrases.yml", (name,), "is never said", "remove it")
            continue
        for extra in sorted(_fields(text) - PHRASES[name]):
            hint = "known here: " + (", ".join(sorted(PHRASES[name])) or "none")
            yield Finding("phrases.yml", (name,), f"{{{extra}}} is no placeholder", hint)


def _shown(knowledge: Knowledge) -> Iterator[tuple[str, Place, str]]:
    """Every text with placeholders that users may see."""
    for cause in knowledge.causes:
        file = _cause_file(cause.id)
        yield file, ("why",), cause.why
        yield file, ("confirm",), cause.confirm
        for at, fix in enumerate(cause.fixes):
            yield file, ("fixes", at, "title"), fix.title
            yield file, ("fixes", at, "expect"), fix.expect
            yield file, ("fixes", at, "warning"), fix.warning
            for number, step in enumerate(fix.steps):
                for text in _texts(step):
                    yield file, ("fixes", at, "steps", number), text
    for faq in knowledge.faqs:
        yield f"faqs/{faq.id}.yml", ("answer",), faq.answer
    for at, danger in enumerate(knowledge.escalation.dangers):
        for text in danger.advice:
            yield "escalation.yml", ("dangers", at, "advice"), text
    for sign, text in knowledge.signs.items():
        yield "signs.yml", (sign,), text


def _texts(wording: Wording) -> list[str]:
    return [text for _, text in wording.texts]


def _placeholders(knowledge: Knowledge) -> Iterator[Finding]:
    known = {_DEVICE} | knowledge.places.keys()
    for file, place, text in _shown(knowledge):
        for extra in sorted(_fields(text) - known):
            yield Finding(file, place, f"{{{extra}}} is no place", "places.yml lists them")
    for name, wording in knowledge.places.items():
        if all(variant for variant, _ in wording.texts):
            yield Finding("places.yml", (name,), "has no wording for everybody", "add 'any'")
        for text in _texts(wording):
            for extra in sorted(_fields(text) - {_DEVICE}):
                yield Finding("places.yml", (name,), f"{{{extra}}} is unknown", "known: device")


def _fields(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def _risks(knowledge: Knowledge) -> Iterator[Finding]:
    for cause in knowledge.causes:
        for at, fix in enumerate(cause.fixes):
            place = ("fixes", at, "warning")
            if fix.guarded and not fix.warning:
                message = f"a fix of risk {fix.risk} needs a warning"
                yield Finding(_cause_file(cause.id), place, message, "say exactly what is lost")
            if fix.warning and not fix.guarded:
                message = f"a fix of risk {fix.risk} has no warning"
                hint = f"remove it, or raise the risk above {Risk.LOW}"
                yield Finding(_cause_file(cause.id), place, message, hint)

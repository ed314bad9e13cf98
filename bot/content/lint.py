"""What must hold between the files: names that exist, examples with one owner, known phrases."""

import itertools
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.content.build import ANY
from bot.content.files import Place
from bot.content.lint_cues import cue_findings
from bot.core.knowledge import Knowledge, Risk
from bot.core.phrases import PHRASES
from bot.core.reading import Act
from bot.core.signs import ANY_SIGN
from bot.core.slots import Wording
from bot.core.text import normalise, words

__all__ = ["Finding", "findings", "owner_of"]

_DEVICE = "device"
"""The placeholder that every shown text may use, beside the places."""


class Finding(NamedTuple):
    """A problem, and the place in a file where it shows."""

    file: str
    place: Place
    message: str
    hint: str


def findings(knowledge: Knowledge, *, is_whole: bool = True) -> Iterator[Finding]:
    """Everything that no file can show alone.

    Where files were left out for problems of their own (not `is_whole`), names that lead nowhere
    are not told: they may well lead there.
    """
    yield from _fix_ids(knowledge)
    yield from _ladder(knowledge)
    yield from _signs(knowledge)
    yield from _known_names(knowledge)
    yield from _owners(knowledge)
    yield from _phrases(knowledge)
    yield from _placeholders(knowledge)
    yield from _risks(knowledge)
    for cause, place, message, hint in cue_findings(knowledge):
        yield Finding(_cause_file(cause), place, message, hint)
    if is_whole:
        yield from _fix_names(knowledge)
        yield from _product(knowledge)


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
    count = Counter(knowledge.ladder)
    for at, name in enumerate(knowledge.ladder):
        if count[name] > 1:
            yield Finding("ladder.yml", (at,), f"{name} stands twice", "keep one of the two")
    support = knowledge.product.support[1]
    if knowledge.ladder[-1] != support:
        last = (len(knowledge.ladder) - 1,)
        yield Finding("ladder.yml", last, f"{support} must be the last line", "move it to the end")


def _signs(knowledge: Knowledge) -> Iterator[Finding]:
    for cause in knowledge.causes:
        for name, speaks_for in cause.signs.items():
            if name not in knowledge.signs:
                place = ("signs", "yes" if speaks_for else "no")
                hint = "signs.yml lists them"
                yield Finding(_cause_file(cause.id), place, f"{name} is no sign", hint)
    for name in sorted(knowledge.answers.keys() - knowledge.signs.keys() - {ANY_SIGN}):
        yield Finding("answers.yml", (name,), "is no sign", f"{ANY_SIGN}, or one of signs.yml")


def _known_names(knowledge: Knowledge) -> Iterator[Finding]:
    """Keys that stand for something in the program."""
    acts = {act.value for act in set(Act) - {Act.SYMPTOM, Act.ACCEPTED, Act.CHOSEN}}
    for name in knowledge.acts:
        if name not in acts:
            hint = "known: " + ", ".join(sorted(acts))
            yield Finding("acts.yml", (name,), "is no act", hint)
    devices = {name.removeprefix("device-") for name in PHRASES if name.startswith("device-")}
    devices.remove("unknown")
    for name in knowledge.vocabulary.devices:
        if name not in devices:
            hint = "known: " + ", ".join(sorted(devices))
            yield Finding("vocabulary.yml", ("devices", name), "is no device", hint)


def _fix_names(knowledge: Knowledge) -> Iterator[Finding]:
    """Every name of a fix that there is not."""
    hint = "mend or remove it"
    for at, name in enumerate(knowledge.ladder):
        if knowledge.fix(name) is None:
            yield Finding("ladder.yml", (at,), f"no fix is called {name}", hint)
    for cause in knowledge.causes:
        for name in sorted(cause.excludes):
            if knowledge.fix(name) is None:
                place = ("excludes",)
                yield Finding(_cause_file(cause.id), place, f"no fix is called {name}", hint)
    offer = knowledge.product.guard_offer
    if knowledge.fix(offer) is None:
        yield Finding("product.yml", ("guard_offer",), f"no fix is called {offer}", hint)


def _product(knowledge: Knowledge) -> Iterator[Finding]:
    support_cause, support_fix = knowledge.product.support
    cause, fix = knowledge.cause(support_cause), knowledge.fix(support_fix)
    if cause is None or fix is None or fix not in cause.fixes:
        hint = "name a cause and one of its fixes"
        yield Finding("product.yml", ("support",), "names no cause with that fix", hint)


def _each(
    file: str, place: Place, owner: str, texts: Sequence[str]
) -> Iterator[tuple[str, Place, str, str]]:
    for at, text in enumerate(texts):
        yield file, (*place, at), owner, text


def _examples(knowledge: Knowledge) -> Iterator[tuple[str, Place, str, str]]:
    """Every example: its file, its place there, the label that owns it, its text."""
    for entry in knowledge.entries:
        folder = "faqs" if entry in knowledge.faqs else "causes"
        file = f"{folder}/{entry.id}.yml"
        yield from _each(file, ("examples",), entry.id, entry.examples)
        yield from _each(file, ("counter_examples",), f"not {entry.id}", entry.counter_examples)
    for at, danger in enumerate(knowledge.escalation.dangers):
        place: Place = ("dangers", at, "examples")
        yield from _each("escalation.yml", place, danger.id, danger.examples)
    yield from _each("vague.yml", (), "vague.yml", knowledge.vague)
    for at, neighbour in enumerate(knowledge.neighbours):
        yield from _each("neighbours.yml", (at, "examples"), neighbour.id, neighbour.examples)


def _cues(knowledge: Knowledge) -> Iterator[tuple[str, Place, str, str]]:
    """Every way to say an act, a fix tried or a cause ruled out, in the same form."""
    for act, texts in knowledge.acts.items():
        yield from _each("acts.yml", (act,), act, texts)
    for cause in knowledge.causes:
        file = _cause_file(cause.id)
        yield from _each(file, ("ruled_out",), f"{cause.id} (ruled out)", cause.ruled_out)
        for at, fix in enumerate(cause.fixes):
            yield from _each(file, ("fixes", at, "tried"), f"{fix.id} (tried)", fix.tried)


def owner_of(knowledge: Knowledge, text: str) -> str | None:
    """The list that has a text with these words, as an example or a cue; None where it is new."""
    said = words(text)
    known = itertools.chain(_examples(knowledge), _cues(knowledge))
    return next((owner for _, _, owner, one in known if words(one) == said), None)


def _owners(knowledge: Knowledge) -> Iterator[Finding]:
    for owned in (_examples(knowledge), _cues(knowledge)):
        owners: dict[str, str] = {}
        for file, place, owner, text in owned:
            plain = normalise(text)
            if plain in owners:
                message = f"stands in {owners[plain]} too: {text!r}"
                yield Finding(file, place, message, "a text stands once, in one list")
            owners.setdefault(plain, owner)


def _phrases(knowledge: Knowledge) -> Iterator[Finding]:
    for name in sorted(PHRASES.keys() - knowledge.phrases.keys()):
        yield Finding("phrases.yml", (name,), "is missing", "add it")
    for name, ways in knowledge.phrases.items():
        if name not in PHRASES:
            yield Finding("phrases.yml", (name,), "is never said", "remove it")
            continue
        for extra in sorted(set().union(*map(_fields, ways)) - PHRASES[name]):
            hint = "known here: " + (", ".join(sorted(PHRASES[name])) or "none")
            yield Finding("phrases.yml", (name,), f"{{{extra}}} is no placeholder", hint)


def _filled(knowledge: Knowledge) -> Iterator[tuple[str, Place, str]]:
    """Every text that is shown with its placeholders filled in."""
    for cause in knowledge.causes:
        file = _cause_file(cause.id)
        yield file, ("why",), cause.why
        yield file, ("confirm",), cause.confirm
        for at, fix in enumerate(cause.fixes):
            yield file, ("fixes", at, "expect"), fix.expect
            yield file, ("fixes", at, "warning"), fix.warning
            for number, step in enumerate(fix.steps):
                for label, text in _texts(step):
                    place: Place = ("fixes", at, "steps", number)
                    yield file, (*place, label) if len(step.texts) > 1 else place, text
    for faq in knowledge.faqs:
        yield f"faqs/{faq.id}.yml", ("answer",), faq.answer


def _as_is(knowledge: Knowledge) -> Iterator[tuple[str, Place, str]]:
    """Every text that is shown as it stands."""
    for cause in knowledge.causes:
        file = _cause_file(cause.id)
        yield file, ("title",), cause.title
        for at, fix in enumerate(cause.fixes):
            yield file, ("fixes", at, "title"), fix.title
    for faq in knowledge.faqs:
        yield f"faqs/{faq.id}.yml", ("title",), faq.title
    for at, danger in enumerate(knowledge.escalation.dangers):
        yield "escalation.yml", ("dangers", at, "title"), danger.title
        for number, text in enumerate(danger.advice):
            yield "escalation.yml", ("dangers", at, "advice", number), text
    for at, neighbour in enumerate(knowledge.neighbours):
        yield "neighbours.yml", (at, "note"), neighbour.note
    for sign, text in knowledge.signs.items():
        yield "signs.yml", (sign,), text


def _texts(wording: Wording) -> list[tuple[str, str]]:
    return [(variant.label if variant else ANY, text) for variant, text in wording.texts]


def _placeholders(knowledge: Knowledge) -> Iterator[Finding]:
    known = {_DEVICE} | knowledge.places.keys()
    for file, place, text in _filled(knowledge):
        for extra in sorted(_fields(text) - known):
            yield Finding(file, place, f"{{{extra}}} is no place", "places.yml lists them")
    for file, place, text in _as_is(knowledge):
        if "{" in text or "}" in text:
            yield Finding(file, place, "is shown as it stands", "write it without braces")
    for name, wording in knowledge.places.items():
        texts = _texts(wording)
        if ANY not in dict(texts):
            yield Finding("places.yml", (name,), "has no wording for everybody", f"add {ANY!r}")
        for label, text in texts:
            for extra in sorted(_fields(text) - {_DEVICE}):
                place = (name, label)
                yield Finding("places.yml", place, f"{{{extra}}} is unknown", "known: device")


def _fields(text: str) -> set[str]:
    """The placeholders of a text; one with anything beside its name is told whole."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return {text}
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in parts
        if name is not None
    }


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

"""What must hold between the things and actions of all causes: each says something of its own."""

from collections.abc import Iterator

from bot.content.files import Place
from bot.core.knowledge import Cause, Knowledge
from bot.core.names import ARTICLES
from bot.core.text import words

__all__ = ["cue_findings"]


def cue_findings(knowledge: Knowledge) -> Iterator[tuple[str, Place, str, str]]:
    """Each problem: its cause, its place in that cause's file, what it is, and a hint."""
    for cause in knowledge.causes:
        yield from _empty(cause)
        yield from _articles(cause)
    yield from _owners(knowledge)


def _empty(cause: Cause) -> Iterator[tuple[str, Place, str, str]]:
    for at, thing in enumerate(cause.things):
        if not (thing.clears or thing.good or thing.bad):
            hint = "add clears, good or bad"
            yield cause.id, ("things", at), "never clears the cause", hint
    for number, fix in enumerate(cause.fixes):
        for at, action in enumerate(fix.actions):
            if not (action.verbs or action.nouns):
                place = ("fixes", number, "actions", at)
                yield cause.id, place, "is never found", "add verbs or nouns"


def _articles(cause: Cause) -> Iterator[tuple[str, Place, str, str]]:
    lists: list[tuple[Place, tuple[str, ...]]] = [
        *((("things", at, "names"), thing.names) for at, thing in enumerate(cause.things)),
        *(
            (("fixes", number, "actions", at, key), names)
            for number, fix in enumerate(cause.fixes)
            for at, action in enumerate(fix.actions)
            for key, names in (("objects", action.objects), ("nouns", action.nouns))
        ),
    ]
    for place, names in lists:
        for name in names:
            for word in sorted(ARTICLES.intersection(words(name))):
                hint = "leave that word out: names are met without it"
                yield cause.id, place, f"{name!r} holds {word!r}", hint


def _owners(knowledge: Knowledge) -> Iterator[tuple[str, Place, str, str]]:
    """A name may be of several things only where the words near it tell which is meant."""
    owners: dict[tuple[str, ...], str] = {}
    for cause in knowledge.causes:
        for at, thing in enumerate(cause.things):
            for name in () if thing.near else thing.names:
                owner = owners.setdefault(tuple(words(name)), cause.id)
                if owner != cause.id:
                    place = ("things", at, "names")
                    hint = "keep one of the two, or add near"
                    yield cause.id, place, f"{name!r} is a thing of {owner} too", hint

"""The machine interface: one JSON object a line in, one out, in order, flushed."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypedDict

from bot.core.assistant import Assistant
from bot.core.composing import Composer
from bot.core.conversation import Conversation, Resolution
from bot.core.knowledge import Knowledge
from bot.core.plan import Entry
from bot.core.reading import Utterance
from bot.core.reply import HandOver, Reply

__all__ = ["answer_lines", "converse"]

Json = Mapping[str, object]


class _BadLineError(ValueError):
    """A line is not of the documented form; the text says what is."""


def answer_lines(
    assistant: Assistant, lines: Iterable[str], clock: Callable[[], float]
) -> Iterator[Json]:
    """``ask --json``: each line ``{"id": ..., "text": ...}`` is a conversation of its own."""
    writer = _Writer(assistant.knowledge)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = _parse(line, "id")
            text = _text(given, "text")
        except _BadLineError as error:
            yield {"error": str(error), "line": number}
            continue
        reply = assistant.hear(Utterance(text), None, clock())
        yield {"id": given["id"], **writer.reply(reply)}


def converse(
    assistant: Assistant, lines: Iterable[str], clock: Callable[[], float]
) -> Iterator[Json]:
    """``chat --json``: each line says or chooses something in a named conversation."""
    writer = _Writer(assistant.knowledge)
    conversations: dict[str, Conversation | None] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = _parse(line, "conversation")
            act = "choose" if "choose" in given and "say" not in given else "say"
            said = _text(given, act)
        except _BadLineError as error:
            yield {"error": str(error), "line": number}
            continue
        key = str(given["conversation"])
        before = conversations.get(key)
        if act == "say":
            reply = assistant.hear(Utterance(said), before, clock())
        else:
            reply = assistant.choose(said, before, clock())
        conversations[key] = reply.conversation
        yield {"conversation": given["conversation"], **writer.reply(reply)}


def _parse(line: str, key: str) -> dict[str, object]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"not JSON: {error}"
        raise _BadLineError(message) from None
    if not isinstance(given, dict):
        message = "not a JSON object"
        raise _BadLineError(message)
    if not _is_name(given.get(key)):
        message = f'"{key}" must be a string or a number'
        raise _BadLineError(message)
    return given


def _is_name(value: object) -> bool:
    """Whether a value can be given back as it came: a string, or a number that JSON knows."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int) and not isinstance(value, bool)


def _text(given: Mapping[str, object], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str):
        message = f'"{key}" must be a string'
        raise _BadLineError(message)
    return value


class _PlanItem(TypedDict):
    cause: str
    fix: str
    title: str
    steps: list[str]
    minutes: int
    risk: str
    status: str


class _Writer:
    """Replies as the documented objects."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._composer = Composer(knowledge)

    def reply(self, reply: Reply) -> Json:
        """A reply without its key."""
        case = reply.conversation or Conversation.begin(0)
        return {
            "decision": reply.decision,
            "reason": reply.reason or None,
            "matches": [
                {"id": m.id, "kind": self._kind(m.id), "confidence": round(m.confidence, 4)}
                for m in reply.matches
            ],
            "reading": {
                "device": case.slots.device,
                "os": case.slots.os,
                "computer": case.slots.computer,
                "alert": case.alert,
                "tried": self._tried(case),
                "ruled_out": list(case.ruled_out),
            },
            "plan": [self._item(entry, case) for entry in reply.plan.entries],
            "choices": [{"id": choice.id, "label": choice.label} for choice in reply.choices],
            "escalation": _hand_over(reply.hand_over),
            "resolution": _ending(reply.resolution),
            "text": reply.text,
        }

    def _kind(self, entry_id: str) -> str:
        entry = self._knowledge.entry(entry_id)
        return entry.kind if entry else ""

    def _tried(self, case: Conversation) -> list[str]:
        causes = (fix.cause for name in case.done if (fix := self._knowledge.fix(name)))
        return list(dict.fromkeys(causes))

    def _item(self, entry: Entry, case: Conversation) -> _PlanItem:
        fix = entry.fix
        return {
            "cause": fix.cause,
            "fix": fix.id,
            "title": fix.title,
            "steps": list(self._composer.steps(entry, case)),
            "minutes": fix.minutes,
            "risk": fix.risk,
            "status": entry.status,
        }


def _ending(resolution: Resolution | None) -> Resolution | None:
    """The documented endings tell no assumed success from one that was confirmed."""
    return Resolution.SOLVED if resolution is Resolution.ASSUMED else resolution


def _hand_over(hand_over: HandOver | None) -> Json | None:
    if hand_over is None:
        return None
    return {
        "reason": hand_over.reason,
        "links": [{"label": link.label, "url": link.url} for link in hand_over.links],
        "packet": hand_over.packet,
    }

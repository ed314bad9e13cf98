"""What a turn of a golden conversation came to, held against what was expected of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.conversation import Conversation
from bot.core.plan import Plan, Status, likely
from bot.core.reply import Choice, Reply

__all__ = ["EXPECTATIONS", "NONE", "Seen", "broken_rules", "chosen", "unmet"]

NONE = "none"
"""How an expectation says that there is nothing."""

_SUPPORT = "apple-support"
_LONGEST_REPLY = 4000
_LONGEST_CHOICE = 90
_FIRST_SIGHT = 5
_MOST_NAMES = 12
_UNSAFE = ("@everyone", "@here", "<@", "<#", "```", "||")
"""What would ping somebody or break out of the formatting, if it were echoed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one turn came to."""

    reply: Reply
    conversation: Conversation
    before: Plan
    """The list as it stood before the turn."""

    @property
    def plan(self) -> Plan:
        """The list after the turn."""
        return self.reply.plan


def _one(value: object) -> list[str]:
    """A single value as a list; what is None is spelled out."""
    return [NONE if value is None else str(value)]


def _fixes(plan: Plan) -> list[str]:
    """The fixes of a list."""
    return [entry.fix.id for entry in plan.entries]


def _guard(seen: Seen) -> list[str]:
    """Whether the open fix's warning hides its steps."""
    now, card = seen.plan.now, seen.reply.fix
    if now is None or card is None or not now.fix.guarded:
        return _one(None)
    return ["open" if card.steps else "closed"]


def _shown(seen: Seen) -> list[str]:
    """The fixes on the card."""
    card = seen.reply
    numbers = [line.number for line in (*([card.fix.line] if card.fix else []), *card.ahead)]
    return [_fixes(seen.plan)[number - 1] for number in numbers]


def _causes(seen: Seen) -> list[str]:
    """The likely causes."""
    conversation = seen.conversation
    return [match.id for match in likely(conversation.matches, conversation.ruled_out)]


def _hand_over(seen: Seen) -> list[str]:
    """Why the reply hands over to Apple Support."""
    return _one(seen.reply.hand_over.reason if seen.reply.hand_over else None)


def _packet(seen: Seen) -> str:
    """The summary for Apple Support."""
    return seen.reply.hand_over.packet if seen.reply.hand_over else ""


def _known(fact: str) -> Callable[[Seen], list[str]]:
    """A fact of the case."""
    return lambda seen: _one(getattr(seen.conversation.slots, fact))


_IS: dict[str, Callable[[Seen], list[str]]] = {
    "decision": lambda seen: _one(seen.reply.decision),
    "first": lambda seen: _one(seen.reply.matches[0].id if seen.reply.matches else None),
    "now": lambda seen: _one(seen.plan.now.fix.id if seen.plan.now else None),
    "guard": _guard,
    "last": lambda seen: _one(seen.plan.entries[-1].fix.id if seen.plan.entries else None),
    "asks": lambda seen: _one(seen.conversation.question),
    "device": _known("device"),
    "model": lambda seen: _one(m.name if (m := seen.conversation.slots.model) else None),
    "os": _known("os"),
    "computer": _known("computer"),
    "alert": lambda seen: _one(seen.conversation.alert),
    "resolution": lambda seen: _one(seen.conversation.resolution),
    "escalation": _hand_over,
}
"""Expectations of exactly this."""

_AMONG: dict[str, Callable[[Seen], list[str]]] = {
    "matches": lambda seen: [match.id for match in seen.reply.matches[:3]],
    "causes": _causes,
    "shown": _shown,
    "ahead": lambda seen: [entry.fix.id for entry in seen.plan.ahead],
    "tried": lambda seen: list(seen.conversation.tried),
    "ruled_out": lambda seen: list(seen.conversation.ruled_out),
}
"""Expectations of these being among those."""

_WORDS: dict[str, Callable[[Seen], str]] = {
    "says": lambda seen: seen.reply.text,
    "packet": _packet,
}
"""Expectations of these words standing in that text."""

_LISTS: dict[str, Callable[[Seen], list[str]]] = {
    "plan": lambda seen: _fixes(seen.plan),
    "choices": lambda seen: [choice.id.partition(":")[0] for choice in seen.reply.choices],
    "same_plan": lambda seen: ["yes" if _stands(seen.plan) == _stands(seen.before) else "no"],
}
"""Expectations of exactly these."""

_NEGATED = {f"not_{name}" for name in (*_IS, *_AMONG, *_WORDS, "offers")}
EXPECTATIONS = {*_IS, *_AMONG, *_WORDS, *_LISTS, *_NEGATED, "offers", "order"}


def _stands(plan: Plan) -> list[tuple[str, Status]]:
    """Where each fix of a list stands."""
    return [(entry.fix.id, entry.status) for entry in plan.entries]


def chosen(name: str, choices: tuple[Choice, ...]) -> Choice | None:
    """The choice of this label, or whose id begins so."""
    return next((c for c in choices if c.label == name or c.id.startswith(name)), None)


def unmet(key: str, wanted: tuple[str, ...], seen: Seen) -> str | None:
    """What an expectation got instead; None if it is met."""
    name = key.removeprefix("not_")
    wants = key == name
    if name in _WORDS:
        text = _WORDS[name](seen)
        met = all((word.lower() in text.lower()) == wants for word in wanted)
        return None if met else repr(text)
    if name == "offers":
        met = all((chosen(one, seen.reply.choices) is not None) == wants for one in wanted)
        return None if met else _short([choice.id for choice in seen.reply.choices])
    if name == "order":
        got = [fix for fix in _fixes(seen.plan) if fix in wanted]
        return None if got == list(wanted) else _short(got)
    got = (_IS | _AMONG | _LISTS)[name](seen)
    if name in _AMONG or not wants:
        return None if all((value in got) == wants for value in wanted) else _short(got)
    return None if got == list(wanted) else _short(got)


def _short(names: list[str]) -> str:
    """Names as a failure shows them."""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return (", ".join(names[:_MOST_NAMES]) or "nothing") + more


def broken_rules(seen: Seen) -> Iterator[str]:
    """The house rules that a reply breaks."""
    reply = seen.reply
    open_title = reply.fix.line.title if reply.fix and reply.fix.steps else ""
    rules = {
        "says nothing": reply.decision != "silent" and not reply.text.strip(),
        "is too long": len(reply.text) > _LONGEST_REPLY,
        "echoes what is unsafe": any(mark in reply.text for mark in _UNSAFE),
        "has a placeholder left": "{" in reply.text or "}" in reply.text,
        "has too long a choice": any(len(choice.id) > _LONGEST_CHOICE for choice in reply.choices),
        "shows too many fixes": bool(reply.more) and len(_shown(seen)) > _FIRST_SIGHT,
        "has a list without Apple Support at its end": bool(seen.plan.entries)
        and seen.plan.entries[-1].fix.id != _SUPPORT,
        "lists a fix twice": len(set(_fixes(seen.plan))) != len(seen.plan.entries),
        "shows the steps of a risky fix unasked": open_title in _closed(seen.plan),
    }
    yield from (rule for rule, is_broken in rules.items() if is_broken)
    tried, cleared = seen.conversation.tried, seen.conversation.ruled_out
    for fix in (entry.fix for entry in seen.plan.ahead if entry.fix.id != _SUPPORT):
        if fix.id in tried or fix.cause in cleared:
            yield f"offers {fix.id} again"


def _closed(plan: Plan) -> set[str]:
    """The titles of the fixes whose warning was not accepted."""
    return {entry.fix.title for entry in plan.entries if not entry.open}

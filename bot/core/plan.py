"""The ordered fixes for one user, now: what fits their case first, safe before risky."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.core.conversation import Conversation
from bot.core.knowledge import Cause, Fix, Knowledge
from bot.core.matching import Match

__all__ = ["NO_PLAN", "Entry", "Plan", "Status", "make_plan"]

_LEAST_SHARE = 0.25
"""A cause counts beside the likeliest one from this share of its confidence."""

_MOST_CAUSES = 3
"""Fixes of so many causes stand ahead of the ladder."""


class Status(StrEnum):
    """Where a fix stands."""

    NOW = "now"
    NEXT = "next"
    TRIED = "tried"
    RULED_OUT = "ruled_out"


@dataclass(frozen=True, slots=True)
class Entry:
    """A fix with its place in the case; `open` is whether its steps may show."""

    fix: Fix
    status: Status
    open: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The fixes in order; the last entry is always Apple Support."""

    entries: tuple[Entry, ...] = ()

    @property
    def now(self) -> Entry | None:
        """The fix that is open."""
        return next((entry for entry in self.entries if entry.status is Status.NOW), None)

    @property
    def numbers(self) -> dict[str, int]:
        """Each fix's place in the plan, from 1."""
        return {entry.fix.id: number for number, entry in enumerate(self.entries, start=1)}

    @property
    def ahead(self) -> tuple[Entry, ...]:
        """The open fix and those after it."""
        return tuple(e for e in self.entries if e.status in {Status.NOW, Status.NEXT})


NO_PLAN = Plan()
"""No fix at all."""


def likely(matches: Iterable[Match], ruled_out: Iterable[str]) -> tuple[Match, ...]:
    """The matches whose fixes count: the best one, and those that come near it."""
    cleared = set(ruled_out)
    left = [match for match in matches if match.id not in cleared and match.confidence > 0]
    if not left:
        return ()
    least = left[0].confidence * _LEAST_SHARE
    return tuple(match for match in left if match.confidence >= least)[:_MOST_CAUSES]


def make_plan(knowledge: Knowledge, conversation: Conversation) -> Plan:
    """The plan for a conversation.

    First the safe fixes of the likely causes, then the likeliest one's guarded fixes (a computer
    backup ahead of those that want one), then the rest of the ladder in its order, then Apple
    Support.
    """
    causes = [
        cause
        for match in likely(conversation.matches, conversation.ruled_out)
        if (cause := knowledge.cause(match.id))
    ]
    excluded = frozenset[str]().union(*(cause.excludes for cause in causes))
    ordered: dict[str, Fix] = {}
    for fix in _ordered(knowledge, causes):
        if fix.id not in excluded:
            ordered.setdefault(fix.id, fix)
    support = knowledge.fix(knowledge.product.support[1])
    if support is None:  # the knowledge check guarantees it
        message = "the knowledge base has no Apple Support entry"
        raise LookupError(message)
    ordered.pop(support.id, None)
    ordered[support.id] = support
    return Plan(tuple(_with_status(tuple(ordered.values()), support, conversation)))


def _ordered(knowledge: Knowledge, causes: list[Cause]) -> Iterator[Fix]:
    for cause in causes:
        yield from (fix for fix in cause.fixes if not fix.guarded)
    copy = knowledge.fix(knowledge.product.guard_offer)
    for fix in causes[0].fixes if causes else ():
        if fix.guarded:
            if fix.needs_copy and copy:
                yield copy
            yield fix
    if causes and causes[0].stops_ladder:
        return
    for name in knowledge.ladder:
        if fix_ := knowledge.fix(name):
            yield fix_


def _with_status(
    fixes: tuple[Fix, ...], support: Fix, conversation: Conversation
) -> Iterator[Entry]:
    closed = set(conversation.tried)
    cleared = set(conversation.ruled_out)

    def is_open(fix: Fix) -> bool:
        return fix is support or (fix.id not in closed and fix.cause not in cleared)

    current = next((f for f in fixes if f.id == conversation.current and is_open(f)), None)
    current = current or next(filter(is_open, fixes))
    for fix in fixes:
        if fix is current:
            status = Status.NOW
        elif fix.id in closed and fix is not support:
            status = Status.TRIED
        elif is_open(fix):
            status = Status.NEXT
        else:
            status = Status.RULED_OUT
        yield Entry(fix, status, open=not fix.guarded or fix.id in conversation.accepted)

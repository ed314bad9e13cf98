"""A conversation with one user in one place: what is known of the case, and how it ends.

A conversation is a value; each thing that happens makes a new one. It holds readings and choices,
never a text that a user wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.matching import Match
from bot.core.slots import NO_SLOTS, Slots

__all__ = ["EXPIRES_AFTER", "MAX_TURNS", "Conversation", "Resolution"]

EXPIRES_AFTER = 24 * 60 * 60
"""Seconds of silence after which a conversation is over."""

MAX_TURNS = 40
"""A conversation ends with Apple Support after so many turns, whatever is said."""


class Resolution(StrEnum):
    """How a conversation ended."""

    SOLVED = "solved"
    """The user said so."""
    ASSUMED = "assumed"
    """The user gave thanks and left."""
    GIVEN_UP = "given_up"
    """The user left, or began anew, before anything helped."""
    ESCALATED = "escalated"
    EXPIRED = "expired"
    """Nothing more was heard."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is known of a user's case; times are seconds since the epoch."""

    started: float
    updated: float
    turns: int = 0
    matches: tuple[Match, ...] = ()
    """The causes that are thought likely, best first."""
    slots: Slots = NO_SLOTS
    alert: str | None = None
    """A known alert's exact text, never one that only the user knows."""
    tried: tuple[str, ...] = ()
    """Fixes that were done or passed over, in that order."""
    skipped: tuple[str, ...] = ()
    """Those of them that were passed over."""
    ruled_out: tuple[str, ...] = ()
    """Causes that are surely not it."""
    accepted: tuple[str, ...] = ()
    """Guarded fixes whose warning was accepted."""
    current: str | None = None
    """The fix that is open."""
    failed: int = 0
    """Fixes that were opened here and did not help."""
    question: str | None = None
    """The sign that was asked about and is not answered yet."""
    asked: tuple[str, ...] = ()
    """Signs that were asked about."""
    answers: tuple[tuple[str, bool], ...] = ()
    """Signs that were answered, with what was seen."""
    rephrased: bool = False
    """Whether the user was asked to say it in other words."""
    thanked: bool = False
    """Whether thanks are the last thing that was said."""
    resolution: Resolution | None = None
    danger: str | None = None
    """The danger that ended it."""

    @classmethod
    def begin(cls, now: float) -> "Conversation":
        """A conversation in which nothing is known yet."""
        return cls(started=now, updated=now)

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the case."""
        return bool(self.matches or self.slots != NO_SLOTS or self.alert or self.ruled_out)

    @property
    def has_case(self) -> bool:
        """Whether there is, or was, anything to work on."""
        return self.is_known or bool(self.current or self.tried)

    @property
    def done(self) -> tuple[str, ...]:
        """The fixes that the user has done, here or before."""
        return tuple(fix for fix in self.tried if fix not in self.skipped)

    @property
    def is_open(self) -> bool:
        """Whether a case is being worked on."""
        return bool(self.matches or self.current) and self.resolution is None

    def is_over(self, now: float) -> bool:
        """Whether the next thing said begins a new conversation."""
        return self.resolution is not None or now - self.updated > EXPIRES_AFTER

    def left(self, now: float) -> Resolution | None:
        """How it ended that nothing more is heard of it; None where there was no case."""
        if self.resolution or not self.is_open:
            return self.resolution
        if self.thanked:
            return Resolution.ASSUMED
        return Resolution.EXPIRED if self.is_over(now) else Resolution.GIVEN_UP

    def turn(self, now: float) -> "Conversation":
        """One more turn is taken."""
        return replace(self, turns=self.turns + 1, updated=max(now, self.updated))

    def learned(
        self,
        slots: Slots,
        alert: str | None,
        tried: Iterable[str],
        ruled_out: Iterable[str],
    ) -> "Conversation":
        """Facts from an utterance join those that are known; the open fix failed if it was done.

        Whatever is said, thanks are no longer the last thing.
        """
        new = tuple(dict.fromkeys(fix for fix in tried if fix not in self.tried))
        cleared = (*self.ruled_out, *(one for one in ruled_out if one not in self.ruled_out))
        return replace(
            self,
            slots=self.slots.updated(slots),
            alert=alert or self.alert,
            tried=(*self.tried, *new),
            skipped=tuple(fix for fix in self.skipped if fix not in tried),
            ruled_out=tuple(dict.fromkeys(cleared)),
            failed=self.failed + (self.current in new),
            thanked=False,
        )

    def suspects(self, matches: tuple[Match, ...]) -> "Conversation":
        """The likely causes are these now; under a new likeliest one no fix is open yet."""
        is_same = [match.id for match in matches[:1]] == [match.id for match in self.matches[:1]]
        current = self.current if is_same else None
        return replace(self, matches=matches, current=current, question=None)

    def opened(self, fix: str | None) -> "Conversation":
        """A fix is on the table."""
        return replace(self, current=fix, question=None)

    def closed(self, fix: str, *, helped: bool | None) -> "Conversation":
        """A fix was done without help, or passed over (`helped` None)."""
        if fix in self.tried:
            return self
        skipped = self.skipped if helped is False else (*self.skipped, fix)
        return replace(
            self,
            tried=(*self.tried, fix),
            skipped=skipped,
            failed=self.failed + (helped is False),
            current=None if self.current == fix else self.current,
        )

    def reopened(self, fix: str) -> "Conversation":
        """A closed fix is on the table again."""
        return replace(
            self,
            tried=tuple(name for name in self.tried if name != fix),
            skipped=tuple(name for name in self.skipped if name != fix),
            current=fix,
            question=None,
        )

    def allows(self, cause: str) -> "Conversation":
        """A cause may be it after all."""
        left = tuple(name for name in self.ruled_out if name != cause)
        return replace(self, ruled_out=left)

    def accepts(self, fix: str) -> "Conversation":
        """The warning of a guarded fix was accepted."""
        if fix in self.accepted:
            return self
        return replace(self, accepted=(*self.accepted, fix))

    def asks(self, sign: str) -> "Conversation":
        """A question is put."""
        return replace(self, question=sign, asked=(*self.asked, sign))

    def answered(self, *, seen: bool | None) -> "Conversation":
        """The open question is answered; None is *not sure*."""
        if self.question is None:
            return self
        answers = self.answers if seen is None else (*self.answers, (self.question, seen))
        return replace(self, question=None, answers=answers)

    def doubts(self) -> "Conversation":
        """The likeliest cause is not it."""
        left = [match for match in self.matches if match.id not in self.ruled_out]
        if not left:
            return self
        ruled_out = (*self.ruled_out, left[0].id)
        return replace(self, matches=tuple(left[1:]), ruled_out=ruled_out, current=None)

    def asked_to_rephrase(self) -> "Conversation":
        """The user is asked to say it in other words."""
        return replace(self, rephrased=True)

    def gets_thanks(self) -> "Conversation":
        """Thanks are said."""
        return replace(self, thanked=True)

    def ends(self, resolution: Resolution, danger: str | None = None) -> "Conversation":
        """The conversation ends, in a danger where there is one."""
        return replace(self, resolution=resolution, danger=danger, question=None)

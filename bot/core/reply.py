"""The neutral reply: what was decided and what is said, for every adapter to render."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.conversation import Conversation, Resolution
from bot.core.knowledge import Link
from bot.core.matching import Match
from bot.core.plan import NO_PLAN, Plan

__all__ = ["Choice", "ChoiceId", "FixCard", "FixLine", "HandOver", "Reply", "Style", "Tone"]


class Tone(StrEnum):
    """What kind of reply it is, for an accent that never carries meaning alone."""

    ANSWER = "answer"
    QUESTION = "question"
    NOTE = "note"
    WARNING = "warning"
    DONE = "done"


class Style(StrEnum):
    """How much a choice stands out."""

    PRIMARY = "primary"
    PLAIN = "plain"


class ChoiceId:
    """The identifiers of choices; what follows the colon is a fix, a sign or an entry."""

    WORKS = "works"
    ALL = "all"
    SUPPORT = "support"
    CASE = "case"
    FAILED = "failed"
    ACCEPT = "accept"
    SKIP = "skip"
    COPY = "copy"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    CAUSE = "cause"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the user can choose; the label says what it does."""

    id: str
    label: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class FixLine:
    """A fix in a list: its number in the plan, its title, and a word on time, risk or status."""

    number: int
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class FixCard:
    """The open fix with its steps; behind a guard, with what would be lost instead."""

    line: FixLine
    steps: tuple[str, ...]
    expect: str = ""
    warning: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """The hand-over to Apple Support: why, how to reach it, and a summary to paste."""

    reason: str
    links: tuple[Link, ...]
    title: str = ""
    """The line above the summary."""
    packet: str = ""
    """The summary; empty where nothing is known of the case."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply; texts are plain, without any markup."""

    decision: str
    title: str
    tone: Tone = Tone.NOTE
    reason: str = ""
    """Why it is out of scope, where it is."""
    hint: str = ""
    """What the user should know before anything else."""
    understood: tuple[str, ...] = ()
    """What was read from the user's words, and how sure that makes the bot; small print."""
    lead: tuple[str, ...] = ()
    """Paragraphs under the title; a line that begins with "- " is an entry of a list."""
    fix: FixCard | None = None
    ahead_title: str = ""
    """The line above the list of fixes."""
    ahead: tuple[FixLine, ...] = ()
    """The fixes that follow, as many as are shown."""
    more: str = ""
    """How many fixes are not shown."""
    last: str = ""
    """The line of Apple Support at the end of the list."""
    notes: tuple[str, ...] = ()
    """Small print."""
    links: tuple[Link, ...] = ()
    choices: tuple[Choice, ...] = ()
    invites: bool = False
    """Whether the user is asked to say what they see: a form for it may be at hand."""
    again: str = ""
    """The choice that shows this reply again; empty where none does."""
    hand_over: HandOver | None = None
    matches: tuple[Match, ...] = ()
    plan: Plan = NO_PLAN
    conversation: Conversation | None = None
    """The case after this reply."""
    resolution: Resolution | None = None
    is_miss: bool = False
    """Whether an utterance is left without an answer that it may have deserved."""

    @property
    def text(self) -> str:
        """The whole reply as plain text."""
        parts = [self.hint, self.title, *self.understood, *self.lead]
        if self.fix:
            parts.append(_fix_text(self.fix))
        if self.ahead:
            lines = (f"{fix.number}. {fix.title}{_note(fix)}" for fix in self.ahead)
            parts.append("\n".join(filter(None, (self.ahead_title, *lines))))
        parts += [self.more, self.last]
        if self.hand_over and self.hand_over.packet:
            parts.append(f"{self.hand_over.title}\n{self.hand_over.packet}")
        links = (*self.links, *(self.hand_over.links if self.hand_over else ()))
        if links:
            parts.append("\n".join(f"{link.label}: {link.url}" for link in links))
        return "\n\n".join(part for part in (*parts, *self.notes) if part)


def _note(line: FixLine) -> str:
    return f" ({line.note})" if line.note else ""


def _fix_text(card: FixCard) -> str:
    lines = [f"{card.line.number}. {card.line.title}{_note(card.line)}"]
    if card.warning:
        lines.append(card.warning)
    lines += ["   - " + step.replace("\n", "\n     ") for step in card.steps]
    if card.expect:
        lines.append(card.expect)
    lines += [f"   {link.label}: {link.url}" for link in card.links]
    return "\n".join(lines)

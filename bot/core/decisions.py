"""What can be decided: a closed union, each with all that its reply needs."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.conversation import Resolution
from bot.core.reading import Act

__all__ = [
    "Answer",
    "AnswerQuestion",
    "Clarify",
    "Decision",
    "Escalate",
    "OutOfScope",
    "OutOfScopeReason",
    "Reason",
    "Rephrase",
    "Resolved",
    "Silent",
    "SmallTalk",
]


class Reason(StrEnum):
    """Why a user is handed over to Apple Support."""

    ASKED = "asked"
    DANGER = "danger"
    FAILED = "failed"
    END = "end"
    TURNS = "turns"


class OutOfScopeReason(StrEnum):
    """Why an utterance gets no fixes."""

    OFF_TOPIC = "off_topic"
    NEAR_TOPIC = "near_topic"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Answer:
    """Show the plan; `act` is what led to it, `whole` asks for the whole list."""

    act: Act = Act.SYMPTOM
    whole: bool = False


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Answer a question from the FAQs; an open case stays as it is."""

    faq: str
    is_sure: bool = True
    """Whether it is surely what was asked."""


@dataclass(frozen=True, slots=True)
class Clarify:
    """Ask the one question that tells the likely causes apart."""

    sign: str


@dataclass(frozen=True, slots=True)
class Rephrase:
    """Ask for other words, once."""


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Say kindly what the bot is for."""

    reason: OutOfScopeReason
    neighbour: str | None = None


@dataclass(frozen=True, slots=True)
class Escalate:
    """Hand over to Apple Support."""

    reason: Reason
    danger: str | None = None


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Answer a greeting, thanks or a question about the bot."""

    act: Act


@dataclass(frozen=True, slots=True)
class Resolved:
    """The conversation has ended."""

    resolution: Resolution


@dataclass(frozen=True, slots=True)
class Silent:
    """Say nothing."""


Decision = (
    Answer
    | AnswerQuestion
    | Clarify
    | Rephrase
    | OutOfScope
    | Escalate
    | SmallTalk
    | Resolved
    | Silent
)

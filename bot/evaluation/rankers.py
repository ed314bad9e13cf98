"""What is measured: anything that ranks labels for a text, and how sure it is."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from bot.core.conversation import Conversation
from bot.core.decisions import (
    Answer,
    AnswerQuestion,
    Clarify,
    Decision,
    Escalate,
    OutOfScope,
    Reason,
    Rephrase,
    Resolved,
    Silent,
    SmallTalk,
)
from bot.core.encoding import Encoders
from bot.core.knowledge import Knowledge
from bot.core.matching import Example
from bot.core.plan import likely
from bot.core.policy import Policy
from bot.core.reading import Reader, Reading, Utterance
from bot.core.slots import Shown
from bot.core.training import build_matcher

__all__ = ["AssistantRanker", "Findings", "MatcherRanker", "Prediction", "Ranker"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was understood of an utterance beside its symptom; causes for tried and ruled out."""

    tried: frozenset[str]
    ruled_out: frozenset[str]
    device: str | None
    os: str | None
    computer: str | None
    evidence: tuple[Shown, ...] = ()
    """The words that showed each; what was tried is named by its fix."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What came out for one utterance."""

    ranked: tuple[str, ...]
    """Labels in scope, best first."""
    confidence: float | None
    """How sure it is of the first one, 0 to 1; None where it can't tell."""
    scope: float
    """The score that tells utterances in scope from others: the higher, the likelier."""
    seconds: float
    floor: float | None = None
    """The score from which the ranker itself takes an utterance for one in scope, if it does."""
    decision: str | None = None
    """What is done about it, in the words of the machine interface; None where nothing is."""
    answered: str | None = None
    """The label that is answered at once, without a question first."""
    findings: Findings | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the ranker takes the utterance for one in scope, if it tells."""
        return None if self.floor is None else self.scope >= self.floor


class Ranker(Protocol):
    """Ranks labels for a text."""

    def predict(self, text: str) -> Prediction:
        """What the text is about."""


class AssistantRanker:
    """The whole assistant, on an utterance that begins a conversation.

    The time taken is the reader's. The score is what the policy compares with its floor; where it
    turns an utterance away before it comes to that (a danger, another language), the score is 0.
    """

    def __init__(self, knowledge: Knowledge, reader: Reader) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._calibration = reader.matcher.calibration
        self._policy = Policy(knowledge, self._calibration)

    def predict(self, text: str) -> Prediction:
        """Read the text and decide on it."""
        start = time.perf_counter()
        reading = self._reader.read(Utterance(text))
        seconds = time.perf_counter() - start
        after, decision = self._policy.hear(reading, Conversation.begin(0.0).turn(0.0))
        name, answered = self._outcome(decision, after)
        scope = 0.0 if reading.danger or reading.language else reading.in_scope
        return Prediction(
            ranked=tuple(match.id for match in reading.matches),
            confidence=reading.matches[0].confidence if reading.matches else 0.0,
            scope=scope,
            seconds=seconds,
            floor=self._calibration.floor,
            decision=name,
            answered=answered,
            findings=self._findings(reading),
        )

    def _outcome(self, decision: Decision, after: Conversation) -> tuple[str, str | None]:
        """The decision's name, and the cause or question that is answered."""
        match decision:
            case Answer():
                causes = likely(after.matches, after.ruled_out)
                return "answer", causes[0].id if causes else None
            case AnswerQuestion(faq):
                return "answer", faq
            case Clarify():
                return "clarify", None
            case Rephrase():
                return "rephrase", None
            case OutOfScope():
                return "out_of_scope", None
            case Escalate(reason):
                support = self._knowledge.product.support[0]
                return "escalate", support if reason is Reason.ASKED else None
            case SmallTalk():
                return "small_talk", None
            case Resolved():
                return "resolved", None
            case Silent():
                return "silent", None
            case _:
                assert_never(decision)

    def _findings(self, reading: Reading) -> Findings:
        fixes = (self._knowledge.fix(name) for name in reading.tried)
        return Findings(
            tried=frozenset(fix.cause for fix in fixes if fix),
            ruled_out=frozenset(reading.ruled_out),
            device=reading.slots.device,
            os=reading.slots.os,
            computer=reading.slots.computer,
            evidence=reading.evidence,
        )


class MatcherRanker:
    """The matcher alone, built from the examples of any domain."""

    def __init__(
        self,
        examples: Sequence[Example],
        outside: frozenset[str],
        encoders: Encoders | None = None,
    ) -> None:
        self._matcher = build_matcher(examples, outside=outside, encoders=encoders)

    def predict(self, text: str) -> Prediction:
        """Rank the text; it is answered at once where both thresholds allow."""
        start = time.perf_counter()
        ranking = self._matcher.rank(text)
        seconds = time.perf_counter() - start
        calibration = self._matcher.calibration
        best = ranking.best
        sure = ranking.in_scope >= calibration.floor
        return Prediction(
            ranked=tuple(match.id for match in ranking.matches),
            confidence=best.confidence if best else 0.0,
            scope=ranking.in_scope,
            seconds=seconds,
            floor=calibration.floor,
            answered=best.id if best and sure and best.confidence >= calibration.answer else None,
        )

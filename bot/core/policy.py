"""What to do next: from a reading and a conversation to a decision and the conversation after."""

from dataclasses import replace

from bot.core.calibration import Calibration
from bot.core.clarifying import Questions
from bot.core.conversation import MAX_TURNS, Conversation, Resolution
from bot.core.decisions import (
    Answer,
    AnswerQuestion,
    Clarify,
    Decision,
    Escalate,
    OutOfScope,
    OutOfScopeReason,
    Reason,
    Rephrase,
    Resolved,
    SmallTalk,
)
from bot.core.knowledge import Cause, Kind, Knowledge
from bot.core.matching import Match
from bot.core.plan import likely, make_plan
from bot.core.reading import Act, Reading

__all__ = ["Outcome", "Policy"]

_FILLED_IN_AFTER = 6
"""Fixes that failed here before Apple Support's details are filled in."""

_MOST_FAILED = 12
"""Fixes that failed here before the ladder ends, however long it is."""

_CLEARLY_IN_SCOPE = 0.8
"""Without a word of the topic, a follow-up outside a case is a symptom from this probability."""

_FAR_OFF = 0.1
"""Below this probability of being in scope, a word of the topic doesn't make a near topic ours."""

_LEAST_FAQ, _CLOSE_TO_FAQ = 0.25, 0.6
"""An unsure question from the FAQs is answered from here on, unless a cause comes so near."""
_KEPT_WEIGHT = 0.7
"""What an earlier suspicion keeps when a further symptom is told."""


Outcome = tuple[Conversation, Decision]

_TALK = {Act.THANKS, Act.GREETING, Act.BOT, Act.FRUSTRATION}
_FOLLOW_UPS = {
    Act.STILL_FAILING,
    Act.DONE,
    Act.NEXT,
    Act.BACK,
    Act.ALL_STEPS,
    Act.STEP,
    Act.DOUBT,
    Act.YES,
    Act.NO,
    Act.UNSURE,
}


class Policy:
    """Decides, by two thresholds and bounded counters."""

    def __init__(self, knowledge: Knowledge, calibration: Calibration) -> None:
        self._knowledge = knowledge
        self._calibration = calibration
        self._questions = Questions(knowledge)

    def hear(self, reading: Reading, conversation: Conversation) -> Outcome:
        """Decide on an utterance."""
        is_foreign = bool(reading.language) or reading.act is Act.LANGUAGE
        if reading.danger and not is_foreign:
            return self._end(conversation, Reason.DANGER, reading.danger)
        if conversation.turns >= MAX_TURNS and reading.act is not Act.SOLVED:
            return self.run_out(conversation)
        if is_foreign:
            return conversation, OutOfScope(OutOfScopeReason.LANGUAGE)
        if reading.is_wordless:
            return self.show(conversation, Act.GREETING)
        known = conversation.learned(reading.slots, reading.alert, reading.tried, reading.ruled_out)
        if reading.act is not Act.SYMPTOM and not self._tells_symptom(reading, known):
            return self._follow(reading, known)
        return self._symptom(reading, known)

    def _tells_symptom(self, reading: Reading, conversation: Conversation) -> bool:
        """Whether an utterance outside a case tells more than its dialogue act."""
        if conversation.is_open or reading.act not in _FOLLOW_UPS:
            return False
        if reading.shows_topic or reading.is_vague or reading.alert:
            return reading.in_scope >= self._calibration.floor
        is_sure = bool(reading.matches) and self._is_sure(reading.matches[0])
        return is_sure and reading.in_scope >= _CLEARLY_IN_SCOPE

    def _follow(self, reading: Reading, conversation: Conversation) -> Outcome:
        act = reading.act
        if act is Act.SOLVED:
            return conversation.ends(Resolution.SOLVED), Resolved(Resolution.SOLVED)
        if act is Act.START_OVER:
            fresh = Conversation.begin(conversation.updated).turn(conversation.updated)
            return fresh, SmallTalk(act)
        if act in _TALK or not (conversation.is_open or conversation.question):
            return conversation, SmallTalk(act)
        return self._follow_in_case(reading, conversation)

    def _follow_in_case(self, reading: Reading, conversation: Conversation) -> Outcome:
        act = reading.act
        match act:
            case Act.GOODBYE:
                return conversation.ends(Resolution.GIVEN_UP), Resolved(Resolution.GIVEN_UP)
            case Act.YES | Act.NO | Act.UNSURE:
                return self._answered(conversation, act)
            case Act.STILL_FAILING | Act.DONE | Act.NEXT:
                return self._close(conversation, act)
            case Act.BACK:
                last = conversation.tried[-1:]
                after = conversation.reopened(last[0]) if last else conversation
                return self._show(after, act)
            case Act.ALL_STEPS:
                return conversation, Answer(act, whole=True)
            case Act.DOUBT if likely(conversation.matches, conversation.ruled_out):
                return self._judge(conversation.doubts(), act)
            case Act.DOUBT:
                return self._close(conversation, Act.NEXT)
            case _:
                return self._open_step(conversation, reading.step)

    def _open_step(self, conversation: Conversation, step: int | None) -> Outcome:
        """Open the fix of that number; without one, the open fix again."""
        entries = make_plan(self._knowledge, conversation).entries
        if step is None or not 1 <= step <= len(entries):
            return self._show(conversation, Act.STEP)
        fix = entries[step - 1].fix
        ruled_out = tuple(name for name in conversation.ruled_out if name != fix.cause)
        after = replace(conversation.reopened(fix.id), ruled_out=ruled_out)
        return self._show(after, Act.STEP)

    def _answered(self, conversation: Conversation, act: Act) -> Outcome:
        if conversation.question is not None:
            seen = {Act.YES: True, Act.NO: False}.get(act)
            return self.answer_question(conversation, seen=seen)
        if act is Act.NO:
            return self._close(conversation, act)
        now = make_plan(self._knowledge, conversation).now
        if act is Act.YES and now and not now.open and now.fix.id == conversation.current:
            return self.accept(conversation, now.fix.id)
        return self._show(conversation, act)

    def _symptom(self, reading: Reading, conversation: Conversation) -> Outcome:
        best = reading.matches[0] if reading.matches else None
        entry = self._knowledge.entry(best.id) if best else None
        if best is None or entry is None or reading.in_scope < self._calibration.floor:
            if conversation.is_open and (reading.adds_facts or reading.alert):
                return self._show(conversation, Act.SYMPTOM)
            return self._unclear(reading, conversation)
        if reading.is_vague:
            return self._vague(reading, conversation)
        sure = self._is_sure(best)
        if conversation.is_open and not sure and reading.adds_facts:
            return self._show(conversation, Act.SYMPTOM)
        if entry.kind is Kind.FAQ:
            runner_up = next((m for m in reading.matches[1:] if self._is_cause(m.id)), None)
            near = runner_up and runner_up.confidence > best.confidence * _CLOSE_TO_FAQ
            if sure or (best.confidence >= _LEAST_FAQ and not near):
                return conversation, AnswerQuestion(best.id)
            if not near:
                return self._unclear(reading, conversation)
        if entry.id == self._knowledge.product.support[0] and sure:
            return self._end(conversation, Reason.ASKED)
        causes = tuple(match for match in reading.matches if self._is_cause(match.id))[:5]
        joined = _joined(causes, conversation.matches)
        return self._judge(conversation.suspects(joined), Act.SYMPTOM)

    def _is_sure(self, match: Match) -> bool:
        return match.confidence >= self._calibration.answer

    def _is_cause(self, entry_id: str) -> bool:
        return isinstance(self._knowledge.entry(entry_id), Cause)

    def _vague(self, reading: Reading, conversation: Conversation) -> Outcome:
        """It fails, and that is all that is said: the first checks, or the next fix of the case."""
        if conversation.question is not None:
            return self.answer_question(conversation, seen=None)
        if conversation.is_open and not reading.adds_facts:
            return self._close(conversation, Act.STILL_FAILING)
        return self._show(conversation, Act.SYMPTOM)

    def _unclear(self, reading: Reading, conversation: Conversation) -> Outcome:
        neighbour = self._knowledge.neighbour(reading.near) if reading.near else None
        is_far = bool(neighbour and neighbour.note) and reading.in_scope < _FAR_OFF
        if reading.shows_topic and not conversation.is_open and not is_far:
            if not conversation.rephrased:
                return conversation.asked_to_rephrase(), Rephrase()
            return self._show(conversation, Act.SYMPTOM)
        if neighbour is None or not neighbour.note:
            return conversation, OutOfScope(OutOfScopeReason.OFF_TOPIC)
        return conversation, OutOfScope(OutOfScopeReason.NEAR_TOPIC, neighbour.id)

    def _judge(self, conversation: Conversation, act: Act) -> Outcome:
        """Answer, or ask first where a question tells close causes apart."""
        left = likely(conversation.matches, conversation.ruled_out)
        if left and not self._is_sure(left[0]):
            sign = self._questions.best(left, conversation)
            if sign:
                return conversation.asks(sign), Clarify(sign)
        return self._show(conversation, act)

    def open(self, conversation: Conversation, fix: str) -> Outcome:
        """Put a fix on the table."""
        return self._show(conversation.opened(fix), Act.STEP)

    def show(self, conversation: Conversation, act: Act) -> Outcome:
        """Show the case as it is; where there is none, talk."""
        if conversation.is_open:
            return self._show(conversation, Act.STEP)
        return conversation, SmallTalk(act)

    def _show(self, conversation: Conversation, act: Act) -> Outcome:
        now = make_plan(self._knowledge, conversation).now
        return conversation.opened(now.fix.id if now else None), Answer(act)

    def _close(self, conversation: Conversation, act: Act) -> Outcome:
        """Close the open fix and go on to the next one, or to Apple Support.

        A fix that was not on the table yet is shown; one whose steps were not is passed over.
        """
        now = make_plan(self._knowledge, conversation).now
        if now is None:
            return self._end(conversation, Reason.END)
        if now.fix.id != conversation.current:
            return self._show(conversation, act if conversation.current else Act.SYMPTOM)
        if act is Act.NEXT or (act is not Act.DONE and not now.open):
            return self.close(conversation, now.fix.id, helped=None, act=Act.NEXT)
        return self.close(conversation, now.fix.id, helped=False, act=act)

    def close(
        self, conversation: Conversation, fix: str, *, helped: bool | None, act: Act
    ) -> Outcome:
        """Close a fix that did not help, or (`helped` None) that is passed over."""
        after = conversation.closed(fix, helped=helped)
        if after.failed >= _MOST_FAILED or fix == self._knowledge.product.support[1]:
            return self._end(after, Reason.END)
        outcome = self._show(after, act)
        if outcome[0].current == self._knowledge.product.support[1]:
            return self._end(after, Reason.END)
        return outcome

    def accept(self, conversation: Conversation, fix: str) -> Outcome:
        """The warning of a guarded fix was accepted: its steps may show."""
        after, decision = self._show(conversation.accepts(fix).opened(fix), Act.ACCEPTED)
        return after, decision if after.current == fix else Answer(Act.STEP)

    def answer_question(self, conversation: Conversation, *, seen: bool | None) -> Outcome:
        """The open question was answered; None is *not sure*."""
        return self._judge(self._questions.weigh(conversation.answered(seen=seen)), Act.SYMPTOM)

    def hand_over(self, conversation: Conversation) -> Outcome:
        """The user chose Apple Support."""
        return self._end(conversation, Reason.ASKED)

    def run_out(self, conversation: Conversation) -> Outcome:
        """The conversation has taken too many turns."""
        return self._end(conversation, Reason.TURNS)

    @staticmethod
    def fills_in_support(conversation: Conversation) -> bool:
        """Whether so much has failed that Apple Support's details belong on every card."""
        return conversation.failed >= _FILLED_IN_AFTER

    def _end(
        self, conversation: Conversation, reason: Reason, danger: str | None = None
    ) -> Outcome:
        return conversation.ends(Resolution.ESCALATED), Escalate(reason, danger)


def _joined(new: tuple[Match, ...], old: tuple[Match, ...]) -> tuple[Match, ...]:
    """New suspicions over old ones, the old ones a little weaker."""
    merged = {match.id: match.confidence * _KEPT_WEIGHT for match in old}
    for match in new:
        merged[match.id] = max(match.confidence, merged.get(match.id, 0.0))
    ordered = sorted(merged.items(), key=lambda item: -item[1])
    return tuple(Match(entry, confidence) for entry, confidence in ordered[:5])

"""What to do next: from a reading and a conversation to a decision and the conversation after."""

from bot.core.calibration import Calibration
from bot.core.conversation import MAX_TURNS, Conversation, Resolution
from bot.core.decisions import (
    Answer,
    AnswerQuestion,
    OutOfScope,
    OutOfScopeReason,
    Reason,
    Rephrase,
    SmallTalk,
)
from bot.core.knowledge import Cause, Faq, Kind, Knowledge
from bot.core.matching import Match
from bot.core.moves import Moves, Outcome
from bot.core.plan import likely
from bot.core.reading import Act, Reading
from bot.core.reply import ChoiceId

__all__ = ["Policy"]

_CLEAR = 0.8
"""Without a word of the topic, a follow-up outside a case is a symptom from this probability;
without one of the domain either, a remark in a case changes it from this confidence."""

_FAR_OFF = 0.1
"""Below this probability of being in scope, neither a word of the topic nor an open case makes a
near topic ours."""

_LEAST_FAQ, _CLOSE_TO_FAQ = 0.25, 0.6
"""An unsure question from the FAQs is answered from here on, unless a cause comes so near."""

_KEPT_WEIGHT = 0.7
"""What an earlier suspicion keeps when a further symptom is told."""

_CHOSEN = 1.0
"""The confidence of a cause that the user has chosen."""

_TALK = {Act.GREETING, Act.BOT, Act.FRUSTRATION, Act.LATER}
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
    Act.WHY,
}
_ANSWERS = _FOLLOW_UPS - {Act.BACK, Act.ALL_STEPS, Act.STEP} | {Act.SYMPTOM}
"""What can answer a question, if only by leaving it open."""


class Policy:
    """Decides, by two thresholds and bounded counters."""

    def __init__(self, knowledge: Knowledge, calibration: Calibration) -> None:
        self._knowledge = knowledge
        self._calibration = calibration
        self._moves = Moves(knowledge, calibration)

    def hear(self, reading: Reading, conversation: Conversation) -> Outcome:
        """Decide on an utterance."""
        is_foreign = bool(reading.language) or reading.act is Act.LANGUAGE
        if reading.danger and not is_foreign:
            return self._moves.end(conversation, Reason.DANGER, reading.danger)
        if conversation.turns >= MAX_TURNS and reading.act is not Act.SOLVED:
            return self._moves.end(conversation, Reason.TURNS)
        if is_foreign:
            return conversation, OutOfScope(OutOfScopeReason.LANGUAGE)
        if reading.is_wordless:
            return self._moves.show_open(conversation, Act.GREETING)
        known = conversation.learned(reading.slots, reading.alert, reading.tried, reading.ruled_out)
        if known.question and (outcome := self._answer(reading, known)):
            return outcome
        if conversation.thanked and reading.act is Act.YES:  # asked whether it works by now
            return self._moves.resolve(known, Resolution.SOLVED)
        if reading.act is not Act.SYMPTOM and not self._tells_symptom(reading, known):
            return self._follow(reading, known)
        return self._symptom(reading, known)

    def choose(self, choice: str, conversation: Conversation) -> Outcome:
        """Decide on a choice, whether it was offered or not; after danger there is none."""
        kind, _, name = choice.partition(":")
        if conversation.danger:
            return self._moves.end(conversation, Reason.DANGER, conversation.danger)
        if kind == ChoiceId.WORKS:
            return self._moves.resolve(conversation, Resolution.SOLVED)
        if conversation.turns >= MAX_TURNS:
            return self._moves.end(conversation, Reason.TURNS)
        return self._chosen(kind, name, conversation)

    def _chosen(self, kind: str, name: str, conversation: Conversation) -> Outcome:
        moves = self._moves
        match kind:
            case ChoiceId.SUPPORT:
                return moves.end(conversation, Reason.ASKED)
            case ChoiceId.FAILED | ChoiceId.SKIP if self._knowledge.fix(name):
                act = Act.STILL_FAILING if kind == ChoiceId.FAILED else Act.NEXT
                return moves.close(conversation, name, act)
            case ChoiceId.ACCEPT if self._knowledge.fix(name):
                return moves.accept(conversation, name)
            case ChoiceId.COPY:
                return moves.open(conversation, self._knowledge.product.guard_offer)
            case ChoiceId.YES | ChoiceId.NO | ChoiceId.UNSURE if name == conversation.question:
                seen = {ChoiceId.YES: True, ChoiceId.NO: False}.get(kind)
                return moves.answer(conversation, seen=seen)
            case ChoiceId.ALL:
                return conversation, Answer(Act.ALL_STEPS, whole=True)
            case ChoiceId.CAUSE if self._knowledge.cause(name):
                return self._chosen_cause(name, conversation)
            case ChoiceId.QUESTION if isinstance(self._knowledge.entry(name), Faq):
                return conversation, AnswerQuestion(name)
            case _:
                return moves.show_open(conversation, Act.STEP)

    def _chosen_cause(self, cause: str, conversation: Conversation) -> Outcome:
        """The user says which cause it is: it leads the case, ahead of what was suspected."""
        if cause == self._knowledge.product.support[0]:
            return self._moves.end(conversation, Reason.ASKED)
        joined = _joined((Match(cause, _CHOSEN),), conversation.matches)
        return self._moves.show(conversation.allows(cause).suspects(joined), Act.CHOSEN)

    def _answer(self, reading: Reading, conversation: Conversation) -> Outcome | None:
        """What an utterance does as an answer to the open question; None if it is none.

        A symptom that is told along with it, or instead of it, counts as well.
        """
        if reading.act not in _ANSWERS:
            return None
        by_act = {Act.YES: True, Act.NO: False, Act.DOUBT: False}.get(reading.act)
        seen = by_act if reading.answer is None else reading.answer
        if reading.act is Act.SYMPTOM and not reading.is_vague:
            is_named = reading.shows_topic or reading.alert
            if self._changes_case(reading) and (seen is None or is_named):
                if seen is not None:
                    conversation = self._moves.weigh(conversation, seen=seen)
                return self._symptom(reading, conversation)
            is_heard = reading.in_scope >= self._calibration.floor or reading.adds_facts
            if seen is None and not is_heard:
                return None
        return self._moves.answer(conversation, seen=seen)

    def _tells_symptom(self, reading: Reading, conversation: Conversation) -> bool:
        """Whether an utterance outside a case tells more than its dialogue act."""
        if conversation.is_open or reading.act not in _FOLLOW_UPS:
            return False
        if reading.shows_topic or reading.is_vague or reading.alert:
            return reading.in_scope >= self._calibration.floor
        is_sure = bool(reading.matches) and self._moves.is_sure(reading.matches[0])
        return is_sure and reading.in_scope >= _CLEAR and not reading.is_plain

    def _follow(self, reading: Reading, conversation: Conversation) -> Outcome:
        act = reading.act
        match act:
            case Act.SOLVED:
                return self._moves.resolve(conversation, Resolution.SOLVED)
            case Act.START_OVER:
                fresh = Conversation.begin(conversation.updated).turn(conversation.updated)
                return fresh, SmallTalk(act)
            case Act.THANKS:
                return conversation.gets_thanks(), SmallTalk(act)
            case _ if conversation.rephrased and act in _FOLLOW_UPS and not conversation.is_open:
                return self._moves.show(conversation, Act.SYMPTOM)
            case _ if act in _TALK or not conversation.is_open:
                return conversation, SmallTalk(act)
            case _:
                return self._follow_in_case(reading, conversation)

    def _follow_in_case(self, reading: Reading, conversation: Conversation) -> Outcome:
        act = reading.act
        match act:
            case Act.GOODBYE:
                return self._moves.resolve(conversation, Resolution.GIVEN_UP)
            case Act.PARTING:
                return self._moves.resolve(conversation, Resolution.ASSUMED)
            case Act.YES:
                return self._moves.accept_open(conversation, act)
            case Act.STILL_FAILING | Act.DONE | Act.NEXT | Act.NO:
                return self._moves.close_open(conversation, act)
            case Act.BACK:
                last = conversation.tried[-1:]
                after = conversation.reopened(last[0]) if last else conversation
                return self._moves.show(after, act)
            case Act.ALL_STEPS:
                return conversation, Answer(act, whole=True)
            case Act.DOUBT if likely(conversation.matches, conversation.ruled_out):
                return self._moves.judge(conversation.doubts(), act)
            case Act.DOUBT:
                return self._moves.close_open(conversation, Act.NEXT)
            case Act.UNSURE | Act.WHY:
                return self._moves.show(conversation, act)
            case _:
                return self._moves.open_step(conversation, reading.step)

    def _symptom(self, reading: Reading, conversation: Conversation) -> Outcome:
        best = reading.matches[0] if reading.matches else None
        entry = self._knowledge.entry(best.id) if best else None
        if best is None or entry is None or reading.in_scope < self._calibration.floor:
            if conversation.is_open and (reading.adds_facts or reading.alert):
                return self._moves.show(conversation, Act.SYMPTOM)
            return self._unclear(reading, conversation)
        if reading.is_vague:
            return self._vague(reading, conversation)
        if conversation.is_open and not self._changes_case(reading):
            return self._moves.show(conversation, Act.UNSURE)
        sure = self._moves.is_sure(best)
        if entry.kind is Kind.FAQ:
            runner_up = next((m for m in reading.matches[1:] if self._is_cause(m.id)), None)
            near = runner_up and runner_up.confidence > best.confidence * _CLOSE_TO_FAQ
            if sure or (best.confidence >= _LEAST_FAQ and not near):
                return conversation, AnswerQuestion(best.id, is_sure=sure)
            if not near:
                return self._unclear(reading, conversation)
        if entry.id == self._knowledge.product.support[0] and sure:
            return self._moves.end(conversation, Reason.ASKED)
        if reading.report is not None:
            conversation = self._moves.reported(conversation, reading.report)
        causes = tuple(match for match in reading.matches if self._is_cause(match.id))[:5]
        joined = _joined(causes, conversation.matches)
        return self._moves.judge(conversation.suspects(joined), Act.SYMPTOM)

    def _changes_case(self, reading: Reading) -> bool:
        """Whether what is said in an open case is about it, and more than facts and small words."""
        best = reading.matches[0] if reading.matches else None
        if best is None:
            return False
        if reading.shows_topic or reading.alert:
            return self._moves.is_sure(best) or not reading.adds_facts
        least = self._calibration.answer if reading.shows_domain else _CLEAR
        return best.confidence >= least

    def _is_cause(self, entry_id: str) -> bool:
        return isinstance(self._knowledge.entry(entry_id), Cause)

    def _vague(self, reading: Reading, conversation: Conversation) -> Outcome:
        """It fails, and that is all that is said: the first checks, or the next fix of the case."""
        if conversation.is_open and not reading.adds_facts:
            return self._moves.close_open(conversation, Act.STILL_FAILING)
        return self._moves.show(conversation, Act.SYMPTOM)

    def _unclear(self, reading: Reading, conversation: Conversation) -> Outcome:
        neighbour = self._knowledge.neighbour(reading.near) if reading.near else None
        is_far = bool(neighbour and neighbour.note) and reading.in_scope < _FAR_OFF
        if reading.shows_topic and not conversation.is_open and not is_far:
            if not conversation.rephrased:
                return conversation.asked_to_rephrase(), Rephrase()
            return self._moves.show(conversation, Act.SYMPTOM)
        if conversation.is_open and not conversation.question and reading.in_scope >= _FAR_OFF:
            return self._moves.show(conversation, Act.UNSURE)
        if neighbour is None or not neighbour.note:
            return conversation, OutOfScope(OutOfScopeReason.OFF_TOPIC)
        return conversation, OutOfScope(OutOfScopeReason.NEAR_TOPIC, neighbour.id)


def _joined(new: tuple[Match, ...], old: tuple[Match, ...]) -> tuple[Match, ...]:
    """New suspicions over old ones, the old ones a little weaker."""
    merged = {match.id: match.confidence * _KEPT_WEIGHT for match in old}
    for match in new:
        merged[match.id] = max(match.confidence, merged.get(match.id, 0.0))
    ordered = sorted(merged.items(), key=lambda item: -item[1])
    return tuple(Match(entry, confidence) for entry, confidence in ordered[:5])

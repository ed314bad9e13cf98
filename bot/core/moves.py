"""What can be done in a case: each move makes the conversation after it and a decision."""

from bot.core.calibration import Calibration
from bot.core.clarifying import Questions
from bot.core.conversation import Conversation, Resolution
from bot.core.decisions import Answer, Clarify, Decision, Escalate, Reason, Resolved, SmallTalk
from bot.core.knowledge import Knowledge
from bot.core.matching import Match
from bot.core.plan import likely, make_plan
from bot.core.reading import Act

__all__ = ["Moves", "Outcome"]

_MOST_FAILED = 12
"""Fixes that failed here before the ladder ends, however long it is."""

Outcome = tuple[Conversation, Decision]
"""The conversation after a move, and what to reply."""


class Moves:
    """The moves in a case: open, close and show fixes, ask, hand over, end."""

    def __init__(self, knowledge: Knowledge, calibration: Calibration) -> None:
        self._knowledge = knowledge
        self._calibration = calibration
        self._questions = Questions(knowledge)

    def is_sure(self, match: Match) -> bool:
        """Whether a match is answered without asking."""
        return match.confidence >= self._calibration.answer

    def judge(self, conversation: Conversation, act: Act) -> Outcome:
        """Answer, or ask first where a question tells close causes apart."""
        left = likely(conversation.matches, conversation.ruled_out)
        if left and not self.is_sure(left[0]):
            sign = self._questions.best(left, conversation)
            if sign:
                return conversation.asks(sign), Clarify(sign)
        return self.show(conversation, act)

    def answer(self, conversation: Conversation, *, seen: bool | None) -> Outcome:
        """The open question is answered by whether the sign is seen; None is *not sure*."""
        return self.judge(self.weigh(conversation, seen=seen), Act.SYMPTOM)

    def weigh(self, conversation: Conversation, *, seen: bool | None) -> Conversation:
        """Close the open question, and weigh the suspicions by its answer."""
        after = conversation.answered(seen=seen)
        return after if seen is None else self._questions.weigh(after)

    def show(self, conversation: Conversation, act: Act) -> Outcome:
        """Show the case as it is."""
        now = make_plan(self._knowledge, conversation).now
        return conversation.opened(now.fix.id if now else None), Answer(act)

    def show_open(self, conversation: Conversation, act: Act) -> Outcome:
        """Show the open case again; where there is none, talk."""
        if conversation.is_open:
            return self.show(conversation, Act.STEP)
        return conversation, SmallTalk(act)

    def open(self, conversation: Conversation, fix: str) -> Outcome:
        """Put a fix on the table."""
        return self.show(conversation.opened(fix), Act.STEP)

    def open_step(self, conversation: Conversation, step: int | None) -> Outcome:
        """Open the fix of that number, tried or ruled out or not; without one, the open fix."""
        entries = make_plan(self._knowledge, conversation).entries
        if step is None or not 1 <= step <= len(entries):
            return self.show(conversation, Act.STEP)
        fix = entries[step - 1].fix
        return self.show(conversation.allows(fix.cause).reopened(fix.id), Act.STEP)

    def accept(self, conversation: Conversation, fix: str) -> Outcome:
        """The warning of a guarded fix was accepted: its steps may show."""
        after, decision = self.show(conversation.accepts(fix).opened(fix), Act.ACCEPTED)
        return after, decision if after.current == fix else Answer(Act.STEP)

    def accept_open(self, conversation: Conversation, act: Act) -> Outcome:
        """Accept the warning that is shown; where none is, there is nothing to be said yes to."""
        now = make_plan(self._knowledge, conversation).now
        if now is None or now.fix.id != conversation.current:
            return self.show(conversation, act)
        if now.open:
            return conversation, SmallTalk(Act.LATER)
        return self.accept(conversation, now.fix.id)

    def close(self, conversation: Conversation, fix: str, act: Act) -> Outcome:
        """Close a fix that did not help, or that is passed over."""
        helped = None if act is Act.NEXT else False
        return self._go_on(conversation.closed(fix, helped=helped), fix, act)

    def close_open(self, conversation: Conversation, act: Act) -> Outcome:
        """Close the open fix and go on to the next one, or to Apple Support."""
        after = self.reported(conversation, act)
        if after is conversation:
            return self.show(conversation, act if conversation.current else Act.SYMPTOM)
        closed = after.tried[-1]
        return self._go_on(after, closed, Act.NEXT if closed in after.skipped else act)

    def reported(self, conversation: Conversation, act: Act) -> Conversation:
        """The open fix is closed, as somebody says who has failed with it, done it, or passes.

        A fix that was not on the table yet stays; one whose steps were not is passed over.
        """
        now = make_plan(self._knowledge, conversation).now
        if now is None or now.fix.id != conversation.current:
            return conversation
        is_passed = act is Act.NEXT or (act is not Act.DONE and not now.open)
        return conversation.closed(now.fix.id, helped=None if is_passed else False)

    def _go_on(self, conversation: Conversation, closed: str, act: Act) -> Outcome:
        """The next fix after one that was closed; Apple Support where there is none."""
        support = self._knowledge.product.support[1]
        if conversation.failed >= _MOST_FAILED or closed == support:
            return self.end(conversation, Reason.END)
        after, decision = self.show(conversation, act)
        if after.current == support:
            return self.end(conversation, Reason.END)
        return after, decision

    @staticmethod
    def end(conversation: Conversation, reason: Reason, danger: str | None = None) -> Outcome:
        """Hand over to Apple Support."""
        return conversation.ends(Resolution.ESCALATED, danger), Escalate(reason, danger)

    @staticmethod
    def resolve(conversation: Conversation, resolution: Resolution) -> Outcome:
        """The user ends the conversation, one way or the other."""
        return conversation.ends(resolution), Resolved(resolution)

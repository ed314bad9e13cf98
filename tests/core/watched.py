"""A talk that is watched: after each turn everything is checked that must hold in any talk."""

from collections.abc import Callable

from typing_extensions import override

from bot.core.assistant import Assistant
from bot.core.conversation import MAX_TURNS, Conversation, Resolution
from bot.core.matching import Matcher
from bot.core.reading import Act, Reader, Reading, Utterance
from bot.core.reply import ChoiceId, Reply
from tests.core.replies import card_of, check_reply

__all__ = ["ScriptedReader", "WatchedTalk"]

_SUPPORT = "apple-support"
_MOST_FAILED, _FILLED_IN_AFTER, _OFFERED_AFTER, _MOST_QUESTIONS = 12, 6, 3, 2


class ScriptedReader(Reader):
    """A reader that reads whatever it was told to, with the thresholds of a real matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self.next = Reading(Act.SYMPTOM)

    @property
    @override
    def matcher(self) -> Matcher:
        """The matcher whose thresholds count."""
        return self._matcher

    @override
    def read(
        self, utterance: Utterance, *, in_case: bool = False, question: str | None = None
    ) -> Reading:
        """What was told to be read."""
        return self.next


class WatchedTalk:
    """One user talking in one place; every turn is checked as it is taken."""

    def __init__(self, assistant: Assistant, look: Callable[[Reply], None] = check_reply) -> None:
        """Begin a talk; `look` is taken at each reply."""
        self.assistant = assistant
        self._look = look
        self.case: Conversation | None = None
        self.time = 1_700_000_000.0
        self.replies: list[Reply] = []
        self._forget()

    def _forget(self) -> None:
        """A new conversation begins."""
        self.offered: set[str] = set()
        """Fixes whose card was shown."""
        self.opened: set[str] = set()
        """Fixes whose steps were shown."""
        self.warned: set[str] = set()
        """Fixes whose warning was shown."""
        self.questions: list[str] = []
        self.rephrased = 0

    def hear(self, utterance: Utterance) -> Reply:
        """Say something."""
        before = self.case
        if before is None or before.is_over(self.time):
            before = None
        in_case = before is not None and before.is_open
        question = before.question if before else None
        reading = self.assistant.reader.read(utterance, in_case=in_case, question=question)
        reply = self.assistant.hear(utterance, self.case, self.time)
        assert reply == self.assistant.hear(utterance, self.case, self.time)
        assert reply.conversation
        if reply.conversation.turns == 1:
            self._forget()
        self.rephrased += bool(utterance.text.strip()) and reply.decision == "rephrase"
        self._check(before, reply, said=reading)
        if reading.danger and not reading.language and reading.act is not Act.LANGUAGE:
            assert (reply.decision, reply.fix, reply.ahead) == ("escalate", None, ())
        if self.case and self.case.left(self.time) is Resolution.EXPIRED and utterance.text.strip():
            assert reply.understood[:1] == (self.assistant.knowledge.phrases["expired"][0],)
        return self._keep(reply)

    def choose(self, choice: str) -> Reply:
        """Choose something, whether it was offered or not."""
        reply = self.assistant.choose(choice, self.case, self.time)
        assert reply == self.assistant.choose(choice, self.case, self.time)
        kind, _, name = choice.partition(":")
        before = self.case
        if kind == ChoiceId.CAUSE and before and before.is_over(self.time) and not before.danger:
            before = None
            self._forget()
        if kind == ChoiceId.ACCEPT:
            self.warned.add(name)  # it stands on no card but that of the warning
        if self.case and self.case.danger:
            assert (reply.decision, reply.fix, reply.plan.entries) == ("escalate", None, ())
        self._check(before, reply, chosen=(kind, name))
        return self._keep(reply)

    def _keep(self, reply: Reply) -> Reply:
        self.case = reply.conversation
        self.replies.append(reply)
        fix = card_of(reply)
        if fix and reply.fix:
            self.offered.add(fix)
            (self.warned if reply.fix.warning else self.opened).add(fix)
        return reply

    def _check(
        self,
        before: Conversation | None,
        reply: Reply,
        *,
        said: Reading | None = None,
        chosen: tuple[str, str] = ("", ""),
    ) -> None:
        after = reply.conversation
        assert after
        self._look(reply)
        self._check_ends(before, after, reply)
        self._check_questions(after, reply)
        self._check_closed(before, after, said, chosen)
        self._check_card(before, after, reply, said)
        self._check_support(after, reply)

    def _check_ends(self, before: Conversation | None, after: Conversation, reply: Reply) -> None:
        """Turns count, the last one ends in Apple Support, and an end is told."""
        assert after.turns in {1, before.turns + 1 if before else 1}
        assert reply.resolution == after.resolution
        assert (reply.decision in {"resolved", "escalate"}) is (after.resolution is not None)
        if after.turns >= MAX_TURNS:
            assert after.resolution in {Resolution.ESCALATED, Resolution.SOLVED}
        if after.resolution is Resolution.ESCALATED:
            assert reply.decision == "escalate"
            assert reply.hand_over
            assert reply.hand_over.links

    def _check_questions(self, after: Conversation, reply: Reply) -> None:
        """Two questions at most, none twice, and other words are asked for once."""
        if reply.decision == "clarify":
            assert after.question
            self.questions.append(after.question)
        assert len(set(self.questions)) == len(self.questions) <= _MOST_QUESTIONS
        assert self.rephrased <= 1

    def _check_closed(
        self,
        before: Conversation | None,
        after: Conversation,
        said: Reading | None,
        chosen: tuple[str, str],
    ) -> None:
        """A fix is closed if the user said or chose so, or once it has been on the table."""
        known = set(before.tried) if before else set[str]()
        named = {*(said.tried if said else ()), chosen[1]}
        new = set(after.tried) - known
        assert new <= named | self.offered
        assert len(new - named) <= 1
        is_done = said is not None and Act.DONE in {said.act, said.report}
        seen = self.opened | (self.offered if is_done else set())
        assert set(after.done) - known <= named | seen
        assert not set(after.done) & set(after.skipped)
        assert set(after.accepted) <= self.warned

    def _check_card(
        self,
        before: Conversation | None,
        after: Conversation,
        reply: Reply,
        said: Reading | None,
    ) -> None:
        """A closed fix is not offered again unasked, and no guarded one is open unwarned."""
        fix = card_of(reply)
        if fix is None or reply.fix is None:
            return
        assert fix == after.current
        assert fix == _SUPPORT or fix not in after.tried
        if before and fix in before.tried and fix != _SUPPORT:
            assert said
            assert said.act in {Act.BACK, Act.STEP}
        entry = reply.plan.now
        assert entry
        if entry.fix.guarded and reply.fix.steps:
            assert fix in self.warned

    def _check_support(self, after: Conversation, reply: Reply) -> None:
        """Apple Support is offered after three failures, filled in after six, all after twelve."""
        assert after.failed < _MOST_FAILED or after.resolution
        if reply.fix:
            assert bool(reply.notes) is (after.failed >= _OFFERED_AFTER)
            assert (reply.hand_over is not None) is (after.failed >= _FILLED_IN_AFTER)

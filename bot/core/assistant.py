"""The one public face of the core: an utterance or a choice in, a reply out."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from bot.core.catalogue import CatalogueLine
from bot.core.composing import Composer
from bot.core.conversation import MAX_TURNS, Conversation, Resolution
from bot.core.decisions import Decision
from bot.core.knowledge import Knowledge
from bot.core.misses import is_miss
from bot.core.policy import Policy
from bot.core.reading import Act, Reader, Reading, Utterance
from bot.core.reply import ChoiceId, Reply
from bot.core.suggesting import Suggestions

__all__ = ["Assistant"]


class Assistant:
    """Hears utterances and choices, and replies. Synchronous; keeps no state of its own.

    Each call takes the conversation so far (None where there is none) and the time in seconds
    since the epoch; the reply carries the conversation after it.
    """

    def __init__(self, knowledge: Knowledge, reader: Reader) -> None:
        self.knowledge = knowledge
        self.reader = reader
        self._policy = Policy(knowledge, reader.matcher.calibration)
        self._composer = Composer(knowledge)

    @cached_property
    def _suggestions(self) -> Suggestions:
        """Built by the first that wants any: who asks once wants none."""
        return Suggestions(self.knowledge, self.reader.matcher)

    @property
    def is_semantic(self) -> bool:
        """Whether an encoder has its say: then hearing takes some milliseconds more."""
        return self.reader.matcher.is_semantic

    @cached_property
    def light(self) -> "Assistant":
        """The same assistant without an encoder; itself, if it has none."""
        return Assistant(self.knowledge, self.reader.light()) if self.is_semantic else self

    def prepare(self) -> None:
        """Build what is wanted later: the first who wants it waits no longer than the others."""
        self._suggestions  # noqa: B018  # a cached property is built by reading it
        self.light  # noqa: B018  # as above

    def hear(self, utterance: Utterance, conversation: Conversation | None, now: float) -> Reply:
        """Reply to one utterance.

        Raises:
            EncodingError: the matcher has an encoder, and it failed; `light` has none.

        """
        before = self._current(conversation, now)
        if before.turns < MAX_TURNS and (reply := self._composer.about(utterance)):
            return replace(reply, conversation=before)
        reading = self.reader.read(utterance, in_case=before.is_open, question=before.question)
        after, decision = self._policy.hear(reading, before)
        reply = replace(self._reply(decision, after, reading), is_miss=is_miss(decision, reading))
        if utterance.is_public and reading.has_private_data:
            reply = replace(reply, hint=self._composer.private_data_note())
        if conversation and conversation.left(now) is Resolution.EXPIRED:
            told = (self._composer.expired_note(), *reply.understood)
            reply = replace(reply, understood=told)
        return reply

    def choose(self, choice: str, conversation: Conversation | None, now: float) -> Reply:
        """Reply to a choice of an earlier reply; one that is unknown shows the case as it is.

        A case that has ended is taken up again, unless it ended in danger. To start with a cause
        goes on with an open case, and begins a new one after the end of another.
        """
        begins = choice.partition(":")[0] == ChoiceId.CAUSE
        keep = not begins or bool(conversation and conversation.danger)
        before = replace(
            self._current(conversation, now, keep=keep), resolution=None, thanked=False
        )
        after, decision = self._policy.choose(choice, before)
        return self._reply(decision, after)

    def support(self, conversation: Conversation | None, now: float) -> Reply:
        """Apple Support now, with a summary of the case where there is one."""
        return self.choose(ChoiceId.SUPPORT, conversation, now)

    def suggest(self, text: str, *, limit: int, width: int) -> tuple[str, ...]:
        """Known symptoms and questions for a text that is being typed, the nearest first.

        At most `limit` of them, each of at most `width` characters; to hear one of them leads to
        what it is about.
        """
        return self._suggestions.nearest(text, limit=limit, width=width)

    def catalogue(self) -> tuple[CatalogueLine, ...]:
        """Every cause and request in the order of the ladder, then every question."""
        return self._composer.catalogue()

    def about(self, entry_id: str) -> Reply:
        """The details of a line of the catalogue; no case changes."""
        return self._composer.details(entry_id)

    def how_to(self) -> Reply:
        """What the assistant is for, and how to ask, in short."""
        return self._composer.how_to()

    def guide(self, doors: Sequence[str] = ()) -> Reply:
        """How the assistant works, what to tell it, and who is behind it.

        Args:
            doors: the ways to ask it where it is met, a line for each.

        """
        return self._composer.guide(doors)

    def _current(
        self, conversation: Conversation | None, now: float, *, keep: bool = False
    ) -> Conversation:
        """The conversation that goes on; a new one where there is none, or where it is over."""
        if conversation is None or (conversation.is_over(now) and not keep):
            conversation = Conversation.begin(now)
        return conversation.turn(now)

    def _reply(
        self, decision: Decision, conversation: Conversation, reading: Reading | None = None
    ) -> Reply:
        reply = self._composer.compose(decision, conversation)
        said = reading.matches if reading else ()
        own = said if reading and reading.act is Act.SYMPTOM else ()
        matches = own or conversation.matches or said
        return replace(reply, matches=matches[:5], conversation=conversation)

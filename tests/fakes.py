"""Small stand-ins for what the outside offers, with their contents in the open."""

from collections.abc import Callable

from bot.core.conversation import Conversation

__all__ = ["FakeClaims", "FakeClock", "FakeConversations"]


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, time: float = 1_700_000_000.0) -> None:
        self.time = time

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.time


class FakeConversations:
    """Conversations in a dictionary; what is set as `failure` is raised by each operation."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Conversation, str | None]] = {}
        self.failure: Exception | None = None
        self.on_load: Callable[[], object] = lambda: None
        """Called while a conversation is loaded, for what happens in the meantime."""

    async def load(self, key: str) -> tuple[Conversation, str | None] | None:
        """The conversation and the id of its latest card."""
        self._fail()
        self.on_load()
        return self.kept.get(key)

    async def save(self, key: str, conversation: Conversation, card: str | None) -> None:
        """Keep the conversation."""
        self._fail()
        self.kept[key] = (conversation, card)

    async def forget(self, key: str) -> None:
        """Drop the conversation."""
        self._fail()
        self.kept.pop(key, None)

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


class FakeClaims:
    """Claims in a dictionary: each question with its answer, None while there is none."""

    def __init__(self) -> None:
        self.answers: dict[str, str | None] = {}

    async def claim(self, question: str, now: float) -> bool:  # noqa: ARG002  # the port's
        """Take a question on; False if that was done before."""
        is_new = question not in self.answers
        self.answers.setdefault(question, None)
        return is_new

    async def close(self, question: str, answer: str) -> None:
        """Note the answer."""
        self.answers[question] = answer

    async def answer_to(self, question: str) -> str | None:
        """The answer, where there is one."""
        return self.answers.get(question)

"""What the outside offers the conversation: small protocols that adapters fill in."""

from typing import Protocol

from bot.core.conversation import Conversation

__all__ = ["Claims", "Clock", "Conversations"]


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Seconds since the epoch."""


class Conversations(Protocol):
    """Keeps the open conversations; a key names one user in one place."""

    async def load(self, key: str) -> tuple[Conversation, str | None] | None:
        """The conversation and the id of its latest card; None where there is none."""

    async def save(self, key: str, conversation: Conversation, card: str | None) -> None:
        """Keep the conversation as it is now."""

    async def forget(self, key: str) -> None:
        """Delete what is kept under the key."""


class Claims(Protocol):
    """Remembers which questions were taken on, so that each is answered once."""

    async def claim(self, question: str, now: float) -> bool:
        """Take a question on; False if that was done before."""

    async def close(self, question: str, answer: str) -> None:
        """Note which message answered the question."""

    async def answer_to(self, question: str) -> str | None:
        """The message that answered the question, where there is one."""

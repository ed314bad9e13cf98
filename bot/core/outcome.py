"""What is told of a case that is left for good: numbers to learn from, nothing of a person."""

from dataclasses import dataclass

from bot.core.conversation import Conversation, Resolution
from bot.core.plan import likely

__all__ = ["Outcome"]

_HELPED = {Resolution.SOLVED, Resolution.ASSUMED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case ended."""

    ended: float
    """When something was said or chosen last, in seconds since the epoch."""
    resolution: Resolution
    cause: str | None = None
    """The cause that was thought likeliest."""
    fix: str | None = None
    """The fix that was open when it was solved, or assumed to be."""
    failed: tuple[str, ...] = ()
    """Fixes that the user has done without help."""
    turns: int = 0
    device: str | None = None

    @classmethod
    def of(cls, conversation: Conversation, now: float) -> "Outcome | None":
        """The outcome of a conversation that nothing more is heard of; None where it had no case.

        Args:
            conversation: as it was left.
            now: seconds since the epoch; silence that lasted long enough by then is an ending.

        """
        resolution = conversation.left(now)
        if resolution is None:
            return None
        fix = conversation.current if resolution in _HELPED else None
        causes = likely(conversation.matches, conversation.ruled_out)
        return cls(
            ended=conversation.updated,
            resolution=resolution,
            cause=causes[0].id if causes else None,
            fix=fix,
            failed=tuple(name for name in conversation.done if name != fix),
            turns=conversation.turns,
            device=conversation.slots.device,
        )

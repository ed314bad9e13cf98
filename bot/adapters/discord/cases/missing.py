"""Misses: what got no answer is kept, redacted, where the people of a server want that."""

from bot.adapters.discord.cases.desk import Answered
from bot.core.ports import Clock, Misses
from bot.core.redaction import redacted

__all__ = ["Missing"]


class Missing:
    """Notes misses; of direct messages and of what only the asker can read, it never does.

    Args:
        misses: keeps them.
        clock: tells the time.

    """

    def __init__(self, misses: Misses, clock: Clock) -> None:
        self._misses = misses
        self._clock = clock

    async def after(self, answered: Answered) -> None:
        """Note what was heard, if the reply left it without an answer."""
        heard, server = answered.heard, answered.key.server
        if heard is None or server is None or not (answered.reply.is_miss and heard.is_public):
            return
        if text := redacted(heard.text):
            await self._misses.note(server, text, self._clock.now())

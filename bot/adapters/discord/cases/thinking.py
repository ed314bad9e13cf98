"""Hearing without holding up the event loop: what an encoder takes its time for is done apart."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bot.adapters.discord.failures import Funnel
from bot.core.assistant import Assistant
from bot.core.conversation import Conversation
from bot.core.encoding import EncodingError
from bot.core.reading import Utterance
from bot.core.reply import Reply

__all__ = ["PATIENCE", "Thinking"]

PATIENCE = 0.5
"""Seconds that a question waits for the semantic matcher, behind others or for an encoder that is
slow; then the light one answers it."""


class Thinking:
    """Lets assistants hear: a light one at once, a semantic one in a thread, one after the other.

    Args:
        failures: takes what goes wrong.

    """

    def __init__(self, failures: Funnel) -> None:
        self._failures = failures
        self._thread = ThreadPoolExecutor(1, "hearing")

    async def hear(
        self,
        assistant: Assistant,
        utterance: Utterance,
        conversation: Conversation | None,
        now: float,
    ) -> Reply:
        """What an assistant replies; without its encoder where that fails, or takes too long."""
        if assistant.is_semantic:
            heard = asyncio.get_running_loop().run_in_executor(
                self._thread, assistant.hear, utterance, conversation, now
            )
            try:
                return await asyncio.wait_for(heard, PATIENCE)
            except (TimeoutError, EncodingError) as error:
                self._failures.take(error, "hearing with the semantic matcher")
        return assistant.light.hear(utterance, conversation, now)

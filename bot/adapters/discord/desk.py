"""Where questions and choices meet the assistant: one at a time for each user and place."""

from collections.abc import Callable

import discord

from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.ordering import Turns
from bot.adapters.discord.sending import edit_card, retire, send_card
from bot.core.assistant import Assistant
from bot.core.ports import Claims, Clock, Conversations
from bot.core.reading import Utterance
from bot.core.reply import Reply

__all__ = ["Desk"]


class Desk:
    """Answers questions and choices, each once and in order, others in parallel.

    Args:
        assistant: gives the assistant of the moment, so that its knowledge can be exchanged.
        conversations: keeps the open conversations.
        claims: remembers which questions were taken on.
        clock: tells the time.
        failures: takes what goes wrong when the answer is out already.

    """

    def __init__(
        self,
        assistant: Callable[[], Assistant],
        conversations: Conversations,
        claims: Claims,
        clock: Clock,
        failures: Funnel,
    ) -> None:
        self._assistant = assistant
        self._conversations = conversations
        self._claims = claims
        self._clock = clock
        self._failures = failures
        self._turns = Turns()

    async def answer(self, question: discord.Message, utterance: Utterance) -> None:
        """Answer a question, unless that was done before."""
        key = _key(question.channel.id, question.author.id)
        async with self._turns.of(key):
            now = self._clock.now()
            if not await self._claims.claim(str(question.id), now):
                return
            kept, card = await self._conversations.load(key) or (None, None)
            reply = self._assistant().hear(utterance, kept, now)
            sent = await send_card(question, reply)
            try:
                await self._claims.close(str(question.id), str(sent.id))
                await self._keep(key, reply, shown=sent, before=card)
            except Exception as error:  # noqa: BLE001  # the answer is out: no apology behind it
                self._failures.take(error, f"keeping the case of message {question.id}")

    async def choose(self, interaction: discord.Interaction, choice: str) -> None:
        """Answer a choice by editing its card in place."""
        message = interaction.message
        if message is None:  # a button always comes with its message
            return
        await interaction.response.defer()
        key = _key(message.channel.id, interaction.user.id)
        async with self._turns.of(key):
            kept, card = await self._conversations.load(key) or (None, None)
            reply = self._assistant().choose(choice, kept, self._clock.now())
            await edit_card(interaction, reply)
            await self._keep(key, reply, shown=message, before=card)

    async def _keep(
        self, key: str, reply: Reply, *, shown: discord.Message, before: str | None
    ) -> None:
        """Save the conversation with the card whose buttons are the live ones, and no other's."""
        card = _live_card(reply, str(shown.id), before)
        if reply.conversation:
            await self._conversations.save(key, reply.conversation, card)
        if before and before not in {card, str(shown.id)}:
            await retire(shown.channel, int(before))


def _key(place: int, user: int) -> str:
    return f"{place}:{user}"


def _live_card(reply: Reply, shown: str, before: str | None) -> str | None:
    """The card with choices: the one that is shown if it has any, else the one before it."""
    if reply.choices:
        return shown
    return None if reply.resolution or before == shown else before

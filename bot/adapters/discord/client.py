"""The connection to Discord: what it listens to, and who answers."""

from collections.abc import Sequence

import discord
from discord.ext import commands
from typing_extensions import override

from bot.adapters.discord.buttons import BUTTONS
from bot.adapters.discord.desk import Desk
from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.inbound import to_utterance
from bot.adapters.discord.places import Places
from bot.adapters.discord.private import NO_MENTIONS, tell
from bot.adapters.discord.sending import send_text
from bot.core.ports import Clock

__all__ = ["MedicBot", "gateway_intents"]


def gateway_intents() -> discord.Intents:
    """What the bot hears of: servers, and the messages in them and in DMs; nothing privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    return intents


class MedicBot(commands.AutoShardedBot):
    """Backup Medic in Discord.

    Args:
        desk: answers what is asked and chosen.
        clock: tells the time.
        failures: takes what goes wrong.
        shard_count: how many shards there are in all; as many as Discord advises if left out.
        shard_ids: which of them run in this process; all of them if left out.

    """

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        failures: Funnel,
        *,
        shard_count: int | None = None,
        shard_ids: Sequence[int] | None = None,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=gateway_intents(),
            allowed_mentions=NO_MENTIONS,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            shard_count=shard_count,
        )
        self.shard_ids = None if shard_ids is None else list(shard_ids)
        self._desk = desk
        self._places = Places(clock)
        self._failures = failures

    @override
    async def setup_hook(self) -> None:
        self.add_dynamic_items(*BUTTONS)

    @override
    async def on_message(self, message: discord.Message, /) -> None:
        if self.user is None:
            return
        utterance = to_utterance(message, self.user.id)
        if utterance is None or not self._places.may_answer(message.channel):
            return
        try:
            await self._desk.answer(message, utterance)
        except Exception as error:  # noqa: BLE001  # whatever it is, the user is told if possible
            await self._apologise(message, error)

    async def on_choice(self, interaction: discord.Interaction, choice: str) -> None:
        """Answer a choice, made by the person whose case it is."""
        await self._desk.choose(interaction, choice)

    async def on_failed_press(self, interaction: discord.Interaction, error: Exception) -> None:
        """Tell the person that the press went wrong."""
        failure = self._failures.take(error, f"answering a press ({interaction.id})")
        if failure.text:
            try:
                await tell(interaction, failure.text)
            except discord.HTTPException as second:
                self._failures.take(second, f"explaining {failure.reference}")

    async def _apologise(self, question: discord.Message, error: Exception) -> None:
        """Tell the person that there is no answer, where that can be told."""
        failure = self._failures.take(error, f"answering a message ({question.id})")
        if failure.verdict.silences:
            self._places.silence(question.channel.id)
        elif failure.text:
            try:
                await send_text(question, failure.text)
            except discord.HTTPException as second:
                self._failures.take(second, f"explaining {failure.reference}")

"""Commands at the door: acknowledged before anything waits, or turned away with a private note."""

import discord

from bot.adapters.discord.commands.contexts import is_direct
from bot.adapters.discord.cooldown import Pace
from bot.adapters.discord.private import tell
from bot.adapters.discord.rules import Rules
from bot.adapters.discord.wording import SWITCHED_OFF, TOO_FAST

__all__ = ["Reception"]


class Reception:
    """Lets in who uses a command, as fast as is good and where the bot is wanted.

    Args:
        rules: say where and how often is answered.

    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def is_private(self, interaction: discord.Interaction, public: bool | None) -> bool:  # noqa: FBT001  # an option of a command
        """Whether the answer is for the asker alone: as asked for, else as the server wants it.

        A direct message is private as it is: there the answer joins the conversation.
        """
        known = self._rules.book.known(interaction.guild_id)
        if public is None or known.is_off:  # in the second case there will only be a note
            return not is_direct(interaction) and (known.is_private or known.is_off)
        return not public

    async def admits(self, interaction: discord.Interaction, *, private: bool = True) -> bool:
        """Acknowledge a command whose answer follows; False where a note says why there is none."""
        if not await self.paces(interaction):
            return False
        await interaction.response.defer(ephemeral=private, thinking=True)
        return await self.is_wanted(interaction)

    async def is_wanted(self, interaction: discord.Interaction) -> bool:
        """Look up whether the server wants the bot; a note says it where it doesn't.

        The interaction is acknowledged before: the store may take its time.
        """
        chosen = await self._rules.book.of(interaction.guild_id)
        if chosen.is_off:
            await tell(interaction, SWITCHED_OFF)
        return not chosen.is_off

    async def paces(self, interaction: discord.Interaction) -> bool:
        """Count a question; False where it is one too many, which a note says each time."""
        place = interaction.channel_id or interaction.user.id
        is_fine = self._rules.cooldowns.take(interaction.user.id, place) is Pace.FINE
        if not is_fine:
            await tell(interaction, TOO_FAST)
        return is_fine

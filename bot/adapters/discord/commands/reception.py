"""Interactions at the door: acknowledged before anything waits, or sent off with a private note."""

import discord

from bot.adapters.discord.commands.contexts import is_direct
from bot.adapters.discord.cooldown import Pace
from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.private import tell
from bot.adapters.discord.rules import Rules
from bot.adapters.discord.wording import OVERLOADED, RESTARTING, SWITCHED_OFF, TOO_FAST

__all__ = ["Reception"]


class Reception:
    """Lets in who acts, as long as there is room, as fast as is good, and where the bot is wanted.

    Args:
        rules: say where, how often and how much is answered.
        failures: takes what goes wrong.

    """

    def __init__(self, rules: Rules, failures: Funnel) -> None:
        self._rules = rules
        self._workload = rules.workload
        self._failures = failures

    async def takes_on(self, interaction: discord.Interaction) -> bool:
        """Take an interaction on until its task ends; False where a note says why not.

        Suggestions are never refused: they are found at once, and one can type on without them.
        """
        if interaction.type is discord.InteractionType.autocomplete:
            return True
        if not (self._workload.is_ending or self._workload.is_full):
            self._workload.hold_this_task()
            return True
        try:
            await tell(interaction, RESTARTING if self._workload.is_ending else OVERLOADED)
        except Exception as error:  # noqa: BLE001  # nobody else would notice
            self._failures.take(error, "turning an interaction away")
        return False

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

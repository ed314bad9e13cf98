"""Commands that failed: whoever used one is told why there is no answer."""

import discord
from discord import app_commands

from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.private import tell
from bot.adapters.discord.wording import OLD_COMMAND

__all__ = ["Unanswered"]

_CHANGED = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)
"""What is wrong with a command that Discord has in another form than this process."""


class Unanswered:
    """Explains what is raised by the commands of a tree.

    Args:
        failures: takes what went wrong.

    """

    def __init__(self, failures: Funnel) -> None:
        self._failures = failures

    async def explain(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        """Tell the person who used a command why there is no answer."""
        if interaction.type is discord.InteractionType.autocomplete:
            self._failures.take(error, "suggesting what to type")
            await interaction.response.autocomplete([])
        elif isinstance(error, _CHANGED):
            await tell(interaction, OLD_COMMAND)
        else:
            cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
            await self._failures.explain(interaction, cause)

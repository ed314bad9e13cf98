"""/setup: how the bot works in a server, chosen by the people who manage it."""

import logging
from collections.abc import Mapping
from dataclasses import replace

import discord
from discord import app_commands

from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.pressing import Presses, selected
from bot.adapters.discord.private import NO_MENTIONS, tell
from bot.adapters.discord.serverbook import ServerBook
from bot.adapters.discord.staff.setup_card import (
    CHANNELS,
    HAND_OFFS,
    SETUP,
    SWITCHES,
    Change,
    setup_card,
)
from bot.adapters.discord.wording import NOT_A_MANAGER, OLD_BUTTON
from bot.core.ports import ServerSettings

__all__ = ["Setup"]

_log = logging.getLogger(__name__)

_TURNS: Mapping[str, Change] = {
    switch.rest(on=on): switch.turn(on=on) for switch in SWITCHES for on in (True, False)
}
"""What each button changes."""


class Setup:
    """Shows and changes the settings of servers.

    Args:
        book: keeps the settings.

    """

    def __init__(self, book: ServerBook) -> None:
        self._book = book

    def listen(self, presses: Presses) -> None:
        """Answer the presses on the card."""
        presses.on(SETUP, self._pressed)

    def add_to(self, tree: app_commands.CommandTree) -> None:
        """Add the command."""

        @tree.command(name="setup", description="Choose how I work in this server.")
        @app_commands.default_permissions(manage_guild=True)
        @app_commands.allowed_installs(guilds=True, users=False)
        @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
        async def setup(interaction: discord.Interaction) -> None:
            if _is_manager(interaction) and interaction.guild:
                await interaction.response.defer(ephemeral=True)
                chosen = await self._book.look_up(interaction.guild.id)
                await _show(interaction, interaction.guild, chosen)
            else:
                await tell(interaction, NOT_A_MANAGER)

    async def _pressed(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        """Change what was pressed, and show what is chosen then in place."""
        server = interaction.guild
        change = _change(interaction, pressed.rest)
        if server is None or not _is_manager(interaction):
            await tell(interaction, NOT_A_MANAGER)
        elif change is None:
            await tell(interaction, OLD_BUTTON)
        else:
            await interaction.response.defer()
            chosen = await self._book.change(server.id, change)
            _log.info(
                "settings of a server changed",
                extra={"server": server.id, "change": pressed.rest, "chosen": str(chosen)},
            )
            await _show(interaction, server, chosen)


def _is_manager(interaction: discord.Interaction) -> bool:
    """Whether whoever acts manages the server, now: that may have changed since the card."""
    return interaction.permissions.manage_guild


def _change(interaction: discord.Interaction, rest: str) -> Change | None:
    """What a press changes; None where that is not known any more."""
    channels = [int(channel) for channel in selected(interaction)]
    match rest:
        case _ if rest == CHANNELS:
            return lambda chosen: replace(chosen, channels=frozenset(channels))
        case _ if rest == HAND_OFFS:
            return lambda chosen: replace(chosen, hand_offs=next(iter(channels), None))
        case _:
            return _TURNS.get(rest)


async def _show(
    interaction: discord.Interaction, server: discord.Guild, chosen: ServerSettings
) -> None:
    card = setup_card(
        server, chosen, owner=interaction.user.id, application=interaction.application_id
    )
    await interaction.edit_original_response(view=card, allowed_mentions=NO_MENTIONS)

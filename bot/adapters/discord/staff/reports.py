"""/report: what the cases of the last days came to, for those who run a server or the bot."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
from discord import app_commands

from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.pressing import Presses
from bot.adapters.discord.private import NO_MENTIONS, tell
from bot.adapters.discord.serverbook import ServerBook
from bot.adapters.discord.staff.report_card import REPORT, Reported, report_card
from bot.adapters.discord.wording import NO_REPORT_FOR_YOU, OLD_BUTTON
from bot.core.assistant import Assistant
from bot.core.ports import Clock, Storage
from bot.core.summary import first_moment, summarise

__all__ = ["Reports"]

_DAYS = 30
_MOST_DAYS = 400
"""Days: outcomes are kept no longer."""


class Reports:
    """Shows reports: of a server to people who manage it, of everything to the bot's owner.

    Args:
        assistant: gives the assistant of the moment, whose knowledge names causes and fixes.
        storage: keeps outcomes and misses.
        book: tells whether a server keeps misses.
        clock: tells the time.
        is_owner: tells whether a user is the application's owner, or one of its team.

    """

    def __init__(
        self,
        assistant: Callable[[], Assistant],
        storage: Storage,
        book: ServerBook,
        clock: Clock,
        is_owner: Callable[[discord.User], Awaitable[bool]],
    ) -> None:
        self._assistant = assistant
        self._storage = storage
        self._book = book
        self._clock = clock
        self._is_owner = is_owner

    def listen(self, presses: Presses) -> None:
        """Answer the presses that turn pages."""
        presses.on(REPORT, self._turned)

    def add_to(self, tree: app_commands.CommandTree) -> None:
        """Add the command."""

        @tree.command(name="report", description="See how cases ended, and what I couldn't answer.")
        @app_commands.describe(days="How many days back, 30 if left out")
        @app_commands.default_permissions(manage_guild=True)
        @app_commands.allowed_installs(guilds=True, users=False)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
        async def report(
            interaction: discord.Interaction,
            days: app_commands.Range[int, 1, _MOST_DAYS] = _DAYS,
        ) -> None:
            if await self._admits(interaction):
                await interaction.response.defer(ephemeral=True)
                await self._show(interaction, days)

    async def _turned(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        days, _, page = pressed.rest.partition(":")
        if not (days.isdecimal() and page.isdecimal()):
            await tell(interaction, OLD_BUTTON)
        elif await self._admits(interaction):
            await interaction.response.defer()
            await self._show(interaction, min(int(days), _MOST_DAYS), int(page))

    async def _admits(self, interaction: discord.Interaction) -> bool:
        """Whether a person may see the report of the place, now; if not, they are told."""
        if interaction.guild_id is not None:
            may = interaction.permissions.manage_guild
        else:
            may = isinstance(interaction.user, discord.User) and await self._is_owner(
                interaction.user
            )
        if not may:
            await tell(interaction, NO_REPORT_FOR_YOU)
        return may

    async def _show(self, interaction: discord.Interaction, days: int, page: int = 1) -> None:
        server, now = interaction.guild_id, self._clock.now()
        outcomes = await self._storage.outcomes.list(server, first_moment(now, days))
        misses = await self._storage.misses.list(server)
        # Misses by likeness take a while where there are many.
        summary = await asyncio.to_thread(summarise, outcomes, misses, now=now, days=days)
        keeps = server is None or (await self._book.of(server)).keeps_misses
        reported = Reported(summary, self._assistant().knowledge, server, keeps_misses=keeps)
        card = report_card(reported, interaction.user.id, page)
        await interaction.edit_original_response(view=card, allowed_mentions=NO_MENTIONS)

"""Choices of a reply: the card that was pressed shows what comes of them."""

import discord

from bot.adapters.discord.cards.beside import staying
from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.pressing import Presses, selected
from bot.adapters.discord.cards.views import CHOICE, PAGE, SELECT
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.cases.outlets import AsAnswer
from bot.adapters.discord.commands.contexts import case_of

__all__ = ["Choices"]


class Choices:
    """Answers presses that make a choice.

    Args:
        desk: answers choices.

    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listen(self, presses: Presses) -> None:
        """Answer the presses of choices."""
        presses.on(CHOICE, self._pressed)
        presses.on(SELECT, self._selected)
        presses.on(PAGE, self._turned)

    async def _pressed(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        await self._choose(interaction, pressed, pressed.rest)

    async def _selected(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        await self._choose(interaction, pressed, selected(interaction)[0])

    async def _turned(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        page, _, choice = pressed.rest.partition(":")
        await self._choose(interaction, pressed, choice, int(page) if page.isdecimal() else 1)

    async def _choose(
        self, interaction: discord.Interaction, pressed: CustomId, choice: str, page: int = 1
    ) -> None:
        await interaction.response.defer()
        key = case_of(interaction, pressed.tag)
        outlet = AsAnswer(interaction, lambda _: staying(interaction.message))
        await self._desk.choose(key, choice, outlet, page)

"""The list of what the bot knows about, and the details of each entry, on one private card."""

from collections.abc import Callable, Iterator, Sequence

import discord
from discord import ui

from bot.adapters.discord.cards.beside import LIST, list_button
from bot.adapters.discord.cards.fitting import shorten
from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.markdown import heading, paragraph
from bot.adapters.discord.cards.pressing import Lasting, Presses, selected
from bot.adapters.discord.cards.views import MOST_OPTIONS, OPTION
from bot.adapters.discord.cases.outlets import AsAnswer
from bot.adapters.discord.commands.contexts import PRIVATE, case_of
from bot.adapters.discord.private import NO_MENTIONS
from bot.adapters.discord.wording import CAUSES, LIST_LEAD, LIST_TITLE, OTHER_ENTRIES
from bot.core.assistant import Assistant
from bot.core.catalogue import CatalogueLine
from bot.core.knowledge import Kind

__all__ = ["ABOUT", "Listing", "list_view"]

ABOUT = "about"
"""The kind of press that chooses an entry of the list; the number of the select comes with it."""


class Listing:
    """Shows the list, and what is chosen in it.

    Args:
        assistant: gives the assistant of the moment, so that its knowledge can be exchanged.

    """

    def __init__(self, assistant: Callable[[], Assistant]) -> None:
        self._assistant = assistant

    def listen(self, presses: Presses) -> None:
        """Answer the presses that lead through the list."""
        presses.on(LIST, self._back)
        presses.on(ABOUT, self._chosen)

    async def show(self, interaction: discord.Interaction) -> None:
        """Show the list in place of the answer to an interaction that was acknowledged."""
        view = list_view(self._assistant().catalogue(), interaction.user.id)
        await interaction.edit_original_response(view=view, allowed_mentions=NO_MENTIONS)

    async def _back(self, interaction: discord.Interaction, _: CustomId) -> None:
        await interaction.response.defer()
        await self.show(interaction)

    async def _chosen(self, interaction: discord.Interaction, _: CustomId) -> None:
        await interaction.response.defer()
        key = case_of(interaction, PRIVATE)
        reply = self._assistant().about(selected(interaction)[0])
        outlet = AsAnswer(interaction, lambda _: [list_button(key, back=True)])
        await outlet.show(reply, key)


def list_view(lines: Sequence[CatalogueLine], user: int) -> ui.LayoutView:
    """The list as a card for a user: a select for the causes, another for all else."""
    container: ui.Container[ui.LayoutView] = ui.Container()
    container.add_item(ui.TextDisplay(heading(LIST_TITLE)))
    container.add_item(ui.TextDisplay(paragraph(LIST_LEAD)))
    for number, (placeholder, options) in enumerate(_selects(lines)):
        custom_id = str(CustomId(ABOUT, user, PRIVATE, str(number)))
        select: ui.Select[ui.LayoutView] = ui.Select(placeholder=placeholder, custom_id=custom_id)
        for line in options:
            select.add_option(
                label=shorten(line.title, OPTION),
                value=line.id,
                description=shorten(line.summary, OPTION),
            )
        row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
        row.add_item(Lasting(select))
        container.add_item(row)
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _selects(lines: Sequence[CatalogueLine]) -> Iterator[tuple[str, Sequence[CatalogueLine]]]:
    """What stands in each select, as many as a select takes."""
    causes = [line for line in lines if line.kind is Kind.CAUSE]
    others = [line for line in lines if line.kind is not Kind.CAUSE]
    for placeholder, group in (CAUSES, causes), (OTHER_ENTRIES, others):
        for first in range(0, len(group), MOST_OPTIONS):
            yield placeholder, group[first : first + MOST_OPTIONS]

"""Buttons that outlive a restart: what they do stands in their identifiers."""

import re
from typing import Protocol, Self, runtime_checkable

import discord
from discord import ui
from typing_extensions import override

from bot.adapters.discord.fitting import shorten
from bot.adapters.discord.private import tell
from bot.adapters.discord.wording import NOT_YOURS, OLD_BUTTON
from bot.core.reply import Choice, Style

__all__ = ["BUTTONS", "CUSTOM_ID", "LABEL", "ChoiceButton", "Host", "UnknownButton"]

CUSTOM_ID = 100
"""Characters that Discord allows in a button's identifier."""

LABEL = 80
"""Characters that Discord allows on a button."""

_STYLES = {
    Style.PRIMARY: discord.ButtonStyle.primary,
    Style.PLAIN: discord.ButtonStyle.secondary,
}


@runtime_checkable
class Host(Protocol):
    """The client that the buttons belong to."""

    async def on_choice(self, interaction: discord.Interaction, choice: str) -> None:
        """Answer a choice, made by the person whose case it is."""

    async def on_failed_press(self, interaction: discord.Interaction, error: Exception) -> None:
        """Tell the person that the press went wrong."""


class _Button(ui.DynamicItem[ui.Button[ui.LayoutView]], template=r"(?!)"):
    """Answers each press in any case: discord.py would swallow what is raised in here."""

    @override
    async def callback(self, interaction: discord.Interaction) -> None:
        host = interaction.client
        if not isinstance(host, Host):
            message = f"{type(host).__name__} has no way to answer buttons"
            raise TypeError(message)
        try:
            await self.pressed(interaction, host)
        except Exception as error:  # noqa: BLE001  # whatever it is, the press gets an answer
            await host.on_failed_press(interaction, error)

    async def pressed(self, interaction: discord.Interaction, host: Host) -> None:
        """Do what the button is for."""
        raise NotImplementedError


class ChoiceButton(_Button, template=r"bm1:(?P<owner>\d{1,20}):(?P<choice>.+)"):
    """A choice of a reply, for the person whose case it is; ``bm1`` is its version."""

    def __init__(self, owner: int, choice: Choice) -> None:
        super().__init__(
            ui.Button(
                style=_STYLES[choice.style],
                label=shorten(choice.label, LABEL),
                custom_id=f"bm1:{owner}:{choice.id}",
            )
        )
        self.owner = owner
        self.choice = choice.id

    @override
    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[ui.LayoutView], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["owner"]), Choice(match["choice"], ""))

    @override
    async def pressed(self, interaction: discord.Interaction, host: Host) -> None:
        if interaction.user.id == self.owner:
            await host.on_choice(interaction, self.choice)
        else:
            await tell(interaction, NOT_YOURS)


class UnknownButton(_Button, template=r"(?s)(?!bm1:\d{1,20}:.).+"):
    """Anything else that can be pressed: a part of the bot that is no longer there."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(ui.Button(custom_id=custom_id))

    @override
    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[ui.LayoutView], match: re.Match[str], /
    ) -> Self:
        return cls(match[0])

    @override
    async def pressed(self, interaction: discord.Interaction, host: Host) -> None:
        await tell(interaction, OLD_BUTTON)


BUTTONS: tuple[type[_Button], ...] = (ChoiceButton, UnknownButton)
"""Everything that can be pressed; between them they answer every identifier."""

"""Presses: every button, select and modal finds its answer by its identifier, and always gets one.

discord.py would keep a view for each message, and swallow what is raised in its callbacks. So the
parts of a card carry no callbacks; the client hands each press to `Presses`.
"""

from collections.abc import Awaitable, Callable

import discord
from discord import ui

from bot.adapters.discord.arriving import Door, arrive
from bot.adapters.discord.cards.identifiers import ANYBODY, CustomId
from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.private import tell
from bot.adapters.discord.wording import NOT_YOURS, OLD_BUTTON

__all__ = ["Lasting", "Press", "Presses", "selected"]

Press = Callable[[discord.Interaction, CustomId], Awaitable[None]]
"""What answers a press."""


class Lasting(ui.DynamicItem["ui.Item[ui.LayoutView]"], template=""):
    """A button or select that can be pressed for as long as its message stands.

    discord.py keeps nothing for it; its template is found in every identifier, and is all of none.
    """


def selected(interaction: discord.Interaction) -> list[str]:
    """What was selected; an empty list where nothing is."""
    values = dict(interaction.data or {}).get("values")
    return [str(value) for value in values] if isinstance(values, list) else []


class Presses:
    """Hands each press to what answers its kind.

    Args:
        failures: takes what goes wrong.

    """

    def __init__(self, failures: Funnel) -> None:
        self._failures = failures
        self._kinds: dict[str, Press] = {}

    def on(self, kind: str, press: Press) -> None:
        """Let a kind of press be answered.

        Raises:
            ValueError: it is answered already.

        """
        if kind in self._kinds:
            message = f"presses of the kind {kind!r} are answered already"
            raise ValueError(message)
        self._kinds[kind] = press

    async def answer(self, interaction: discord.Interaction) -> None:
        """Answer a press, made by whoever may make it."""
        is_form = interaction.type is discord.InteractionType.modal_submit
        arrive(Door.FORM if is_form else Door.PRESS)
        try:
            await self._route(interaction)
        except Exception as error:  # noqa: BLE001  # whatever it is, the press gets an answer
            await self._failures.explain(interaction, error)

    async def _route(self, interaction: discord.Interaction) -> None:
        pressed = CustomId.parse(str(dict(interaction.data or {}).get("custom_id", "")))
        press = self._kinds.get(pressed.kind) if pressed else None
        if pressed is None or press is None:
            await tell(interaction, OLD_BUTTON)
        elif pressed.owner not in {ANYBODY, interaction.user.id}:
            await tell(interaction, NOT_YOURS)
        else:
            await press(interaction, pressed)

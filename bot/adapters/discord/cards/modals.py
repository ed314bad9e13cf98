"""Modals: opened here, and answered through `Presses` like everything else that is pressed."""

from collections.abc import Iterator, Mapping

import discord
from discord import ui

__all__ = ["MODAL_LABEL", "MODAL_TITLE", "fields", "open_modal"]

MODAL_TITLE = 45
"""Characters that Discord allows in a modal's title."""

MODAL_LABEL = 45
"""Characters that Discord allows in the label over a field."""


async def open_modal(interaction: discord.Interaction, modal: ui.Modal) -> None:
    """Answer an interaction by a modal; what is entered comes as a press of the modal's identifier.

    discord.py would keep the modal until it is submitted, which may be never. It keeps none that
    has stopped, and `Presses` needs none: so it works after a restart, too.
    """
    modal.stop()
    await interaction.response.send_modal(modal)


def fields(interaction: discord.Interaction) -> dict[str, str]:
    """The texts that were entered in a modal, by the identifiers of their fields."""
    return dict(_entered(interaction.data or {}))


def _entered(part: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The texts inside a part: fields stand in labels, or in the rows of older modals.

    https://docs.discord.com/developers/components/reference
    """
    name, value = part.get("custom_id"), part.get("value")
    if isinstance(name, str) and isinstance(value, str):
        yield name, value
    inner = part.get("components")
    for child in (*(inner if isinstance(inner, list) else ()), part.get("component")):
        if isinstance(child, Mapping):
            yield from _entered(child)

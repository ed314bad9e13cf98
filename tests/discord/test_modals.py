"""Modals: what was entered in them."""

from unittest.mock import Mock

import discord
from discord import ui

from bot.adapters.discord.cards.modals import fields, open_modal


def submitted(*components: object) -> discord.Interaction:
    """The interaction of a modal with these components."""
    data = {"custom_id": "bm2:form:1::", "components": list(components)}
    return Mock(spec=discord.Interaction, data=data)


def test_field_in_a_label_is_read() -> None:
    """A field inside a label is found by its identifier."""
    label = {"type": 18, "component": {"type": 4, "custom_id": "seen", "value": "it stops"}}
    assert fields(submitted(label)) == {"seen": "it stops"}


def test_field_in_a_row_is_read() -> None:
    """A field inside a row, as in modals of an older form, is found as well."""
    row = {"type": 1, "components": [{"type": 4, "custom_id": "seen", "value": "it stops"}]}
    assert fields(submitted(row)) == {"seen": "it stops"}


def test_what_is_no_text_is_left_out() -> None:
    """Texts of the modal's own, and what holds no text, are no fields."""
    shown = {"type": 10, "id": 1}
    ticked = {"type": 18, "component": {"type": 23, "custom_id": "sure", "value": True}}
    chosen = {"type": 18, "component": {"type": 3, "custom_id": "one", "values": ["a"]}}
    assert fields(submitted(shown, ticked, chosen)) == {}


async def test_nothing_is_kept_of_an_open_modal() -> None:
    """A modal that nobody submits takes no memory: discord.py stores none that has stopped."""
    interaction = Mock(spec=discord.Interaction)
    interaction.response = Mock(spec=discord.InteractionResponse)
    modal = ui.Modal(title="A form", custom_id="bm2:form:1::")
    await open_modal(interaction, modal)
    interaction.response.send_modal.assert_awaited_once_with(modal)
    assert modal.is_finished()

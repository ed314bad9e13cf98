"""A form to describe what is wrong, for those who don't know what to tell."""

from collections.abc import Mapping

import discord
from discord import ui

from bot.adapters.discord.cards.beside import DESCRIBE
from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.modals import fields, open_modal
from bot.adapters.discord.cards.pressing import Presses
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.cases.outlets import AsAnswer
from bot.adapters.discord.commands.contexts import PRIVATE, case_of, is_read_by_others
from bot.adapters.discord.commands.reception import Reception
from bot.adapters.discord.wording import (
    DESCRIBE_IT,
    FORM_DEVICE,
    FORM_DEVICE_LIKE,
    FORM_SYSTEM,
    FORM_SYSTEM_LIKE,
    FORM_TRIED,
    FORM_TRIED_LIKE,
    FORM_WHAT,
    FORM_WHAT_LIKE,
)
from bot.core.reading import Utterance

__all__ = ["DESCRIBED", "Describing", "form", "in_plain_words"]

DESCRIBED = "described"
"""The kind of a form that was sent off; whose card it began from comes with it."""

_WHAT, _DEVICE, _SYSTEM, _TRIED = "what", "device", "system", "tried"


class Describing:
    """Opens the form, and answers what was filled in.

    Args:
        desk: answers questions.
        reception: counts them.

    """

    def __init__(self, desk: Desk, reception: Reception) -> None:
        self._desk = desk
        self._reception = reception

    def listen(self, presses: Presses) -> None:
        """Answer the presses of *Describe it*, and the forms that come of them."""
        presses.on(DESCRIBE, self._opened)
        presses.on(DESCRIBED, self._sent_off)

    async def _opened(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        # Counted here: nobody fills in a form to be told that it was one too many.
        if await self._reception.paces(interaction):
            custom_id = CustomId(DESCRIBED, interaction.user.id, pressed.tag, pressed.rest)
            await open_modal(interaction, form(custom_id))

    async def _sent_off(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        """Answer in the card that the form began from if it is the person's own, else privately."""
        is_own = pressed.rest == str(interaction.user.id)
        tag = pressed.tag if is_own else PRIVATE
        if is_own:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
        if not await self._reception.is_wanted(interaction):
            return
        utterance = Utterance(
            in_plain_words(fields(interaction)), is_public=is_read_by_others(interaction, tag)
        )
        await self._desk.ask(case_of(interaction, tag), utterance, AsAnswer(interaction))


def form(custom_id: CustomId) -> ui.Modal:
    """The form; only what one sees has to be filled in."""
    modal = ui.Modal(title=DESCRIBE_IT, custom_id=str(custom_id))
    long = discord.TextStyle.paragraph
    for label, text in (
        (FORM_WHAT, _text(_WHAT, FORM_WHAT_LIKE, 1_000, style=long, required=True)),
        (FORM_DEVICE, _text(_DEVICE, FORM_DEVICE_LIKE, 60)),
        (FORM_SYSTEM, _text(_SYSTEM, FORM_SYSTEM_LIKE, 30)),
        (FORM_TRIED, _text(_TRIED, FORM_TRIED_LIKE, 500, style=long)),
    ):
        modal.add_item(ui.Label(text=label, component=text))
    return modal


def _text(
    name: str,
    example: str,
    longest: int,
    *,
    style: discord.TextStyle = discord.TextStyle.short,
    required: bool = False,
) -> ui.TextInput[ui.Modal]:
    return ui.TextInput(
        custom_id=name, placeholder=example, max_length=longest, style=style, required=required
    )


def in_plain_words(filled: Mapping[str, str]) -> str:
    """A filled-in form as somebody would have written it."""
    device, system = filled.get(_DEVICE, ""), filled.get(_SYSTEM, "")
    if system[:1].isdigit():
        system = f"iOS {system}"
    tried = ", ".join(filled.get(_TRIED, "").splitlines())
    said = (
        filled.get(_WHAT, ""),
        device and f"It's my {device}",
        system and f"It has {system}",
        tried and f"I already tried: {tried}",
    )
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in said if text)

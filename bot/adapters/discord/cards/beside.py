"""Buttons of Discord's own, which stand under a card beside the choices of its reply."""

from collections.abc import Iterator

import discord
from discord import ui

from bot.adapters.discord.cards.identifiers import ANYBODY, CustomId
from bot.adapters.discord.cards.pressing import Lasting
from bot.adapters.discord.wording import (
    BACK_TO_LIST,
    DESCRIBE_IT,
    LIST_OF_CAUSES,
    POST_IT,
)
from bot.core.ports import CaseKey

__all__ = [
    "DESCRIBE",
    "LIST",
    "POST",
    "Button",
    "button",
    "describe_button",
    "list_button",
    "post_button",
    "staying",
]

Button = ui.Item[ui.View | ui.LayoutView]
"""A button that can be pressed for as long as its message stands."""

DESCRIBE = "describe"
"""The kind of press that opens a form; whose card it is comes with it."""

LIST = "list"
"""The kind of press that leads to the list of causes."""

POST = "post"
"""The kind of press that posts a private card; the author of its message comes with it."""


def button(
    label: str,
    custom_id: CustomId,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> Button:
    """A button with a label that says what it does."""
    return Lasting(ui.Button(label=label, custom_id=str(custom_id), style=style))


def describe_button(key: CaseKey) -> Button:
    """*Describe it*: anybody may, and only the user of the case changes its card."""
    custom_id = CustomId(DESCRIBE, ANYBODY, key.tag, str(key.user))
    return button(DESCRIBE_IT, custom_id, discord.ButtonStyle.primary)


def list_button(key: CaseKey, *, back: bool = False) -> Button:
    """To the list of causes, maybe back to it."""
    return button(BACK_TO_LIST if back else LIST_OF_CAUSES, CustomId(LIST, key.user, key.tag))


def post_button(key: CaseKey, author: int) -> Button:
    """*Post it here*: the case of a message whose id is the tag, for the author of that message."""
    return button(POST_IT, CustomId(POST, key.user, key.tag, str(author)))


def staying(message: discord.Message | None) -> Iterator[Button]:
    """The buttons under a card that stay there, whatever is chosen on it."""
    if message is None:
        return
    for item in ui.LayoutView.from_message(message, timeout=None).walk_children():
        if isinstance(item, ui.Button) and item.custom_id and item.label:
            custom_id = CustomId.parse(item.custom_id)
            if custom_id and custom_id.kind == POST:
                yield button(item.label, custom_id)

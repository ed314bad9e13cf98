"""What goes out: cards as replies to questions, edited in place, and retired."""

import logging

import discord

from bot.adapters.discord.failures import is_refused_form
from bot.adapters.discord.private import NO_MENTIONS, tell
from bot.adapters.discord.views import card, plain_text, without_choices
from bot.core.reply import Reply

__all__ = ["edit_card", "retire", "send_card", "send_text"]

_log = logging.getLogger(__name__)


async def send_card(question: discord.Message, reply: Reply) -> discord.Message:
    """Reply to a question with a card, or in plain text where Discord refuses the card.

    The nonce is the question's id, and discord.py sends ``enforce_nonce`` with it: whatever is
    repeated, Discord makes one message.
    """
    try:
        return await question.channel.send(
            view=card(reply, question.author.id),
            reference=question.to_reference(fail_if_not_exists=False),
            mention_author=False,
            allowed_mentions=NO_MENTIONS,
            nonce=str(question.id),
        )
    except discord.HTTPException as error:
        if not is_refused_form(error):
            raise
        _log.error("Discord refuses the form of a card: %s", error)  # no traceback
        return await send_text(question, plain_text(reply))


async def send_text(question: discord.Message, text: str) -> discord.Message:
    """Reply to a question in plain text."""
    return await question.channel.send(
        text,
        reference=question.to_reference(fail_if_not_exists=False),
        mention_author=False,
        allowed_mentions=NO_MENTIONS,
        suppress_embeds=True,
        nonce=str(question.id),
    )


async def edit_card(interaction: discord.Interaction, reply: Reply) -> None:
    """Put a reply in place of the card whose button was pressed."""
    try:
        await interaction.edit_original_response(
            view=card(reply, interaction.user.id), allowed_mentions=NO_MENTIONS
        )
    except discord.HTTPException as error:
        if not is_refused_form(error):
            raise
        _log.error("Discord refuses the form of a card: %s", error)  # no traceback
        await tell(interaction, plain_text(reply))


async def retire(channel: "discord.abc.MessageableChannel", message_id: int) -> None:
    """Take the choices off an old card, if it can still be edited; its words stay."""
    try:
        message = await channel.fetch_message(message_id)
        view = without_choices(message)
        if view:
            await message.edit(view=view, allowed_mentions=NO_MENTIONS)
    except discord.HTTPException as error:
        _log.debug("The card %d keeps its buttons: %s", message_id, error)

"""Old cards: once another one is live, their choices go, and their words stay."""

import logging

import discord

from bot.adapters.discord.cards.views import without_choices
from bot.adapters.discord.cases.desk import Answered, live_card
from bot.adapters.discord.private import NO_MENTIONS

__all__ = ["Retiring"]

_log = logging.getLogger(__name__)


class Retiring:
    """Takes the choices off cards that are not live any more.

    Args:
        client: the connection to Discord.

    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def after(self, answered: Answered) -> None:
        """Retire the card before the one that was shown, if it is another."""
        old = answered.before.card if answered.before else None
        # What only its reader sees can't be fetched again.
        if old is None or answered.key.tag:
            return
        if old in {answered.shown, live_card(answered.reply, answered.shown, old)}:
            return
        channel = self._client.get_partial_messageable(answered.key.place)
        try:
            message = await channel.fetch_message(old)
            view = without_choices(message)
            if view:
                await message.edit(view=view, allowed_mentions=NO_MENTIONS)
        except discord.HTTPException as error:
            _log.debug("a card keeps its buttons", extra={"answer": old, "error": str(error)})

"""*Remove this answer*: by whoever asked for it, and by moderators."""

import logging
from collections.abc import Iterator

import discord
from discord import app_commands, ui

from bot.adapters.discord.cards.identifiers import ANYBODY, CustomId
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.failures import CODES, Category
from bot.adapters.discord.private import tell
from bot.adapters.discord.wording import (
    CANT_REMOVE,
    NOT_MINE,
    NOT_YOURS_TO_REMOVE,
    REMOVED,
)
from bot.core.ports import CaseKey, Claim, Claims

__all__ = ["REMOVE", "Removing"]

REMOVE = "Remove this answer"
"""What the entry in the menu of a message is called."""

_log = logging.getLogger(__name__)


class Removing:
    """Removes answers, and what is kept of their cases.

    Args:
        desk: knows the cases.
        claims: know which question an answer answers.

    """

    def __init__(self, desk: Desk, claims: Claims) -> None:
        self._desk = desk
        self._claims = claims

    def add_to(self, tree: app_commands.CommandTree) -> None:
        """Add the entry to the menu of messages."""

        @tree.context_menu(name=REMOVE)
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def remove(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._remove(interaction, message)

    async def _remove(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Remove an answer, if it is one and whoever acts may do that."""
        me = interaction.client.user
        if me is None or message.author.id != me.id:
            await tell(interaction, NOT_MINE)
            return
        claim = await self._claims.answered_by(message.id)
        is_asker = interaction.user.id in _askers(message, claim)
        if not (is_asker or interaction.permissions.manage_messages):
            await tell(interaction, NOT_YOURS_TO_REMOVE)
            return
        try:
            await message.delete()
        except discord.HTTPException as error:
            if not _is_gone(error):
                _log.info(
                    "an answer can't be removed", extra={"answer": message.id, "error": str(error)}
                )
                await tell(interaction, CANT_REMOVE)
                return
        await self._forget(message, claim, interaction.guild_id)
        by = "asker" if is_asker else "moderator"
        _log.info("an answer was removed", extra={"answer": message.id, "by": by})
        await tell(interaction, REMOVED)

    async def _forget(
        self, message: discord.Message, claim: Claim | None, server: int | None
    ) -> None:
        """Forget what the answer was about."""
        if claim:
            await self._desk.withdraw(claim)
        for user, tag in {(one.owner, one.tag) for one in _identifiers(message)}:
            await self._desk.drop(CaseKey(message.channel.id, user, tag, server), message.id)


def _askers(message: discord.Message, claim: Claim | None) -> Iterator[int]:
    """Whose answer it is: who asked, who used the command, whose buttons it has."""
    if claim:
        yield claim.question.key.user
    if message.interaction_metadata:
        yield message.interaction_metadata.user.id
    for identifier in _identifiers(message):
        yield identifier.owner


def _identifiers(message: discord.Message) -> Iterator[CustomId]:
    """The identifiers on a card that belong to somebody."""
    for item in ui.LayoutView.from_message(message, timeout=None).walk_children():
        parsed = CustomId.parse(str(getattr(item, "custom_id", "")))
        if parsed and parsed.owner != ANYBODY:
            yield parsed


def _is_gone(error: discord.HTTPException) -> bool:
    """Whether the message was deleted already."""
    return error.code in CODES and CODES[error.code].category is Category.GONE

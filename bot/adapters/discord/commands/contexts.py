"""Where an interaction takes place, and whose case it is about."""

import discord

from bot.core.ports import CaseKey

__all__ = ["PRIVATE", "case_of", "is_direct", "is_read_by_others"]

PRIVATE = "private"
"""The tag of the case that a user has where nobody else sees it."""


def case_of(interaction: discord.Interaction, tag: str) -> CaseKey:
    """The case of the person who acts, in the place where that is."""
    return CaseKey(interaction.channel_id or 0, interaction.user.id, tag, interaction.guild_id)


def is_direct(interaction: discord.Interaction) -> bool:
    """Whether it takes place between the person and the bot alone."""
    return interaction.context.dm_channel


def is_read_by_others(interaction: discord.Interaction, tag: str) -> bool:
    """Whether others read what is said in a case of this tag there."""
    return not tag and not is_direct(interaction)

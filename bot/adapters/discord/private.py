"""Notes that nobody else sees."""

import discord

__all__ = ["NO_MENTIONS", "tell"]

NO_MENTIONS = discord.AllowedMentions.none()
"""Goes with everything that is sent or edited: nothing that the bot writes pings anybody."""


async def tell(interaction: discord.Interaction, text: str) -> None:
    """Tell something to the person who acted, whether the action was acknowledged or not."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=NO_MENTIONS)
    else:
        await interaction.response.send_message(text, ephemeral=True, allowed_mentions=NO_MENTIONS)

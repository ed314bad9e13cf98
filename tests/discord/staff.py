"""People who manage the server, each with a card that only they see."""

import discord
import simcord

from tests.discord.world import World, parts, words

__all__ = ["Staff"]


class Staff:
    """Carol manages the server, and opens a card with a command."""

    command = ""

    def __init__(self, world: World) -> None:
        self.world = world
        managing = discord.Permissions(manage_guild=True)
        self.role = world.guild.create_role("staff", permissions=managing)
        carol = world.env.create_user("carol")
        self.carol = world.guild.add_member(carol, roles=[self.role])
        self.card: simcord.ResponseMessage | None = None

    async def open(self) -> str:
        """Use the command; gives what the card says."""
        result = await self.carol.slash(self.world.channel, self.command)
        assert result.response is not None
        assert result.response.ephemeral
        self.card = result.response
        return self.said

    @property
    def shown(self) -> simcord.ResponseMessage:
        """The card as it is now."""
        assert self.card is not None
        return self.card

    @property
    def said(self) -> str:
        """What the card says."""
        return words(self.shown)

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons on the card."""
        return [str(part["label"]) for part in parts(self.shown) if "label" in part]

    async def press(self, label: str) -> simcord.InteractionResult:
        """Press a button of the card."""
        result = await self.carol.click(self.shown, label=label)
        assert result.acknowledged
        return result

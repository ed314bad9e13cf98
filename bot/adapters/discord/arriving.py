"""By which door something came in, and when: known to all that is done about it.

Everything that Discord tells is handled in a task of its own, so a context variable holds it.
"""

import asyncio
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

import discord
from discord import app_commands
from typing_extensions import override

__all__ = ["Arrival", "ArrivingTree", "Door", "arrival", "arrive"]


class Door(StrEnum):
    """The ways in which people ask and choose."""

    MENTION = "mention"
    DIRECT = "direct"
    """A direct message."""
    EDIT = "edit"
    """A message that was answered, or not addressed to the bot, and was changed."""
    LATE = "late"
    """A message that was found in the history after a gap."""
    COMMAND = "command"
    MENU = "menu"
    """The menu of a message."""
    PRESS = "press"
    """A button or a select."""
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that came in."""

    door: Door
    at: float
    """By the event loop's clock, in seconds."""

    def since(self) -> float:
        """Seconds that have passed since."""
        return asyncio.get_running_loop().time() - self.at


_latest: ContextVar[Arrival | None] = ContextVar("arrival", default=None)


def arrive(door: Door) -> None:
    """Note that what the present task handles came in now."""
    _latest.set(Arrival(door, asyncio.get_running_loop().time()))


def arrival() -> Arrival | None:
    """What the present task handles; None where nobody asked, or it was not noted."""
    return _latest.get()


class ArrivingTree(app_commands.CommandTree[discord.Client]):
    """Notes the arrival of each command."""

    @override
    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        is_menu = isinstance(interaction.command, app_commands.ContextMenu)
        arrive(Door.MENU if is_menu else Door.COMMAND)
        return True

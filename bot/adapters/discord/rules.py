"""Where, how often and how much the bot answers."""

from dataclasses import dataclass

from bot.adapters.discord.cooldown import Cooldowns
from bot.adapters.discord.places import Places
from bot.adapters.discord.serverbook import ServerBook
from bot.adapters.discord.workload import Workload

__all__ = ["Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What Discord allows, what the people of a server want, and what is good for all."""

    places: Places
    book: ServerBook
    cooldowns: Cooldowns
    workload: Workload

"""Messages to whoever runs the bot."""

from collections.abc import Sequence

import discord

from bot.adapters.discord.cards.markdown import fenced_lines
from bot.adapters.discord.private import NO_MENTIONS
from bot.adapters.discord.wording import BROKEN_KNOWLEDGE, more_problems
from bot.errors import Problem

__all__ = ["problems_text", "tell_owner"]

_LONGEST = 2_000
"""Characters of a message."""


async def tell_owner(client: discord.Client, text: str) -> None:
    """Write a direct message to the application's owner, or to the one of its team.

    Raises:
        discord.HTTPException: it can't be sent.

    """
    application = await client.application_info()
    team = application.team
    owner = application.owner.id if team is None else team.owner_id
    if owner is not None:
        channel = await client.create_dm(discord.Object(owner))
        await channel.send(text, allowed_mentions=NO_MENTIONS, suppress_embeds=True)


def problems_text(problems: Sequence[Problem]) -> str:
    """What is wrong with the knowledge folder, as far as it goes into a message."""
    lines = [line for problem in problems for line in fenced_lines(str(problem))]
    shown = len(lines)
    while len(text := _text(lines[:shown], len(lines) - shown)) > _LONGEST:
        shown -= 1
    return text


def _text(lines: Sequence[str], left: int) -> str:
    block = "\n".join(["```", *lines, "```"]) if lines else ""
    return "\n".join(filter(None, [BROKEN_KNOWLEDGE, block, more_problems(left) if left else ""]))

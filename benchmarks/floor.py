"""What is measured against: a bot that replies the same card to everybody, without thinking.

``python -m benchmarks.floor CARD`` runs it with ``DISCORD_TOKEN`` and ``DISCORD_API_URL``; the file
CARD holds the components of its card. It is the least that discord.py takes: it looks up nothing
and keeps nothing.
"""

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

import discord
from discord import ui
from discord.http import Route
from typing_extensions import override

__all__ = ["Floor", "Part", "items"]


class Part(TypedDict, total=False):
    """A component, as Discord writes it."""

    type: int
    components: list["Part"]
    accent_color: int
    content: str
    style: int
    label: str
    custom_id: str
    url: str


class Floor(discord.AutoShardedClient):
    """The bot; it is told and caches what ours does.

    Args:
        parts: the components of its card.

    """

    def __init__(self, parts: Iterable[Part]) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
        )
        self._parts = list(parts)

    @override
    async def setup_hook(self) -> None:
        self.loop.add_signal_handler(
            signal.SIGTERM, lambda: self.loop.create_task(self.close(), name="stop")
        )

    async def on_message(self, message: discord.Message) -> None:
        """Reply to whoever mentions it."""
        if message.author.bot or self.user not in message.mentions:
            return
        view = ui.LayoutView(timeout=None)
        for item in items(self._parts):
            view.add_item(item)
        view.stop()  # else the library keeps every view
        await message.reply(view=view, mention_author=False, nonce=str(message.id))


def items(parts: Iterable[Part]) -> Iterator[ui.Item[ui.LayoutView]]:
    """Components as the objects of the library, which a bot makes anew for each message.

    Raises:
        ValueError: a component is of a kind that the card is not made of.

    """
    for part in parts:
        kind = part["type"]
        inner = items(part.get("components", ()))
        if kind == discord.ComponentType.container.value:
            yield ui.Container(*inner, accent_colour=part["accent_color"])
        elif kind == discord.ComponentType.action_row.value:
            yield ui.ActionRow(*inner)
        elif kind == discord.ComponentType.text_display.value:
            yield ui.TextDisplay(part["content"])
        elif kind == discord.ComponentType.separator.value:
            yield ui.Separator()
        elif kind == discord.ComponentType.button.value:
            yield ui.Button(
                style=discord.ButtonStyle(part["style"]),
                label=part["label"],
                custom_id=part.get("custom_id"),
                url=part.get("url"),
            )
        else:
            message = f"the card has a component of type {kind}"
            raise ValueError(message)


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_API_URL"]
    card = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    Floor(card).run(os.environ["DISCORD_TOKEN"], log_handler=None)

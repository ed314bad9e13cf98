"""The card on which the people who manage a server choose how the bot works there."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import discord
from discord import ui

from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.markdown import bold, heading, small
from bot.adapters.discord.cards.pressing import Lasting
from bot.adapters.discord.commands.inviting import invite_link
from bot.adapters.discord.staff.lacking import Lack, lacks
from bot.core.ports import ServerSettings

__all__ = ["CHANNELS", "HAND_OFFS", "SETUP", "SWITCHES", "Change", "Switch", "setup_card"]

SETUP = "setup"
"""The kind of press that changes a server's settings."""

CHANNELS = "channels"
"""Where mentions are answered, as an identifier's rest."""

HAND_OFFS = "hand-offs"
"""Where moderators learn of hand-offs, as an identifier's rest."""

_MOST_CHANNELS = 25
"""Channels that Discord allows to be selected."""

_MENTIONED_IN: Final = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.voice,
]

_COLOUR = discord.Colour(0x2F7DD1)

Change = Callable[[ServerSettings], ServerSettings]
"""What is changed in the settings of a server."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that is on or off for a whole server."""

    id: str
    is_on: Callable[[ServerSettings], bool]
    turned: Callable[[ServerSettings, bool], ServerSettings]
    """Turns it on or off."""
    on: str
    """What turning it on is called."""
    off: str
    """What turning it off is called."""

    def turn(self, *, on: bool) -> Change:
        """What turning it on or off changes."""
        return lambda chosen: self.turned(chosen, on)

    def rest(self, *, on: bool) -> str:
        """The identifier's rest that turns it on or off; pressing twice turns nothing back."""
        return f"{self.id}-{'on' if on else 'off'}"


SWITCHES: Sequence[Switch] = (
    Switch(
        "threads",
        lambda chosen: chosen.opens_threads,
        lambda chosen, on: replace(chosen, opens_threads=on),
        "Open a thread for each case",
        "Stop opening threads",
    ),
    Switch(
        "private",
        lambda chosen: chosen.is_private,
        lambda chosen, on: replace(chosen, is_private=on),
        "Make command answers private",
        "Make command answers public",
    ),
    Switch(
        "misses",
        lambda chosen: chosen.keeps_misses,
        lambda chosen, on: replace(chosen, keeps_misses=on),
        "Keep unanswered questions",
        "Stop keeping unanswered questions",
    ),
    Switch(
        "answering",
        lambda chosen: not chosen.is_off,
        lambda chosen, on: replace(chosen, is_off=not on),
        "Switch me on again",
        "Switch me off in this server",
    ),
)


def setup_card(
    server: discord.Guild, chosen: ServerSettings, *, owner: int, application: int
) -> ui.LayoutView:
    """The card with what is chosen for a server, for one person to change."""
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=_COLOUR)
    container.add_item(ui.TextDisplay(_state(chosen)))
    lacking = list(lacks(server, chosen))
    if lacking:
        container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay(_attention(lacking)))
        if any(lack.is_permission for lack in lacking):
            link = invite_link(application, server.id, chosen)
            invite: ui.Button[ui.LayoutView] = ui.Button(label="Give me what I need", url=link)
            container.add_item(ui.ActionRow(invite))
    container.add_item(ui.Separator())
    for label, select in _selects(server, chosen, owner):
        container.add_item(ui.TextDisplay(label))
        container.add_item(ui.ActionRow(Lasting(select)))
    buttons: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for switch in SWITCHES:
        buttons.add_item(_button(switch, chosen, owner))
    container.add_item(buttons)
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _state(chosen: ServerSettings) -> str:
    """What is chosen, in words."""
    places = _mentions(chosen.channels)
    lines = {
        "Answering": "off. I answer nobody in this server, whatever is chosen below; "
        "a direct message to me still works."
        if chosen.is_off
        else "on.",
        "Mentions": f"answered in {places} and the threads there."
        if places
        else "answered in every channel where I can see and write.",
        "Threads": "each case gets a thread of its own."
        if chosen.opens_threads
        else "none. I reply in the channel.",
        "Commands": "what they answer is private, unless the asker wants it public."
        if chosen.is_private
        else "what they answer is public, unless the asker wants it private.",
        "Hand-offs": f"when I send somebody to Apple Support in public, I tell "
        f"moderators in <#{chosen.hand_offs}>."
        if chosen.hand_offs
        else "moderators are not told when I send somebody to Apple Support.",
        "Unanswered questions": "kept for 30 days, in this server only, with mentions, numbers and "
        "links taken out, to learn what I should know."
        if chosen.keeps_misses
        else "not kept. If you want them kept: for 30 days, in this server only, with "
        "mentions, numbers and links taken out.",
    }
    title = heading("How I work in this server")
    note = small("Only you can see this card. A change counts at once, for everybody here.")
    return "\n".join((title, note, *(f"- {bold(name)}: {text}" for name, text in lines.items())))


def _mentions(channels: Collection[int]) -> str:
    return ", ".join(f"<#{channel}>" for channel in sorted(channels))


def _attention(lacking: Sequence[Lack]) -> str:
    lines = [bold("What stands in the way"), *(f"- {lack.text}" for lack in lacking)]
    if any(lack.is_permission for lack in lacking):
        note = "The link gives me that for the whole server. A channel can still forbid it: "
        lines.append(small(f"{note}then allow it in the channel's own settings."))
    return "\n".join(lines)


def _selects(
    server: discord.Guild, chosen: ServerSettings, owner: int
) -> Iterator[tuple[str, ui.ChannelSelect[ui.LayoutView]]]:
    """The selects, each with the line above it."""
    hand_offs = [] if chosen.hand_offs is None else [chosen.hand_offs]
    yield (
        bold("Answer mentions in these channels"),
        ui.ChannelSelect(
            custom_id=str(CustomId(SETUP, owner, rest=CHANNELS)),
            placeholder="None: everywhere",
            channel_types=_MENTIONED_IN,
            min_values=0,
            max_values=_MOST_CHANNELS,
            default_values=_present(server, chosen.channels),
        ),
    )
    yield (
        bold("Tell moderators of hand-offs in this channel"),
        ui.ChannelSelect(
            custom_id=str(CustomId(SETUP, owner, rest=HAND_OFFS)),
            placeholder="None: they are not told",
            channel_types=[discord.ChannelType.text],
            min_values=0,
            default_values=_present(server, hand_offs),
        ),
    )


def _present(server: discord.Guild, channels: Collection[int]) -> list[discord.Object]:
    """Those of the channels that are still there; Discord refuses others."""
    return [discord.Object(one) for one in sorted(channels) if server.get_channel(one)]


def _button(switch: Switch, chosen: ServerSettings, owner: int) -> Lasting:
    is_on = switch.is_on(chosen)
    return Lasting(
        ui.Button(
            label=switch.off if is_on else switch.on,
            custom_id=str(CustomId(SETUP, owner, rest=switch.rest(on=not is_on))),
        )
    )

"""/privacy: what is kept of a person, for that person to see and to delete."""

import io
import json
import logging
from collections.abc import Collection, Mapping

import discord
from discord import app_commands, ui

from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.markdown import bold, heading, small
from bot.adapters.discord.cards.modals import fields, open_modal
from bot.adapters.discord.cards.pressing import Lasting, Presses
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.private import NO_MENTIONS, tell
from bot.core.ports import People

__all__ = ["CONFIRM", "EXPORT", "FORGET", "PRIVACY", "WORD", "Privacy", "privacy_card"]

PRIVACY = "kept"
"""The kind of press that shows the card; anybody may."""

EXPORT = "export"
"""The kind of press that shows what is kept of a person."""

FORGET = "forget"
"""The kind of press that asks whether all of that is to be deleted."""

CONFIRM = "forgotten"
"""The kind of the modal in which that is confirmed."""

WORD = "forget"
"""What is typed to confirm it."""

_FIELD = "word"
_LONGEST_WORD = 20

_COLOUR = discord.Colour(0x80848E)

_KEPT: Mapping[str, str] = {
    "Your conversation": "what I understood and which buttons you chose, until a day after your "
    "last message.",
    "Which messages I answered": "their numbers, with yours and the channel's, for a week, so that "
    "none is answered twice or missed.",
    "How your case ended": "with the likely cause and the fixes you tried, for 400 days, to see "
    "which fixes help. It stands under a code, not under your name or number.",
    "What you taught me": "your wording, under the same code, until it is taken back. If you "
    "never used /teach, there is none.",
}

_FORM = f"Type “{WORD}” to confirm"

_NOT_CONFIRMED = (
    f"I deleted nothing: the word was not “{WORD}”. Press the button again if you want to go on."
)
_NOTHING_KEPT = "I keep nothing about you."
_FORGOTTEN = (
    "Done, {count} deleted. I keep nothing about you now, and your next message begins anew."
)
_TOO_BIG = (
    "That is more than Discord lets me attach here. Ask whoever runs me for it, or try again in a "
    "direct message."
)

_log = logging.getLogger(__name__)


class Privacy:
    """Shows people what is kept of them, and deletes it.

    Args:
        people: what is kept.
        desk: answers questions, and has to stop for that person meanwhile.

    """

    def __init__(self, people: People, desk: Desk) -> None:
        self._people = people
        self._desk = desk

    def listen(self, presses: Presses) -> None:
        """Answer the presses on the card, and the modal behind it."""
        presses.on(PRIVACY, self._opened)
        presses.on(EXPORT, self._export)
        presses.on(FORGET, self._ask)
        presses.on(CONFIRM, self._forget)

    def add_to(self, tree: app_commands.CommandTree) -> None:
        """Add the command."""

        @tree.command(name="privacy", description="See or delete what I keep about you.")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def privacy(interaction: discord.Interaction) -> None:
            await self._show(interaction)

    async def _opened(self, interaction: discord.Interaction, _: CustomId) -> None:
        await self._show(interaction)

    async def _show(self, interaction: discord.Interaction) -> None:
        about = interaction.client.application
        card = privacy_card(interaction.user.id, about.privacy_policy_url if about else None)
        card.stop()  # discord.py would watch it for 15 minutes, and nothing waits for that
        await interaction.response.send_message(
            view=card, ephemeral=True, allowed_mentions=NO_MENTIONS
        )

    async def _export(self, interaction: discord.Interaction, _: CustomId) -> None:
        """Send all that is kept of the person as a file that nobody else sees."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        kept = await self._people.export(interaction.user.id)
        count = _records(kept)
        text = json.dumps(kept, indent=2, ensure_ascii=False).encode()
        if not count:
            await tell(interaction, _NOTHING_KEPT)
        elif len(text) > interaction.filesize_limit:
            await tell(interaction, _TOO_BIG)
        else:
            await interaction.followup.send(
                f"This is all that I keep about you: {_counted(count)}.",
                file=discord.File(io.BytesIO(text), "kept-about-you.json"),
                ephemeral=True,
                allowed_mentions=NO_MENTIONS,
            )

    async def _ask(self, interaction: discord.Interaction, _: CustomId) -> None:
        """Ask for a word, so that nothing is deleted by a slip."""
        confirm = CustomId(CONFIRM, interaction.user.id)
        modal = ui.Modal(title="Delete what I keep about you", custom_id=str(confirm))
        word: ui.TextInput[ui.Modal] = ui.TextInput(custom_id=_FIELD, max_length=_LONGEST_WORD)
        modal.add_item(
            ui.Label(
                text=_FORM,
                description="Everything goes, your open case too. It can't be brought back.",
                component=word,
            )
        )
        await open_modal(interaction, modal)

    async def _forget(self, interaction: discord.Interaction, _: CustomId) -> None:
        """Delete all that is kept of the person, once the word is there."""
        if _plain(fields(interaction).get(_FIELD, "")) != WORD:
            await tell(interaction, _NOT_CONFIRMED)
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        user = interaction.user.id
        async with self._desk.closed_for(user):
            count = await self._people.forget(user)
        _log.info("records of a person deleted at their wish", extra={"records": count})
        told = _FORGOTTEN.format(count=_counted(count)) if count else _NOTHING_KEPT
        await tell(interaction, told)


def privacy_card(user: int, policy: str | None) -> ui.LayoutView:
    """The card for a person; `policy` is the address of whole text, where there is one."""
    lines = [
        heading("What I keep about you"),
        "I read what you write, answer it, and forget the text. What I keep:",
        *(f"- {bold(name)}: {text}" for name, text in _KEPT.items()),
    ]
    notes = [
        small(
            "One exception: where the people who run a server switched it on, a question that I "
            "can't answer is kept for that server for 30 days, with mentions, numbers and links "
            "taken out, and without who asked. Direct messages never are."
        ),
        small("Discord keeps your own messages until you delete them there."),
    ]
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=_COLOUR)
    container.add_item(ui.TextDisplay("\n".join(lines)))
    container.add_item(ui.TextDisplay("\n".join(notes)))
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for label, kind in (("Show what is kept of me", EXPORT), ("Forget me", FORGET)):
        row.add_item(Lasting(ui.Button(label=label, custom_id=str(CustomId(kind, user)))))
    if policy:
        row.add_item(ui.Button(label="Read more", url=policy))
    container.add_item(row)
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _plain(text: str) -> str:
    """What was typed, without what doesn't matter."""
    return text.strip(" .!'\"“”").casefold()


def _records(kept: Mapping[str, object]) -> int:
    """How many records there are in all."""
    parts = [part for part in kept.values() if isinstance(part, Collection)]
    return sum(len(part) for part in parts if not isinstance(part, str))


def _counted(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"

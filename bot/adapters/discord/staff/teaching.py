"""/teach: people who manage a server put what was missed there into words of their own.

What is taught answers in every server, so only the application's owner decides on that: what others
teach is a proposal until then.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import discord
from discord import app_commands, ui

from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.modals import fields, open_modal
from bot.adapters.discord.cards.pressing import Presses, selected
from bot.adapters.discord.private import NO_MENTIONS, tell
from bot.adapters.discord.staff.teaching_card import (
    ACTIVATE,
    ENTRY,
    EXAMPLE,
    FIELD,
    MISSES,
    TAUGHT,
    UNDO,
    WORDS,
    Viewer,
    example_card,
    form,
    misses_card,
    taught_card,
    verdict_card,
    waiting_card,
)
from bot.adapters.discord.wording import (
    EXAMPLE_GONE,
    KEEPS_NO_MISSES,
    NOT_A_TEACHER,
    OWNER_DECIDES,
    TAKEN_BACK,
)
from bot.core.assistant import Assistant
from bot.core.misses import MissGroup, groups
from bot.core.ports import Clock, Storage, Teacher
from bot.core.teaching import TaughtExample, Verdict, is_understood

__all__ = ["Teaching"]

IsOwner = Callable[[discord.User | discord.Member], Awaitable[bool]]
"""Tells whether somebody owns the application."""

_log = logging.getLogger(__name__)


class Teaching:
    """Shows what was missed, and has wordings for it taught or proposed.

    Args:
        assistant: gives the assistant of the moment.
        teacher: checks what is taught, and has it used.
        storage: keeps it, misses, and what was chosen for servers.
        clock: tells the time.
        is_owner: tells whether somebody owns the application.

    """

    def __init__(
        self,
        assistant: Callable[[], Assistant],
        teacher: Teacher,
        storage: Storage,
        clock: Clock,
        is_owner: IsOwner,
    ) -> None:
        self._assistant = assistant
        self._teacher = teacher
        self._taught = storage.taught
        self._misses = storage.misses
        self._servers = storage.servers
        self._clock = clock
        self._is_owner = is_owner

    def listen(self, presses: Presses) -> None:
        """Answer the presses on the cards, and the modal behind them."""
        presses.on(MISSES, self._turned)
        presses.on(ENTRY, self._chosen)
        presses.on(WORDS, self._worded)
        presses.on(TAUGHT, self._listed)
        presses.on(EXAMPLE, self._picked)
        presses.on(ACTIVATE, self._activated)
        presses.on(UNDO, self._undone)

    def add_to(self, tree: app_commands.CommandTree) -> None:
        """Add the command."""

        @tree.command(name="teach", description="Teach me what I couldn't answer here.")
        @app_commands.default_permissions(manage_guild=True)
        @app_commands.allowed_installs(guilds=True, users=False)
        @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
        async def teach(interaction: discord.Interaction) -> None:
            server = await self._admitted(interaction)
            if server is not None:
                await interaction.response.defer(ephemeral=True)
                await self._show_misses(interaction, server, 1)

    async def _turned(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        server = await self._admitted(interaction)
        if server is not None:
            await interaction.response.defer()
            await self._show_misses(interaction, server, _number(pressed.rest))

    async def _chosen(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        """Ask for a wording of what was selected."""
        if await self._admitted(interaction) is not None:
            number = _number(pressed.rest.partition(":")[0])
            (entry,) = selected(interaction)
            await open_modal(interaction, form(entry, number, await self._viewer(interaction)))

    async def _worded(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        """Have a wording checked, and taught or proposed."""
        server = await self._admitted(interaction)
        if server is None:
            return
        await interaction.response.defer()
        number, _, entry = pressed.rest.partition(":")
        viewer = await self._viewer(interaction)
        text = " ".join(fields(interaction).get(FIELD, "").split())
        example = TaughtExample(entry, text, self._clock.now(), server, is_active=viewer.decides)
        await _show(interaction, waiting_card(example, viewer))
        found = await self._groups(server)
        said = [miss.text for group in found for miss in group.misses]
        verdict = await self._teacher.teach(example, viewer.id, said)
        _note(verdict)
        settled = 0
        if verdict.is_taught and example.is_active:
            settled = await self._settle(server, found[_number(number) - 1 :][:1], entry)
        await _show(interaction, verdict_card(verdict, _number(number), viewer, settled=settled))

    async def _settle(self, server: int, found: Sequence[MissGroup], entry: str) -> int:
        """Delete the misses of a group that lead to an entry now; gives how many those are."""
        reader = self._assistant().reader

        def understood() -> list[int]:
            return [
                miss.id
                for group in found
                for miss in group.misses
                if is_understood(reader, TaughtExample(entry, miss.text, 0.0))
            ]

        settled = await asyncio.to_thread(understood)
        if settled:
            await self._misses.forget(server, settled)
        return len(settled)

    async def _listed(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        server = await self._admitted(interaction)
        if server is not None:
            await interaction.response.defer()
            await self._show_taught(interaction, server, _number(pressed.rest))

    async def _picked(self, interaction: discord.Interaction, _: CustomId) -> None:
        (example_id,) = selected(interaction)
        example = await self._find(interaction, example_id)
        if example is not None:
            await interaction.response.defer()
            await _show(interaction, example_card(example, await self._viewer(interaction)))

    async def _activated(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        """Let a proposal count, if it still stands the checks."""
        example = await self._find(interaction, pressed.rest)
        if example is None:
            return
        viewer = await self._viewer(interaction)
        if not viewer.decides:
            await tell(interaction, OWNER_DECIDES)
            return
        await interaction.response.defer()
        await _show(interaction, waiting_card(example, viewer))
        verdict = await self._teacher.activate(example.id)
        if verdict is None:
            await tell(interaction, EXAMPLE_GONE)
            await self._show_taught(interaction, interaction.guild_id, 1)
        else:
            _note(verdict)
            await _show(interaction, verdict_card(verdict, 1, viewer))

    async def _undone(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        """Take an example back; what counts is the owner's to take back."""
        example = await self._find(interaction, pressed.rest)
        if example is None:
            return
        if example.is_active and not await self._is_owner(interaction.user):
            await tell(interaction, OWNER_DECIDES)
            return
        await interaction.response.defer()
        await self._teacher.undo(example.id)
        _log.info("an example was taken back", extra={"example": example.id})
        await self._show_taught(interaction, interaction.guild_id, 1)
        await tell(interaction, TAKEN_BACK)

    async def _viewer(self, interaction: discord.Interaction) -> Viewer:
        decides = await self._is_owner(interaction.user)
        return Viewer(interaction.user.id, decides, self._assistant().knowledge)

    async def _admitted(self, interaction: discord.Interaction) -> int | None:
        """The server that whoever acts may teach in; None, and they are told, where they may not.

        Those are the people who manage it, now, where it keeps misses. The application's owner has
        more to do there than that: to decide on proposals.
        """
        server = interaction.guild_id
        if server is None or not interaction.permissions.manage_guild:
            await tell(interaction, NOT_A_TEACHER)
            return None
        keeps_misses = (await self._servers.load(server)).keeps_misses
        if not keeps_misses and not await self._is_owner(interaction.user):
            await tell(interaction, KEEPS_NO_MISSES)
            return None
        return server

    async def _find(
        self, interaction: discord.Interaction, example_id: str
    ) -> TaughtExample | None:
        """An example that whoever acts may see; None, and they are told, where there is none."""
        server = await self._admitted(interaction)
        if server is None:
            return None
        for one in await self._seen_by(interaction, server):
            if one.id == example_id:
                return one
        await tell(interaction, EXAMPLE_GONE)
        return None

    async def _seen_by(
        self, interaction: discord.Interaction, server: int | None
    ) -> list[TaughtExample]:
        """What is taught: the owner sees all of it, others what counts and their server's."""
        is_owner = await self._is_owner(interaction.user)
        kept = await self._taught.all()
        return [one for one in kept if is_owner or one.is_active or one.server == server]

    async def _show_misses(
        self, interaction: discord.Interaction, server: int, number: int
    ) -> None:
        found = await self._groups(server)
        await _show(interaction, misses_card(found, number, await self._viewer(interaction)))

    async def _groups(self, server: int) -> tuple[MissGroup, ...]:
        return await asyncio.to_thread(groups, await self._misses.list(server))

    async def _show_taught(
        self, interaction: discord.Interaction, server: int | None, page: int
    ) -> None:
        shown = await self._seen_by(interaction, server)
        await _show(interaction, taught_card(shown, page, await self._viewer(interaction)))


async def _show(interaction: discord.Interaction, card: ui.LayoutView) -> None:
    await interaction.edit_original_response(view=card, allowed_mentions=NO_MENTIONS)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 1


def _note(verdict: Verdict) -> None:
    """Log what became of an example: nothing of its words."""
    example = verdict.example
    settled = "taught" if example.is_active else "proposed"
    how = "refused" if verdict.objections else settled
    told = {"example": example.id, "entry": example.entry, "objections": len(verdict.objections)}
    _log.info(f"an example is {how}", extra=told)  # fixed words, no fields

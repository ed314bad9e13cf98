"""The connection to Discord: what it listens to, and who answers."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord
from discord.ext import commands
from typing_extensions import override

from bot.adapters.discord.arriving import ArrivingTree
from bot.adapters.discord.cards.pressing import Presses
from bot.adapters.discord.cases.choices import Choices
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.cases.handing_off import HandingOff
from bot.adapters.discord.cases.missing import Missing
from bot.adapters.discord.cases.posting import Posting
from bot.adapters.discord.cases.retiring import Retiring
from bot.adapters.discord.commands.asking import Commands
from bot.adapters.discord.commands.describing import Describing
from bot.adapters.discord.commands.listing import Listing
from bot.adapters.discord.commands.privacy_card import Privacy
from bot.adapters.discord.commands.reception import Reception
from bot.adapters.discord.commands.removing import Removing
from bot.adapters.discord.commands.syncing import sync_at_start
from bot.adapters.discord.commands.unanswered import Unanswered
from bot.adapters.discord.cooldown import CHANNEL_RATE, USER_RATE, Cooldowns, Rate
from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.places import Places
from bot.adapters.discord.private import NO_MENTIONS
from bot.adapters.discord.rules import Rules
from bot.adapters.discord.serverbook import ServerBook
from bot.adapters.discord.staff.reports import Reports
from bot.adapters.discord.staff.setup import Setup
from bot.adapters.discord.staff.teaching import Teaching
from bot.adapters.discord.talk.catching_up import CatchingUp
from bot.adapters.discord.talk.messages import Messages
from bot.core.assistant import Assistant
from bot.core.ports import Clock, Storage, Teacher

__all__ = ["MedicBot", "Options", "gateway_intents"]


def gateway_intents() -> discord.Intents:
    """What the bot hears of: servers, and the messages in them and in DMs; nothing privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    return intents


@dataclass(frozen=True, slots=True)
class Options:
    """What can be set."""

    user_rate: Rate = USER_RATE
    channel_rate: Rate = CHANNEL_RATE
    shard_count: int | None = None
    """How many shards there are in all; as many as Discord advises if left out."""
    shard_ids: Sequence[int] | None = None
    """Which of them run in this process; all of them if left out."""
    syncs: bool = True
    """Whether commands that changed are registered at the start."""


class MedicBot(commands.AutoShardedBot):
    """Backup Medic in Discord.

    Args:
        assistant: gives the assistant of the moment, so that its knowledge can be exchanged.
        storage: keeps what outlives a restart.
        clock: tells the time.
        failures: takes what goes wrong.
        options: what can be set.

    """

    def __init__(
        self,
        assistant: Callable[[], Assistant],
        storage: Storage,
        clock: Clock,
        failures: Funnel,
        options: Options = Options(),  # it is frozen
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=gateway_intents(),
            allowed_mentions=NO_MENTIONS,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            tree_cls=ArrivingTree,
            shard_count=options.shard_count,
        )
        self.shard_ids = None if options.shard_ids is None else list(options.shard_ids)
        self._storage, self._clock, self._failures = storage, clock, failures
        cooldowns = Cooldowns(options.user_rate, options.channel_rate, clock)
        book = ServerBook(storage.servers, clock, failures)
        self._rules = Rules(Places(clock), book, cooldowns)
        self._desk = Desk(assistant, storage, clock, failures)
        self._desk.after(Retiring(self).after)
        self._desk.after(HandingOff(self, book).after)
        self._desk.after(Missing(storage.misses, clock).after)
        self._messages = Messages(self, self._desk, storage.claims, self._rules, failures)
        self._catching_up = CatchingUp(self, self._messages, storage.claims, clock, failures)
        self._presses = Presses(failures)
        reception, listing = Reception(self._rules), Listing(assistant)
        setup, privacy = Setup(book), Privacy(storage.people, self._desk)
        reports = Reports(assistant, storage, book, clock, self.is_owner)
        describing, posting = Describing(self._desk, reception), Posting(self._desk)
        for part in (Choices(self._desk), listing, describing, posting, setup, privacy, reports):
            part.listen(self._presses)
        asking = Commands(self._desk, listing, reception, failures)
        for door in (asking, setup, privacy, reports, Removing(self._desk, storage.claims)):
            door.add_to(self.tree)
        self.tree.error(Unanswered(failures).explain)
        self._memos = storage.memos if options.syncs else None

    @property
    def desk(self) -> Desk:
        """Where everything is answered."""
        return self._desk

    @property
    def failures(self) -> Funnel:
        """What takes everything that goes wrong."""
        return self._failures

    @override
    async def setup_hook(self) -> None:
        if self._memos:
            await sync_at_start(self.tree, self._memos, self._failures)

    def teach_with(self, teacher: Teacher) -> None:
        """Let people teach the assistant by way of a teacher."""
        teaching = Teaching(
            self._desk.assistant, teacher, self._storage, self._clock, self.is_owner
        )
        teaching.listen(self._presses)
        teaching.add_to(self.tree)

    @override
    async def on_message(self, message: discord.Message, /) -> None:
        await self._messages.asked(message)

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        """Follow a question that was edited."""
        await self._messages.edited(edit.message)

    async def on_raw_message_delete(self, deletion: discord.RawMessageDeleteEvent) -> None:
        """Follow a question that was deleted."""
        await self._messages.deleted(deletion.message_id)

    async def on_raw_bulk_message_delete(self, deletion: discord.RawBulkMessageDeleteEvent) -> None:
        """Follow questions that were deleted, many at once."""
        for message_id in deletion.message_ids:
            await self._messages.deleted(message_id)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a press of a button, a select or a modal; commands have a way of their own."""
        if interaction.type in {
            discord.InteractionType.component,
            discord.InteractionType.modal_submit,
        }:
            await self._presses.answer(interaction)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that the bot was taken out of."""
        await self._rules.book.leave(guild.id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note from when on a shard hears nothing."""
        self._catching_up.lost(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that Discord has repeated what a shard didn't hear."""
        self._catching_up.resumed(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Catch up on what a shard didn't hear before its new session."""
        await self._catching_up.ready(shard_id)

    @override
    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            self._failures.take(error, "handling an event", handler=event_method)

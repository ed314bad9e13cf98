"""The connection to Discord: what it listens to, and who answers."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
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
from bot.adapters.discord.connecting import check_sessions
from bot.adapters.discord.cooldown import CHANNEL_RATE, USER_RATE, Cooldowns, Rate
from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.guarding import guard
from bot.adapters.discord.identifying import Identifying
from bot.adapters.discord.places import Places
from bot.adapters.discord.private import NO_MENTIONS
from bot.adapters.discord.rules import Rules
from bot.adapters.discord.serverbook import ServerBook
from bot.adapters.discord.staff.owner import problems_text, tell_owner
from bot.adapters.discord.staff.reports import Reports
from bot.adapters.discord.staff.setup import Setup
from bot.adapters.discord.staff.teaching import Teaching
from bot.adapters.discord.talk.catching_up import CatchingUp
from bot.adapters.discord.talk.messages import Messages
from bot.adapters.discord.workload import MOST, Workload
from bot.core.assistant import Assistant
from bot.core.ports import Alone, Clock, Storage, Teacher
from bot.errors import Problem

__all__ = ["MADE_UP_EVERY", "NOTED_EVERY", "MedicBot", "Options", "gateway_intents"]

NOTED_EVERY = 60.0
"""Seconds between two notes of what was heard: so much more is read after a crash."""

MADE_UP_EVERY = 30.0
"""Seconds between two tries to give the answers that Discord didn't take."""


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
    most_in_hand: int = MOST
    """Questions and presses that may be in hand or waiting."""
    alone: Alone | None = None
    """Keeps processes that share the shards from doing the same at once; None if there is one."""


class _Tree(ArrivingTree):
    """The commands, each taken on before it is carried out."""

    @override
    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        await super().interaction_check(interaction)
        client = self.client
        return isinstance(client, MedicBot) and await client.reception.takes_on(interaction)


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
            tree_cls=_Tree,
            shard_count=options.shard_count,
        )
        self.shard_ids = None if options.shard_ids is None else list(options.shard_ids)
        guard(self, failures)
        self._storage, self._clock, self._failures = storage, clock, failures
        self._options = options
        self._identifying = Identifying(options.alone) if options.alone else None
        cooldowns = Cooldowns(options.user_rate, options.channel_rate, clock)
        book = ServerBook(storage.servers, clock, failures)
        self._rules = Rules(Places(clock), book, cooldowns, Workload(options.most_in_hand))
        self._desk = Desk(assistant, storage, clock, failures)
        self._desk.after(Retiring(self).after)
        self._desk.after(HandingOff(self, book).after)
        self._desk.after(Missing(storage.misses, clock).after)
        self._messages = Messages(self, self._desk, storage.claims, self._rules, failures)
        self._catching_up = CatchingUp(self, self._messages, storage, clock, failures)
        self._presses = Presses(failures)
        self.reception = Reception(self._rules, failures)
        """Takes interactions on."""
        listing = Listing(assistant)
        setup, privacy = Setup(book), Privacy(storage.people, self._desk)
        reports = Reports(assistant, storage, book, clock, self.is_owner)
        describing, posting = Describing(self._desk, self.reception), Posting(self._desk)
        for part in (Choices(self._desk), listing, describing, posting, setup, privacy, reports):
            part.listen(self._presses)
        asking = Commands(self._desk, listing, self.reception, failures)
        for door in (asking, setup, privacy, reports, Removing(self._desk, storage.claims)):
            door.add_to(self.tree)
        self.tree.error(Unanswered(failures).explain)

    @property
    def desk(self) -> Desk:
        """Where everything is answered."""
        return self._desk

    @property
    def in_hand(self) -> int:
        """How many questions and presses are in hand or waiting."""
        return len(self._rules.workload)

    @property
    def failures(self) -> Funnel:
        """What takes everything that goes wrong."""
        return self._failures

    @override
    async def setup_hook(self) -> None:
        if self._options.syncs:
            memos, alone = self._storage.memos, self._options.alone
            await sync_at_start(self.tree, memos, self._failures, alone)

    @override
    async def connect(self, *, reconnect: bool = True) -> None:
        await self._look_up_gateway()
        await super().connect(reconnect=reconnect)

    async def _look_up_gateway(self) -> None:
        """Ask where the gateway is, and what may be done there.

        Whoever answers for Discord's REST interface says it; the library asks only where it isn't
        told the number of shards, and takes Discord's own address for all that comes later.
        """
        advised, address, limits = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
        self.shard_count = self.shard_count or advised
        wanted = len(self.shard_ids or range(self.shard_count))
        check_sessions(wanted, limits["remaining"], limits["reset_after"] / 1_000)
        if self._identifying:
            self._identifying.max_concurrency = limits["max_concurrency"]

    @override
    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if self._identifying:
            await self._identifying.turn(shard_id or 0)
        else:
            await super().before_identify_hook(shard_id, initial=initial)

    async def tell_problems(self, problems: Sequence[Problem]) -> None:
        """Tell the application's owner what is wrong with the knowledge folder.

        Of several processes the one with the first shard does that, which all others have too.
        """
        if self.shard_ids and 0 not in self.shard_ids:
            return
        try:
            await tell_owner(self, problems_text(problems))
        except Exception as error:  # noqa: BLE001  # the log has the problems all the same
            self._failures.take(error, "telling the owner of problems")

    async def finish(self, seconds: float) -> int:
        """Take on nothing more, and finish what is in hand; gives how much is left after it."""
        return await self._rules.workload.finish(seconds)

    @override
    async def close(self) -> None:
        if self._identifying:
            await self._identifying.close()
        await super().close()

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
        kinds = discord.InteractionType.component, discord.InteractionType.modal_submit
        if interaction.type in kinds and await self.reception.takes_on(interaction):
            await self._presses.answer(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Answer at once in a server that takes the bot back, whatever it refused before."""
        self._rules.places.welcome(place.id for place in (*guild.channels, *guild.threads))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Do the same where that was during a gap: what is told after it doesn't say so."""
        await self.on_guild_join(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that the bot was taken out of."""
        await self._rules.book.leave(guild.id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note from when on a shard hears nothing."""
        self._catching_up.hearing.lost(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that Discord has repeated what a shard didn't hear."""
        self._catching_up.hearing.resumed(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Catch up on what a shard didn't hear before its new session."""
        await self._catching_up.ready(shard_id)

    async def note_heard(self) -> None:
        """Note until when everything was heard; to be called every `NOTED_EVERY` seconds.

        Raises:
            StoreError: it can't be noted.

        """
        await self._catching_up.hearing.note()

    async def make_up(self) -> None:
        """Try again to answer what is owed; to be called every `MADE_UP_EVERY` seconds."""
        await self._catching_up.make_up()

    @override
    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            self._failures.take(error, "handling an event", handler=event_method)

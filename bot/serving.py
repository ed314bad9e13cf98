"""Builds what runs: the Discord bot, and the commands that want its store."""

import contextlib
import gc
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from signal import SIGINT
from typing import TYPE_CHECKING

from bot import __version__
from bot.active import ActiveAssistant
from bot.adapters.telemetry.state import State
from bot.app import read_knowledge, user_cache
from bot.core.assistant import Assistant
from bot.core.encoding import Encoders, MatcherName
from bot.core.ports import Alone, Taught
from bot.core.summary import Summary, first_moment, summarise
from bot.models import Models
from bot.models_apart import ModelsApart
from bot.reloading import Reloading
from bot.repeating import repeated
from bot.running import Signals, run_until_told
from bot.semantic.choosing import choose_matcher
from bot.settings import Settings
from bot.sharding import share
from bot.teaching import TeachingDesk

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from bot.adapters.discord.client import MedicBot, Options
    from bot.adapters.discord.watching import Watch
    from bot.adapters.store import Bridge, Store

__all__ = ["copy_store", "open_taught", "read_summary", "register", "serve", "unconnected"]

_log = logging.getLogger(__name__)

_PURGE_EVERY = 60 * 60
"""Seconds between two looks for what has expired in the store."""

_COLLECTED = 2_000
"""Objects after which the garbage collector looks through the new ones of a bot that runs: a
millisecond's work."""

_REFRESH_EVERY = 5
"""Seconds between two looks for what another process was taught."""

_WATCH_EVERY = 10 * 60
"""Seconds after which a knowledge folder is watched again that could not be."""


def _active_assistant(
    settings: Settings, taught: Taught, encoders: Encoders | None = None
) -> ActiveAssistant:
    cache = user_cache()
    models = ModelsApart(Models(cache, encoders and encoders.examples))
    return ActiveAssistant(
        lambda: read_knowledge(settings.knowledge, cache), models, taught, encoders
    )


@contextlib.asynccontextmanager
async def open_taught(settings: Settings) -> AsyncIterator[Taught]:
    """Open what staff taught, and close it at the end.

    Raises:
        SettingsError: the store's address is none.
        StoreError: the store can't be opened.

    """
    from bot.adapters.store import Store  # noqa: PLC0415  # only this command needs it

    async with Store.open(settings.database_url, key=settings.key()) as store:
        yield store.taught


class _SystemClock:
    def now(self) -> float:
        return time.time()


def _looked_up(
    watch: "Watch", bridge: "Bridge", assistant: Callable[[], Assistant]
) -> Callable[[], State]:
    """How the process is, each time that somebody wants to know."""

    def state() -> State:
        working, waiting = watch.load
        return State(
            is_closed=watch.is_closed,
            shards=watch.shards,
            in_hand=watch.in_hand,
            working=working,
            waiting=waiting,
            is_store_down=bridge.is_down,
            waiting_writes=bridge.waiting,
            knowledge=assistant().knowledge.version,
            matcher=MatcherName.SEMANTIC if assistant().is_semantic else MatcherName.LIGHT,
            build=__version__,
        )

    return state


def _spare_collector() -> None:
    """Take what lives as long as the process out of the garbage collector's sight.

    It would look through all of the knowledge now and then, and hold up the event loop meanwhile
    (https://docs.python.org/3/library/gc.html#gc.freeze). From then on it looks more often, and
    each time as much shorter. It doesn't look once more before that: of all that a start makes it
    would find next to nothing to free.
    """
    gc.freeze()
    gc.set_threshold(_COLLECTED)


@contextlib.asynccontextmanager
async def _health(
    settings: Settings, state: Callable[[], State], registry: "CollectorRegistry"
) -> AsyncIterator[None]:
    """Serve how the process is on the port for that, if there is one, until the context ends."""
    if settings.health_port is None:
        yield
        return
    # A web server takes its time to import, and some megabytes.
    from bot.adapters.telemetry.health import health_app, serving  # noqa: PLC0415

    async with serving(health_app(state, registry), settings.health_host, settings.health_port):
        yield


async def serve(settings: Settings) -> None:
    """Run the Discord bot until it is told to end.

    Raises:
        SettingsError: there is no token, the store's address is none, the settings of shards don't
            go together, the semantic matcher is wanted and can't be had, or the port for health
            can't be opened.
        KnowledgeError: the knowledge folder has problems.
        StoreError: the store can't be opened.
        DiscordUnavailableError: Discord can't be reached, or refuses the token.
        KeyboardInterrupt: it has ended in order, by ^C.

    """
    # Only this command needs these, and they take their time to import.
    from bot.adapters.discord.client import (  # noqa: PLC0415
        MADE_UP_EVERY,
        NOTED_EVERY,
        MedicBot,
    )
    from bot.adapters.discord.connecting import connect  # noqa: PLC0415
    from bot.adapters.discord.failures import Funnel  # noqa: PLC0415
    from bot.adapters.discord.watching import Watch  # noqa: PLC0415
    from bot.adapters.folder import watch  # noqa: PLC0415
    from bot.adapters.store import TRIED_EVERY, Bridge, Store  # noqa: PLC0415
    from bot.adapters.telemetry.figures import Figures  # noqa: PLC0415

    token, shards = settings.token(), _shards(settings)
    matcher = choose_matcher(settings, user_cache())
    _log.info("how it matches", extra={"matcher": matcher.name, "because": matcher.because})
    clock, failures, signals = _SystemClock(), Funnel(), Signals()
    async with Store.open(settings.database_url, key=settings.key()) as store:
        bridge = Bridge(store)
        assistant = _active_assistant(settings, store.taught)
        options = _options(settings, shards, store.alone if store.is_shared else None)
        client = MedicBot(assistant, bridge, clock, failures, options)
        client.teach_with(TeachingDesk(assistant, store.taught))
        reloading = Reloading(assistant.reload, client.tell_problems)

        figures = Figures()
        state = _looked_up(Watch(client, figures), bridge, assistant)
        figures.look_up(state)

        async def purge() -> None:
            async with store.alone("purge") as is_ours:
                if is_ours:
                    await store.purge(clock.now())
            _log.info("cases that ended so far", extra=await store.endings())

        async def look() -> None:
            if settings.watch_knowledge:
                await watch(settings.knowledge, reloading.want)

        with signals.heard(reloading.want):
            await assistant.start()
            _spare_collector()
            async with (
                _health(settings, state, figures.registry),
                repeated(_PURGE_EVERY, purge, failures.take, "purging the store"),
                repeated(TRIED_EVERY, bridge.catch_up, failures.take, "catching up on the store"),
                repeated(NOTED_EVERY, client.note_heard, failures.take, "noting what was heard"),
                repeated(MADE_UP_EVERY, client.make_up, failures.take, "giving what is owed"),
                repeated(
                    _REFRESH_EVERY,
                    assistant.refresh,
                    failures.take,
                    "seeing what is taught",
                    at_once=False,  # the start has just looked
                ),
                repeated(_WATCH_EVERY, look, failures.take, "watching the knowledge folder"),
                repeated(0, reloading.when_wanted, failures.take, "reading the knowledge anew"),
            ):
                connection = connect(client, token, settings.discord_api_url)
                await run_until_told(connection, signals.to_end(), client.finish, bridge.end)
    if signals.ended_by is SIGINT:
        raise KeyboardInterrupt


def _shards(settings: Settings) -> Sequence[int] | None:
    """The shards of this process, by what is set."""
    return share(
        settings.shard_count,
        settings.shard_ids,
        settings.shard_processes,
        settings.shard_ordinal,
    )


def _options(settings: Settings, shards: Sequence[int] | None, alone: Alone | None) -> "Options":
    from bot.adapters.discord.client import Options  # noqa: PLC0415  # as in `serve`
    from bot.adapters.discord.cooldown import Rate  # noqa: PLC0415

    return Options(
        user_rate=Rate(*settings.user_cooldown),
        channel_rate=Rate(*settings.channel_cooldown),
        shard_count=settings.shard_count,
        shard_ids=shards,
        syncs=settings.sync_commands,
        alone=alone,
    )


async def register(settings: Settings) -> Sequence[str]:
    """Register the commands with Discord if they changed; gives what to tell about it.

    Raises:
        SettingsError: there is no token, or the store's address is none.
        StoreError: the store can't be opened.
        DiscordUnavailableError: Discord can't be reached, or refuses the token or the commands.

    """
    # Only this command needs these, and they take their time to import.
    from bot.adapters.discord.commands.syncing import report  # noqa: PLC0415
    from bot.adapters.discord.connecting import reach  # noqa: PLC0415
    from bot.adapters.store import Store  # noqa: PLC0415

    token = settings.token()
    async with Store.open(settings.database_url, key=settings.key()) as store:
        client = unconnected(settings, store)
        with reach(settings.discord_api_url):
            async with client:
                await client.login(token)
                return await report(client.tree, store.memos)


async def copy_store(settings: Settings, copy: Path) -> Sequence[Path]:
    """Copy an SQLite store, be it in use or not; gives the files that were made.

    Raises:
        SettingsError: the store's address is none.
        UsageError: nothing can be made under that name, or the store is no SQLite file.
        BackupError: reading the store or writing the copy went wrong.

    """
    from bot.adapters.store import back_up  # noqa: PLC0415  # it takes its time to import

    return await back_up(settings.database_url, copy)


def unconnected(settings: Settings, store: "Store") -> "MedicBot":
    """The bot with all of its commands, for whoever logs in but doesn't connect to the gateway."""
    from bot.adapters.discord.client import MedicBot, Options  # noqa: PLC0415
    from bot.adapters.discord.failures import Funnel  # noqa: PLC0415

    assistant = _active_assistant(settings, store.taught)  # never started: nothing is asked
    client = MedicBot(assistant, store, _SystemClock(), Funnel(), Options(syncs=False))
    client.teach_with(TeachingDesk(assistant, store.taught))
    return client


async def read_summary(settings: Settings, days: int) -> Summary:
    """What the cases of the last days came to, as the store has it.

    Raises:
        SettingsError: the store's address is none.
        StoreError: the store can't be read.

    """
    from bot.adapters.store import Store  # noqa: PLC0415  # it takes its time to import

    now = _SystemClock().now()
    async with Store.open(settings.database_url, key=settings.key()) as store:
        outcomes = await store.outcomes.list(None, first_moment(now, days))
        misses = await store.misses.list(None)
    return summarise(outcomes, misses, now=now, days=days)

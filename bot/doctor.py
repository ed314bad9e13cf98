"""Looks at all that a running bot needs, from the settings to its servers, and changes nothing."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec

from bot.adapters.cache import ModelCache
from bot.adapters.discord.examining import examine_discord, examine_token, skip_discord
from bot.adapters.store import Store
from bot.adapters.store.examining import examine_database
from bot.app import user_cache
from bot.content import load
from bot.core.encoding import Encoders
from bot.errors import KnowledgeError, SettingsError
from bot.findings import Finding, State, fine, skipped, to_do
from bot.models import Models
from bot.semantic.choosing import choose_matcher
from bot.serving import unconnected
from bot.settings import Settings

__all__ = ["examine"]

_EXTRAS = {
    "postgres": "asyncpg",
    "semantic": "onnxruntime",
    "report": "matplotlib",
    "bench": "sklearn",
}
"""The package that each extra brings along."""

_NOWHERE = "sqlite:///:memory:"
"""A store for what needs one, where there is none that can be used."""


async def examine(read: Callable[[], Settings], *, offline: bool) -> list[Finding]:
    """Look at everything, as far as it goes.

    Args:
        read: reads the settings.
        offline: whether Discord is left out.

    """
    try:
        settings = read()
    except SettingsError as error:
        where = "Mend it in the environment or in .env."
        wrong = [to_do("settings", line, where) for line in str(error).splitlines()]
        return [*wrong, skipped("all else", "the settings come first")]
    token = _token(settings)
    has_key = settings.journal_key is not None
    database, is_usable = await examine_database(settings.database_url, has_key=has_key)
    matcher, encoders = _matcher(settings, user_cache())
    found = [
        fine("settings", "can be used"),
        token,
        matcher,
        *_knowledge(settings, user_cache(), encoders),
        database,
        _extras(settings),
    ]
    if offline:
        return [*found, *skip_discord("Discord is left out, as you asked")]
    if token.state is not State.FINE:
        return [*found, *skip_discord("a token comes first")]
    url = settings.database_url if is_usable else _NOWHERE
    async with Store.open(url, key=settings.key()) as store:
        client = unconnected(settings, store)
        kept, address = store if is_usable else None, settings.discord_api_url
        return [*found, *await examine_discord(client, settings.token(), kept, address)]


def _token(settings: Settings) -> Finding:
    try:
        return examine_token(settings.token())
    except SettingsError as error:
        return to_do("token", "there is none", str(error))


def _matcher(settings: Settings, cache: ModelCache) -> tuple[Finding, Encoders | None]:
    try:
        choice = choose_matcher(settings, cache)
    except SettingsError as error:
        return to_do("matcher", "the semantic one can't be had", str(error)), None
    return fine("matcher", f"{choice.name}: {choice.because}"), choice.encoders


def _knowledge(
    settings: Settings, cache: ModelCache, encoders: Encoders | None
) -> Iterator[Finding]:
    try:
        knowledge = load(settings.knowledge)
    except KnowledgeError as error:
        count = len(error.problems)
        told = f"{settings.knowledge} has {count} problems, the first: {error.problems[0]}"
        yield to_do("knowledge", told, "python -m bot check lists all of them.")
        yield skipped("cache", "the knowledge comes first")
        return
    yield fine("knowledge", f"{settings.knowledge}, {len(knowledge.entries)} entries")
    if Models(cache, encoders and encoders.examples).kept(knowledge):
        yield fine("cache", f"the trained model is in {cache.folder}")
    elif cache.is_writable():
        yield fine("cache", f"the first start trains a model, and keeps it in {cache.folder}")
    else:
        told = f"{cache.folder} can't be written to: each start trains anew, for some seconds"
        yield to_do("cache", told, "Let this user write there, or set XDG_CACHE_HOME.")


def _extras(settings: Settings) -> Finding:
    there = [extra for extra, package in _EXTRAS.items() if find_spec(package)]
    if settings.database_url.startswith("postgres") and "postgres" not in there:
        told = "postgres is missing, and DATABASE_URL needs it"
        return to_do("extras", told, 'Install it: pip install "backup-medic[postgres]".')
    return fine("extras", f"installed: {', '.join(there) or 'none'}")

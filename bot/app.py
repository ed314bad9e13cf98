"""Builds assistants, from what the caches hold where they do: all that an answer needs."""

from pathlib import Path

import platformdirs

import bot.content
from bot.adapters.cache import KnowledgeCache, ModelCache, code_digest
from bot.content import load
from bot.content.files import find_version
from bot.core.assistant import Assistant
from bot.core.domain import build_causes
from bot.core.encoding import Encoders
from bot.core.knowledge import Knowledge
from bot.core.reading import build_reader
from bot.models import Models

__all__ = ["build_assistant", "read_knowledge", "user_cache"]


def build_assistant(
    folder: Path, cache: ModelCache | None = None, encoders: Encoders | None = None
) -> Assistant:
    """An assistant for a knowledge folder; its model comes from the cache where it can.

    Raises:
        KnowledgeError: the folder has problems.
        EncodingError: an encoder failed.

    """
    cache = cache or user_cache()
    knowledge = read_knowledge(folder, cache)
    models = Models(cache, encoders and encoders.examples)
    causes = build_causes(knowledge, models.model_of(knowledge), encoders and encoders.texts)
    return Assistant(knowledge, build_reader(knowledge, causes))


def read_knowledge(folder: Path, cache: ModelCache) -> Knowledge:
    """The knowledge of a folder, which was checked before if nothing has changed since.

    Raises:
        KnowledgeError: the folder has problems.

    """
    checked, code = KnowledgeCache(cache.folder), code_digest() + code_digest(bot.content)
    version = find_version(folder)
    kept = checked.load(version + code) if version else None
    if kept is None:
        kept = load(folder)
        checked.save(kept.version + code, kept)
    return kept


def user_cache() -> ModelCache:
    """The models in the user's cache folder."""
    return ModelCache(platformdirs.user_cache_path("backup-medic", appauthor=False))

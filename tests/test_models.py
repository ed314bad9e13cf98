"""Where models come from: kept ones at once, others trained, and words before meaning."""

from pathlib import Path

import pytest

from bot.adapters.cache import EmbeddingCache, ModelCache
from bot.adapters.embedding import SentenceEncoder
from bot.core.knowledge import Knowledge
from bot.core.model import Model
from bot.models import Models
from bot.models_apart import ModelsApart
from bot.semantic.kept import KeptEmbeddings
from tests.semantic.tiny import write_encoder


@pytest.fixture
def cache(tmp_path: Path) -> ModelCache:
    """An empty cache."""
    return ModelCache(tmp_path / "cache")


@pytest.fixture
def encoder(tmp_path: Path, cache: ModelCache) -> KeptEmbeddings:
    """A tiny encoder for examples."""
    folder = write_encoder(tmp_path / "model")
    digest = SentenceEncoder(folder).digest
    return KeptEmbeddings(folder, digest, EmbeddingCache(cache.folder))


async def test_meaning_comes_second(
    lamps: Knowledge, cache: ModelCache, encoder: KeptEmbeddings
) -> None:
    """At the very first start words are there first; from then on all is there at once."""
    models = Models(cache, encoder)
    apart = ModelsApart(models)
    assert not models.kept(lamps)
    assert (await apart.soon(lamps)).meaning is None
    assert not models.kept(lamps)
    whole = await apart.whole(lamps)
    assert whole.meaning
    assert whole.meaning.encoder == encoder.digest
    assert models.kept(lamps)
    assert (await apart.soon(lamps)).meaning


async def test_light_and_semantic_models_are_kept_apart(
    lamps: Knowledge, cache: ModelCache, encoder: KeptEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    """Who has no encoder gets the model of words, though another one is there, and the reverse."""
    both = Models(cache, encoder), Models(cache)
    for models, has_meaning in zip(both, (True, False), strict=True):
        caplog.clear()
        built = models.model_of(lamps)
        assert ("preparing the semantic matcher" in caplog.text) is has_meaning
        assert (built.meaning is not None) is has_meaning
        assert ((await ModelsApart(models).whole(lamps)).meaning is not None) is has_meaning


async def test_kept_models_are_not_trained_again(
    lamps: Knowledge, cache: ModelCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model is trained once, in this process or in another one."""

    def fail(*_: object) -> Model:
        message = "trained again"
        raise AssertionError(message)

    models = Models(cache)
    first = models.model_of(lamps)
    monkeypatch.setattr("bot.models.train", fail)
    monkeypatch.setattr("bot.models_apart.train_apart", fail)
    assert models.model_of(lamps).words == first.words
    assert (await ModelsApart(models).soon(lamps)).words == first.words
    assert (await ModelsApart(models).whole(lamps)).words == first.words

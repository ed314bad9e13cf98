"""Embeddings of examples on disk: only new texts are encoded, and damage costs time alone."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.cache import EmbeddingCache
from bot.adapters.embedding import MODEL_FILE, SentenceEncoder
from bot.core.encoding import EncodingError
from bot.core.postings import Floats
from bot.semantic import kept
from bot.semantic.kept import KeptEmbeddings
from tests.semantic.tiny import WORDS, write_encoder


class Kept:
    """Kept embeddings, with the texts that had to be encoded."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.model = write_encoder(folder / "model")
        self.cache = folder / "cache"
        self.encoded: list[list[str]] = []
        encode = SentenceEncoder.encode

        def noted(encoder: SentenceEncoder, texts: list[str]) -> Floats:
            if texts != ["backup"]:  # what an encoder is tried with when it is loaded
                self.encoded.append(list(texts))
            return encode(encoder, texts)

        self.digest = SentenceEncoder(self.model).digest
        monkeypatch.setattr(SentenceEncoder, "encode", noted)

    def again(self) -> KeptEmbeddings:
        """As another start has it."""
        return KeptEmbeddings(self.model, self.digest, EmbeddingCache(self.cache))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """An empty cache, and a model."""
    return Kept(tmp_path, monkeypatch)


def test_only_new_texts_are_encoded(world: Kept) -> None:
    """What was encoded at one start is there at the next one, the very same; so is its order."""
    first = world.again().encode(["flat tyre", "chain", "flat tyre"])
    second = world.again().encode(["lamp dark", "chain", "flat tyre"])
    assert world.encoded == [["flat tyre", "chain"], ["lamp dark"]]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[[1, 0]], second[1:])


def test_all_known_needs_no_model(world: Kept) -> None:
    """Where nothing is new the model isn't even loaded."""
    before = world.again().encode(["flat tyre"])
    (world.model / MODEL_FILE).unlink()
    assert np.array_equal(world.again().encode(["flat tyre"]), before)
    with pytest.raises(EncodingError, match="can't be read"):
        world.again().encode(["something new"])


def test_changed_model_is_noticed(world: Kept) -> None:
    """Vectors of two models are never mixed: a model that was exchanged meanwhile is refused."""
    write_encoder(world.model, words=(*WORDS[:-1], "horn"))
    with pytest.raises(EncodingError, match="has changed since the start"):
        world.again().encode(["flat tyre"])


def test_damaged_file_is_made_again(world: Kept) -> None:
    """A damaged file costs time, and nothing else."""
    world.again().encode(["flat tyre"])
    (file,) = world.cache.iterdir()
    file.write_bytes(file.read_bytes()[:100])
    world.again().encode(["flat tyre"])
    assert world.encoded == [["flat tyre"]] * 2
    world.again().encode(["flat tyre"])
    assert len(world.encoded) == 2


def test_cache_is_bounded(world: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """With too many texts, those that are not asked for any more go."""
    monkeypatch.setattr(kept, "_MOST", 3)
    world.again().encode(["flat", "tyre", "chain"])
    world.again().encode(["chain", "lamp"])
    world.again().encode(["chain", "lamp"])
    world.again().encode(["flat"])
    assert world.encoded == [["flat", "tyre", "chain"], ["lamp"], ["flat"]]


def test_another_process_gets_names_of_files(world: Kept) -> None:
    """It goes to the process that trains as a small pickle, and works there."""
    kept_embeddings = world.again()
    before = kept_embeddings.encode(["flat tyre"])
    pickled = pickle.dumps(kept_embeddings)
    assert len(pickled) < 2_000
    assert np.array_equal(pickle.loads(pickled).encode(["flat tyre"]), before)  # noqa: S301  # our own

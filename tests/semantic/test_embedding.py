"""Sentence encoders from a folder: what they give, and what is said of a folder that holds none."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.embedding import MODEL_FILE, TOKENIZER_FILE, ModelFolderError, SentenceEncoder
from tests.semantic.tiny import DIMENSIONS, WORDS, write_encoder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tiny encoder."""
    return write_encoder(tmp_path / "model")


def test_vectors_have_length_one(folder: Path) -> None:
    """Each text has a vector of length one, in the order of the texts, whatever their lengths."""
    encoder = SentenceEncoder(folder)
    texts = ["flat tyre", "chain", "the lamp is dark and the chain is dark", "puncture tyre", ""]
    vectors = encoder.encode(texts)
    assert vectors.shape == (5, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert encoder.dimensions == DIMENSIONS
    assert np.allclose(np.linalg.norm(vectors[:4], axis=1), 1)
    assert np.allclose(vectors[0], vectors[3])  # the same meaning
    assert not vectors[4].any()  # a text without a token means nothing
    assert vectors[0] @ vectors[1] < 0.99


def test_a_text_is_read_alike_in_any_batch(folder: Path) -> None:
    """What else is read at the same time changes nothing."""
    encoder = SentenceEncoder(folder)
    texts = [" ".join(WORDS[1 : 2 + at % 6]) for at in range(40)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-6)
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_long_text_is_cut(folder: Path) -> None:
    """Of a long text the first tokens are read."""
    vectors = SentenceEncoder(folder).encode(["flat " * 128, "flat " * 128 + "chain " * 4000])
    assert np.allclose(vectors[0], vectors[1])


@pytest.mark.parametrize("inputs", [("input_ids", "attention_mask")])
def test_model_without_types_of_tokens(tmp_path: Path, inputs: tuple[str, ...]) -> None:
    """A model gets the inputs that it wants, and no others."""
    encoder = SentenceEncoder(write_encoder(tmp_path / "model", inputs=inputs))
    assert encoder.encode(["flat tyre"]).shape == (1, DIMENSIONS)


def test_model_that_averages_by_itself(tmp_path: Path, folder: Path) -> None:
    """A model that gives a vector for each text is taken at its word."""
    pooled = SentenceEncoder(write_encoder(tmp_path / "pooled", is_pooled=True))
    plain = SentenceEncoder(folder)
    assert np.allclose(pooled.encode(["flat tyre"]), plain.encode(["flat tyre"]))


def test_digest_names_the_files(tmp_path: Path, folder: Path) -> None:
    """Encoders of the same files share a digest, wherever these are; others don't."""
    same = write_encoder(tmp_path / "copy")
    other = write_encoder(tmp_path / "other", words=(*WORDS[:-1], "horn"))
    digests = [SentenceEncoder(one).digest for one in (folder, same, other)]
    assert digests[0] == digests[1] != digests[2]


def no_model(folder: Path) -> None:
    """Take the model away."""
    (folder / MODEL_FILE).unlink()


def no_tokenizer(folder: Path) -> None:
    """Take the tokenizer away."""
    (folder / TOKENIZER_FILE).unlink()


def spoilt_model(folder: Path) -> None:
    """Cut the model."""
    (folder / MODEL_FILE).write_bytes((folder / MODEL_FILE).read_bytes()[:50])


def spoilt_tokenizer(folder: Path) -> None:
    """Write something else where the tokenizer was."""
    (folder / TOKENIZER_FILE).write_text("{}", encoding="utf-8")


def strange_inputs(folder: Path) -> None:
    """Put a model there that is no encoder of texts."""
    write_encoder(folder, inputs=("pixels", "mask"))


def larger_vocabulary(folder: Path) -> None:
    """Give it a tokenizer that knows more words than the model."""
    words = (*(f"word{number}" for number in range(50)), "[UNK]", "backup")
    write_encoder(folder, words=words)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_model, r"model\.onnx can't be read"),
        (no_tokenizer, r"tokenizer\.json can't be read"),
        (spoilt_model, r"model\.onnx can't be loaded"),
        (spoilt_tokenizer, r"tokenizer\.json can't be loaded"),
        (strange_inputs, "is no sentence encoder: it wants"),
        (larger_vocabulary, "don't go together"),
    ],
)
def test_folder_without_an_encoder(
    folder: Path, spoil: Callable[[Path], None], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with a folder is said in a line, with the file; nothing else is printed."""
    spoil(folder)
    with pytest.raises(ModelFolderError, match=said) as caught:
        SentenceEncoder(folder)
    assert len(str(caught.value).splitlines()) == 1
    assert capfd.readouterr() == ("", "")

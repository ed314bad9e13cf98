"""Sentence encoders in ONNX: the core's `Encoder`, where the ``semantic`` extra is installed."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from bot.core.encoding import EncodingError
from bot.core.postings import Floats, Ints

__all__ = ["MODEL_FILE", "TOKENIZER_FILE", "ModelFolderError", "SentenceEncoder"]

MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"

_MOST_TOKENS = 128
"""Tokens of a text that are read, as many as all-MiniLM-L6-v2 was trained with; a chat message has
some thirty (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2)."""

_BATCH = 8
"""Texts in one run of the model: more of them are no faster, and take more memory."""

_POOLED = "sentence_embedding"
"""The output of models that average their tokens themselves."""

_NEEDED = {"input_ids", "attention_mask"}
_INPUTS = _NEEDED | {"token_type_ids"}

_PROBE = "backup"
"""A text that any encoder can read."""

_LEAST_LENGTH = 1e-9


class ModelFolderError(Exception):
    """A folder holds no encoder that can be used; says why."""


class SentenceEncoder:
    """An encoder from a folder with ``model.onnx`` and ``tokenizer.json``.

    Any sentence-transformer goes: the vectors of a text's tokens are averaged, unless the model
    does that itself, and brought to length one.

    Args:
        folder: where both files are.
        threads: how many threads a run takes; 0 for one for each core. Two halve the time for a
            message, and more hardly help.

    Raises:
        ModelFolderError: a file is missing, or isn't what it has to be.

    """

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        model, tokenizer = _read(folder / MODEL_FILE), _read(folder / TOKENIZER_FILE)
        self.digest = hashlib.sha256(_digest(model) + _digest(tokenizer)).hexdigest()
        """Names both files by what is in them."""
        self._session = _session(model, folder / MODEL_FILE, threads)
        self._tokenizer = _tokenizer(tokenizer, folder / TOKENIZER_FILE)
        self._inputs = {given.name for given in self._session.get_inputs()}
        outputs = [made.name for made in self._session.get_outputs()]
        self._output = _POOLED if _POOLED in outputs else outputs[0]
        if not _NEEDED <= self._inputs <= _INPUTS:
            message = f"{folder / MODEL_FILE} is no sentence encoder: it wants {self._inputs}"
            raise ModelFolderError(message)
        try:
            self.dimensions = self.encode([_PROBE]).shape[1]
            """Numbers in a vector."""
        except EncodingError as error:
            message = f"the model and the tokenizer in {folder} don't go together: {error}"
            raise ModelFolderError(message) from None

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length one for each text, texts x dimensions.

        Raises:
            EncodingError: the model failed.

        """
        read = self._tokenizer.encode_batch(list(texts))
        # Texts of about the same length go together: the shorter ones are filled up.
        order = sorted(range(len(read)), key=lambda at: len(read[at].ids))
        batches = [order[first : first + _BATCH] for first in range(0, len(order), _BATCH)]
        found = [self._run([read[at] for at in batch]) for batch in batches]
        if not found:
            return np.empty((0, self.dimensions), dtype=np.float32)
        vectors = np.concatenate(found)
        vectors[order] = vectors.copy()
        return vectors

    def _run(self, read: Sequence[Encoding]) -> Floats:
        ids = np.zeros((len(read), max(len(text.ids) for text in read)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(read):
            ids[row, : len(text.ids)] = text.ids
            mask[row, : len(text.ids)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        try:
            found = self._session.run([self._output], {name: given[name] for name in self._inputs})
        except Exception as error:  # noqa: BLE001  # onnxruntime's errors have nothing else in common
            raise EncodingError(_short(error)) from None
        pooled = found[0] if self._output == _POOLED else _mean(found[0], mask)
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        vectors: Floats = (pooled / np.maximum(lengths, _LEAST_LENGTH)).astype(np.float32)
        return vectors


def _mean(tokens: Floats, mask: Ints) -> Floats:
    """The mean of each text's token vectors; texts x tokens x dimensions to texts x dimensions."""
    total = np.einsum("ijk,ij->ik", tokens, mask.astype(np.float32))
    counts = np.maximum(mask.sum(axis=1, keepdims=True), 1).astype(np.float32)
    mean: Floats = total / counts
    return mean


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} can't be read: {error.strerror or error}"
        raise ModelFolderError(message) from None


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _session(model: bytes, path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that have nothing to do sleep: the cores are needed elsewhere.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4  # its errors are raised, too
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001  # onnxruntime's errors have nothing else in common
        message = f"{path} can't be loaded: {_short(error)}"
        raise ModelFolderError(message) from None


def _tokenizer(content: bytes, path: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_buffer(content)
    except Exception as error:  # noqa: BLE001  # tokenizers raises nothing more special
        message = f"{path} can't be loaded: {_short(error)}"
        raise ModelFolderError(message) from None
    tokenizer.enable_truncation(_MOST_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _short(error: Exception) -> str:
    """The first line of what an error says."""
    return next(iter(str(error).splitlines()), type(error).__name__)

"""What a model folder holds: whether it can be used, its dimensions, and how fast it is."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bot.adapters.embedding import MODEL_FILE, TOKENIZER_FILE, ModelFolderError, SentenceEncoder
from bot.errors import ModelError

__all__ = ["examine_model"]

_ROUNDS = 20

_MESSAGE = "my phone has not been backed up for a week and keeps asking me to make more room"
"""A message of a usual length."""


def examine_model(folder: Path) -> Iterator[str]:
    """Tell what a folder holds.

    Raises:
        ModelError: it holds no model that can be used; says why.

    """
    for name in (MODEL_FILE, TOKENIZER_FILE):
        path = folder / name
        size = f"{path.stat().st_size / 1e6:.1f} MB" if path.is_file() else "missing"
        yield f"{path}: {size}"
    start = time.perf_counter()
    try:
        encoder = SentenceEncoder(folder)
    except ModelFolderError as error:
        message = f"It can't be used: {error}. python -m bot model fetch brings one that can."
        raise ModelError(message) from None
    yield f"loads in {time.perf_counter() - start:.2f} s, {encoder.dimensions} dimensions"
    took = statistics.median(_seconds(encoder) for _ in range(_ROUNDS))
    yield f"reads a message of {len(_MESSAGE.split())} words in {took * 1000:.1f} ms"
    yield f"its digest is {encoder.digest[:12]}"


def _seconds(encoder: SentenceEncoder) -> float:
    start = time.perf_counter()
    encoder.encode([_MESSAGE])
    return time.perf_counter() - start

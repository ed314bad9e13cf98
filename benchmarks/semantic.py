"""What the semantic matcher costs, beside the light one: time, memory, and time to ready."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.fresh import RESIDENT, measure
from benchmarks.output import write
from bot.app import build_assistant, user_cache
from bot.core.encoding import MatcherName
from bot.core.reading import Reader, Utterance
from bot.errors import UsageError
from bot.evaluation.dataset import read_jsonl
from bot.rendering.grids import Grid
from bot.semantic.choosing import choose_matcher
from bot.settings import load_settings

__all__ = ["semantic"]

_BOTH = (MatcherName.LIGHT, MatcherName.SEMANTIC)

_READY = """
import os, sys, time
from pathlib import Path
from bot.app import build_assistant, user_cache
from bot.core.reading import Utterance
from bot.semantic.choosing import choose_matcher
from bot.settings import load_settings
start = time.perf_counter()
settings = load_settings({**os.environ, "MATCHER": sys.argv[2]})
encoders = choose_matcher(settings, user_cache()).encoders
assistant = build_assistant(Path(sys.argv[1]), encoders=encoders)
"""

_SECONDS = "print(time.perf_counter() - start)\n"

_ASKED = """
for word in ("storage", "wifi", "restore", "password", "update"):
    assistant.reader.read(Utterance(f"my icloud backup fails and says something about {word}"))
"""

_RUN = 50
"""Utterances after which the two take turns, so that whatever else goes on meets both."""


def semantic(knowledge: Path, utterances: Path, *, as_json: bool) -> None:
    """Measure both; the model is the one of the settings.

    Raises:
        SettingsError: there is no model, or the extra is not installed.
        UsageError: this system doesn't tell what is resident.

    """
    if sys.platform != "linux":
        message = "memory is read from /proc, which only Linux has"
        raise UsageError(message)
    texts = [row.text for row in read_jsonl(utterances)]
    readers = {name: _reader(knowledge, name) for name in _BOTH}
    took = {name: np.array(times) * 1000 for name, times in _queries(readers, texts).items()}
    found = {name.value: {"p50_ms": float(np.median(took[name]))} for name in _BOTH}
    for name in _BOTH:
        one = found[name.value]
        one["p99_ms"] = float(np.quantile(took[name], 0.99))
        with tempfile.TemporaryDirectory() as folder:
            cache = Path(folder)
            one["cold_s"] = measure(_READY + _SECONDS, knowledge, cache, name.value)
            again = [measure(_READY + _SECONDS, knowledge, cache, name.value) for _ in range(3)]
            one["cached_s"] = statistics.median(again)
            one["memory_mb"] = measure(_READY + _ASKED + RESIDENT, knowledge, cache, name.value)
    keys = ("p50_ms", "p99_ms", "cold_s", "cached_s", "memory_mb")
    rows = tuple((name, *(f"{one[key]:.2f}" for key in keys)) for name, one in found.items())
    note = f"{len(texts)} utterances; ready from the files without imports; resident memory in all."
    write(Grid("Light and semantic", ("", *keys), rows, note=note), found, as_json=as_json)


def _reader(knowledge: Path, name: MatcherName) -> Reader:
    settings = load_settings({**os.environ, "MATCHER": name.value}, Path(".env"))
    encoders = choose_matcher(settings, user_cache()).encoders
    return build_assistant(knowledge, encoders=encoders).reader


def _queries(
    readers: dict[MatcherName, Reader], texts: Sequence[str]
) -> dict[MatcherName, list[float]]:
    """Seconds for each reading, whole."""
    took: dict[MatcherName, list[float]] = {name: [] for name in readers}
    for batch in _batches(texts):
        for name, reader in readers.items():
            for text in batch:
                start = time.perf_counter()
                reader.read(Utterance(text))
                took[name].append(time.perf_counter() - start)
    return took


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[first : first + _RUN] for first in range(0, len(texts), _RUN))

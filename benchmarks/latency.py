"""How long a query takes, beside ``process.extract(WRatio)`` over the same examples."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.output import write
from bot.content import load
from bot.core.domain import build_causes, cause_examples
from bot.core.matching import Example
from bot.core.reading import Utterance, build_reader
from bot.core.training import build_matcher
from bot.evaluation.dataset import read_jsonl
from bot.rendering.grids import Grid

__all__ = ["latency", "synthetic"]

Query = Callable[[str], object]


def latency(knowledge: Path, utterances: Path, many: int, *, as_json: bool) -> None:
    """Time single queries: reader and matcher on the shipped knowledge, the matcher on many more.

    Each utterance is asked once and new to both; the two ways take turns, fifty utterances each, so
    that whatever else the machine does meets both alike.
    """
    base = load(knowledge)
    texts = [row.text for row in read_jsonl(utterances)]
    examples = cause_examples(base)
    outside = {one.label for one in examples if base.entry(one.label) is None}

    def shipped() -> Query:
        reader = build_reader(base)
        return lambda text: reader.read(Utterance(text))

    found = {
        "shipped, whole reading": _compare(shipped, examples, texts),
        "shipped, matcher": _compare(lambda: build_causes(base).rank, examples, texts),
    }
    if many:
        more = list(synthetic(examples, many))
        found["synthetic, matcher"] = _compare(
            lambda: build_matcher(more, outside=outside).rank, more, texts
        )
    rows = tuple(
        (
            name,
            f"{figures['examples']:.0f}",
            *(f"{figures[key]:.2f}" for key in _KEYS),
            f"{figures['p50_of_wratio']:.0%}",
            f"{figures['build_s']:.1f}",
        )
        for name, figures in found.items()
    )
    header = ("", "examples", *_KEYS, "of WRatio's p50", "build_s")
    note = f"{len(texts)} queries, milliseconds."
    write(Grid("Latency", header, rows, note=note), found, as_json=as_json)


_RUN = 50
_KEYS = ("p50_ms", "p99_ms", "wratio_p50_ms", "wratio_p99_ms")


def _compare(
    build: Callable[[], Query], examples: Sequence[Example], texts: Sequence[str]
) -> dict[str, float]:
    choices = [example.text for example in examples]
    start = time.perf_counter()
    ours = build()
    build_s = time.perf_counter() - start

    def theirs(text: str) -> object:
        return process.extract(text, choices, scorer=fuzz.WRatio)

    for query in (ours, theirs):
        query("warm up")
    times: tuple[list[float], list[float]] = ([], [])
    for at in range(0, len(texts), _RUN):
        for own, query in zip(times, (ours, theirs), strict=True):
            own.extend(_milliseconds(query, text) for text in texts[at : at + _RUN])
    (p50, wratio_p50), (p99, wratio_p99) = np.percentile(times, [50, 99], axis=1).tolist()
    return {
        "examples": len(examples),
        "p50_ms": p50,
        "p99_ms": p99,
        "wratio_p50_ms": wratio_p50,
        "wratio_p99_ms": wratio_p99,
        "p50_of_wratio": p50 / wratio_p50,
        "build_s": build_s,
    }


def _milliseconds(query: Query, text: str) -> float:
    start = time.perf_counter()
    query(text)
    return 1000 * (time.perf_counter() - start)


def synthetic(examples: Sequence[Example], count: int, seed: int = 1) -> Iterator[Example]:
    """So many examples of the same labels, each the halves of two others joined."""
    chance = random.Random(seed)  # noqa: S311  # no secret: it has to repeat itself
    by_label: dict[str, list[list[str]]] = {}
    for example in examples:
        by_label.setdefault(example.label, []).append(example.text.split())
    labels = sorted(by_label)
    for number in range(count):
        label = labels[number % len(labels)]
        first, second = chance.choice(by_label[label]), chance.choice(by_label[label])
        words = [*first[: (len(first) + 1) // 2], *second[len(second) // 2 :]]
        yield Example(" ".join(words), label)

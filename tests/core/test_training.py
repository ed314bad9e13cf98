"""Matchers from examples: many, few, and in every process the same."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.core.lexicon import EMPTY, Lexicon
from bot.core.matching import Example, Matcher
from bot.core.training import build_matcher
from tests.core.toys import BICYCLE, LEXICON, OUTSIDE

ROOT = Path(__file__).resolve().parent.parent.parent

EASY = {
    "no air in my tyre": "flat-tyre",
    "the chain slips": "loose-chain",
    "brakes squeal": "weak-brake",
    "the lamp is dark": "dark-lamp",
}

BUILD_TWICE = """
import hashlib
from bot.core.training import build_matcher
from tests.core.toys import BICYCLE, LEXICON, OUTSIDE

for _ in range(2):
    matcher = build_matcher(BICYCLE, outside=OUTSIDE, lexicon=LEXICON)
    model = matcher.model
    digest = hashlib.sha256(repr((model.labels, model.words, model.head.calibration)).encode())
    for part in (*model.index, model.owners, model.head.coefficients, model.head.nearness):
        digest.update(part.tobytes() if hasattr(part, "tobytes") else repr(part).encode())
    digest.update(repr(matcher.rank("teh front lamp and tire, um, quux stays darrk")).encode())
    print(digest.hexdigest())
"""


def best(matcher: Matcher, text: str) -> str:
    """The likeliest label in scope."""
    match = matcher.rank(text).best
    assert match
    return match.id


def test_labels_in_scope_come_first() -> None:
    """The model's labels are sorted, those in scope ahead of the others, each example under its."""
    shuffled = [*BICYCLE[::2], *BICYCLE[1::2]]
    model = build_matcher(shuffled, outside=OUTSIDE).model
    assert model.labels == [
        "dark-lamp",
        "flat-tyre",
        "loose-chain",
        "weak-brake",
        "cars",
        "cooking",
    ]
    assert model.inside == 4
    assert model.owners.tolist() == [label for label in range(6) for _ in range(6)]


def test_order_of_examples_does_not_matter_for_labels() -> None:
    """Examples in another order lead to the same labels for easy texts."""
    matcher = build_matcher(BICYCLE[::-1], outside=OUTSIDE, lexicon=LEXICON)
    assert {text: best(matcher, text) for text in EASY} == EASY


def test_outside_labels_that_no_example_has() -> None:
    """A label that is declared to be out of scope and has no example is no label."""
    model = build_matcher(BICYCLE, outside={*OUTSIDE, "never"}).model
    assert "never" not in model.labels


@pytest.mark.parametrize(
    "examples",
    [
        [Example("the chain fell off", "chain")],
        [Example("chain", "chain")],
        [Example("chain off", "chain")] * 5,
        [Example("chain off", "chain"), Example("chain off", "tyre")],
        [Example("chain off", "chain"), Example("flat", "tyre")],
        [Example("chain off", "chain"), Example("?!", "tyre"), Example("", "tyre")],
        [Example("chain off", "chain"), *[Example(f"car {n}", "cars") for n in range(9)]],
    ],
    ids=["one", "one-word", "copies", "disputed", "two", "wordless", "mostly-outside"],
)
def test_few_examples(examples: list[Example]) -> None:
    """The smallest domains build and rank, and an example of one label finds it."""
    matcher = build_matcher(examples, outside={"cars"})
    assert best(matcher, "chain off") == "chain"
    assert 0 <= matcher.rank("chain off").in_scope <= 1


@pytest.mark.parametrize("examples", [[], [Example("my car", "cars")]], ids=["none", "outside"])
def test_nothing_in_scope(examples: list[Example]) -> None:
    """Without an example in scope there is nothing to build, and that is said."""
    with pytest.raises(ValueError, match="needs an example in scope"):
        build_matcher(examples, outside={"cars"})


def test_examples_without_any_word() -> None:
    """Examples that have no word at all make a matcher that knows nothing."""
    matcher = build_matcher([Example("?!", "a"), Example("...", "b"), Example("", "b")])
    assert len(matcher.rank("hello there").matches) == 2
    assert matcher.rank("?!").matches == ()


def test_same_examples_same_bytes() -> None:
    """In two processes whose hashes differ, and twice in each, model and ranking are the same."""
    digests = []
    for seed in ("1", "2"):
        done = subprocess.run(  # noqa: S603  # fixed words
            [sys.executable, "-c", BUILD_TWICE],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        )
        digests += done.stdout.split()
    assert len(digests) == 4
    assert len(set(digests)) == 1


def test_nearest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit of the exact solve nearness counts alone, and agrees on easy texts."""
    exact = build_matcher(BICYCLE, outside=OUTSIDE, lexicon=LEXICON)
    monkeypatch.setattr("bot.core.training._MOST_EXACT", len(BICYCLE) - 1)
    near = build_matcher(BICYCLE, outside=OUTSIDE, lexicon=LEXICON)
    assert exact.model.head.coefficients.shape == (len(BICYCLE), 6)
    assert near.model.head.coefficients.shape == (0, 6)
    assert near.model.head.nearness > 0
    for matcher in (exact, near):
        assert {text: best(matcher, text) for text in EASY} == EASY
        assert matcher.rank("a recipe for bread").in_scope < 0.5
        assert matcher.rank("the front tyre is flat").in_scope > 0.5


def test_nearest_only_at_scale() -> None:
    """More examples than the exact solve takes build without it, and find their labels."""
    syllables = [consonant + vowel for consonant in "bdfgklmnpr" for vowel in "aeiou"]
    topics = [f"{first}{second}x" for first in syllables[:10] for second in syllables[10:14]]
    fillers = [f"{first}{second}" for first in syllables for second in syllables[:20]]
    examples = [
        Example(f"{topics[n % 40]} {fillers[n * 7 % 1000]} {fillers[n * 13 % 997]}", topics[n % 40])
        for n in range(8_100)
    ]
    matcher = build_matcher(examples)
    assert len(matcher.model.head.coefficients) == 0
    for example in examples[::997]:
        assert best(matcher, example.text) == example.label


@pytest.mark.parametrize("limit", [6000, 10])
def test_confidence_is_held_out(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where labels have nothing to do with the texts, no example lends itself confidence."""
    monkeypatch.setattr("bot.core.training._MOST_EXACT", limit)
    parts = [f"{first}{second}o" for first in "bdfgklmnpr" for second in "bdfgklmnpr"]
    examples = [
        Example(f"{parts[n]} {parts[n * 7 % 100]} {parts[n * 3 % 100]}", "ab"[n * 37 % 10 < 5])
        for n in range(100)
    ]
    calibration = build_matcher(examples).calibration
    assert calibration.temperature > 1
    assert calibration.answer > 0.5


def test_held_out_coverage_counts_in_the_calibration() -> None:
    """A lexicon's topic makes what names it likelier to be in scope than what does not."""
    plain, knowing = (
        build_matcher(BICYCLE, outside=OUTSIDE, lexicon=lexicon)
        for lexicon in (EMPTY, Lexicon(topic=("tyre", "chain", "brake", "brakes", "lamp", "light")))
    )
    assert plain.calibration.weights[2] == pytest.approx(0, abs=1e-6)
    assert knowing.calibration.weights[2] > 0
    assert np.isfinite(knowing.calibration.offset)

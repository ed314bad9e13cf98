"""The matcher: what an utterance could mean, ranked, with calibrated confidence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.calibration import Calibration, Labels, Signals, margin
from bot.core.index import Index
from bot.core.lexicon import EMPTY, MOST_DOMAIN, Lexicon
from bot.core.postings import Floats, Parts
from bot.core.repair import Repair
from bot.core.solver import softmax
from bot.core.text import is_wordless

__all__ = ["Example", "Match", "Matcher", "Model", "Ranking", "nearest"]

_NEAREST = 3
"""A label's nearness is the mean similarity of its so many nearest examples."""


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase, and the label that it is an example of."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Match:
    """A label with its calibrated confidence, 0 to 1."""

    id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one utterance could mean."""

    matches: tuple[Match, ...]
    """The labels in scope, best first."""
    in_scope: float
    """The probability that the utterance is in scope at all."""
    outside: tuple[Match, ...]
    """The labels out of scope, best first; shares of all labels."""
    shows_topic: bool
    """Whether the utterance names the product's topic."""
    shows_domain: bool = False
    """Whether it has a word of the field around the topic."""

    @property
    def best(self) -> Match | None:
        """The likeliest label in scope."""
        return self.matches[0] if self.matches else None

    def averaged(self, other: "Ranking") -> "Ranking":
        """The mean of this ranking and another by the same matcher."""
        return Ranking(
            _averaged(self.matches, other.matches),
            (self.in_scope + other.in_scope) / 2,
            _averaged(self.outside, other.outside),
            shows_topic=self.shows_topic or other.shows_topic,
        )


def _averaged(first: tuple[Match, ...], second: tuple[Match, ...]) -> tuple[Match, ...]:
    there = {match.id: match.confidence for match in second}
    means = [Match(m.id, (m.confidence + there.get(m.id, 0.0)) / 2) for m in first]
    return tuple(sorted(means, key=lambda match: -match.confidence))


@dataclass(frozen=True, slots=True)
class Model:
    """What a matcher is made of, as plain values that a cache can keep."""

    labels: list[str]
    """The labels in scope, then those out of scope."""
    inside: int
    """How many labels are in scope."""
    owners: Labels
    """Each example's label, as its place in the list; rising, else as given."""
    words: dict[str, int]
    """The words of the examples, with how often they stand there."""
    index: Parts
    head: Floats
    """Dual coefficients, examples x labels; no rows where nearness counts alone."""
    nearness: float
    """How much nearness counts."""
    calibration: Calibration
    understood: NDArray[np.bool_]
    """Whether each example is understood by a model that hasn't seen it: from cross-validation."""


class Matcher:
    """Ranks labels for a text.

    A label's score is a kernel logistic regression over word and character features, plus how
    near the label's nearest examples are. Deterministic: the same model and text give the same
    ranking in any process.
    """

    def __init__(self, model: Model, lexicon: Lexicon = EMPTY) -> None:
        self.model = model
        self.calibration = model.calibration
        self._index = Index(model.index)
        self._lexicon = lexicon
        self._repair = Repair(model.words, lexicon.common)

    def tokens(self, text: str) -> list[str]:
        """The text's words as the matcher reads them, typos mended."""
        return self._repair.words(self._lexicon.tokens(text))

    def rank(self, text: str, *, topic_given: bool = False) -> Ranking:
        """Rank all labels for a text; `topic_given` where a conversation has set the topic."""
        tokens = self.tokens(text)
        if is_wordless(tokens):
            return Ranking((), 0.0, (), shows_topic=False)
        shows_topic = self._lexicon.shows_topic(tokens)
        domain = self._lexicon.domain_words(tokens)
        scores = self._score(self._index.similarities(self._index.vector(tokens)))
        inside = self.model.inside
        signals = Signals(
            margin=float(margin(scores, inside)),
            coverage=self._index.coverage(tokens),
            topic=float(shows_topic or topic_given),
            domain=MOST_DOMAIN if topic_given else domain,
        )
        in_scope = self.calibration.in_scope(signals)
        sure = self._shares(scores[:inside])
        return Ranking(
            matches=self._matches(sure * np.float32(in_scope), 0),
            in_scope=in_scope,
            outside=self._matches(self._shares(scores)[inside:], inside),
            shows_topic=shows_topic,
            shows_domain=domain > 0,
        )

    def nearness(self, text: str) -> Floats:
        """How near a text that is being typed is to each example in scope, 0 to 3.

        That is their similarity, and on top the share of the example's label. The last word counts
        as the commonest one that begins so. Nothing is near to a text without words.
        """
        tokens = self._lexicon.tokens(text)
        count = int(np.searchsorted(self.model.owners, self.model.inside))
        if is_wordless(tokens):
            return np.zeros(count, dtype=np.float32)
        is_typed = text[-1:].isspace()
        whole = self._repair.words(tokens) if is_typed else self._repair.completed(tokens)
        similarities = self._index.similarities(self._index.vector(whole))
        shares = self._shares(self._score(similarities)[: self.model.inside])
        return similarities[:count] + shares[self.model.owners[:count]]

    def _shares(self, scores: Floats) -> Floats:
        return softmax(scores / np.float32(self.calibration.temperature))

    def _score(self, similarities: Floats) -> Floats:
        model = self.model
        near = np.float32(model.nearness) * nearest(similarities, model.owners, len(model.labels))
        return near + similarities @ model.head if len(model.head) else near

    def _matches(self, confidences: Floats, first: int) -> tuple[Match, ...]:
        order = np.argsort(-confidences, kind="stable")
        labels = self.model.labels
        return tuple(Match(labels[first + at], float(confidences[at])) for at in order)


def nearest(similarities: Floats, owners: Labels, labels: int) -> Floats:
    """The mean of each label's greatest similarities; `owners` rise."""
    starts = np.searchsorted(owners, np.arange(labels))
    left = similarities.copy()
    total = np.zeros(labels, dtype=np.float32)
    for _ in range(_NEAREST):
        best = np.maximum.reduceat(left, starts)
        total += np.maximum(best, 0.0)
        left[left == best[owners]] = -1.0
    return total / np.float32(_NEAREST)

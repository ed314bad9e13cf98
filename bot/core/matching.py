"""The matcher: what an utterance could mean, ranked, with calibrated confidence."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.core.calibration import Labels, Signals, margin
from bot.core.encoding import MEANING_WEIGHT, Encoder
from bot.core.index import Index
from bot.core.lexicon import EMPTY, MOST_DOMAIN, Lexicon
from bot.core.model import Head, Model
from bot.core.postings import Floats
from bot.core.repair import Repair
from bot.core.solver import softmax
from bot.core.text import is_wordless

__all__ = ["Example", "Match", "Matcher", "Ranking", "closeness", "nearest"]

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


class Matcher:
    """Ranks labels for a text.

    A label's score is a kernel logistic regression over word and character features, plus how
    near the label's nearest examples are. Where there is an encoder, and the model was trained
    with it, the likeness of meaning is one feature more. Deterministic: the same model and text
    give the same ranking in any process.
    """

    def __init__(
        self, model: Model, lexicon: Lexicon = EMPTY, encoder: Encoder | None = None
    ) -> None:
        self.model = model
        self._index = Index(model.index)
        self._lexicon = lexicon
        self._repair = Repair(model.words, lexicon.common)
        self._use(encoder)

    def _use(self, encoder: Encoder | None) -> None:
        meaning = self.model.meaning
        is_known = encoder is not None and meaning and meaning.encoder == encoder.digest
        self._encoder = encoder if is_known else None
        self._head = self.model.best_head if is_known else self.model.head
        self.calibration = self._head.calibration

    @property
    def is_semantic(self) -> bool:
        """Whether an encoder has its say."""
        return self._encoder is not None

    def light(self) -> Self:
        """The same matcher without its encoder."""
        light = copy(self)
        light._use(None)  # noqa: SLF001  # it is one of ours
        return light

    def tokens(self, text: str) -> list[str]:
        """The text's words as the matcher reads them, typos mended."""
        return self._repair.words(self._lexicon.tokens(text))

    def rank(self, text: str, *, topic_given: bool = False) -> Ranking:
        """Rank all labels for a text; `topic_given` where a conversation has set the topic.

        Raises:
            EncodingError: the encoder failed.

        """
        return self.rank_all((text,), topic_given=topic_given)[0]

    def rank_all(self, texts: Sequence[str], *, topic_given: bool = False) -> list[Ranking]:
        """Rank all labels for each of some texts; the encoder gets them in one batch.

        Raises:
            EncodingError: the encoder failed.

        """
        read = [self.tokens(text) for text in texts]
        meant = self._meant([tokens for tokens in read if not is_wordless(tokens)])
        return [
            Ranking((), 0.0, (), shows_topic=False)
            if is_wordless(tokens)
            else self._rank(tokens, next(meant), topic_given=topic_given)
            for tokens in read
        ]

    def _meant(self, texts: Sequence[Sequence[str]]) -> Iterator[Floats | None]:
        """How alike each text is in meaning to each example, -1 to 1, where there is an encoder."""
        meaning = self.model.meaning
        if self._encoder is None or meaning is None or not texts:
            return iter([None] * len(texts))
        vectors = self._encoder.encode([" ".join(tokens) for tokens in texts])
        return (np.einsum("ij,j->i", meaning.embeddings, vector) for vector in vectors)

    def _rank(self, tokens: Sequence[str], meant: Floats | None, *, topic_given: bool) -> Ranking:
        shows_topic = self._lexicon.shows_topic(tokens)
        domain = self._lexicon.domain_words(tokens)
        similarities = self._index.similarities(self._index.vector(tokens))
        if meant is not None:
            similarities += np.float32(MEANING_WEIGHT) * meant
        scores = self._score(similarities, self._head)
        inside = self.model.inside
        signals = Signals(
            margin=float(margin(scores, inside)),
            coverage=self._index.coverage(tokens),
            topic=float(shows_topic or topic_given),
            domain=MOST_DOMAIN if topic_given else domain,
            closeness=0.0 if meant is None else closeness(meant, self.model.owners, inside),
        )
        in_scope = self.calibration.in_scope(signals)
        sure = self._shares(scores[:inside], self._head)
        return Ranking(
            matches=self._matches(sure * np.float32(in_scope), 0),
            in_scope=in_scope,
            outside=self._matches(self._shares(scores, self._head)[inside:], inside),
            shows_topic=shows_topic,
            shows_domain=domain > 0,
        )

    def nearness(self, text: str) -> Floats:
        """How near a text that is being typed is to each example in scope, 0 to 3.

        That is their similarity, and on top the share of the example's label. The last word counts
        as the commonest one that begins so. Nothing is near to a text without words. An encoder
        is not asked: it takes too long for that.
        """
        tokens = self._lexicon.tokens(text)
        count = int(np.searchsorted(self.model.owners, self.model.inside))
        if is_wordless(tokens):
            return np.zeros(count, dtype=np.float32)
        is_typed = text[-1:].isspace()
        whole = self._repair.words(tokens) if is_typed else self._repair.completed(tokens)
        similarities = self._index.similarities(self._index.vector(whole))
        head = self.model.head
        shares = self._shares(self._score(similarities, head)[: self.model.inside], head)
        return similarities[:count] + shares[self.model.owners[:count]]

    def _shares(self, scores: Floats, head: Head) -> Floats:
        return softmax(scores / np.float32(head.calibration.temperature))

    def _score(self, similarities: Floats, head: Head) -> Floats:
        model = self.model
        near = np.float32(head.nearness) * nearest(similarities, model.owners, len(model.labels))
        return near + similarities @ head.coefficients if len(head.coefficients) else near

    def _matches(self, confidences: Floats, first: int) -> tuple[Match, ...]:
        order = np.argsort(-confidences, kind="stable")
        labels = self.model.labels[first:]
        ranked = zip(order.tolist(), confidences[order].tolist(), strict=True)
        return tuple(Match(labels[at], confidence) for at, confidence in ranked)


def closeness(likenesses: Floats, owners: Labels, inside: int) -> float:
    """The greatest likeness to an example in scope; `owners` rise."""
    return float(likenesses[: np.searchsorted(owners, inside)].max())


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

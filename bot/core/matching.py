"""The matcher: labelled examples of any domain in, a ranking for each utterance out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.calibration import Calibration, Labels, calibrate, folds
from bot.core.index import Floats, Index
from bot.core.lexicon import EMPTY, Lexicon
from bot.core.repair import Repair
from bot.core.solver import softmax, solve
from bot.core.text import stem

__all__ = ["Example", "Match", "Matcher", "Ranking"]

_COVERAGE_WEIGHT = 4.0
_TOPIC_WEIGHT = 2.0
_OUTSIDE_WEIGHT = 0.5


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

    @property
    def best(self) -> Match | None:
        """The likeliest label in scope."""
        return self.matches[0] if self.matches else None


class Matcher:
    """Ranks labels for a text by a kernel logistic regression over word and character features.

    Deterministic: the same examples and text give the same ranking in any process.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        *,
        outside: Collection[str] = (),
        lexicon: Lexicon = EMPTY,
    ) -> None:
        """Build the matcher.

        Args:
            examples: phrases with their labels.
            outside: the labels that mean *out of scope*; they compete, and are ranked apart.
            lexicon: how the users of this domain write.

        """
        inside = sorted({example.label for example in examples} - set(outside))
        apart = sorted({example.label for example in examples} & set(outside))
        self._labels = [*inside, *apart]
        self._inside = len(inside)
        self._lexicon = lexicon
        position = {label: at for at, label in enumerate(self._labels)}
        labels = np.array([position[example.label] for example in examples], dtype=np.int64)
        tokens = [lexicon.tokens(example.text) for example in examples]
        self._repair = Repair(Counter(word for text in tokens for word in text), lexicon.common)
        self._index = Index(tokens)
        kernel = self._index.kernel()
        self._head = solve(kernel, labels, len(self._labels))
        self.calibration = self._calibrate(tokens, kernel, labels)

    def _calibrate(
        self, tokens: Sequence[Sequence[str]], kernel: Floats, labels: Labels
    ) -> Calibration:
        fold = folds(labels)
        scores = np.zeros((len(labels), len(self._labels)), dtype=np.float32)
        for held in np.unique(fold):
            out, kept = np.flatnonzero(fold == held), np.flatnonzero(fold != held)
            head = solve(kernel[np.ix_(kept, kept)], labels[kept], len(self._labels))
            scores[out] = kernel[np.ix_(out, kept)] @ head
        coverage = self._held_out_coverage(tokens, fold)
        topic = np.array([self._lexicon.shows_topic(text) for text in tokens])
        scope = np.array(
            [
                self._scope(row, covered, shows_topic=bool(shows))
                for row, covered, shows in zip(scores, coverage, topic, strict=True)
            ],
            dtype=np.float32,
        )
        return calibrate(scores, scope, labels, self._inside)

    def _held_out_coverage(self, tokens: Sequence[Sequence[str]], fold: Labels) -> list[float]:
        """Each example's coverage, had its fold not been among the examples."""
        where: defaultdict[str, set[int]] = defaultdict(set)
        for text, own in zip(tokens, fold, strict=True):
            for token in text:
                where[stem(token)].add(int(own))
        return [
            self._index.coverage(text, unknown={s for s in map(stem, text) if where[s] <= {own}})
            for text, own in zip(tokens, fold.tolist(), strict=True)
        ]

    def _scope(self, scores: Floats, coverage: float, *, shows_topic: bool) -> float:
        """The score that tells utterances in scope from others."""
        apart = float(scores[self._inside :].max(initial=0.0))
        return (
            float(scores[: self._inside].max())
            + _COVERAGE_WEIGHT * coverage
            + _TOPIC_WEIGHT * shows_topic
            - _OUTSIDE_WEIGHT * apart
        )

    def tokens(self, text: str) -> list[str]:
        """The text's words as the matcher reads them, typos mended."""
        return self._repair.words(self._lexicon.tokens(text))

    def rank(self, text: str, *, topic_given: bool = False) -> Ranking:
        """Rank all labels for a text; `topic_given` where a conversation has set the topic."""
        tokens = self.tokens(text)
        shows_topic = self._lexicon.shows_topic(tokens)
        if not any(token.isascii() for token in tokens):
            return Ranking((), 0.0, (), shows_topic=False)
        scores = self._index.similarities(self._index.vector(tokens)) @ self._head
        coverage = self._index.coverage(tokens)
        scope = self._scope(scores, coverage, shows_topic=shows_topic or topic_given)
        in_scope = self.calibration.in_scope(scope)
        sure = softmax(scores[: self._inside] / np.float32(self.calibration.temperature))
        shares = softmax(scores / np.float32(self.calibration.temperature))
        return Ranking(
            matches=self._matches(sure * np.float32(in_scope), 0),
            in_scope=in_scope,
            outside=self._matches(shares[self._inside :], self._inside),
            shows_topic=shows_topic,
        )

    def _matches(self, confidences: Floats, first: int) -> tuple[Match, ...]:
        order = np.argsort(-confidences, kind="stable")
        return tuple(Match(self._labels[first + at], float(confidences[at])) for at in order)

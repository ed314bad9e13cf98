"""What others do with the same examples: the usual ways to match a text, set up with good will.

Texts are lower-cased and freed of punctuation for all of them. Those that compare a text with
single examples get the examples in scope; the trained one gets all, and what is out of scope is
classes of its own there. Whoever ranks well may still not know what is off the topic: the score
of the best label is all that these ways offer to tell.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import numpy as np
from rapidfuzz import fuzz, process, utils

from bot.core.matching import Example
from bot.evaluation.metrics import Numbers
from bot.evaluation.rankers import Prediction, Ranker

__all__ = ["INSTALL", "PEERS", "Peer"]

INSTALL = "Hint: in the project's folder, python -m pip (or uv pip) install '.[bench]'."
"""How to get the packages that only measuring needs."""

_MOST = 3
"""A label's score is the mean of its best three examples', where not the best one's alone."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to match, and how to build it."""

    name: str
    build: Callable[[Sequence[Example], Collection[str]], Ranker]
    package: str = "rapidfuzz"
    """The package that it comes from, as it is imported."""

    @property
    def is_installed(self) -> bool:
        """Whether the package is there."""
        return find_spec(self.package) is not None


class _Labels:
    """The examples in scope, label by label, and the labels' scores from the examples'."""

    def __init__(self, examples: Sequence[Example], outside: Collection[str], most: int) -> None:
        kept = sorted((e for e in examples if e.label not in outside), key=lambda e: e.label)
        self.texts = [utils.default_process(example.text) for example in kept]
        self._names, self._starts, counts = np.unique(
            [example.label for example in kept], return_index=True, return_counts=True
        )
        self._at = np.repeat(np.arange(len(self._names)), counts)
        self._taken = np.minimum(counts, most)

    def rank(self, scores: Numbers) -> tuple[tuple[str, ...], float]:
        """The labels, best first, and the best one's score."""
        falling = scores[np.lexsort((-scores, self._at))]
        sums = np.concatenate([[0.0], np.cumsum(falling, dtype=np.float64)])
        means = (sums[self._starts + self._taken] - sums[self._starts]) / self._taken
        order = np.argsort(-means, kind="stable")
        return tuple(self._names[order].tolist()), float(means[order[0]])


class _Fuzzy:
    """rapidfuzz over all examples."""

    def __init__(self, labels: _Labels, scorer: Callable[..., float]) -> None:
        self._labels = labels
        self._scorer = scorer

    def predict(self, text: str) -> Prediction:
        start = time.perf_counter()
        asked = [utils.default_process(text)]
        scores = process.cdist(asked, self._labels.texts, scorer=self._scorer)[0]
        ranked, best = self._labels.rank(scores.astype(np.float64))
        seconds = time.perf_counter() - start
        return Prediction(ranked, best / 100, best, seconds)


class _Bm25:
    """BM25 over all examples, with bm25s and its defaults but for stop words, which it keeps."""

    def __init__(self, labels: _Labels) -> None:
        import bm25s

        self._labels = labels
        self._tokens = partial(bm25s.tokenize, stopwords=[], return_ids=False, show_progress=False)
        self._index = bm25s.BM25()
        self._index.index(self._tokens(labels.texts), show_progress=False)

    def predict(self, text: str) -> Prediction:
        start = time.perf_counter()
        words = self._tokens([utils.default_process(text)])[0]
        count = len(self._labels.texts)
        scores = self._index.get_scores(words) if words else np.zeros(count)
        ranked, best = self._labels.rank(np.asarray(scores, dtype=np.float64))
        seconds = time.perf_counter() - start
        return Prediction(ranked, None, best, seconds)


class _LogisticRegression:
    """scikit-learn's logistic regression on TF-IDF of words and word pairs, and of characters."""

    def __init__(self, examples: Sequence[Example], outside: Collection[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+")  # noqa: S106  # no password
        characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        self._model = make_pipeline(
            make_union(words, characters), LogisticRegression(C=10, max_iter=1000)
        )
        self._model.fit(
            [utils.default_process(example.text) for example in examples],
            [example.label for example in examples],
        )
        self._inside = np.array([label not in outside for label in self._model.classes_])
        self._names = self._model.classes_[self._inside]

    def predict(self, text: str) -> Prediction:
        start = time.perf_counter()
        chances = self._model.predict_proba([utils.default_process(text)])[0][self._inside]
        order = np.argsort(-chances, kind="stable")
        best = float(chances[order[0]])
        seconds = time.perf_counter() - start
        return Prediction(tuple(self._names[order].tolist()), best, best, seconds)


def _fuzzy(
    scorer: Callable[..., float], most: int
) -> Callable[[Sequence[Example], Collection[str]], Ranker]:
    return lambda examples, outside: _Fuzzy(_Labels(examples, outside, most), scorer)


PEERS = (
    Peer("rapidfuzz WRatio, best example", _fuzzy(fuzz.WRatio, 1)),
    Peer("rapidfuzz token_set_ratio, best example", _fuzzy(fuzz.token_set_ratio, 1)),
    Peer("rapidfuzz token_set_ratio, mean of three", _fuzzy(fuzz.token_set_ratio, _MOST)),
    Peer(
        "BM25, mean of three",
        lambda examples, outside: _Bm25(_Labels(examples, outside, _MOST)),
        "bm25s",
    ),
    Peer("scikit-learn logistic regression", _LogisticRegression, "sklearn"),
)
"""From what most chat bots do to the strongest that needs no neural network."""

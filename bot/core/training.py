"""A matcher's model from labelled examples of any domain."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.calibration import (
    Calibration,
    Labels,
    Signals,
    calibrate,
    folds,
    margin,
    tempered,
)
from bot.core.encoding import MEANING_WEIGHT, Encoder, Encoders
from bot.core.index import Index
from bot.core.lexicon import EMPTY, Lexicon
from bot.core.matching import Example, Matcher, nearest
from bot.core.model import Head, Meaning, Model
from bot.core.postings import Floats
from bot.core.solver import solve
from bot.core.text import stem

__all__ = ["build_matcher", "train_model"]

_FOLDS = 3

_NEARNESS_WEIGHTS = (0.0, 1.5, 3.0)
"""How much nearness may count beside the trained head; cross-validation chooses."""

_NEARNESS_ALONE = 6.0
"""The weight of nearness where the examples are too many for the exact solve."""

_MOST_EXACT = 8000
"""The exact solve takes time and memory with the square of the examples."""


class _Trained(NamedTuple):
    """A trained head, and the scores that it gives to examples it has not seen."""

    coefficients: Floats
    nearness: float
    held_out: Floats


def build_matcher(
    examples: Sequence[Example],
    *,
    outside: Collection[str] = (),
    lexicon: Lexicon = EMPTY,
    encoders: Encoders | None = None,
) -> Matcher:
    """Train a model, and make a matcher of it; see `train_model`."""
    encoder = encoders and encoders.examples
    model = train_model(examples, outside=outside, lexicon=lexicon, encoder=encoder)
    return Matcher(model, lexicon, encoders and encoders.texts)


def train_model(
    examples: Sequence[Example],
    *,
    outside: Collection[str] = (),
    lexicon: Lexicon = EMPTY,
    encoder: Encoder | None = None,
) -> Model:
    """Train the model of a matcher.

    Args:
        examples: phrases with their labels.
        outside: the labels that mean *out of scope*; they compete, and are ranked apart.
        lexicon: how the users of this domain write.
        encoder: makes the model see meaning beside words.

    Raises:
        ValueError: no example is in scope.
        EncodingError: the encoder failed.

    """
    if all(example.label in outside for example in examples):
        message = "a matcher needs an example in scope"
        raise ValueError(message)
    labels = sorted({e.label for e in examples}, key=lambda name: (name in outside, name))
    place = {name: at for at, name in enumerate(labels)}
    ordered = sorted(examples, key=lambda example: place[example.label])
    material = _Material(
        tokens=[lexicon.tokens(example.text) for example in ordered],
        owners=np.array([place[example.label] for example in ordered], dtype=np.int64),
        labels=len(labels),
        inside=sum(name not in outside for name in labels),
        lexicon=lexicon,
    )
    return Model(
        labels,
        material.inside,
        material.owners,
        dict(Counter(word for text in material.tokens for word in text)),
        material.index.parts,
        material.head(),
        material.meaning(encoder) if encoder else None,
    )


class _Material:
    """The examples that heads are trained on, each of them held out in turn."""

    def __init__(
        self,
        tokens: Sequence[Sequence[str]],
        owners: Labels,
        labels: int,
        inside: int,
        lexicon: Lexicon,
    ) -> None:
        self.tokens = tokens
        self.owners = owners
        self.labels = labels
        self.inside = inside
        self.index = Index.of(tokens)
        self._fold = folds(owners, _FOLDS)
        self._signals = [
            Signals(0.0, covered, float(lexicon.shows_topic(text)), lexicon.domain_words(text))
            for covered, text in zip(self._coverage(), tokens, strict=True)
        ]

    def meaning(self, encoder: Encoder) -> Meaning:
        """What an encoder makes of the examples, and the head that takes it into account."""
        embeddings = encoder.encode([" ".join(text) for text in self.tokens])
        return Meaning(encoder.digest, embeddings, self.head(embeddings))

    def head(self, embeddings: Floats | None = None) -> Head:
        """A head on the examples' words, and on their meaning where embeddings are given."""
        rows = _Rows(self.index, embeddings)
        trained = self._train(rows)
        signals = [
            signal._replace(margin=gap, closeness=close)
            for signal, gap, close in zip(
                self._signals,
                margin(trained.held_out, self.inside).tolist(),
                self._closeness(embeddings),
                strict=True,
            )
        ]
        calibration = calibrate(trained.held_out, signals, self.owners, self.inside)
        understood = self._understood(trained.held_out, signals, calibration)
        return Head(trained.coefficients, trained.nearness, calibration, understood)

    def _understood(
        self, held_out: Floats, signals: Sequence[Signals], calibration: Calibration
    ) -> NDArray[np.bool_]:
        """Whether each example, held out, is taken for its own, or turned away if outside."""
        is_kept = np.array([calibration.in_scope(s) >= calibration.floor for s in signals])
        is_right = held_out[:, : self.inside].argmax(axis=1) == self.owners
        is_inside = self.owners < self.inside
        understood: NDArray[np.bool_] = np.where(is_inside, is_kept & is_right, ~is_kept)
        return understood

    def _train(self, rows: "_Rows") -> _Trained:
        owners, labels, fold = self.owners, self.labels, self._fold
        if len(owners) > _MOST_EXACT:
            near = np.float32(_NEARNESS_ALONE) * self._nearness(rows.similarities_of)
            none = np.zeros((0, labels), dtype=np.float32)
            return _Trained(none, _NEARNESS_ALONE, near)
        kernel = rows.kernel()
        near = self._nearness(lambda at: kernel[at].copy())
        solved = np.zeros_like(near)
        for held in np.unique(fold):
            out, kept = np.flatnonzero(fold == held), np.flatnonzero(fold != held)
            part = solve(kernel[np.ix_(kept, kept)], owners[kept], labels)
            solved[out] = kernel[np.ix_(out, kept)] @ part
        weight = _nearness_weight(solved, near, owners, self.inside)
        scores = solved + np.float32(weight) * near
        return _Trained(solve(kernel, owners, labels), weight, scores)

    def _nearness(self, row_of: Callable[[int], Floats]) -> Floats:
        """Each example's nearness to each label, its own fold left out."""
        rows = []
        for at, own in enumerate(self._fold):
            row = row_of(at)
            row[self._fold == own] = 0.0
            rows.append(nearest(row, self.owners, self.labels))
        return np.stack(rows)

    def _closeness(self, embeddings: Floats | None) -> list[float]:
        """How alike in meaning each example is to one in scope, its own fold left out."""
        if embeddings is None:
            return [0.0] * len(self.owners)
        is_in = self.owners < self.inside
        found = np.empty(len(self.owners), dtype=np.float32)
        for held in np.unique(self._fold):
            out = np.flatnonzero(self._fold == held)
            kept = np.flatnonzero(is_in & (self._fold != held))
            found[out] = (embeddings[out] @ embeddings[kept].T).max(axis=1, initial=-1.0)
        return [float(one) for one in found]

    def _coverage(self) -> list[float]:
        """Each example's coverage, had its fold not been among the examples."""
        where: defaultdict[str, set[int]] = defaultdict(set)
        for text, own in zip(self.tokens, self._fold.tolist(), strict=True):
            for token in text:
                where[stem(token)].add(own)
        return [
            self.index.coverage(text, unknown={s for s in map(stem, text) if where[s] <= {own}})
            for text, own in zip(self.tokens, self._fold.tolist(), strict=True)
        ]


class _Rows:
    """How alike the examples are: by their words, and by their meaning where that is known."""

    def __init__(self, index: Index, embeddings: Floats | None) -> None:
        self._index = index
        self._embeddings = embeddings

    def kernel(self) -> Floats:
        """The similarity of every example to every other, N x N."""
        kernel = self._index.kernel()
        if self._embeddings is not None:
            kernel += np.float32(MEANING_WEIGHT) * (self._embeddings @ self._embeddings.T)
        return kernel

    def similarities_of(self, row: int) -> Floats:
        """The similarity of one example to each."""
        similarities = self._index.similarities_of(row)
        if self._embeddings is not None:
            similarities += np.float32(MEANING_WEIGHT) * (self._embeddings @ self._embeddings[row])
        return similarities


def _nearness_weight(solved: Floats, near: Floats, owners: Labels, inside: int) -> float:
    """The weight of nearness under which the held-out examples in scope are likeliest."""
    is_in = owners < inside

    def loss(weight: float) -> float:
        scores = (solved + np.float32(weight) * near)[is_in, :inside]
        return tempered(scores, owners[is_in])[0]

    return min(_NEARNESS_WEIGHTS, key=loss)

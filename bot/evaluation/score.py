"""Figures of one run: how often it is right, and how well it knows when it is not."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.share import Share
from bot.evaluation.dataset import Equivalents, Row
from bot.evaluation.metrics import (
    Numbers,
    auroc,
    balance,
    calibration_error,
    mean,
    threshold_keeping,
)
from bot.evaluation.rankers import Prediction
from bot.evaluation.runs import Run

__all__ = ["KEPT", "Answers", "Constant", "Cut", "Judged", "Pair", "Scores", "judge", "score"]

KEPT = 0.92
"""Rejection is compared at the threshold that keeps this share of what is in scope."""

_COMMONEST = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled utterance, what came out, and the place of the first acceptable label."""

    row: Row
    prediction: Prediction
    rank: int | None
    """From 0; None where no acceptable label was ranked."""
    answered_right: bool
    """Whether it is answered at once, and with an acceptable label."""

    @property
    def first(self) -> bool:
        """Whether the first place is right."""
        return self.rank == 0

    @property
    def first_three(self) -> bool:
        """Whether one of the first three places is right."""
        return self.rank is not None and self.rank < _COMMONEST


def judge(
    rows: Sequence[Row], predictions: Sequence[Prediction], equivalents: Equivalents
) -> list[Judged]:
    """The labelled rows with what came out for them."""
    judged = []
    for row, prediction in zip(rows, predictions, strict=True):
        labels = row.labels
        if labels is None:
            continue
        ranks = (at for at, one in enumerate(prediction.ranked) if equivalents.accepts(one, labels))
        answered = prediction.answered
        right = answered is not None and equivalents.accepts(answered, labels)
        judged.append(Judged(row, prediction, next(ranks, None), right))
    return judged


@dataclass(frozen=True, slots=True)
class Pair:
    """How often the first place is right, and how often one of the first three is."""

    first: Share
    first_three: Share

    @classmethod
    def of(cls, judged: Iterable[Judged]) -> "Pair":
        """Count it."""
        found = [(one.first, one.first_three) for one in judged]
        return cls(Share.of([f for f, _ in found]), Share.of([three for _, three in found]))


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the three commonest labels of the rows in scope: what knowing nothing is worth."""

    answers: tuple[str, ...]
    right: Pair
    elsewhere: Pair
    """The ranker's own figures on the rows whose most direct label is none of these."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What a threshold on the in-scope score lets through and keeps out."""

    threshold: float | None
    """None where each fold has its own."""
    kept: Share
    """Of the rows in scope, those let through."""
    rejected: Share
    """Of the rows out of scope, those kept out."""
    by_label: Mapping[str, Share]
    """The second, for each out-of-scope label."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered at once, without asking back first."""

    right: Share
    """Of the rows in scope, those answered at once and rightly."""
    wrong: Share
    """Of the rows in scope, those answered at once and wrongly."""
    outside: Share
    """Of the rows out of scope, those answered at once nevertheless."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one ranker; None where the rows don't carry what a figure needs."""

    name: str
    outside: int
    """How many rows are out of scope."""
    overall: Pair
    mrr: float | None
    """The mean of 1 / place of the first acceptable label, 0 where it is not ranked.

    Voorhees, The TREC-8 Question Answering Track Report (1999).
    """
    macro: tuple[float, float] | None
    """The mean over the labels of the first and of the first three places, each label alike."""
    constant: Constant
    in_force: Cut | None
    """At the threshold that the ranker uses itself."""
    keeping: Cut | None
    """At the threshold that keeps `KEPT` of the rows in scope."""
    auroc: float | None
    balance: float | None
    ece: float | None
    """The calibration error over the rows in scope."""
    ece_all: float | None
    """The same over all rows; an answer out of scope is never right."""
    answers: Answers | None
    loss: float | None
    """What typos cost in first places; None where nothing was mistyped."""
    p50_ms: float
    p99_ms: float
    build_s: float


def score(run: Run, equivalents: Equivalents) -> Scores:
    """All the figures of a run."""
    judged = judge(run.rows, run.predictions, equivalents)
    inside = [one for one in judged if not one.row.is_outside]
    outside = [one for one in judged if one.row.is_outside]
    overall = Pair.of(inside)
    scopes_in, scopes_out = _scopes(inside), _scopes(outside)
    p50, p99 = np.percentile([1000 * one.seconds for one in run.predictions], [50, 99])
    return Scores(
        name=run.name,
        outside=len(outside),
        overall=overall,
        mrr=mean([0.0 if one.rank is None else 1 / (1 + one.rank) for one in inside]),
        macro=_macro(inside),
        constant=_constant(inside),
        in_force=_in_force(inside, outside),
        keeping=_keeping(inside, outside),
        auroc=auroc(scopes_in, scopes_out),
        balance=balance(scopes_in, np.array([one.first for one in inside], bool), scopes_out),
        ece=_calibration_error(inside),
        ece_all=_calibration_error(judged),
        answers=_answers(inside, outside),
        loss=_loss(run, overall, equivalents),
        p50_ms=float(p50),
        p99_ms=float(p99),
        build_s=run.build_s,
    )


def _scopes(judged: Iterable[Judged]) -> Numbers:
    return np.array([one.prediction.scope for one in judged], dtype=np.float64)


def _macro(inside: Iterable[Judged]) -> tuple[float, float] | None:
    by_label = defaultdict[str, list[Judged]](list)
    for one in inside:
        by_label[one.row.label].append(one)
    pairs = [Pair.of(own) for own in by_label.values()]
    first = mean([pair.first.value or 0.0 for pair in pairs])
    three = mean([pair.first_three.value or 0.0 for pair in pairs])
    return None if first is None or three is None else (first, three)


def _constant(inside: Sequence[Judged]) -> Constant:
    """Any of a row's labels counts, as for the ranker; ties go by the alphabet."""
    carried = [one.row.labels or () for one in inside]
    counts = Counter(label for labels in carried for label in labels)
    answers = tuple(sorted(counts, key=lambda label: (-counts[label], label))[:_COMMONEST])
    return Constant(
        answers=answers,
        right=Pair(
            Share.of([bool({*answers[:1]} & {*labels}) for labels in carried]),
            Share.of([bool({*answers} & {*labels}) for labels in carried]),
        ),
        elsewhere=Pair.of(one for one in inside if one.row.label not in answers),
    )


def _cut(
    inside: Sequence[Judged],
    outside: Sequence[Judged],
    threshold: float | None,
    lets_through: Callable[[Prediction], bool],
) -> Cut:
    by_label = defaultdict[str, list[bool]](list)
    for one in outside:
        by_label[one.row.label].append(not lets_through(one.prediction))
    return Cut(
        threshold=threshold,
        kept=Share.of([lets_through(one.prediction) for one in inside]),
        rejected=Share.of([not lets_through(one.prediction) for one in outside]),
        by_label={label: Share.of(by_label[label]) for label in sorted(by_label)},
    )


def _in_force(inside: Sequence[Judged], outside: Sequence[Judged]) -> Cut | None:
    floors = {one.prediction.floor for one in (*inside, *outside)}
    if not floors or None in floors:
        return None
    floor = floors.pop() if len(floors) == 1 else None
    return _cut(inside, outside, floor, lambda prediction: bool(prediction.kept))


def _keeping(inside: Sequence[Judged], outside: Sequence[Judged]) -> Cut | None:
    threshold = threshold_keeping(_scopes(inside), KEPT)
    if threshold is None:
        return None
    return _cut(inside, outside, threshold, lambda prediction: prediction.scope >= threshold)


def _calibration_error(judged: Sequence[Judged]) -> float | None:
    confidences = [one.prediction.confidence for one in judged]
    if None in confidences:
        return None
    return calibration_error(
        np.array(confidences, dtype=np.float64),
        np.array([one.first and not one.row.is_outside for one in judged], dtype=np.bool_),
    )


def _answers(inside: Sequence[Judged], outside: Sequence[Judged]) -> Answers | None:
    if all(one.prediction.floor is None for one in (*inside, *outside)):
        return None
    return Answers(
        right=Share.of([one.answered_right for one in inside]),
        wrong=Share.of(
            [one.prediction.answered is not None and not one.answered_right for one in inside]
        ),
        outside=Share.of([one.prediction.answered is not None for one in outside]),
    )


def _loss(run: Run, overall: Pair, equivalents: Equivalents) -> float | None:
    if run.as_written is None or overall.first.value is None:
        return None
    before = judge(run.rows, run.as_written, equivalents)
    share = Pair.of(one for one in before if not one.row.is_outside).first.value
    return None if share is None else share - overall.first.value

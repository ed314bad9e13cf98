"""Where a run goes wrong: by label, by pair of labels, and text by text."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.evaluation.score import Judged, Pair

__all__ = [
    "TURNED_AWAY",
    "Kind",
    "LabelScore",
    "Miss",
    "confusions",
    "decisions",
    "label_scores",
    "misses",
    "outcome",
]

TURNED_AWAY = "(turned away)"
"""What comes out for an utterance that is taken for one out of scope."""


class Kind(StrEnum):
    """What went wrong with an utterance."""

    WRONG = "wrong"
    """Its first place is wrong."""
    TURNED_AWAY = "turned away"
    """Its first place is right, and yet it was taken for one out of scope."""
    LET_THROUGH = "let through"
    """It is out of scope, and was not taken for that."""


@dataclass(frozen=True, slots=True)
class LabelScore:
    """The rows whose most direct label this is."""

    label: str
    right: Pair


@dataclass(frozen=True, slots=True)
class Miss:
    """An utterance that went wrong."""

    kind: Kind
    judged: Judged


def label_scores(judged: Iterable[Judged]) -> list[LabelScore]:
    """The labels in scope, the weakest first."""
    by_label = defaultdict[str, list[Judged]](list)
    for one in judged:
        if not one.row.is_outside:
            by_label[one.row.label].append(one)
    scores = [LabelScore(label, Pair.of(own)) for label, own in by_label.items()]
    return sorted(scores, key=lambda one: (one.right.first.value, one.label))


def outcome(judged: Judged) -> str:
    """What came out: the row's own label where that is acceptable, else the first place.

    A row out of scope has no acceptable label; turned away is what should come out for it.
    """
    if judged.prediction.kept is False or not judged.prediction.ranked:
        return TURNED_AWAY
    return judged.row.label if judged.first else judged.prediction.ranked[0]


def confusions(judged: Iterable[Judged]) -> list[tuple[str, str, int]]:
    """What was taken for what, and how often; the commonest first, without what is right."""
    pairs = Counter((one.row.label, outcome(one)) for one in judged)
    wrong = [
        (label, found, count)
        for (label, found), count in pairs.items()
        if label != found and not (label.startswith("oos") and found == TURNED_AWAY)
    ]
    return sorted(wrong, key=lambda one: (-one[2], one[0], one[1]))


def decisions(judged: Iterable[Judged]) -> dict[str, Counter[str]]:
    """What was decided, for the rows in scope and for each out-of-scope label."""
    found = defaultdict[str, Counter[str]](Counter)
    for one in judged:
        if one.prediction.decision is not None:
            group = one.row.label if one.row.is_outside else "in scope"
            found[group][one.prediction.decision] += 1
    return dict(found)


def misses(judged: Sequence[Judged]) -> list[Miss]:
    """Every utterance that went wrong, kind by kind, in the order of the rows."""
    found = [Miss(kind, one) for one in judged if (kind := _kind(one))]
    order = list(Kind)
    return sorted(found, key=lambda miss: order.index(miss.kind))


def _kind(one: Judged) -> Kind | None:
    if one.row.is_outside:
        return Kind.LET_THROUGH if one.prediction.kept else None
    if not one.first:
        return Kind.WRONG
    return Kind.TURNED_AWAY if one.prediction.kept is False else None

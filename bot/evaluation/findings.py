"""How well the rest of an utterance is read: what was tried or ruled out, device and versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.share import Share
from bot.core.slots import Shown
from bot.evaluation.dataset import Equivalents, Row
from bot.evaluation.metrics import Retrieval
from bot.evaluation.rankers import Findings, Prediction

__all__ = ["FindingScores", "Misread", "misread", "score_findings"]

_SLOTS = ("device", "os", "computer")


@dataclass(frozen=True, slots=True)
class FindingScores:
    """Each figure over the rows that carry it; None where none does."""

    tried: Retrieval | None
    ruled_out: Retrieval | None
    device: Share | None
    os: Share | None
    computer: Share | None


@dataclass(frozen=True, slots=True)
class Misread:
    """What of an utterance was read otherwise than its row says."""

    what: str
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    evidence: tuple[Shown, ...]
    text: str


def misread(
    rows: Sequence[Row], predictions: Sequence[Prediction], equivalents: Equivalents
) -> list[Misread]:
    """Every fact that a row carries and that was not read so, kind by kind, with its text."""
    return [
        Misread(what, missing, wrong, prediction.findings.evidence, row.text)
        for what in ("tried", "ruled_out", *_SLOTS)
        for row, prediction in zip(rows, predictions, strict=True)
        if prediction.findings is not None
        for missing, wrong in [_difference(what, row, prediction.findings, equivalents)]
        if missing or wrong
    ]


def _difference(
    what: str, row: Row, found: Findings, equivalents: Equivalents
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the row carries and was not found, and what was found that it doesn't carry."""
    wanted, got = getattr(row, what), getattr(found, what)
    if what in _SLOTS:
        is_right = what not in row.model_fields_set or _is_slot_right(wanted, got)
        return ((), ()) if is_right else ((str(wanted),), (str(got),))
    if wanted is None:
        return (), ()
    missing = (w for w in wanted if not any(equivalents.accepts(one, (w,)) for one in got))
    wrong = (one for one in got if not equivalents.accepts(one, wanted))
    return tuple(sorted(missing)), tuple(sorted(wrong))


def score_findings(
    rows: Sequence[Row], predictions: Sequence[Prediction], equivalents: Equivalents
) -> FindingScores:
    """Compare what was read with what the rows carry."""
    read = [
        (row, prediction.findings)
        for row, prediction in zip(rows, predictions, strict=True)
        if prediction.findings is not None
    ]
    return FindingScores(
        tried=_retrieval(((row.tried, found.tried) for row, found in read), equivalents),
        ruled_out=_retrieval(
            ((row.ruled_out, found.ruled_out) for row, found in read), equivalents
        ),
        device=_slot("device", read),
        os=_slot("os", read),
        computer=_slot("computer", read),
    )


def _retrieval(
    pairs: Iterable[tuple[frozenset[str] | None, frozenset[str]]], equivalents: Equivalents
) -> Retrieval | None:
    """Items of all rows together: every item counts alike, wherever it stands."""
    carried = [(wanted, found) for wanted, found in pairs if wanted is not None]
    if not carried:
        return None
    return Retrieval(
        precision=Share.of(
            [equivalents.accepts(one, wanted) for wanted, found in carried for one in found]
        ),
        recall=Share.of(
            [
                any(equivalents.accepts(one, (want,)) for one in found)
                for wanted, found in carried
                for want in wanted
            ]
        ),
    )


def _slot(name: str, read: Iterable[tuple[Row, Findings]]) -> Share | None:
    """How often a slot is read as the row says; a row may name a model, or several things.

    "ipad" is right for "ipad 3", and for "iphone, ipad".
    """
    flags = []
    for row, found in read:
        if name in row.model_fields_set:
            flags.append(_is_slot_right(getattr(row, name), getattr(found, name)))
    return Share.of(flags) if flags else None


def _is_slot_right(wanted: str | None, got: str | None) -> bool:
    return got is None if wanted is None else got in wanted.replace(",", " ").split()

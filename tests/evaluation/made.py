"""Rows and predictions made by hand."""

from bot.evaluation.dataset import Equivalents, Row
from bot.evaluation.rankers import Findings, Prediction
from bot.evaluation.runs import Run
from bot.evaluation.score import Judged, judge

__all__ = ["NOTHING_FOUND", "asked", "judged", "made", "run_of"]

NOTHING_FOUND = Findings(frozenset(), frozenset(), None, None, None)

Pairs = list[tuple[Row, Prediction]]


def asked(*labels: str, text: str = "why is it dark") -> Row:
    """A row with these labels."""
    return Row(text=text, labels=labels)


def made(  # noqa: PLR0913  # each says what a test is about
    *ranked: str,
    confidence: float | None = 0.5,
    scope: float = 0.5,
    floor: float | None = 0.4,
    decision: str | None = None,
    answered: str | None = None,
    findings: Findings | None = None,
) -> Prediction:
    """A prediction with this ranking."""
    return Prediction(ranked, confidence, scope, 0.001, floor, decision, answered, findings)


def run_of(pairs: Pairs, as_written: list[Prediction] | None = None) -> Run:
    """A run that gave these predictions."""
    rows, predictions = [row for row, _ in pairs], [prediction for _, prediction in pairs]
    return Run("it", rows, predictions, 2.0, as_written)


def judged(pairs: Pairs) -> list[Judged]:
    """The pairs, judged without equivalents."""
    run = run_of(pairs)
    return judge(run.rows, run.predictions, Equivalents())

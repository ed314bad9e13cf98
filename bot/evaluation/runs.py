"""Running a ranker over labelled utterances."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track

from bot.evaluation.dataset import Row
from bot.evaluation.rankers import Prediction, Ranker

__all__ = ["Part", "Run", "run"]

_WARM_UP = "warm up"
"""Read once before the clock starts: what is made on first use is not a query's cost."""


@dataclass(frozen=True, slots=True)
class Part:
    """A way to build a ranker, and utterances that it has not seen."""

    build: Callable[[], Ranker]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Run:
    """What came out for each row; the rows' texts are what was asked."""

    name: str
    rows: Sequence[Row]
    predictions: Sequence[Prediction]
    build_s: float
    """The mean time that a part's ranker took to build."""
    as_written: Sequence[Prediction] | None = None
    """Where the rows were mistyped: what came out without the typos."""


def run(name: str, parts: Iterable[Part], mistype: Callable[[str], str] | None = None) -> Run:
    """Build each part's ranker and ask it about the part's rows, mistyped if that is wanted.

    A terminal shows how far it is; the bar is on standard error and vanishes at the end.
    """
    rows: list[Row] = []
    predictions: list[Prediction] = []
    as_written: list[Prediction] = []
    builds: list[float] = []
    terminal = Console(stderr=True)
    for part in parts:
        start = time.perf_counter()
        ranker = part.build()
        builds.append(time.perf_counter() - start)
        ranker.predict(_WARM_UP)
        bar = track(
            part.rows, name, console=terminal, transient=True, disable=not terminal.is_terminal
        )
        for row in bar:
            if mistype:
                as_written.append(ranker.predict(row.text))
            asked = row.model_copy(update={"text": mistype(row.text)}) if mistype else row
            rows.append(asked)
            predictions.append(ranker.predict(asked.text))
    build_s = sum(builds) / len(builds)
    return Run(name, rows, predictions, build_s, as_written if mistype else None)

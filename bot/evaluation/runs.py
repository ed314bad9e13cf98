"""Running a ranker over labelled utterances."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.evaluation.dataset import Row
from bot.evaluation.rankers import Prediction, Ranker

__all__ = ["Part", "Run", "run"]

_SHOWN_EVERY = 20
"""Rows between two looks at the bar, drawn between queries so that none is slowed by it."""

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


def run(name: str, parts: Sequence[Part], mistype: Callable[[str], str] | None = None) -> Run:
    """Build each part's ranker and ask it about the part's rows, mistyped if that is wanted.

    A terminal shows how far it is; the bar is on standard error and vanishes at the end.
    """
    rows: list[Row] = []
    predictions: list[Prediction] = []
    as_written: list[Prediction] = []
    builds: list[float] = []
    with _bar() as progress:
        task = progress.add_task(name, total=sum(len(part.rows) for part in parts))
        for number, part in enumerate(parts, start=1):
            building = f"{name}: building {number} of {len(parts)}"
            progress.update(task, description=building, refresh=True)
            start = time.perf_counter()
            ranker = part.build()
            builds.append(time.perf_counter() - start)
            progress.update(task, description=name, refresh=True)
            ranker.predict(_WARM_UP)
            for row in part.rows:
                if mistype:
                    as_written.append(ranker.predict(row.text))
                asked = row.model_copy(update={"text": mistype(row.text)}) if mistype else row
                rows.append(asked)
                predictions.append(ranker.predict(asked.text))
                is_shown = len(rows) % _SHOWN_EVERY == 0
                progress.update(task, advance=1, refresh=is_shown)
    build_s = sum(builds) / len(builds)
    return Run(name, rows, predictions, build_s, as_written if mistype else None)


def _bar() -> Progress:
    terminal = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=terminal,
        transient=True,
        auto_refresh=False,
        disable=not terminal.is_terminal,
    )

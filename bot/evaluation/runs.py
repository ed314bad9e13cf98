"""Running a ranker over labelled utterances, where need be in folds that it was not built from."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from bot.core.knowledge import Knowledge
from bot.core.matching import Example
from bot.evaluation.dataset import OUTSIDE, Row
from bot.evaluation.rankers import Prediction, Ranker

__all__ = ["Run", "Split", "own_splits", "run"]

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Split[S]:
    """What a ranker is built from, and utterances that it has not seen."""

    source: S
    rows: Sequence[Row]

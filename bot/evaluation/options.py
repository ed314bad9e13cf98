"""What ``evaluate`` is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.core.encoding import Encoders, MatcherName
from bot.core.knowledge import Knowledge

__all__ = ["FindEncoders", "Load", "Options"]

Load = Callable[[Path | None], Knowledge]
"""Reads a knowledge folder; None stands for the one that the settings name."""


FindEncoders = Callable[[MatcherName | None], Encoders | None]
"""Gives the encoders of the matcher that ``--matcher`` names, or of the usual one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of the command line, under the same names."""

    file: Path | None = None
    own: bool = False
    folds: int = 5
    examples: Path | None = None
    test: Path | None = None
    equivalents: Path | None = None
    all_rows: bool = False
    typos: float = 0.0
    seed: int = 1
    peers: bool = False
    misses: bool = False
    html: Path | None = None
    as_json: bool = False
    knowledge: Path | None = None
    matcher: MatcherName | None = None

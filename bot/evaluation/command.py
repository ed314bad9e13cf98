"""``python -m bot evaluate``: what the options ask for, measured and written."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import UsageError
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.evaluation.report import Report
    from bot.evaluation.study import Study

__all__ = ["evaluate"]


def evaluate(  # noqa: PLR0913  # each is an option of the command line
    file: Annotated[
        Path | None,
        typer.Argument(help="Labelled utterances, a JSON object a line, for the knowledge."),
    ] = None,
    *,
    own: Annotated[
        bool, typer.Option("--own", help="Score the knowledge's own examples, held out in folds.")
    ] = False,
    folds: Annotated[int, typer.Option(min=2, help="How many folds --own makes.")] = 5,
    examples: Annotated[
        Path | None,
        typer.Option(help="Build a matcher from these rows, text,label; needs --test."),
    ] = None,
    test: Annotated[
        Path | None,
        typer.Option(help="Score it on these rows; an empty label is out of scope."),
    ] = None,
    equivalents: Annotated[
        Path | None,
        typer.Option(help="A JSON object: identifiers, each with the labels it may stand for."),
    ] = None,
    all_rows: Annotated[
        bool, typer.Option("--all", help="Take the rows of FILE that say sure: false, too.")
    ] = False,
    typos: Annotated[
        float, typer.Option(min=0, max=1, help="Put a typo into this share of the words.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Which typos --typos makes.")] = 1,
    peers: Annotated[
        bool, typer.Option("--peers", help="Measure other ways to match beside it.")
    ] = False,
    misses: Annotated[
        bool, typer.Option("--misses", help="Show what went wrong, with its text.")
    ] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page with pictures here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    knowledge: Annotated[Path | None, typer.Option(help="The knowledge folder.")] = None,
) -> None:
    """Measure how well it understands: give FILE, or --own, or --examples and --test.

    Raises:
        UsageError: the options don't go together, or a file is missing or malformed.

    """

"""``python -m bot evaluate``: what the options ask for, measured and written."""

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import UsageError
from bot.settings import load_settings

__all__ = ["evaluate"]


def evaluate(  # noqa: PLR0913  # each is an option of the command line
    file: Annotated[
        Path | None,
        typer.Argument(help="Labelled utterances, one JSON object a line."),
    ] = None,
    *,
    own: Annotated[
        bool, typer.Option("--own", help="Score the knowledge's own examples, held out in folds.")
    ] = False,
    folds: Annotated[int, typer.Option(min=2, help="How many folds --own makes.")] = 5,
    examples: Annotated[
        Path | None,
        typer.Option(help="Build a matcher from these rows of text,label of any domain."),
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
    _check(file, examples, test, html, own=own)
    from bot.content import load
    from bot.evaluation import dataset, study
    from bot.evaluation.peers import PEERS
    from bot.evaluation.report import Typos

    table = dataset.read_equivalents(equivalents) if equivalents else dataset.Equivalents()
    rows = dataset.read_jsonl(file) if file else []
    asked = rows if all_rows else [row for row in rows if row.sure]
    tables = (dataset.read_csv(examples), dataset.read_csv(test)) if examples and test else None
    folder = knowledge or load_settings(os.environ, Path(".env")).knowledge
    if tables:
        plan = study.study_examples(*tables, str(test))
    elif own:
        plan = study.study_own(load(folder), folds)
    elif asked:
        plan = study.study_knowledge(load(folder), asked, str(file))
    else:
        message = f"{file}: every row says sure: false; --all takes them"
        raise UsageError(message)
    report = plan.report(
        table,
        typos=Typos(typos, seed) if typos else None,
        peers=PEERS if peers else (),
        left_out=len(rows) - len(asked),
    )
    if html:
        from bot.evaluation.page import write_page

        write_page(report, html)
    if as_json:
        from bot.evaluation.report import as_json as machine_readable

        found = machine_readable(report, with_misses=misses)
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        from bot.evaluation.grids import grids, miss_grid
        from bot.evaluation.tables import show

        show([*grids(report), *([miss_grid(report)] if misses else [])])


def _check(
    file: Path | None, examples: Path | None, test: Path | None, html: Path | None, *, own: bool
) -> None:
    """Find what can't work before anything takes its time."""
    if (examples is None) != (test is None):
        message = "--examples and --test go together: what to build from, and what to score"
        raise UsageError(message)
    if [file is not None, own, examples is not None].count(True) != 1:
        message = "give one of these: FILE, --own, or --examples with --test"
        raise UsageError(message)
    if html and find_spec("matplotlib") is None:
        message = "--html draws with matplotlib: pip install 'backup-medic[bench]'"
        raise UsageError(message)
    if html and not html.absolute().parent.is_dir():
        message = f"{html}: there is no such folder"
        raise UsageError(message)

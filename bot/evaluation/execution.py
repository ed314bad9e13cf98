"""Carries out what ``evaluate`` is asked for: checks, reads, measures, writes."""

import json
import sys

from bot.core.encoding import Encoders
from bot.errors import UsageError
from bot.evaluation.dataset import OUTSIDE, Equivalents, read_csv, read_equivalents, read_jsonl
from bot.evaluation.grids import grids, misread_grid, miss_grid
from bot.evaluation.options import FindEncoders, Load, Options
from bot.evaluation.peers import PEERS
from bot.evaluation.report import Report, Typos, as_json
from bot.evaluation.study import Study, study_examples, study_knowledge, study_own
from bot.rendering.files import check_page
from bot.rendering.tables import show

__all__ = ["execute"]


def execute(options: Options, load: Load, find_encoders: FindEncoders) -> None:
    """Measure, and write what came out to standard output.

    Raises:
        UsageError: the options don't go together, or a file is missing or malformed.
        KnowledgeError: the knowledge folder has problems.
        SettingsError: the semantic matcher is wanted, and can't be had.
        EncodingError: its encoder failed.

    """
    _check(options)
    given = options.equivalents
    equivalents = read_equivalents(given) if given else Equivalents()
    study, left_out = _study(options, load, find_encoders(options.matcher))
    report = study.report(
        equivalents,
        typos=Typos(options.typos, options.seed) if options.typos else None,
        peers=PEERS if options.peers else (),
        left_out=left_out,
    )
    _write(report, options)


def _check(options: Options) -> None:
    """Find what can't work before anything takes its time."""
    if (options.examples is None) != (options.test is None):
        message = "--examples and --test go together: what to build from, and what to score"
        raise UsageError(message)
    if [options.file is not None, options.own, options.examples is not None].count(True) != 1:
        message = "give one of these: FILE, --own, or --examples with --test"
        raise UsageError(message)
    if options.html:
        check_page(options.html)


def _study(options: Options, load: Load, encoders: Encoders | None) -> tuple[Study, int]:
    """What is to be measured, and how many rows are left out of it."""
    if options.examples and options.test:
        examples, tests = read_csv(options.examples), read_csv(options.test)
        if all(example.label.startswith(OUTSIDE) for example in examples):
            message = f"{options.examples}: every label is empty. Hint: a matcher needs some."
            raise UsageError(message)
        return study_examples(examples, tests, str(options.test), encoders), 0
    if options.file is None:
        return study_own(load(options.knowledge), options.folds, encoders), 0
    rows = read_jsonl(options.file)
    asked = rows if options.all_rows else [row for row in rows if row.sure]
    if not asked:
        message = f"{options.file}: every row says sure: false; --all takes them"
        raise UsageError(message)
    study = study_knowledge(load(options.knowledge), asked, str(options.file), encoders)
    return study, len(rows) - len(asked)


def _write(report: Report, options: Options) -> None:
    """The page comes last: what was measured is shown even if it can't be written."""
    if options.as_json:
        found = as_json(report, with_misses=options.misses)
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        misses = [miss_grid(report), misread_grid(report)] if options.misses else []
        show([*grids(report), *(grid for grid in misses if grid.rows)])
    if options.html:
        from bot.evaluation.page import write_report  # noqa: PLC0415  # needs the report extra

        sys.stdout.flush()
        write_report(report, options.html)

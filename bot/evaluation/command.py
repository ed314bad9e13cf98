"""The command ``evaluate``, for a Typer application to mount."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.core.encoding import MatcherName

if TYPE_CHECKING:
    from bot.evaluation.options import FindEncoders, Load

__all__ = ["evaluate_command"]


def evaluate_command(load: "Load", find_encoders: "FindEncoders") -> Callable[..., None]:
    """The command; what measures is imported when it runs, as other commands start without it.

    Args:
        load: reads the knowledge folder that ``--knowledge`` names, or the usual one.
        find_encoders: gives those of the matcher that ``--matcher`` names, or of the usual one.

    """

    def evaluate(  # noqa: PLR0913  # each is an option of the command line
        file: Annotated[
            Path | None, typer.Argument(help="Labelled utterances, one JSON object a line.")
        ] = None,
        *,
        own: Annotated[
            bool, typer.Option("--own", help="Score the knowledge's own examples, held out.")
        ] = False,
        folds: Annotated[int, typer.Option(min=2, help="In how many folds --own does so.")] = 5,
        examples: Annotated[
            Path | None, typer.Option(help="Build a matcher of any domain: rows of text,label.")
        ] = None,
        test: Annotated[
            Path | None, typer.Option(help="Score it on these; an empty label is out of scope.")
        ] = None,
        equivalents: Annotated[
            Path | None,
            typer.Option(help="A JSON object: identifiers, each with labels it may stand for."),
        ] = None,
        all_rows: Annotated[
            bool, typer.Option("--all", help="Take the rows of FILE that say sure: false, too.")
        ] = False,
        typos: Annotated[
            float, typer.Option(min=0, max=1, help="Mistype this share of the words.")
        ] = 0.0,
        seed: Annotated[int, typer.Option(help="Which typos --typos makes.")] = 1,
        peers: Annotated[
            bool, typer.Option("--peers", help="Measure other ways to match beside it.")
        ] = False,
        misses: Annotated[
            bool, typer.Option("--misses", help="Show what went wrong, with its text.")
        ] = False,
        html: Annotated[Path | None, typer.Option(help="Write a page with pictures.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
        knowledge: Annotated[Path | None, typer.Option(help="The knowledge folder.")] = None,
        matcher: Annotated[
            MatcherName | None, typer.Option(help="How it matches; MATCHER, if left out.")
        ] = None,
    ) -> None:
        """Measure how well it understands: FILE, or --own, or --examples with --test."""
        from bot.evaluation.execution import execute  # noqa: PLC0415  # see above
        from bot.evaluation.options import Options  # noqa: PLC0415  # see above

        options = Options(
            file=file,
            own=own,
            folds=folds,
            examples=examples,
            test=test,
            equivalents=equivalents,
            all_rows=all_rows,
            typos=typos,
            seed=seed,
            peers=peers,
            misses=misses,
            html=html,
            as_json=as_json,
            knowledge=knowledge,
            matcher=matcher,
        )
        execute(options, load, find_encoders)

    return evaluate

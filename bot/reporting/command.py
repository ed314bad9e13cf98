"""The command ``report``, for a Typer application to mount."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.core.knowledge import Knowledge
    from bot.core.summary import Summary

    Read = Callable[[int], tuple[Summary, Knowledge]]

__all__ = ["report_command"]

_MOST_DAYS = 400
"""Outcomes are kept no longer."""


def report_command(read: "Read") -> Callable[..., None]:
    """The command; `read` gives what the cases of so many days came to, and the knowledge base.

    What shows it is imported when the command runs: other commands start without it.
    """

    def report(
        *,
        days: Annotated[
            int, typer.Option(min=1, max=_MOST_DAYS, help="How far back, the present day counted.")
        ] = 30,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
        html: Annotated[Path | None, typer.Option(help="Write a page with pictures.")] = None,
    ) -> None:
        """Show how cases ended, which fixes solve them, and what got no answer."""
        from bot.rendering.files import check_page, write_page  # noqa: PLC0415  # see above
        from bot.rendering.tables import show  # noqa: PLC0415  # see above
        from bot.reporting.grids import grids  # noqa: PLC0415  # see above
        from bot.reporting.objects import as_json as to_json  # noqa: PLC0415  # see above

        if html:
            check_page(html)
        summary, knowledge = read(days)
        if as_json:
            sys.stdout.write(json.dumps(to_json(summary), ensure_ascii=False) + "\n")
        else:
            show(grids(summary, knowledge))
        if html:
            from bot.reporting.page import report_page  # noqa: PLC0415  # needs the report extra

            sys.stdout.flush()
            write_page(html, report_page(summary, knowledge))

    return report

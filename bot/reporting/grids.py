"""A summary as tables."""

from collections.abc import Iterator

from bot.core.knowledge import Knowledge
from bot.core.share import Share
from bot.core.summary import Endings, Summary
from bot.core.titles import cause_title, fix_title
from bot.rendering.grids import NOTHING, Glance, Grid, Row, percent, reach
from bot.reporting.days import date

__all__ = ["ENDINGS", "figures", "grids", "span"]

ENDINGS = {
    "solved": "solved, and said so",
    "assumed": "solved, as it seems",
    "escalated": "handed over to Apple Support",
    "given_up": "given up",
    "expired": "never heard of again",
}
"""How cases end, in words."""

_COUNTED = (
    "A case counts once it is left for good: when the next one begins, or a day after its last "
    "message."
)
_SHARE = (
    "Share: how often somebody said that it works with this fix open, of all the times that it "
    "was done. Fixes that were tried before asking count as done without help."
)
_KEPT = (
    "Of servers whose people want them kept, for 30 days, without what could give anybody away. "
    "Each line stands for all that are like it."
)


def span(summary: Summary) -> str:
    """From when to when."""
    return f"{date(summary.first)} to {date(summary.last)}"


def figures(summary: Summary) -> Iterator[Glance]:
    """The figures that tell most."""
    yield "cases", str(summary.endings.cases), f"{summary.turns} messages and choices"
    for name, share in _shares(summary.endings):
        if share.n:
            yield name, percent(share.value), f"{reach(share)} % of {share.n}"
    yield "without an answer", str(summary.missed), "where they are kept"


def grids(summary: Summary, knowledge: Knowledge) -> list[Grid]:
    """The tables, those with nothing in them left out."""
    found = [
        _endings(summary),
        _causes(summary, knowledge),
        _fixes(summary, knowledge),
        _weeks(summary),
        _misses(summary),
    ]
    return [grid for grid in found if grid.rows]


def _shares(endings: Endings) -> Iterator[tuple[str, Share]]:
    for field, name in ENDINGS.items():
        yield name, endings.share(getattr(endings, field))


def _counts(endings: Endings) -> Row:
    return tuple(str(getattr(endings, field)) for field in ENDINGS)


def _endings(summary: Summary) -> Grid:
    rows: list[Row] = [
        (name, str(share.hits), percent(share.value), reach(share))
        for name, share in _shares(summary.endings)
    ]
    rows.append(("all cases", str(summary.endings.cases), "", ""))
    rows.append(("messages and choices in them", str(summary.turns), "", ""))
    rows.append(("messages without an answer", str(summary.missed), "", ""))
    return Grid(span(summary), ("", "n", "share", "95 %"), tuple(rows), note=_COUNTED)


def _causes(summary: Summary, knowledge: Knowledge) -> Grid:
    rows = tuple(
        (
            cause_title(knowledge, record.cause),
            str(record.endings.cases),
            *_counts(record.endings),
        )
        for record in summary.causes
    )
    return Grid("Causes", ("likeliest cause", "cases", *_HEADS), rows)


def _fixes(summary: Summary, knowledge: Knowledge) -> Grid:
    rows = tuple(
        (
            cause_title(knowledge, record.cause),
            fix_title(knowledge, fix.fix),
            percent(fix.share.value),
            reach(fix.share),
            *map(str, (fix.share.n, fix.solved, fix.assumed, fix.failed)),
        )
        for record in summary.causes
        for fix in record.fixes
    )
    header = ("likeliest cause", "fix", "share", "95 %", "done", "solved", "it seems", "no help")
    return Grid("Which fixes solve it", header, rows, numbers_from=2, note=_SHARE)


def _weeks(summary: Summary) -> Grid:
    rows = tuple(
        (
            date(week.day),
            str(week.endings.cases),
            *_counts(week.endings),
            NOTHING if week.misses is None else str(week.misses),
        )
        for week in summary.weeks
    )
    return Grid("Weeks", ("week from", "cases", *_HEADS, "no answer"), rows)


_HEADS = ("solved", "it seems", "handed over", "given up", "silence")


def _misses(summary: Summary) -> Grid:
    rows = tuple((group.text, str(len(group.misses)), date(group.last)) for group in summary.misses)
    return Grid("Without an answer", ("what was said", "times", "last"), rows, note=_KEPT)

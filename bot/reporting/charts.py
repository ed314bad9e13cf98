"""The trends of a summary as pictures, a bar or a point for each week."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from bot.core.summary import Week
from bot.rendering.drawing import BLUE, GREY, MUTED, ORANGE, SKY, Picture, draw, legend
from bot.reporting.days import date, short
from bot.reporting.grids import ENDINGS

__all__ = ["endings_by_week", "misses_by_week", "solved_by_week"]

_SIZE = (4.8, 3.6)
"""Inches of a picture: two stand side by side, and a phone shows one without shrinking it much."""

_MOST_LABELS = 6
"""Weeks that are named under a picture."""

_COLOURS = {
    "solved": BLUE,
    "assumed": SKY,
    "escalated": ORANGE,
    "given_up": MUTED,
    "expired": GREY,
}


def endings_by_week(weeks: Sequence[Week]) -> Picture:
    """How cases ended, one upon the other."""

    def paint(axes: Axes) -> None:
        below = np.zeros(len(weeks))
        for field, colour in _COLOURS.items():
            counts = np.array([getattr(week.endings, field) for week in weeks], dtype=np.float64)
            axes.bar(range(len(weeks)), counts, bottom=below, color=colour, label=ENDINGS[field])
            below += counts
        _name_weeks(axes, weeks)
        axes.set_ylabel("cases")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(visible=True, axis="y")
        legend(axes, columns=2)

    told = "; ".join(
        f"week from {date(week.day)}: {week.endings.cases} cases, {week.endings.solved} solved, "
        f"{week.endings.assumed} as it seems"
        for week in weeks
    )
    return Picture(draw("endings", _SIZE, paint), f"{told[:1].upper()}{told[1:]}.")


def solved_by_week(weeks: Sequence[Week]) -> Picture:
    """The share of cases that somebody said are solved, with its interval."""
    at = [place for place, week in enumerate(weeks) if week.endings.cases]
    shares = [weeks[place].endings.share(weeks[place].endings.solved) for place in at]
    values = np.array([share.value or 0.0 for share in shares])
    intervals = np.array([share.interval or (0.0, 1.0) for share in shares])

    def paint(axes: Axes) -> None:
        spread = np.abs(intervals.T - values)
        axes.errorbar(
            at, values, yerr=spread, color=BLUE, marker="o", markersize=5, capsize=3, elinewidth=0.8
        )
        _name_weeks(axes, weeks)
        axes.set_ylabel("solved, and said so")
        axes.set_ylim(-0.02, 1.02)
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.grid(visible=True, axis="y")

    told = "; ".join(
        f"week from {date(weeks[place].day)}: {share.value:.0%} of {share.n}"
        for place, share in zip(at, shares, strict=True)
    )
    return Picture(draw("solved", _SIZE, paint), f"{told[:1].upper()}{told[1:]}.")


def misses_by_week(weeks: Sequence[Week]) -> Picture:
    """How many messages got no answer, in the weeks of which that is known."""
    known = [(week, week.misses) for week in weeks if week.misses is not None]

    def paint(axes: Axes) -> None:
        axes.bar(range(len(known)), [count for _, count in known], color=ORANGE)
        _name_weeks(axes, [week for week, _ in known])
        axes.set_ylabel("messages without an answer")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(visible=True, axis="y")

    told = "; ".join(f"week from {date(week.day)}: {count}" for week, count in known)
    return Picture(draw("misses", _SIZE, paint), f"{told[:1].upper()}{told[1:]}.")


def _name_weeks(axes: Axes, weeks: Sequence[Week]) -> None:
    """Name as many of the weeks as there is room for, the last one among them."""
    every = -(-len(weeks) // _MOST_LABELS)
    places = range((len(weeks) - 1) % every, len(weeks), every)
    axes.set_xticks(list(places), [short(weeks[place].day) for place in places])
    axes.set_xlim(-0.6, len(weeks) - 0.4)
    axes.set_xlabel("week from")

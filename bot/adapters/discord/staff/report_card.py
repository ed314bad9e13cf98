"""The card of a report: what the cases of the last days came to, on pages."""

from collections.abc import Iterator
from dataclasses import dataclass

import discord
from discord import ui

from bot.adapters.discord.cards.fitting import CARD_TEXT, Part, Section, paged, shorten
from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.markdown import bold, heading, plain, small
from bot.adapters.discord.cards.pressing import Lasting
from bot.adapters.discord.wording import NEXT_PAGE, PREVIOUS_PAGE, page_of
from bot.core.knowledge import Knowledge
from bot.core.misses import DAY, MissGroup
from bot.core.share import Share
from bot.core.summary import CauseRecord, Endings, FixRecord, Summary, Week
from bot.core.titles import cause_title, fix_title

__all__ = ["REPORT", "Reported", "report_card"]

REPORT = "report"
"""The kind of press that turns to a page of a report; its days and the page come with it."""

_PAGE_TEXT = CARD_TEXT - 200
"""Characters on a page: the rest is for saying which one it is."""

_MISS_TEXT = 200
"""Characters of a miss that are shown."""

_COLOUR = discord.Colour(0x2F7DD1)

_COUNTED = (
    "A case counts once it is left for good: when the next one begins, or a day after its last "
    "message. In brackets: how far the true share may be from that, with 95 % certainty."
)
_NO_CASES = "No case was left for good in this time."
_NO_MISSES = "There was none in this time."
_NOT_KEPT = "They are not kept here. With /setup they can be, for 30 days and made anonymous."
_KEPT = (
    "Kept for 30 days where the people of a server want that, with mentions, links and numbers "
    "taken out. Alike ones stand together."
)


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report tells."""

    summary: Summary
    knowledge: Knowledge
    """It names causes and fixes."""
    server: int | None
    """The server it is about; None for all."""
    keeps_misses: bool


def report_card(reported: Reported, owner: int, page: int = 1) -> ui.LayoutView:
    """One page of a report, for one person to turn."""
    pages = paged(_sections(reported), _PAGE_TEXT)
    page = min(max(page, 1), len(pages))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=_COLOUR)
    for section in pages[page - 1]:
        container.add_item(ui.TextDisplay(section.text))
    if len(pages) > 1:
        container.add_item(ui.TextDisplay(small(page_of(page, len(pages)))))
        row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
        for label, to in ((PREVIOUS_PAGE, page - 1), (NEXT_PAGE, page + 1)):
            if 1 <= to <= len(pages):
                rest = f"{reported.summary.days}:{to}"
                custom_id = str(CustomId(REPORT, owner, rest=rest))
                row.add_item(Lasting(ui.Button(label=label, custom_id=custom_id)))
        container.add_item(row)
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _sections(reported: Reported) -> Iterator[Section]:
    summary = reported.summary
    days = "today" if summary.days == 1 else f"in the last {summary.days} days"
    where = "in all servers and direct messages" if reported.server is None else "in this server"
    yield Section(Part.TITLE, (heading(f"How cases ended {days}, {where}"),))
    yield Section(Part.LEAD, tuple(_endings(summary)))
    if summary.endings.cases:
        yield Section(Part.LEAD, (bold("By week"), *map(_week, summary.weeks)))
        yield Section(Part.LEAD, tuple(_fixes(reported)))
    yield Section(Part.LEAD, tuple(_misses(reported)))


def _endings(summary: Summary) -> Iterator[str]:
    endings = summary.endings
    if not endings.cases:
        yield _NO_CASES
        return
    yield f"- {bold('Cases')}: {endings.cases}, with {summary.turns} messages and choices"
    for name, count in (
        ("Solved, and said so", endings.solved),
        ("Solved, as it seems: thanks, then silence", endings.assumed),
        ("Handed over to Apple Support", endings.escalated),
        ("Given up", endings.given_up),
        ("Never heard of again", endings.expired),
    ):
        yield f"- {bold(name)}: {count}, {_share(endings.share(count))}"
    yield small(_COUNTED)


def _week(week: Week) -> str:
    endings = week.endings
    told = [_cases(endings), f"{endings.solved} solved"]
    if endings.assumed:
        told.append(f"{endings.assumed} as it seems")
    if week.misses:
        told.append(f"{week.misses} without an answer")
    return f"- From {_date(week.day)}: {', '.join(told)}"


def _fixes(reported: Reported) -> Iterator[str]:
    yield bold("Which fixes solve it, by likeliest cause")
    for record in reported.summary.causes:
        yield from _cause(record, reported.knowledge)
    yield small("Out of all the times that a fix was done, also before somebody asked me.")


def _cause(record: CauseRecord, knowledge: Knowledge) -> Iterator[str]:
    endings = record.endings
    title = plain(cause_title(knowledge, record.cause))
    yield f"- {title}: {_cases(endings)}, {endings.solved} solved"
    for fix in record.fixes:
        yield f"  - {plain(fix_title(knowledge, fix.fix))}: {_fix(fix)}"


def _fix(fix: FixRecord) -> str:
    told = f"{fix.solved} of {fix.share.n}, {_share(fix.share)}"
    return f"{told}, {fix.assumed} more as it seems" if fix.assumed else told


def _misses(reported: Reported) -> Iterator[str]:
    summary = reported.summary
    yield bold(f"What got no answer: {summary.missed}")
    if not reported.keeps_misses:
        yield _NOT_KEPT
    elif not summary.misses:
        yield _NO_MISSES
    else:
        yield from map(_miss, summary.misses)
        yield small(_KEPT)


def _miss(group: MissGroup) -> str:
    times = f"{len(group.misses)} times" if len(group.misses) > 1 else "once"
    return f"- {plain(shorten(group.text, _MISS_TEXT))} ({times}, last {_date(group.last)})"


def _cases(endings: Endings) -> str:
    return "1 case" if endings.cases == 1 else f"{endings.cases} cases"


def _share(share: Share) -> str:
    low, high = share.interval or (0.0, 1.0)
    return f"{share.value or 0:.0%} ({low:.0%} to {high:.0%})"


def _date(day: int) -> str:
    """A day, in everybody's own way to write it; noon, so that it is the same day for most."""
    return f"<t:{day * DAY + DAY // 2}:d>"

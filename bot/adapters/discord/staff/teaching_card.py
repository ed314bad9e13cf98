"""The cards for teaching: what got no answer, what is taught, and what came of a wording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord
from discord import ui

from bot.adapters.discord.cards.fitting import shorten
from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.markdown import heading, plain, small
from bot.adapters.discord.cards.modals import MODAL_TITLE
from bot.adapters.discord.cards.pressing import Lasting
from bot.adapters.discord.cards.views import rows
from bot.core.knowledge import Knowledge
from bot.core.misses import MissGroup
from bot.core.teaching import TaughtExample, Verdict

__all__ = [
    "ACTIVATE",
    "ENTRY",
    "EXAMPLE",
    "FIELD",
    "MISSES",
    "TAUGHT",
    "UNDO",
    "WORDS",
    "Viewer",
    "example_card",
    "form",
    "misses_card",
    "taught_card",
    "verdict_card",
    "waiting_card",
]

MISSES = "teach"
"""The kind of press that shows a group of misses; its number comes with it."""

ENTRY = "teach-entry"
"""The kind of press that selects what a group is about; its number comes with it."""

WORDS = "teach-words"
"""The kind of the modal with a wording; the number of the group and the entry come with it."""

TAUGHT = "taught"
"""The kind of press that shows all that is taught; the number of the page comes with it."""

EXAMPLE = "taught-one"
"""The kind of press that selects one of them."""

ACTIVATE = "taught-use"
"""The kind of press that lets a proposal count; its id comes with it."""

UNDO = "taught-undo"
"""The kind of press that takes an example back; its id comes with it."""

FIELD = "words"
"""The field of the modal."""

_MOST_WORDS = 240
"""Characters of an example, as the knowledge check has it for what is shown."""

_OPTIONS, _OPTION = 25, 100
"""Entries that Discord allows in a select, and characters in each."""

_PLACEHOLDER = 150
"""Characters that Discord allows in a select before anything is chosen."""

_SHOWN, _MISS = 8, 240
"""Misses of a group that are shown, and characters of each."""

_COLOUR = discord.Colour(0x2F7DD1)

_NO_MISSES = (
    "Nothing is kept here that I couldn't answer. You can teach me all the same: "
    "choose what a wording is about."
)
_HOW = (
    "Choose what these are about, then write in your own words how somebody else would say it. "
    "What users wrote never becomes an example, nor what is too near to it."
)
_CHECKING = (
    "I learn it and go through everything that I know with it. "
    "That takes up to a minute; I go on answering meanwhile."
)
_ACTIVE, _PROPOSED = "in use, in every server", "a proposal: it counts once my owner accepts it"

_View = ui.LayoutView


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose card it is, and what is known at the time."""

    id: int
    decides: bool
    """Whether what they teach counts at once."""
    knowledge: Knowledge


def misses_card(groups: Sequence[MissGroup], number: int, viewer: Viewer) -> _View:
    """A group of misses, counted from 1, and what it may be about."""
    number = min(max(number, 1), max(len(groups), 1))
    lines = [heading("What I couldn't answer"), small("Only you can see this card.")]
    if groups:
        misses = groups[number - 1].misses
        lines.append(_HOW)
        lines.append(f"Group {number} of {len(groups)}, asked {_times(len(misses))}:")
        lines += [f"> {_one_line(miss.text)}" for miss in misses[:_SHOWN]]
        if len(misses) > _SHOWN:
            lines.append(small(f"and {len(misses) - _SHOWN} more"))
    else:
        lines.append(_NO_MISSES)
    buttons = [
        _button(label, MISSES, viewer, str(to))
        for label, to in (("Previous group", number - 1), ("Next group", number + 1))
        if 1 <= to <= len(groups)
    ]
    buttons.append(_button("What is taught", TAUGHT, viewer, "1"))
    return _card(lines, [*_entries(number, viewer), *rows(buttons)])


def taught_card(examples: Sequence[TaughtExample], page: int, viewer: Viewer) -> _View:
    """A page of what is taught and proposed, the latest first, to choose one of it."""
    last = max((len(examples) - 1) // _OPTIONS + 1, 1)
    page = min(max(page, 1), last)
    shown = examples[::-1][(page - 1) * _OPTIONS : page * _OPTIONS]
    lines = [heading("What is taught"), small(f"Page {page} of {last}." if last > 1 else "")]
    items: list[ui.ActionRow[_View]] = []
    if shown:
        lines.append("Choose one to see it, use it or take it back.")
        select: ui.Select[_View] = ui.Select(
            placeholder="Choose an example", custom_id=str(CustomId(EXAMPLE, viewer.id))
        )
        for one in shown:
            select.add_option(
                label=shorten(one.text, _OPTION),
                value=one.id,
                description=shorten(f"{_title(viewer, one.entry)}: {_state(one)}", _OPTION),
            )
        items += rows([Lasting(select)])
    else:
        lines.append("Nothing so far.")
    buttons = [
        _button(label, TAUGHT, viewer, str(to))
        for label, to in (("Previous page", page - 1), ("Next page", page + 1))
        if 1 <= to <= last
    ]
    buttons.append(_button("What I couldn't answer", MISSES, viewer, "1"))
    return _card(lines, [*items, *rows(buttons)])


def example_card(example: TaughtExample, viewer: Viewer) -> _View:
    """One example, with what may be done with it."""
    lines = [heading("An example"), *_said(example, viewer), f"It is {_state(example)}."]
    return _card(lines, list(rows(_ways(example, viewer))))


def waiting_card(example: TaughtExample, viewer: Viewer) -> _View:
    """What is shown while an example is checked."""
    return _card([heading("One moment"), *_said(example, viewer), _CHECKING], [])


def verdict_card(verdict: Verdict, number: int, viewer: Viewer, *, settled: int = 0) -> _View:
    """What came of an example: what was checked, whether it counts, what is answered with it."""
    example = verdict.example
    if verdict.is_taught:
        title = "I know it now" if example.is_active else "Proposed"
        lines = [heading(title), *_said(example, viewer), *_checked(verdict, viewer)]
        lines.append(f"It is {_state(example)}.")
        if settled:
            lines.append(f"Of the group, I would answer {settled} now; they are off the list.")
        buttons = list(_ways(example, viewer, number))
    else:
        lines = [heading("Not taught"), *_said(example, viewer)]
        lines += [f"- {plain(one)}" for one in verdict.objections]
        lines.append("Nothing has changed.")
        buttons = [_button("Back", MISSES, viewer, str(number))]
    return _card(lines, list(rows(buttons)))


def form(entry_id: str, number: int, viewer: Viewer) -> ui.Modal:
    """The modal for a wording."""
    custom_id = str(CustomId(WORDS, viewer.id, rest=f"{number}:{entry_id}"))
    modal = ui.Modal(title=shorten(_title(viewer, entry_id), MODAL_TITLE), custom_id=custom_id)
    field: ui.TextInput[ui.Modal] = ui.TextInput(custom_id=FIELD, max_length=_MOST_WORDS)
    modal.add_item(
        ui.Label(
            text="How would somebody say it?",
            description="In your own words. No names, numbers or links.",
            component=field,
        )
    )
    return modal


def _checked(verdict: Verdict, viewer: Viewer) -> Iterator[str]:
    title = _title(viewer, verdict.example.entry)
    yield "- Its words stand nowhere else in what I know."
    yield f"- I understand it as “{plain(title)}”, and everything taught before as before."
    if verdict.effect:
        yield (
            f"- Of what I know already, each held out in turn, I understand "
            f"{verdict.effect.gained} more and {verdict.effect.lost} fewer."
        )


def _ways(example: TaughtExample, viewer: Viewer, number: int = 1) -> Iterator[Lasting]:
    """What may be done: who decides does all, others take their proposals back."""
    if viewer.decides and not example.is_active:
        yield _button("Use it", ACTIVATE, viewer, example.id)
    if viewer.decides or not example.is_active:
        yield _button("Undo", UNDO, viewer, example.id)
    yield _button("Back", MISSES, viewer, str(number))
    yield _button("What is taught", TAUGHT, viewer, "1")


def _entries(number: int, viewer: Viewer) -> Iterator[ui.ActionRow[_View]]:
    """Selects with every cause and question, as many as it takes."""
    entries = viewer.knowledge.in_order
    for start in range(0, len(entries), _OPTIONS):
        part = entries[start : start + _OPTIONS]
        placeholder = f"{part[0].title} … {part[-1].title}"
        select: ui.Select[_View] = ui.Select(
            placeholder=shorten(placeholder, _PLACEHOLDER),
            custom_id=str(CustomId(ENTRY, viewer.id, rest=f"{number}:{start}")),
        )
        for entry in part:
            select.add_option(label=shorten(entry.title, _OPTION), value=entry.id)
        yield from rows([Lasting(select)])


def _said(example: TaughtExample, viewer: Viewer) -> Iterator[str]:
    yield f"> {_one_line(example.text)}"
    yield f"for “{plain(_title(viewer, example.entry))}”"


def _state(example: TaughtExample) -> str:
    return _ACTIVE if example.is_active else _PROPOSED


def _title(viewer: Viewer, entry_id: str) -> str:
    entry = viewer.knowledge.entry(entry_id)
    return entry.title if entry else entry_id


def _one_line(text: str) -> str:
    return plain(shorten(" ".join(text.split()), _MISS))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _button(label: str, kind: str, viewer: Viewer, rest: str) -> Lasting:
    return Lasting(ui.Button(label=label, custom_id=str(CustomId(kind, viewer.id, rest=rest))))


def _card(lines: Sequence[str], items: Sequence[ui.ActionRow[_View]]) -> _View:
    container: ui.Container[_View] = ui.Container(accent_colour=_COLOUR)
    container.add_item(ui.TextDisplay("\n".join(line for line in lines if line)))
    for item in items:
        container.add_item(item)
    view = _View(timeout=None)
    view.add_item(container)
    return view

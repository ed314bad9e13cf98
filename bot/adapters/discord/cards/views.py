"""How a reply looks in Discord: a card, or plain text where no card can be."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import discord
from discord import ui

from bot.adapters.discord.cards.beside import Button, describe_button
from bot.adapters.discord.cards.fitting import (
    CARD_TEXT,
    PLAIN_TEXT,
    Part,
    Section,
    fit,
    paged,
    shorten,
)
from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.markdown import plain, small
from bot.adapters.discord.cards.pressing import Lasting
from bot.adapters.discord.cards.sections import sections_of
from bot.adapters.discord.wording import CHOOSE, NEXT_PAGE, PREVIOUS_PAGE, page_of, type_instead
from bot.core.knowledge import Link
from bot.core.ports import CaseKey
from bot.core.reply import Choice, Reply, Style, Tone

__all__ = [
    "CHOICE",
    "LABEL",
    "MOST_OPTIONS",
    "OPTION",
    "PAGE",
    "SELECT",
    "card",
    "plain_text",
    "rows",
    "without_button",
    "without_choices",
]

CHOICE = "do"
"""The kind of press that makes a choice."""

SELECT = "select"
"""The kind of press that selects one of many choices."""

PAGE = "page"
"""The kind of press that turns to a page; the number of the page and a choice come with it."""

LABEL = 80
"""Characters that Discord allows on a button."""

OPTION = 100
"""Characters that Discord allows in an entry of a select."""

_PAGE_TEXT = CARD_TEXT - 100
"""Characters on each of several pages: the rest is for saying which one it is."""

_STYLES = {
    Style.PRIMARY: discord.ButtonStyle.primary,
    Style.PLAIN: discord.ButtonStyle.secondary,
}

_COLOURS = {
    Tone.ANSWER: discord.Colour(0x2F7DD1),
    Tone.QUESTION: discord.Colour(0x8E5BD0),
    Tone.NOTE: discord.Colour(0x80848E),
    Tone.WARNING: discord.Colour(0xE0A100),
    Tone.DONE: discord.Colour(0x2E9E5B),
}
"""An accent; the words say all that the colour does."""

_GROUPS: Sequence[frozenset[Part]] = (
    frozenset({Part.TITLE, Part.LEAD}),
    frozenset({Part.FIX, Part.EXPECT}),
    frozenset({Part.AHEAD, Part.LAST}),
    frozenset({Part.NOTES}),
    frozenset({Part.PACKET}),
)
"""What stands together between two lines of a card."""

_ROW = 5
"""Buttons that Discord allows side by side."""

MOST_OPTIONS = 25
"""Entries that Discord allows in a select."""

_MOST_LINKS = 10
_LINKS_BESIDE_A_FIX = 2
"""Links to Apple Support while a fix is open; its button shows all of them."""

_URL = 512
"""Characters that Discord allows in a button's address."""


def card(reply: Reply, key: CaseKey, page: int = 1, beside: Iterable[Button] = ()) -> ui.LayoutView:
    """A reply as a card, or one page of it; its choices belong to the user of the case.

    Args:
        reply: what is said.
        key: the case that it belongs to.
        page: which page, where there are several.
        beside: further buttons, under those of the choices.

    """
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=_COLOURS[reply.tone])
    pages = _pages(reply)
    page = min(max(page, 1), len(pages))
    sections = pages[page - 1]
    for group in _GROUPS:
        texts = [section for section in sections if section.part in group]
        links = _links(reply, group)
        if not texts and not links:
            continue
        if container.children:
            container.add_item(ui.Separator())
        for section in texts:
            container.add_item(ui.TextDisplay(section.text))
        for row in rows(_link_button(link) for link in links):
            container.add_item(row)
    for row in rows(_choices(reply.choices, key)):
        container.add_item(row)
    own = (describe_button(key),) if reply.invites else ()
    for row in rows((*own, *beside)):
        container.add_item(row)
    if len(pages) > 1:
        container.add_item(ui.TextDisplay(small(page_of(page, len(pages)))))
        for row in rows(_turns(reply.again, key, page, len(pages))):
            container.add_item(row)
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _pages(reply: Reply) -> list[list[Section]]:
    """A reply on pages; one that can't be shown again has a single page, cut to its limit."""
    sections = list(sections_of(reply))
    pages = paged(sections, CARD_TEXT)
    if len(pages) == 1:
        return pages
    return paged(sections, _PAGE_TEXT) if reply.again else [fit(sections, CARD_TEXT)]


def _turns(
    again: str, key: CaseKey, page: int, last: int
) -> Iterator[ui.Item[ui.View | ui.LayoutView]]:
    """The ways to the pages beside one."""
    for label, to in ((PREVIOUS_PAGE, page - 1), (NEXT_PAGE, page + 1)):
        if 1 <= to <= last:
            custom_id = str(CustomId(PAGE, key.user, key.tag, f"{to}:{again}"))
            yield Lasting(ui.Button(label=label, custom_id=custom_id))


def plain_text(reply: Reply) -> str:
    """A reply as a message without components."""
    sections = list(sections_of(reply))
    links = [link for group in _GROUPS for link in _links(reply, group)]
    sections.append(Section(Part.LAST, tuple(f"{plain(link.label)}: {link.url}" for link in links)))
    if reply.choices:
        labels = [choice.label for choice in reply.choices]
        sections.append(Section(Part.LAST, (small(type_instead(labels)),)))
    return "\n".join(section.text for section in fit(sections, PLAIN_TEXT))


def without_choices(message: discord.Message) -> ui.LayoutView | None:
    """The card of a message without the buttons that act; None if it has none."""
    return _without(message, lambda _: True)


def without_button(message: discord.Message, custom_id: str) -> ui.LayoutView | None:
    """The card of a message without one of its buttons; None if it doesn't have that one."""
    view = _without(message, lambda item: getattr(item, "custom_id", None) == custom_id)
    if view:
        view.stop()  # those that are left are answered like all others, not by this view
    return view


def _without(
    message: discord.Message, is_out: Callable[[ui.Item[ui.LayoutView]], bool]
) -> ui.LayoutView | None:
    view = ui.LayoutView.from_message(message, timeout=None)
    acting = [item for item in view.walk_children() if item.is_dispatchable() and is_out(item)]
    for item in acting:
        row = item.parent
        if not isinstance(row, ui.ActionRow):
            continue
        row.remove_item(item)
        if not row.children and isinstance(row.parent, ui.Container):
            row.parent.remove_item(row)
    return view if acting else None


def _links(reply: Reply, group: frozenset[Part]) -> Sequence[Link]:
    """The links that belong under a group of texts."""
    match group:
        case _ if (Part.AHEAD if reply.ahead and not reply.fix else Part.LEAD) in group:
            links = reply.links
        case _ if Part.FIX in group and reply.fix:
            links = reply.fix.links
        case _ if Part.PACKET in group and reply.hand_over:
            shown = _LINKS_BESIDE_A_FIX if reply.fix else None
            links = reply.hand_over.links[:shown]
        case _:
            links = ()
    return [link for link in links if len(link.url) <= _URL][:_MOST_LINKS]


def _link_button(link: Link) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=shorten(link.label, LABEL), url=link.url)


def _choices(choices: Sequence[Choice], key: CaseKey) -> Iterator[ui.Item[ui.View | ui.LayoutView]]:
    """Choices as buttons; where they are more than stand side by side, as one select."""
    if len(choices) <= _ROW:
        for choice in choices:
            yield Lasting(
                ui.Button(
                    style=_STYLES[choice.style],
                    label=shorten(choice.label, LABEL),
                    custom_id=str(CustomId(CHOICE, key.user, key.tag, choice.id)),
                )
            )
        return
    select: ui.Select[ui.LayoutView] = ui.Select(
        placeholder=CHOOSE, custom_id=str(CustomId(SELECT, key.user, key.tag))
    )
    for choice in choices[:MOST_OPTIONS]:
        select.add_option(label=shorten(choice.label, OPTION), value=choice.id)
    yield Lasting(select)


def rows(
    buttons: Iterable[ui.Item[ui.View | ui.LayoutView]],
) -> Iterator[ui.ActionRow[ui.LayoutView]]:
    """Buttons, as many in a row as are allowed."""
    left = list(buttons)
    while left:
        row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
        for button in left[:_ROW]:
            row.add_item(button)
        yield row
        left = left[_ROW:]

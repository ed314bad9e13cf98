"""Texts that fit: on as many pages as it takes, or without their least important lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

__all__ = ["CARD_TEXT", "PLAIN_TEXT", "Part", "Section", "fit", "paged", "shorten"]

CARD_TEXT = 4_000
"""Characters that Discord allows over all texts of a card."""

PLAIN_TEXT = 2_000
"""Characters that Discord allows in a message without components."""

_ELLIPSIS = "…"


class Part(IntEnum):
    """What a section says: the lowest is cut first, the title last."""

    AHEAD = 0
    NOTES = 1
    EXPECT = 2
    LEAD = 3
    LAST = 4
    PACKET = 5
    FIX = 6
    TITLE = 7


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of a reply that stand together."""

    part: Part
    lines: tuple[str, ...]
    fence: str = ""
    """What the lines are fenced with."""

    @property
    def text(self) -> str:
        """The section as it is sent."""
        lines = (self.fence, *self.lines, self.fence) if self.fence else self.lines
        return "\n".join(lines)


def fit(sections: Iterable[Section], limit: int) -> list[Section]:
    """The sections within a limit of characters; an ellipsis stands for lines that are left out."""
    kept = [section for section in sections if section.lines]
    while (over := _size(kept) - limit) > 0:
        at = min(range(len(kept)), key=lambda index: (kept[index].part, -index))
        section = kept[at]
        if section.part is Part.TITLE:
            title = shorten(section.text, max(len(section.text) - over, 1))
            return [Section(Part.TITLE, (title,))]
        lines = _without_last(section.lines)
        kept[at : at + 1] = [replace(section, lines=lines)] if lines else []
    return kept


def paged(sections: Iterable[Section], limit: int) -> list[list[Section]]:
    """The sections on as many pages as it takes, each within a limit of characters.

    The title stands on every page. A section stays whole where a page has room for it; a line that
    is longer than a page is shortened.
    """
    kept = [section for section in sections if section.lines]
    if _size(kept) <= limit:
        return [kept]
    titles = [
        Section(Part.TITLE, (shorten(section.text, limit // 4),))
        for section in kept
        if section.part is Part.TITLE
    ][:1]
    room = limit - _size(titles)
    pages: list[list[Section]] = [[]]
    for section in kept:
        if section.part is Part.TITLE:
            continue
        for piece in _pieces(section, room):
            if _size([*pages[-1], piece]) > room:
                pages.append([])
            pages[-1].append(piece)
    return [titles + page for page in pages]


def shorten(text: str, limit: int) -> str:
    """A text within a limit of characters, cut between words where that is possible."""
    if len(text) <= limit:
        return text
    head = text[: limit - len(_ELLIPSIS)]
    return head.rsplit(" ", maxsplit=1)[0].rstrip() + _ELLIPSIS


def _size(sections: Sequence[Section]) -> int:
    return sum(len(section.text) + 1 for section in sections)


def _pieces(section: Section, room: int) -> Iterator[Section]:
    """A section as it is, or cut between lines into as few pieces as fit."""
    if _size([section]) <= room:
        yield section
        return
    longest = room - _size([replace(section, lines=("",))])
    piece: tuple[str, ...] = ()
    for line in section.lines:
        longer = (*piece, shorten(line, longest))
        if piece and _size([replace(section, lines=longer)]) > room:
            yield replace(section, lines=piece)
            longer = longer[-1:]
        piece = longer
    yield replace(section, lines=piece)


def _without_last(lines: tuple[str, ...]) -> tuple[str, ...]:
    left = lines[:-2] if lines[-1] == _ELLIPSIS else lines[:-1]
    return (*left, _ELLIPSIS) if left else ()

"""Cards that fit: whole lines go, the least important first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

__all__ = ["CARD_TEXT", "PLAIN_TEXT", "Part", "Section", "fit", "shorten"]

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


def shorten(text: str, limit: int) -> str:
    """A text within a limit of characters, cut between words where that is possible."""
    if len(text) <= limit:
        return text
    head = text[: limit - len(_ELLIPSIS)]
    return head.rsplit(" ", maxsplit=1)[0].rstrip() + _ELLIPSIS


def _size(sections: Sequence[Section]) -> int:
    return sum(len(section.text) + 1 for section in sections)


def _without_last(lines: tuple[str, ...]) -> tuple[str, ...]:
    left = lines[:-2] if lines[-1] == _ELLIPSIS else lines[:-1]
    return (*left, _ELLIPSIS) if left else ()

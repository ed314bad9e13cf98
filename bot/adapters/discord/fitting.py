"""Cards that fit: whole lines go, the least important first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

__all__ = ["CARD_TEXT", "PLAIN_TEXT", "Part", "Section", "fit", "shorten"]

CARD_TEXT = 4_000
"""Characters that Discord allows over all texts of a card."""

PLAIN_TEXT = 2_000
"""Characters that Discord allows in a message without components."""

_ELLIPSIS = "…"


class Part(IntEnum):
    """What a section says; the lowest ones are cut first, and the title never."""

    AHEAD = 0
    NOTES = 1
    EXPECT = 2
    LEAD = 3
    PACKET = 4
    LINKS = 5
    FIX = 6
    TITLE = 7


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of a card that stand together."""

    part: Part
    lines: tuple[str, ...]
    frame: tuple[str, str] = field(default=("", ""))
    """What stands ahead of the lines and behind them."""

    @property
    def text(self) -> str:
        """The section as it is shown."""
        return self.frame[0] + "\n".join(self.lines) + self.frame[1]


def fit(sections: Iterable[Section], limit: int) -> list[Section]:
    """The sections within a limit of characters; what is left out is marked by an ellipsis."""
    kept = [section for section in sections if section.lines]
    while _size(kept) > limit:
        at = min(range(len(kept)), key=lambda index: (kept[index].part, -index))
        section = kept[at]
        if section.part is Part.TITLE:
            spare = limit - _size(kept) + len(section.text)
            return [replace(section, lines=(shorten(section.text, spare),))]
        lines = _without_last(section.lines)
        kept[at : at + 1] = [replace(section, lines=lines)] if lines else []
    return kept


def shorten(text: str, limit: int) -> str:
    """A text within a limit of characters, cut between words where that is possible."""
    if len(text) <= limit:
        return text
    head = text[: limit - len(_ELLIPSIS)]
    at_word = head.rsplit(maxsplit=1)[0] if " " in head else head
    return at_word.rstrip() + _ELLIPSIS


def _size(sections: Sequence[Section]) -> int:
    return sum(len(section.text) + 1 for section in sections)


def _without_last(lines: tuple[str, ...]) -> tuple[str, ...]:
    """One line less, an ellipsis in place of what is gone."""
    left = lines[:-2] if lines[-1] == _ELLIPSIS else lines[:-1]
    return (*left, _ELLIPSIS) if left else ()

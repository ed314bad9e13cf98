"""A reply as sections of markdown, in the order in which they are read."""

from collections.abc import Iterable, Iterator

from bot.adapters.discord.cards.fitting import Part, Section
from bot.adapters.discord.cards.markdown import bold, fenced_lines, heading, paragraph, plain, small
from bot.adapters.discord.wording import BY_DEVICE, fix_number
from bot.core.reply import FixCard, FixLine, Reply

__all__ = ["sections_of"]


def sections_of(reply: Reply) -> Iterator[Section]:
    """The texts of a reply, ready to be shown."""
    if reply.hint:
        yield Section(Part.LEAD, _lines(paragraph(reply.hint)))
    yield Section(Part.TITLE, (heading(reply.title),))
    yield Section(Part.LEAD, _lines(*map(small, reply.understood)))
    for text in reply.lead:
        yield Section(Part.LEAD, _lines(paragraph(text)))
    if reply.fix:
        yield from _fix(reply.fix)
    yield _ahead(reply)
    yield Section(Part.LAST, _lines(*map(small, filter(None, (reply.more, reply.last)))))
    yield Section(Part.NOTES, _lines(*map(small, reply.notes)))
    if reply.hand_over and reply.hand_over.packet:
        yield Section(Part.PACKET, (bold(reply.hand_over.title),))
        yield Section(Part.PACKET, fenced_lines(reply.hand_over.packet), fence="```")


def _fix(card: FixCard) -> Iterator[Section]:
    lines = [small(fix_number(card.line.number, card.line.note)), bold(card.line.title)]
    if card.warning:
        lines += _lines(paragraph(card.warning))
    for number, step in enumerate(card.steps, start=1):
        lines += _step(number, step)
    yield Section(Part.FIX, tuple(lines))
    if card.expect:
        yield Section(Part.EXPECT, _lines(small(card.expect)))


def _step(number: int, step: str) -> Iterable[str]:
    """A step, numbered; one that differs by device has a line for each."""
    variants = step.strip().splitlines()
    if len(variants) == 1:
        return [f"{number}. {plain(step)}"]
    return [f"{number}. {plain(BY_DEVICE)}", *(f"  - {plain(variant)}" for variant in variants)]


def _ahead(reply: Reply) -> Section:
    """The list of the other fixes, their numbers those of the plan."""
    title = _lines(small(reply.ahead_title))
    return Section(Part.AHEAD, (*title, *map(_line, reply.ahead)))


def _line(line: FixLine) -> str:
    note = f" ({line.note})" if line.note else ""
    return plain(f"{line.number}. {line.title}{note}")


def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(line for text in texts for line in text.splitlines())

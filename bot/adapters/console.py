"""The assistant in a terminal: Rich on a terminal, plain lines in a pipe."""

from collections.abc import Callable, Iterable

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from bot.core.assistant import Assistant
from bot.core.conversation import Conversation
from bot.core.reading import Utterance
from bot.core.reply import Choice, FixCard, Reply, Tone

__all__ = ["chat", "show"]

_BORDERS = {
    Tone.ANSWER: "cyan",
    Tone.QUESTION: "magenta",
    Tone.NOTE: "white",
    Tone.WARNING: "red",
    Tone.DONE: "green",
}
_GOODBYE = "Goodbye."
_PROMPT = "> "


def show(reply: Reply, console: Console) -> None:
    """Write one reply."""
    if console.is_terminal:
        console.print(_panel(reply))
    else:
        console.print(Text(reply.text), soft_wrap=True)
    for number, choice in enumerate(reply.choices, start=1):
        console.print(Text(f"  [{number}] {choice.label}"), soft_wrap=True)


def _panel(reply: Reply) -> Panel:
    parts: list[RenderableType] = [Text(reply.hint)] if reply.hint else []
    parts += [Text("\n".join(reply.understood), style="dim")] if reply.understood else []
    parts += [Text(paragraph) for paragraph in reply.lead]
    if reply.fix:
        parts.append(_fix(reply.fix))
    lines = (f"{line.number}. {line.title}  ({line.note})" for line in reply.ahead)
    ahead = "\n".join(filter(None, (reply.ahead_title, *lines)))
    parts += [Text(part) for part in (ahead, reply.more, reply.last) if part]
    if reply.hand_over and reply.hand_over.packet:
        parts.append(Text(f"{reply.hand_over.title}\n{reply.hand_over.packet}"))
    links = (*reply.links, *(reply.hand_over.links if reply.hand_over else ()))
    if links:
        parts.append(Text("\n".join(f"{link.label}: {link.url}" for link in links)))
    parts += [Text(note, style="dim") for note in reply.notes]
    spaced: list[RenderableType] = []
    for part in parts:
        spaced += [part, Text()]
    return Panel(
        Group(*spaced[:-1]),
        title=Text(reply.title, style="bold"),
        title_align="left",
        border_style=_BORDERS[reply.tone],
        padding=(1, 2),
    )


def _fix(card: FixCard) -> Text:
    text = Text(f"{card.line.number}. {card.line.title}", style="bold")
    text.append(f"  ({card.line.note})\n", style="not bold dim")
    if card.warning:
        text.append(f"{card.warning}\n", style="not bold yellow")
    for number, step in enumerate(card.steps, start=1):
        text.append(f"   {number}) {step}\n", style="not bold")
    if card.expect:
        text.append(f"   {card.expect}\n", style="not bold dim")
    for link in card.links:
        text.append(f"   {link.label}: {link.url}\n", style="not bold")
    text.rstrip()
    return text


def chat(
    assistant: Assistant, lines: Iterable[str], console: Console, clock: Callable[[], float]
) -> None:
    """A conversation until the lines end; a choice is its number, its label, or plain words."""
    conversation: Conversation | None = None
    reply = assistant.how_to()
    show(reply, console)
    for line in lines:
        said = line.strip()
        if not said:
            continue
        choice = _choice(said, reply.choices)
        if choice:
            reply = assistant.choose(choice.id, conversation, clock())
        else:
            reply = assistant.hear(Utterance(said), conversation, clock())
        conversation = reply.conversation
        show(reply, console)
    console.print(_GOODBYE)


def _choice(said: str, choices: Iterable[Choice]) -> Choice | None:
    """The choice that was typed by its number or its whole label."""
    for number, choice in enumerate(choices, start=1):
        if said == str(number) or said.casefold() == choice.label.casefold():
            return choice
    return None


def prompted(console: Console) -> Iterable[str]:
    """Lines typed at a prompt; in a pipe no prompt is shown."""
    while True:
        try:
            yield console.input(_PROMPT if console.is_terminal else "")
        except EOFError:
            return

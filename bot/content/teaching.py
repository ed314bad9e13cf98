"""What is taught: held against the rules for examples, and written as YAML to merge."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.content.lint import owner_of
from bot.content.schema import Short
from bot.core.knowledge import Faq, Knowledge
from bot.core.redaction import redacted
from bot.core.teaching import TaughtExample, resembles, split
from bot.core.text import is_wordless, words

__all__ = ["listing", "merge_text", "objections"]

_SHORT: TypeAdapter[str] = TypeAdapter(Short)
"""Examples are shown as suggestions, so one that is taught is short and plain."""

_NEVER = 10_000
"""Characters after which a line is folded: none is so long."""


def objections(
    knowledge: Knowledge, example: TaughtExample, said: Iterable[str]
) -> tuple[str, ...]:
    """Everything that speaks against an example before anything is trained.

    Args:
        knowledge: the knowledge with all that is taught already.
        example: what is to be taught.
        said: what users have said; none of it may become an example.

    """
    return tuple(_objections(knowledge, example, said))


def _objections(knowledge: Knowledge, example: TaughtExample, said: Iterable[str]) -> Iterator[str]:
    text = example.text
    if knowledge.entry(example.entry) is None:
        yield f"There is no cause or question {example.entry} any more."
    try:
        _SHORT.validate_python(text)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        yield f"It {'; it '.join(_reason(str(one['msg'])) for one in found)}."
    if is_wordless(words(text)):
        yield "It has no English word in it."
    if redacted(text) != text:
        yield "It holds a link, a mention, or what looks like somebody's number, code or address."
    owner = owner_of(knowledge, text)
    if owner:
        yield f"The very same stands in the knowledge base already: {owner}."
    if any(resembles(text, one) for one in said):
        yield "It is too near to what a user wrote. Say the same in words of your own."


def _reason(message: str) -> str:
    """A finding of pydantic's as the end of a sentence."""
    return message.removeprefix("String ").removeprefix("Value error, ")


def merge_text(knowledge: Knowledge, taught: Iterable[TaughtExample]) -> str:
    """The examples as YAML, under the names of the files that they belong in.

    Those that don't fit the knowledge, as they were merged for example, are left out.
    """
    fitting, _ = split(knowledge, taught)
    by_file: dict[str, dict[str, list[str]]] = {}
    for example in sorted(fitting, key=lambda one: (one.entry, one.taught, one.id)):
        folder = "faqs" if isinstance(knowledge.entry(example.entry), Faq) else "causes"
        file = by_file.setdefault(f"{folder}/{example.entry}.yml", {"examples": []})
        file["examples"].append(example.text)
    return yaml.safe_dump(by_file, allow_unicode=True, width=_NEVER) if by_file else ""


def listing(knowledge: Knowledge, taught: Sequence[TaughtExample]) -> Iterator[str]:
    """A line for each example: its id, whether it counts, the day, its entry and its text."""
    _, others = split(knowledge, taught)
    left_out = {example.id for example in others}
    for example in taught:
        state = "in use" if example.is_active else "proposed"
        if example.id in left_out:
            state = "left out"
        day = datetime.fromtimestamp(example.taught, tz=UTC).date()
        yield f"{example.id}  {state:8}  {day}  {example.entry}  {example.text}"

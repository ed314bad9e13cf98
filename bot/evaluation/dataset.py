"""Labelled utterances from files; a mistake in one is named by its line."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.core.matching import Example
from bot.errors import UsageError

__all__ = ["OUTSIDE", "Equivalents", "Row", "read_csv", "read_equivalents", "read_jsonl"]

OUTSIDE = "oos"
"""A label that begins so means *out of scope*."""

_HEADER = ["text", "label"]

_ROW_FORM = 'Hint: a line is {"text": "...", "labels": ["..."]}.'
_CSV_FORM = "Hint: the first line is text,label; each row a text and its label, or an empty one."

_Text = Annotated[str, Field(min_length=1)]


class Row(BaseModel):
    """An utterance, and what should be understood of it; what is not said is not scored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    text: _Text
    labels: Annotated[tuple[_Text, ...] | None, Field(min_length=1)] = None
    """Acceptable identifiers, the most direct one first."""
    tried: Annotated[
        frozenset[_Text] | None, Field(validation_alias=AliasChoices("already_tried", "tried"))
    ] = None
    """Causes whose fix the user says is done."""
    ruled_out: Annotated[
        frozenset[_Text] | None, Field(validation_alias=AliasChoices("negated", "ruled_out"))
    ] = None
    """Causes that the user says it is not."""
    device: str | None = None
    os: str | None = None
    computer: str | None = None
    sure: bool = True
    """Whether the labeller was."""

    @property
    def label(self) -> str:
        """The most direct label; empty where there is none."""
        return self.labels[0] if self.labels else ""

    @property
    def is_outside(self) -> bool:
        """Whether it is labelled as out of scope."""
        return self.label.startswith(OUTSIDE)


@dataclass(frozen=True, slots=True)
class Equivalents:
    """Finer identifiers, each with the coarser labels that it may stand for."""

    table: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def accepts(self, found: str, labels: Sequence[str] | frozenset[str]) -> bool:
        """Whether what was found, or what it may stand for, is among the labels."""
        return found in labels or any(one in labels for one in self.table.get(found, ()))


def read_jsonl(path: Path) -> list[Row]:
    """The utterances of a file with one JSON object a line.

    Raises:
        UsageError: it can't be read, holds none, or has a line that is no labelled utterance.

    """
    rows = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append(Row.model_validate_json(line))
        except ValidationError as error:
            message = f"{path}:{number}: {_explain(error)}. {_ROW_FORM}"
            raise UsageError(message) from None
    if not rows:
        message = f"{path}: no utterances in it. {_ROW_FORM}"
        raise UsageError(message)
    return rows


def read_csv(path: Path) -> list[Example]:
    """The rows of a file with the columns ``text,label``; an empty label is out of scope.

    Raises:
        UsageError: it can't be read, holds no rows, or has a line of another form.

    """
    reader = csv.reader(io.StringIO(_text(path)), strict=True)
    examples = []
    try:
        if next(reader, None) != _HEADER:
            message = f"{path}:1: no columns text and label. {_CSV_FORM}"
            raise UsageError(message)
        for row in filter(None, reader):
            if len(row) != len(_HEADER) or not row[0].strip():
                message = f"{path}:{reader.line_num}: no row of two columns. {_CSV_FORM}"
                raise UsageError(message)
            examples.append(Example(row[0], row[1].strip() or OUTSIDE))
    except csv.Error as error:
        message = f"{path}:{reader.line_num}: {error}. Hint: quote a text that holds commas."
        raise UsageError(message) from None
    if not examples:
        message = f"{path}: no rows in it. {_CSV_FORM}"
        raise UsageError(message)
    return examples


def read_equivalents(path: Path) -> Equivalents:
    """The table of a JSON file: identifiers, each with a list of labels.

    Raises:
        UsageError: it can't be read, or is no such table.

    """
    try:
        table = TypeAdapter(dict[str, list[str]]).validate_json(_text(path), strict=True)
    except ValidationError as error:
        message = f'{path}: {_explain(error)}. Hint: it maps identifiers: {{"id": ["label"]}}.'
        raise UsageError(message) from None
    return Equivalents(table)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = f"{path}:{line}: is not in UTF-8"
        raise UsageError(message) from None
    except OSError as error:
        message = f"{path}: can't be read: {error.strerror}"
        raise UsageError(message) from None


def _explain(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, found["loc"]))
    message = found["msg"].lower().replace(" at line 1 column", " at column")
    return f"{place}: {message}" if place else message

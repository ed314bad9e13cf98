"""One YAML file as plain data, with the line of every key.

The dialect is small, so that what support staff write is what is read: every scalar is a string
(``no`` stays "no"), and anchors, aliases, tags, duplicate keys, control characters and second
documents are refused.
"""

import codecs
import re
from pathlib import Path

import yaml
from yaml.reader import ReaderError

from bot.content.files import Data, Document, Place, fetch

__all__ = ["read"]

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_MAX_DEPTH = 12

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What is no text, even where an escape such as ``"\\e"`` spells it."""


class _Refused(Exception):  # noqa: N818  # never leaves this module
    """Reading can't go on."""


class _Builder:
    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.events = yaml.parse(text, Loader=_Loader)

    def build(self) -> None:
        self._next()  # the stream's start
        if isinstance(self._next(), yaml.StreamEndEvent):
            self.document.problem((), "the file is empty", "fill it in or delete it")
            return
        self.document.data = self._value((), self._next())
        self._next()  # the document's end
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse((), event, "a second document begins here", "remove the line '---'")

    def _next(self) -> yaml.Event:
        return next(self.events)

    def _refuse(self, path: Place, event: yaml.Event, message: str, hint: str) -> None:
        self.document.problem(path, message, hint, _line(event))
        raise _Refused

    def _value(self, path: Place, event: yaml.Event) -> Data:
        self.document.lines.setdefault(path, _line(event))
        self._check(path, event)
        if len(path) > _MAX_DEPTH:
            self._refuse(path, event, "nested too deeply", "check the indentation")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event)

    def _check(self, path: Place, event: yaml.Event) -> None:
        """Refuse what the dialect has no use for."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(path, event, "anchors (&) and aliases (*) are not used here", "quote it")
        if getattr(event, "tag", None) not in {None, "!"}:
            self._refuse(path, event, "tags (!) are not used here", "quote the text")
        if _CONTROL.search(_scalar(event)):
            hint = "remove the escape, or the character itself"
            self._refuse(path, event, "a control character stands here", hint)

    def _sequence(self, path: Place) -> list[Data]:
        items: list[Data] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value((*path, len(items)), event))
        return items

    def _mapping(self, path: Place) -> dict[str, Data]:
        pairs: dict[str, Data] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(path, event, "a key must be plain text", "quote it")
            self._check(path, event)
            key = _scalar(event)
            inner = (*path, key)
            if key in pairs:
                message = f"the key stands twice, first on line {self.document.line(inner)}"
                self.document.problem(inner, message, "keep one of the two", _line(event))
            self.document.lines.setdefault(inner, _line(event))
            value = self._value(inner, self._next())
            pairs.setdefault(key, value)
        return pairs


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(event: yaml.Event) -> str:
    return str(getattr(event, "value", ""))


def read(path: Path, name: str, root: Path | None = None) -> Document:
    """Read one file; `name` is how problems call it. Never raises for what the file holds.

    Args:
        path: the file.
        name: how problems call it.
        root: the folder that it has to be in; its own one unless another is given.

    """
    document = Document(name)
    if not fetch(path, document, root or path.parent):
        return document
    try:
        _Builder(document, document.raw.decode("utf-8-sig")).build()
    except UnicodeDecodeError as error:
        line = _lines_in(document.raw[: error.start])
        document.problem((), "not UTF-8", "save the file as UTF-8", line)
    except ReaderError as error:
        text = document.raw.removeprefix(codecs.BOM_UTF8)
        line = _lines_in(text[: error.position])
        document.problem((), "a control character stands here", "remove it", line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        hint = "indent with spaces alone, and quote text that holds a colon, a brace or a dash"
        document.problem((), f"not YAML: {error.problem}", hint, mark.line + 1 if mark else 1)
    except _Refused:
        pass  # the problem is noted
    return document


def _lines_in(text: bytes) -> int:
    return text.count(b"\n") + 1

"""The knowledge folder, read whole: checked values, or every problem at once."""

import difflib
import hashlib
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.content import build, lint
from bot.content.reader import Document, Place, read
from bot.content.schema import (
    CauseFile,
    EscalationFile,
    FaqFile,
    NeighbourEntry,
    ProductFile,
    VariantEntry,
    VocabularyFile,
)
from bot.core.knowledge import Cause, Faq, Knowledge
from bot.errors import KnowledgeError, Problem

__all__ = ["load"]

T = TypeVar("T")

_TEXTS = TypeAdapter(dict[str, str])
_LISTS = TypeAdapter(dict[str, list[str]])


def load(folder: Path) -> Knowledge:
    """Read and check a knowledge folder.

    Raises:
        KnowledgeError: it has problems; the error carries all of them.

    """
    return _Loader(folder).load()


class _Unusable(Exception):  # noqa: N818  # never leaves this module
    """A file could not be turned into values; its problems are noted."""


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Document] = {}
        self.digest = hashlib.sha256()

    def load(self) -> Knowledge:
        if not self.folder.is_dir():
            hint = "set KNOWLEDGE to the folder that holds product.yml"
            raise KnowledgeError([Problem(str(self.folder), 1, "", "no such folder", hint)])
        knowledge = self._knowledge()
        if knowledge is not None:
            for found in lint.findings(knowledge):
                self.documents[found.file].problem(found.place, found.message, found.hint)
        problems = [found for document in self.documents.values() for found in document.problems]
        if knowledge is None or problems:
            raise KnowledgeError(problems)
        return knowledge

    def _knowledge(self) -> Knowledge | None:
        """The whole set, or None once a file is unusable; every file is looked at either way."""
        variants = self._file("variants.yml", TypeAdapter(dict[str, VariantEntry]))
        wordings = build.Wordings(variants or {})
        product = self._file("product.yml", TypeAdapter(ProductFile))
        escalation = self._file("escalation.yml", TypeAdapter(EscalationFile))
        vocabulary = self._file("vocabulary.yml", TypeAdapter(VocabularyFile))
        neighbours = self._file("neighbours.yml", TypeAdapter(list[NeighbourEntry]))
        ladder = self._file("ladder.yml", TypeAdapter(list[str]))
        acts = self._file("acts.yml", _LISTS)
        cues = self._file("cues.yml", _LISTS)
        languages = self._file("languages.yml", _LISTS)
        phrases = self._file("phrases.yml", _TEXTS)
        places = self._file("places.yml", TypeAdapter(dict[str, dict[str, str]]))
        signs = self._file("signs.yml", _TEXTS)
        causes = self._causes(wordings)
        faqs = self._faqs()
        common = self._words("common-words.txt")
        if not (product and escalation and vocabulary and neighbours and ladder and acts):
            return None
        if not (variants and cues and languages and phrases and places and signs):
            return None
        return Knowledge(
            product=build.product(product),
            causes=causes,
            faqs=faqs,
            ladder=tuple(ladder),
            escalation=build.escalation(escalation),
            neighbours=tuple(map(build.neighbour, neighbours)),
            vocabulary=build.vocabulary(vocabulary, languages, common),
            acts=build.tuples(acts),
            cues=build.tuples(cues),
            phrases=phrases,
            places={
                name: wordings.make(self.documents["places.yml"], (name,), texts)
                for name, texts in places.items()
            },
            signs=signs,
            version=self.digest.hexdigest(),
        )

    def _causes(self, wordings: build.Wordings) -> tuple[Cause, ...]:
        adapter = TypeAdapter(CauseFile)
        return tuple(
            build.cause(entry, self.documents[name], wordings)
            for name in self._names("causes")
            if (entry := self._file(name, adapter)) and self._is_named(name, entry.id)
        )

    def _faqs(self) -> tuple[Faq, ...]:
        adapter = TypeAdapter(FaqFile)
        return tuple(
            build.faq(entry)
            for name in self._names("faqs")
            if (entry := self._file(name, adapter)) and self._is_named(name, entry.id)
        )

    def _names(self, folder: str) -> list[str]:
        return [f"{folder}/{path.name}" for path in sorted((self.folder / folder).glob("*.yml"))]

    def _is_named(self, name: str, entry_id: str) -> bool:
        if Path(name).stem == entry_id:
            return True
        hint = f"call the file {entry_id}.yml, or mend the id"
        self.documents[name].problem(("id",), "differs from the file's name", hint)
        return False

    def _file(self, name: str, adapter: TypeAdapter[T]) -> T | None:
        self._digest(name)
        document = self.documents[name] = read(self.folder / name, name)
        if document.problems:
            return None
        try:
            return adapter.validate_python(document.data)
        except ValidationError as error:
            for found in error.errors(include_url=False, include_context=False):
                _explain(document, found["loc"], found["type"], found["msg"], adapter)
            return None

    def _digest(self, name: str) -> None:
        path = self.folder / name
        self.digest.update(name.encode() + b"\0")
        if path.is_file():
            self.digest.update(path.read_bytes() + b"\0")

    def _words(self, name: str) -> frozenset[str]:
        self._digest(name)
        document = self.documents[name] = Document(name)
        try:
            return frozenset((self.folder / name).read_text(encoding="utf-8").split())
        except (OSError, UnicodeDecodeError) as error:
            document.problem((), f"can't be read: {error}", "one word a line, in UTF-8")
            return frozenset()


def _explain(
    document: Document, loc: Place, kind: str, message: str, adapter: TypeAdapter[T]
) -> None:
    """Note one finding of pydantic's in the words of the people who edit the files."""
    place = tuple(part for part in loc if not _branch(part))
    if kind == "missing":
        document.problem(place, "is missing", "add it; CONTRIBUTING.md shows a whole file")
    elif kind == "extra_forbidden":
        keys = sorted(_keys(adapter))
        near = difflib.get_close_matches(str(place[-1]), keys, 1)
        hint = f"did you mean {near[0]!r}?" if near else "known keys: " + ", ".join(keys)
        document.problem(place, "is no key that is known here", hint)
    else:
        text = message.removeprefix("Value error, ")
        document.problem(place, text[:1].lower() + text[1:])


def _branch(part: str | int) -> bool:
    """Whether pydantic put this part in to name a branch of a union, not a key of the file."""
    branches = ("dict[", "function-", "constrained-", "str")
    return isinstance(part, str) and part.startswith(branches) and part != "steps"


def _keys(adapter: TypeAdapter[T]) -> set[str]:
    """Every key that the schema knows, at any depth."""
    schema = adapter.json_schema()
    known = set(schema.get("properties", {}))
    for definition in schema.get("$defs", {}).values():
        known |= set(definition.get("properties", {}))
    return known

"""The knowledge folder, read whole: checked values, or every problem at once."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from bot.content import build, lint
from bot.content.files import (
    MOST_FILES,
    MOST_PROBLEMS,
    Document,
    Place,
    fetch,
    names_in,
    version_of,
)
from bot.content.reader import read
from bot.content.schema import (
    CauseFile,
    CuesFile,
    EscalationFile,
    FaqFile,
    NeighbourEntry,
    ProductFile,
    VariantEntry,
    VocabularyFile,
    Ways,
    YesNoEntry,
)
from bot.core.knowledge import Cause, Faq, Knowledge
from bot.errors import KnowledgeError, Problem

__all__ = ["load"]

T = TypeVar("T")

_TEXTS = TypeAdapter(dict[str, str])
_LISTS = TypeAdapter(dict[str, list[str]])
_LIST = TypeAdapter(Annotated[list[str], Field(min_length=1)])

_AS_OTHERS = "the other files of its kind show how"
_HINTS: Mapping[str, str] = {
    "apple_address": "link Apple's own page",
    "bool_parsing": "write yes or no",
    "date_from_datetime_parsing": "write it like 2026-11-23",
    "enum": "use one of these",
    "int_parsing": "write a whole number",
    "literal_error": "use one of these",
    "plain_text": "take the markup out",
    "range": "write 16..17, ..15 or 18..",
    "string_pattern_mismatch": "use lower-case letters, digits and single hyphens",
    "string_too_long": "shorten it",
    "string_too_short": "fill it in",
    "string_type": "quote the text if it holds a colon or begins with a bracket",
    "too_long": "remove some",
    "too_short": "add more",
}
"""What to do about a finding, by pydantic's name for it."""


def load(folder: Path) -> Knowledge:
    """Read and check a knowledge folder.

    Raises:
        KnowledgeError: it has problems; the error carries all of them.

    """
    return _Loader(folder).load()


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Document] = {}

    def load(self) -> Knowledge:
        if not self.folder.is_dir():
            hint = "set KNOWLEDGE to the folder that holds product.yml"
            raise KnowledgeError([Problem(str(self.folder), 1, "", "no such folder", hint)])
        knowledge = self._knowledge()
        if knowledge is not None:
            is_whole = not any(document.problems for document in self.documents.values())
            for found in lint.findings(knowledge, is_whole=is_whole):
                self.documents[found.file].problem(found.place, found.message, found.hint)
        problems = [found for document in self.documents.values() for found in document.problems]
        if knowledge is None or problems:
            raise KnowledgeError(problems)
        return knowledge

    def _knowledge(self) -> Knowledge | None:
        """The whole set, or None once a file is unusable; every file is looked at either way."""
        variants = self._file("variants.yml", TypeAdapter(dict[str, VariantEntry]))
        wordings = build.Wordings(variants)
        product = self._file("product.yml", TypeAdapter(ProductFile))
        escalation = self._file("escalation.yml", TypeAdapter(EscalationFile))
        vocabulary = self._file("vocabulary.yml", TypeAdapter(VocabularyFile))
        neighbours = self._file("neighbours.yml", TypeAdapter(list[NeighbourEntry]))
        ladder = self._file("ladder.yml", _LIST)
        vague = self._file("vague.yml", _LIST)
        acts = self._file("acts.yml", _LISTS)
        cues = self._file("cues.yml", TypeAdapter(CuesFile))
        languages = self._file("languages.yml", _LISTS)
        phrases = self._file("phrases.yml", TypeAdapter(dict[str, Ways]))
        places = self._file("places.yml", TypeAdapter(dict[str, dict[str, str]]))
        signs = self._file("signs.yml", _TEXTS)
        answers = self._file("answers.yml", TypeAdapter(dict[str, YesNoEntry]))
        causes = self._causes(wordings, cues or CuesFile(marks={}))
        faqs = self._faqs()
        common = self._words("common-words.txt")
        if product is None or escalation is None or vocabulary is None or neighbours is None:
            return None
        if ladder is None or acts is None or cues is None or languages is None:
            return None
        if vague is None or variants is None or phrases is None or places is None:
            return None
        if signs is None or answers is None:
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
            vague=tuple(vague),
            cues=build.cues(cues),
            phrases=build.tuples(phrases),
            places={
                name: wordings.make(self.documents["places.yml"], (name,), texts)
                for name, texts in places.items()
            },
            signs=signs,
            answers=build.answers(answers),
            version=version_of(self.documents.values()),
        )

    def _causes(self, wordings: build.Wordings, cues: CuesFile) -> tuple[Cause, ...]:
        adapter = TypeAdapter(CauseFile)
        return tuple(
            build.cause(entry, self.documents[name], wordings, cues)
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
        """The files of a kind; too many are a problem of the first that is left out."""
        names = names_in(self.folder, folder)
        for name in names[MOST_FILES : MOST_FILES + 1]:
            left_out = self.documents[name] = Document(name)
            message = f"one of {len(names)} files, and {MOST_FILES} are the most that are read"
            left_out.problem((), message, "put what belongs together into one")
        return names[:MOST_FILES]

    def _is_named(self, name: str, entry_id: str) -> bool:
        if Path(name).stem == entry_id:
            return True
        hint = f"call the file {entry_id}.yml, or mend the id"
        self.documents[name].problem(("id",), "differs from the file's name", hint)
        return False

    def _file(self, name: str, adapter: TypeAdapter[T]) -> T | None:
        document = self.documents[name] = read(self.folder / name, name, self.folder)
        if document.problems:
            return None
        try:
            return adapter.validate_python(document.data)
        except ValidationError as error:
            every = error.errors(include_url=False, include_context=False)
            for found in every[:MOST_PROBLEMS]:
                _explain(document, found["loc"], found["type"], found["msg"], adapter)
            return None

    def _words(self, name: str) -> frozenset[str]:
        document = self.documents[name] = Document(name)
        if fetch(self.folder / name, document, self.folder):
            try:
                return frozenset(document.raw.decode("utf-8-sig").split())
            except UnicodeDecodeError:
                document.problem((), "not UTF-8", "one word a line, in UTF-8")
        return frozenset()


def _explain(
    document: Document, loc: Place, kind: str, message: str, adapter: TypeAdapter[T]
) -> None:
    """Note one finding of pydantic's in the words of the people who edit the files."""
    place = _place(document, loc)
    if kind == "missing":
        document.problem((*place, loc[-1]), "is missing", f"add it; {_AS_OTHERS}")
    elif kind == "extra_forbidden":
        keys = sorted(_keys(adapter))
        near = difflib.get_close_matches(str(place[-1]), keys, 1)
        hint = f"did you mean {near[0]!r}?" if near else "known keys: " + ", ".join(keys)
        document.problem(place, "is no key that is known here", hint)
    else:
        text = message[:1].lower() + message[1:]
        document.problem(place, text, _HINTS.get(kind, _AS_OTHERS))


def _place(document: Document, loc: Place) -> Place:
    """The place in the file: pydantic's own, less the names it gives to a type's branches."""
    place: Place = ()
    for part in loc:
        if (*place, part) in document.lines:
            place = (*place, part)
    return place


def _keys(adapter: TypeAdapter[T]) -> set[str]:
    """Every key that the schema knows, at any depth."""
    schema = adapter.json_schema()
    known = set(schema.get("properties", {}))
    for definition in schema.get("$defs", {}).values():
        known |= set(definition.get("properties", {}))
    return known

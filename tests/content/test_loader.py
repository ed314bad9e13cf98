import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.core.knowledge import Kind, Risk
from bot.errors import Exit, KnowledgeError, Problem
from tests.content.folder import FILES, Folder

FORMAT = re.compile(r"(?P<file>[\w./-]+):(?P<line>\d+): (\S.*: )?\S.*\. Hint: \S.*\.")
"""``file:line: key: what is wrong. Hint: what to do.``"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A knowledge folder without problems."""
    return Folder(tmp_path / "knowledge")


def problems(folder: Folder) -> list[Problem]:
    """Every problem of a folder; there has to be one."""
    with pytest.raises(KnowledgeError) as caught:
        load(folder.path)
    assert caught.value.problems
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    for problem in caught.value.problems:
        assert FORMAT.fullmatch(str(problem))
    return list(caught.value.problems)


def test_valid_folder(folder: Folder) -> None:
    """A folder without problems becomes the values that stand in it."""
    knowledge = load(folder.path)

    assert ["bulb", "electrician", "wire"] == [cause.id for cause in knowledge.causes]
    assert ["faq-colour"] == [faq.id for faq in knowledge.faqs]
    assert knowledge.ladder == ("mend-bulb", "mend-wire", "rewire", "mend-electrician")
    assert knowledge.product.support == ("electrician", "mend-electrician")
    assert knowledge.vocabulary.renamed_systems == {"19": "26"}
    assert knowledge.vocabulary.common_words == {"the", "is", "in", "light"}
    assert knowledge.signs == {"flickers": "Does it flicker?"}
    assert len(knowledge.escalation.dangers[0].examples) == 30


def test_values_of_a_cause(folder: Folder) -> None:
    """A cause's texts stay texts, and its numbers, truth values and kinds become those."""
    cause = load(folder.path).cause("wire")

    assert cause is not None
    assert cause.kind is Kind.CAUSE
    assert cause.stops_ladder is False
    assert cause.signs == {"flickers": True}
    mend, rewire = cause.fixes
    assert (mend.minutes, mend.risk, mend.needs_copy) == (5, Risk.NONE, False)
    assert (rewire.minutes, rewire.risk, rewire.needs_copy) == (90, Risk.HIGH, True)
    assert [label for step in mend.steps for label, _ in step.texts if label] == [
        load(folder.path).causes[0].fixes[0].steps[1].texts[0][0]
    ]


@pytest.mark.parametrize("name", sorted(FILES))
def test_missing_file(folder: Folder, name: str) -> None:
    """A file that is gone is told by its name."""
    folder.remove(name)
    if name.startswith("faqs/"):
        assert load(folder.path).faqs == ()
    elif not name.startswith("causes/"):
        assert [(name, 1)] == [(found.file, found.line) for found in problems(folder)]
    else:
        assert "no fix is called" in str(problems(folder)[0])


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there is told, with the setting that names it."""
    with pytest.raises(KnowledgeError, match=r"nowhere:1: no such folder\. Hint: set KNOWLEDGE"):
        load(tmp_path / "nowhere")


def test_empty_folder(tmp_path: Path) -> None:
    """In an empty folder every needed file is told at once."""
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)

    needed = [name for name in FILES if "/" not in name]
    assert sorted(needed) == [problem.file for problem in caught.value.problems]


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("content", ["", "[", "text", "- a: &b c", "{}", "[]", "\x00", "k: [v"])
def test_ruined_file(folder: Folder, name: str, content: str) -> None:
    """Whatever a file is replaced with, all that goes wrong is problems that say where."""
    folder.write(name, content)
    try:
        load(folder.path)
    except KnowledgeError as error:
        assert error.problems  # noqa: PT017  # not every ruin is one: signs.yml may be empty
        assert all(FORMAT.fullmatch(str(problem)) for problem in error.problems)


def test_ends_a_check_with_code_1() -> None:
    """Bad knowledge is an expected failure."""
    assert KnowledgeError([]).exit is Exit.EXPECTED


WIRE = "causes/wire.yml"
FAQ = "faqs/faq-colour.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "message", "hint"),
    [
        # Keys that nobody knows
        (WIRE, "title:", "titel:", "titel", "no key that is known", "did you mean 'title'?"),
        (WIRE, "    minutes:", "    minuts: 5\n    minutes:", "fixes.0.minuts", "no key", "mean"),
        (WIRE, "stops_ladder:", "zzz: 1\nstops_ladder:", "zzz", "no key", "known keys: "),
        (FAQ, "answer:", "fixes: []\nanswer:", "fixes", "no key", "known keys: "),
        ("product.yml", "purpose:", "purpos: x\npurpose:", "purpos", "no key", "'purpose'?"),
        ("variants.yml", "{devices:", "{device:", "iPhone.device", "no key", "'devices'?"),
        ("escalation.yml", "    title:", "    tilte: x\n    title:", "dangers.0.tilte", "no", "?"),
        ("neighbours.yml", "    label:", "    lable: x\n    label:", "0.link.lable", "no", "label"),
        ("vocabulary.yml", "  names:", "  nams: x\n  names:", "systems.nams", "no", "'names'?"),
        # Texts that are too long, too short or empty
        (WIRE, "title: T", f"title: {'x' * 60}T", "title", "at most 60 char", "shorten"),
        (WIRE, "why: S", f"why: {'x' * 240}S", "why", "at most 240 char", "shorten"),
        (WIRE, "    - Open", f"    - {'x' * 240}Op", "fixes.0.steps.0", "at most 240", "shorten"),
        (WIRE, "any: ", f"any: {'x' * 240}", "fixes.0.steps.1.any", "at most 240", "shorten"),
        (WIRE, "    expect: T", "    expect:\n    #", "fixes.0.expect", "at least 1", "fill"),
        (FAQ, "answer: W", f"answer: {'x' * 1000}W", "answer", "at most 1000", "shorten"),
        (WIRE, "  - wire of a car", "  - ''", "counter_examples.0", "at least 1 char", "fill it"),
        (WIRE, "alerts:\n  - No", f"alerts:\n  - {'x' * 240}N", "alerts", "at most 240", "shor"),
        # Lists that are too long or too short
        (WIRE, "  - the cable sparks in the attic today\n", "", "examples", "at least 30", "add"),
        (FAQ, "  - which colour has the light in the attic today\n", "", "examples", "30", "add"),
        (WIRE, "sources:\n  - general knowledge", "sources: []", "sources", "least 1", "add"),
        ("escalation.yml", "[Leave the house.]", "[a, b, c, d, e, f, g]", "dangers.0.advice", "most 6", "remove"),
        ("ladder.yml", FILES["ladder.yml"], "[]", "", "at least 1", "add"),
        # Values of another kind
        (WIRE, "minutes: 5", "minutes: soon", "fixes.0.minutes", "valid integer", "whole number"),
        (WIRE, "minutes: 5", "minutes: -1", "fixes.0.minutes", "greater than or equal to 0", ""),
        (WIRE, "minutes: 5", "minutes: 1441", "fixes.0.minutes", "less than or equal to 1440", ""),
        (WIRE, "risk: none", "risk: some", "fixes.0.risk", "'none', 'low', 'medium' or", "these"),
        (WIRE, "kind: cause", "kind: faq", "kind", "'cause'", "one of these"),
        (WIRE, "stops_ladder: no", "stops_ladder: nope", "stops_ladder", "boolean", "yes or no"),
        (WIRE, '"2026-01-02"', '"2026-02-30"', "reviewed", "date", "like 2026-11-23"),
        (WIRE, "excludes: []", "excludes: none", "excludes", "valid list", "show how"),
        (WIRE, "  - wire is surely", "  - a: wire", "ruled_out.0", "valid string", "quote the text"),
        (WIRE, "    - Open", "    - [Open, it]\n    - Op", "fixes.0.steps.0", "string", "quote"),
        (WIRE, "  yes: [flickers]", "  yes: {a: b}", "signs.yes", "valid list", "show how"),
        (WIRE, "id: wire", "id: Wire", "id", "match pattern", "lower-case"),
        (WIRE, "id: mend-wire", "id: mend--wire", "fixes.0.id", "match pattern", "single hyphens"),
        (FAQ, "id: faq-colour", "id: colour", "id", "match pattern", "lower-case"),
        ("vocabulary.yml", '"26"', "latest", "systems.renamed.19", "match pattern", ""),
        ("product.yml", "mend-electrician]", "b, c]", "support", "at most 2", ""),
        # Ranges
        ("variants.yml", '"..15"', "15", "iOS 15 or earlier.os", "must be a range", "..15 or 18.."),
        ("variants.yml", '"..15"', '".."', "iOS 15 or earlier.os", "must be a range", "16..17"),
        ("variants.yml", '"..15"', '"..x"', "iOS 15 or earlier.os", "must be a range", "16..17"),
        ("variants.yml", '"..15"', '"1..2..3"', "iOS 15 or earlier.os", "must be a range", ".."),
        ("variants.yml", '"..15"', '"18..16"', "iOS 15 or earlier.os", "lower end first", ".."),
        ("variants.yml", '"..15"', '"9.10..9.9"', "iOS 15 or earlier.os", "lower end first", ""),
        ("variants.yml", "[iphone]}", "[iphone], generations: 8.1..9}", "iPhone.generations.0", "integer", ""),
        # Variants
        (WIRE, "iPhone:", "iPhones:", "fixes.0.steps.1.iPhones", "is no variant", "'iPhone'?"),
        (WIRE, "iPhone:", "Toaster:", "fixes.0.steps.1.Toaster", "is no variant", "variants.yml"),
        ("places.yml", "iPhone:", "iphone:", "lamp-screen.iphone", "is no variant", "'iPhone'?"),
        # Names
        (WIRE, "id: wire", "id: cable", "id", "differs from the file's name", "cable.yml"),
        (FAQ, "id: faq-colour", "id: faq-color", "id", "differs", "faq-color.yml"),
    ],
)  # fmt: skip
def test_one_mistake(
    folder: Folder, file: str, old: str, new: str, key: str, message: str, hint: str
) -> None:
    """One mistake is one problem: at its line, under its key, with what is wrong and what to do."""
    line = folder.change(file, old, new)

    (problem,) = problems(folder)

    assert problem.file == file
    assert problem.key.startswith(key)
    assert message in problem.message
    assert hint in problem.hint
    wanted = folder.line_of(file, line, problem.key)
    assert problem.line == wanted

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.core.knowledge import Kind, Risk
from bot.errors import Exit, KnowledgeError, Problem
from tests.content.folder import FILES, Folder

FORMAT = re.compile(r"(?P<file>[\w./-]+):(?P<line>\d+): (\S.*: )?\S.*\. Hint: \S.*[.?]")
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


LONG = "x" * 1000
NO_KEY = "is no key that is known here"
QUOTE = "quote the text if it holds a colon or begins with a bracket"
WORDS = "use lower-case letters, digits and single hyphens"
RANGE = "must be a range of versions, the lower end first. Hint: write 16..17, ..15 or 18..."

MISTAKES = [
    # Keys that nobody knows
    (WIRE, "title:", "titel: x\ntitle:", f"titel: {NO_KEY}. Hint: did you mean 'title'?"),
    (WIRE, "    risk:", "    risc: x\n    risk:", f"fixes.0.risc: {NO_KEY}. Hint: *'risk'?"),
    (WIRE, "stops_ladder:", "zzz: 1\nstops_ladder:", f"zzz: {NO_KEY}. Hint: known keys: *, why."),
    (FAQ, "answer:", "fixes: []\nanswer:", f"fixes: {NO_KEY}. Hint: known keys: answer, *."),
    ("product.yml", "name:", "nam: x\nname:", f"nam: {NO_KEY}. Hint: did you mean 'name'?"),
    ("variants.yml", "devices", "device", f"iPhone.device: {NO_KEY}. Hint: *'devices'?"),
    ("escalation.yml", "    title:", "    tile: x\n    title:", f"dangers.0.tile: {NO_KEY}.*"),
    ("neighbours.yml", "    url:", "    uri: x\n    url:", f"0.link.uri: {NO_KEY}. Hint: *'url'?"),
    ("vocabulary.yml", "  names:", "  nams: x\n  names:", f"systems.nams: {NO_KEY}.*'names'?"),
    # Texts that are too long or empty
    (WIRE, "title: ", f"title: {LONG}", "title: *at most 60 characters. Hint: shorten it."),
    (WIRE, "why: ", f"why: {LONG}", "why: *at most 240 characters. Hint: shorten it."),
    (WIRE, "    - Op", f"    - {LONG}", "fixes.0.steps.0: *at most 240 *. Hint: shorten it."),
    (WIRE, "any: ", f"any: {LONG}", "fixes.0.steps.1.any: *at most 240 *. Hint: shorten it."),
    (WIRE, "warning: ", f"warning: {LONG}", "fixes.1.warning: *at most 320 *. Hint: shorten it."),
    (WIRE, "  - No w", f"  - {LONG}", "alerts.0: *at most 240 *. Hint: shorten it."),
    (WIRE, "  - wire of a car", "  - ''", "counter_examples.0: *at least 1 *. Hint: fill it in."),
    (WIRE, "expect: ", "expect: ''\n    #", "fixes.0.expect: *at least 1 *. Hint: fill it in."),
    (FAQ, "answer: ", f"answer: {LONG}", "answer: *at most 1000 *. Hint: shorten it."),
    # Lists that are too long or too short
    (WIRE, "examples:\n", "examples: [a]\nalerts_: |\n", "*"),
    (FAQ, "links: []", f"links: {[{}] * 4}", "*"),
]

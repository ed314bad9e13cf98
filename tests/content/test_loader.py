from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import load
from bot.content.files import Document, fetch
from bot.core.knowledge import Kind, Risk, YesNo
from bot.errors import Exit, KnowledgeError, Problem
from tests.content.folder import FILES, Folder, fits, problems


def test_valid_folder(folder: Folder) -> None:
    """A folder without problems becomes the values that stand in it."""
    knowledge = load(folder.path)

    assert [cause.id for cause in knowledge.causes] == ["bulb", "electrician", "wire"]
    assert [faq.id for faq in knowledge.faqs] == ["faq-colour"]
    assert knowledge.ladder == ("mend-bulb", "mend-wire", "rewire", "mend-electrician")
    assert knowledge.product.support == ("electrician", "mend-electrician")
    assert knowledge.vocabulary.systems.renamed == {"19": "26"}
    assert knowledge.vocabulary.common_words == {"the", "is", "in", "light"}
    assert knowledge.signs == {"flickers": "Does it flicker?"}
    assert knowledge.answers == {"flickers": YesNo(("on and off",), ("steady",))}
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
    assert [who and who.label for who, _ in mend.steps[1].texts] == ["iPhone", None]


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
    """Whatever a file is replaced with, what is wrong with it is told and nothing is raised.

    Some lists may be empty, and common-words.txt holds any words.
    """
    folder.write(name, content)

    told = {problem.file for problem in problems(folder)}

    assert name in told or content in {"{}", "[]"} or name == "common-words.txt"


def test_ends_a_check_with_code_1() -> None:
    """Bad knowledge is an expected failure."""
    assert KnowledgeError([]).exit is Exit.EXPECTED


WIRE = "causes/wire.yml"
FAQ = "faqs/faq-colour.yml"


FIRST = "the cable sparks in the attic today"
ADDRESS = "must be an https address of apple.com. Hint: link Apple's own page."
MARKUP = "Hint: take the markup out."
LONG = "x" * 1000
NO_KEY = "is no key that is known here"
QUOTE = "quote the text if it holds a colon or begins with a bracket"
WORDS = "use lower-case letters, digits and single hyphens"
RANGE = "must be a range of versions, the lower end first. Hint: write 16..17, ..15 or 18..."

MISTAKES = [
    # Keys that nobody knows
    (WIRE, "title:", "titel: x\ntitle:", f"titel: {NO_KEY}. Hint: did you mean 'title'?"),
    (WIRE, "    risk:", "    risc: x\n    risk:", f"fixes.0.risc: {NO_KEY}. Hint: *'risk'?"),
    (
        WIRE,
        "stops_ladder:",
        "zzz: 1\nstops_ladder:",
        f"zzz: {NO_KEY}. Hint: known keys: *, why, yes.",
    ),
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
    (WIRE, f"examples:\n  - {FIRST}\n", "examples:\n", "examples: *at least 30 *. Hint: add more."),
    (FAQ, "sources: [general knowledge]", "sources: []", "sources: *at least 1 *Hint: add more."),
    (WIRE, "    steps: [Cut the wires.]", "    steps: []", "fixes.1.steps: *at least 1 *add more."),
    (
        "escalation.yml",
        "    advice: [",
        "    advice: [a,b,c,d,e,f,",
        "*.advice: *Hint: remove some.",
    ),
    ("ladder.yml", FILES["ladder.yml"], "[]", "list should have at least 1 *. Hint: add more."),
    ("product.yml", "support: [", "support: [more, ", "support: *at most 2 *. Hint: remove some."),
    # Values of another kind
    (
        WIRE,
        "minutes: 5",
        "minutes: soon",
        "fixes.0.minutes: *integer*. Hint: write a whole number.",
    ),
    (WIRE, "minutes: 5", "minutes: 1441", "fixes.0.minutes: *less than or equal to 1440. Hint: *"),
    (WIRE, "minutes: 5", "minutes: -1", "fixes.0.minutes: *greater than or equal to 0. Hint: *"),
    (
        WIRE,
        "risk: none",
        "risk: some",
        "fixes.0.risk: *'none', *or 'high'. Hint: use one of these.",
    ),
    (
        WIRE,
        "kind: cause",
        "kind: faq",
        "kind: input should be 'cause' or 'request'. Hint: use one of these.",
    ),
    (WIRE, "stops_ladder: no", "stops_ladder: x", "stops_ladder: *. Hint: write yes or no."),
    (WIRE, '"2026-01-02"', "2026-02-30", "reviewed: *date*. Hint: write it like 2026-11-23."),
    (WIRE, "excludes: []", "excludes: x", "excludes: *valid list. Hint: the other files *."),
    (WIRE, "  yes: [", "  yes: {a: b} #", "signs.yes: *valid list. Hint: the other files *."),
    (WIRE, "  - wire is", "  - a: wire is", f"ruled_out.0: *valid string. Hint: {QUOTE}."),
    (
        WIRE,
        "- Open {lamp-screen}",
        "- [Open]\n      - Now",
        f"fixes.0.steps.0: *string. Hint: {QUOTE}.",
    ),
    (WIRE, "id: wire", "id: Wire", f"id: *match pattern*. Hint: {WORDS}."),
    (WIRE, "id: mend-wire", "id: mend--wire", f"fixes.0.id: *match pattern*. Hint: {WORDS}."),
    (FAQ, "id: faq-colour", "id: colour", "id: *match pattern*. Hint: *"),
    ("vocabulary.yml", '"19": ', '"19": x', "systems.renamed.19: *match pattern*"),
    ("phrases.yml", '"more": ', '"more": [] # ', "more: *at least 1 *. Hint: add more."),
    ("phrases.yml", '"more": ', '"more": {a: b} # ', "more: *valid list. Hint: *"),
    ("phrases.yml", '"more": ', '"more": [[a]] # ', f"more.0: *valid string. Hint: {QUOTE}."),
    ("acts.yml", "solved: [", "solved: works # [", "solved: *valid list. Hint: *"),
    # Ranges and variants
    ("variants.yml", '"..15"', '"15"', f"iOS 15 or earlier.os: {RANGE}"),
    ("variants.yml", '"..15"', '".."', f"iOS 15 or earlier.os: {RANGE}"),
    ("variants.yml", '"..15"', '"..x"', f"iOS 15 or earlier.os: {RANGE}"),
    ("variants.yml", '"..15"', '"1..2..3"', f"iOS 15 or earlier.os: {RANGE}"),
    ("variants.yml", '"..15"', '"18..16"', f"iOS 15 or earlier.os: {RANGE}"),
    ("variants.yml", '"..15"', '"9.10..9.9"', f"iOS 15 or earlier.os: {RANGE}"),
    ("variants.yml", '"..15"', "[..15]", f"iOS 15 or earlier.os: {RANGE}"),
    ("variants.yml", "[iphone]", "[iphone], generations: 8.1..9", "iPhone.generations: *integer*"),
    (WIRE, "iPhone:", "iPhones:", "fixes.0.steps.1.iPhones: is no variant. Hint: *'iPhone'?"),
    (WIRE, "iPhone:", "Toaster:", "*.Toaster: is no variant. Hint: variants.yml lists them."),
    ("places.yml", "  iPhone:", "  iphone:", "lamp-screen.iphone: is no variant. Hint: *'iPhone'?"),
    # Links and markup
    (WIRE, "url: https", "url: http", f"fixes.0.links.0.url: {ADDRESS}"),
    (WIRE, "    - label: About", "    - label: ''\n      #", "fixes.0.links.0.label: *fill it in."),
    (WIRE, "title: The", "title: The **only**", f"title: *without **. {MARKUP}"),
    (WIRE, "    - Open", "    - Open `it`", f"fixes.0.steps.0: *without `. {MARKUP}"),
    (WIRE, "expect: ", "expect: Dear @everyone, ", f"fixes.0.expect: *without @everyone. {MARKUP}"),
    (FAQ, "answer: ", "answer: See [this](x). ", f"answer: *without ](. {MARKUP}"),
    ("escalation.yml", "note: ", "note: __x__ ", f"channels.0.note: *without __. {MARKUP}"),
    ("neighbours.yml", "note: ", "note: <@123> ", f"0.note: *without <@. {MARKUP}"),
    # Names of files
    (WIRE, "id: wire", "id: cable", "id: differs from the file's name. Hint: *cable.yml, *"),
    (FAQ, "id: faq-colour", "id: faq-color", "id: differs *. Hint: *faq-color.yml, *"),
    # What the reader finds
    (WIRE, "why: ", "why: &why ", "why: anchors (&) and aliases (*) are not used here. Hint: *"),
    ("signs.yml", "flickers: ", "flickers: a: ", "not YAML: *. Hint: *"),
    ("answers.yml", '"no": [', '"nah": [', "flickers.nah: is no key that is known here. Hint: *"),
]
"""A file, a text in it, what takes its place, and the problem; ``*`` is anything."""


def name_of(value: str) -> str:
    """What a case of the table is called: its file, or how the problem begins."""
    return value.partition("\n")[0][:40]


@pytest.mark.parametrize(("file", "old", "new", "wanted"), MISTAKES, ids=name_of)
def test_one_mistake(folder: Folder, file: str, old: str, new: str, wanted: str) -> None:
    """One mistake is one problem: at its line, under its key, with what is wrong and what to do."""
    line = folder.change(file, old, new)

    (problem,) = problems(folder)

    assert fits(problem, file, line, wanted)


REQUIRED = {
    WIRE: "id kind title why confirm examples counter_examples fixes sources reviewed",
    FAQ: "id title answer examples counter_examples sources reviewed",
    "product.yml": "name purpose disclaimer topic domain support guard_offer",
    "escalation.yml": "channels at_hand never offer filled_in dangers",
    "vocabulary.yml": "spellings emoji devices models computers systems",
}


@pytest.mark.parametrize(
    ("file", "key"), [(file, key) for file, keys in REQUIRED.items() for key in keys.split()]
)
def test_missing_key(folder: Folder, file: str, key: str) -> None:
    """A key that has to be there and is not is told by its name."""
    folder.change(file, f"{key}:", f"x-{key}:")

    missing, unknown = problems(folder)

    hint = "add it; the other files of its kind show how"
    assert Problem(file, 1, key, "is missing", hint) in {missing, unknown}
    assert f"x-{key}" in {missing.key, unknown.key}


@pytest.mark.parametrize("line", ["id: rewire", "minutes: 90", "risk: high", "expect: New wires."])
def test_missing_key_of_a_fix(folder: Folder, line: str) -> None:
    """A key that a fix lacks is told at the line where the fix begins."""
    begin = folder.change(WIRE, "  - id: rewire\n", "  - needs_copy: yes\n    id: rewire\n")
    folder.change(WIRE, "    needs_copy: yes\n    steps", "    steps")
    folder.change(WIRE, f"    {line}\n", "")

    (problem,) = problems(folder)

    assert (problem.line, problem.message) == (begin, "is missing")
    assert problem.key == "fixes.1." + line.partition(":")[0]


@pytest.mark.parametrize(
    "address",
    [
        "http://support.apple.com/x",
        "https://example.org/",
        "https://apple.com.example.org/",
        "https://notapple.com/",
        "https://support-apple.com/",
        "https://apple.com@example.org/",
        "https://user:secret@apple.com/",
        "https://example.org#.apple.com",
        "https://example.org?.apple.com",
        "https://example.org/.apple.com",
        "https://example.org\\.apple.com",
        "https://apple.com:8080/",
        "https://\u0430pple.com/",
        "https://apple.com/a b",
        "https://.apple.com/",
        "https:apple.com",
        "//apple.com/",
        "apple.com",
        "javascript:alert(1)//apple.com",
        "HTTPS://APPLE.COM",
    ],
)
def test_links_that_lead_elsewhere(folder: Folder, address: str) -> None:
    """A link goes to Apple over https, and nothing that only looks like it is let through."""
    line = folder.change(WIRE, "url: https://support.apple.com/wire", f"url: '{address}'")

    (problem,) = problems(folder)

    assert (problem.line, problem.key) == (line, "fixes.0.links.0.url")
    assert problem.message == "must be an https address of apple.com"


@pytest.mark.parametrize(
    "address",
    [
        "https://apple.com",
        "https://getsupport.apple.com",
        "https://www.apple.com/retail/geniusbar",
        "https://support.apple.com/en-om/guide/x/mm0/icloud?a=b&c=d#e",
    ],
)
def test_links_that_lead_to_apple(folder: Folder, address: str) -> None:
    """Apple's own pages may be linked."""
    folder.change(WIRE, "url: https://support.apple.com/wire", f"url: {address}")
    cause = load(folder.path).cause("wire")

    assert cause is not None
    assert [address] == [link.url for link in cause.fixes[0].links]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("16..17", ("16", "17")), ("..10.2", ("0", "10.2")), ("26..", ("26", "999"))],
)
def test_ranges(folder: Folder, given: str, wanted: tuple[str, str]) -> None:
    """A range has two ends, and an open one takes in everything."""
    folder.change("variants.yml", "..15", given)
    folder.change(WIRE, "iPhone:", "iOS 15 or earlier:")
    cause = load(folder.path).cause("wire")

    assert cause is not None
    assert [wanted] == [variant.os for variant, _ in cause.fixes[0].steps[1].texts if variant]


def test_all_problems_at_once(folder: Folder) -> None:
    """Problems of many files and kinds are told in one go, by file and line."""
    lines = [
        folder.change("acts.yml", "solved:", "solved: &x"),
        folder.change("causes/bulb.yml", "why: ", f"why: {LONG}"),
        folder.change("causes/bulb.yml", "minutes: 5", "minutes: soon"),
        folder.change(WIRE, "iPhone:", "Toaster:"),
        folder.change("places.yml", '"Settings > Lamp"', "[a]"),
        folder.change("signs.yml", "flickers:", "flickers: x\nflickers:") + 1,
    ]

    assert lines == [problem.line for problem in problems(folder)]


def test_problems_between_files_at_once(folder: Folder) -> None:
    """Names that lead nowhere are told together with what a file shows alone."""
    folder.change("ladder.yml", "rewire", "unwire")
    folder.change("product.yml", "guard_offer: mend-bulb", "guard_offer: mend-all")
    folder.change(WIRE, "yes: [flickers]", "yes: [hums]")

    assert [p.file for p in problems(folder)] == ["causes/wire.yml", "ladder.yml", "product.yml"]


@pytest.mark.parametrize("file", [WIRE, "causes/electrician.yml", "variants.yml", "places.yml"])
def test_no_problems_of_problems(folder: Folder, file: str) -> None:
    """A file that can't be used is one problem; what other files say of its contents is none."""
    folder.append(file, "zzz: 1\n")

    assert [file] == [problem.file for problem in problems(folder)]


def test_reads_each_file_once(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a folder is one pass, so that its hash is of the very texts that were checked."""
    opened: list[str] = []

    def noted(path: Path, document: Document, root: Path) -> bool:
        opened.append(path.relative_to(folder.path).as_posix())
        return fetch(path, document, root)

    monkeypatch.setattr("bot.content.reader.fetch", noted)
    monkeypatch.setattr("bot.content.loader.fetch", noted)
    load(folder.path)

    assert sorted(FILES) == sorted(opened)


@pytest.mark.parametrize("name", sorted(FILES))
def test_version_follows_the_files(folder: Folder, name: str, tmp_path: Path) -> None:
    """The version is the same wherever the folder is, and another one after any change."""
    here, there = load(folder.path), load(Folder(tmp_path / "elsewhere").path)
    folder.append(name, "# a remark\n")

    assert here == there
    assert load(folder.path).version != there.version


@given(
    name=st.sampled_from(sorted(FILES)),
    at=st.floats(0, 1, exclude_max=True),
    line=st.text(st.sampled_from("ab{}[]:- '\"\n#&0.!é\t>|"), max_size=20),
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_line_in_any_place(folder: Folder, name: str, at: float, line: str) -> None:
    """Whatever is written over a line, a folder loads, or has problems that say where."""
    lines = FILES[name].splitlines()
    lines[int(at * len(lines))] = line
    folder.write(name, "\n".join(lines))
    try:
        found = problems(folder)
    finally:
        folder.write(name, FILES[name])

    assert all(problem.file in FILES for problem in found)

import pytest

from bot.content.lint import findings
from bot.core.knowledge import Knowledge
from bot.core.phrases import PHRASES
from bot.core.reading import Act
from tests.content.folder import FILES, Folder, fits, problems

BULB = "causes/bulb.yml"
WIRE = "causes/wire.yml"
FAQ = "faqs/faq-colour.yml"

NAME = "Hint: mend or remove it."
ONCE = "Hint: a text stands once, in one list."
AS_IS = "is shown as it stands. Hint: write it without braces."
PLACES = "is no place. Hint: places.yml lists them."

COLOUR = "which colour has the light in the attic today"
FLAMES = "flames come out of the wall in the attic today"
DARK = "- the bulb is black in the den tonight"
SPARKS = "- the cable sparks in the attic today"
MENDED = "- mended the wire already"

MISTAKES = [
    # Names that lead nowhere
    ("ladder.yml", "- rewire", "- unwire", f"2: no fix is called unwire. {NAME}"),
    (WIRE, "excludes: []", "excludes: [mend-bulb, x]", f"excludes: no fix is called x. {NAME}"),
    ("product.yml", "guard_offer: mend", "guard_offer: x", f"guard_offer: no fix * x-bulb. {NAME}"),
    ("product.yml", "support: [electrician", "support: [x", "support: names no cause with *"),
    ("product.yml", "support: [electrician", "support: [bulb", "support: names no cause with *"),
    (WIRE, "yes: [flickers]", "yes: [hums]", "signs.yes: hums is no sign. Hint: signs.yml *"),
    (WIRE, "yes: [flickers]", "no: [hums]", "signs.no: hums is no sign. Hint: signs.yml *"),
    ("answers.yml", "flickers:", "hums:", "hums: is no sign. Hint: any, or one of signs.yml."),
    ("acts.yml", "solved:", "sovled:", "sovled: is no act. Hint: known: all-steps, back, *."),
    ("acts.yml", "solved:", "symptom:", "symptom: is no act. Hint: known: *."),
    ("acts.yml", "solved:", "accepted:", "accepted: is no act. Hint: known: *."),
    ("vocabulary.yml", "  ipad:", "  watch:", "devices.watch: is no device. Hint: *: ipad, *."),
    ("vocabulary.yml", "  ipad:", "  unknown:", "devices.unknown: is no device. Hint: *."),
    # Texts that stand in two places
    (WIRE, SPARKS, DARK, f"examples.0: stands in bulb too: *. {ONCE}"),
    (WIRE, SPARKS, DARK.upper(), f"examples.0: stands in bulb too: *. {ONCE}"),
    (WIRE, SPARKS, DARK.replace("bl", "b\u200bl"), f"examples.0: stands in bulb too: *. {ONCE}"),
    (WIRE, "- wire of a car", DARK, f"counter_examples.0: stands in bulb too: *. {ONCE}"),
    (WIRE, SPARKS, "- bulb of a car", f"examples.0: stands in not bulb too: *. {ONCE}"),
    (FAQ, f"- {COLOUR}", DARK, f"*.0: stands in bulb *. {ONCE}"),
    ("escalation.yml", f"- {FLAMES}", DARK, f"*bulb *. {ONCE}"),
    ("neighbours.yml", "- my candle is out of wax in the attic today", DARK, f"0.e*.0: *. {ONCE}"),
    ("acts.yml", "[still dark,", "[fixed it,", f"still-failing.0: stands in solved too: *. {ONCE}"),
    (WIRE, MENDED, "- Works now", f"fixes.0.tried.0: stands in solved too: *. {ONCE}"),
    (WIRE, "- wire is surely fine", MENDED.replace("wire", "bulb"), f"*too: *. {ONCE}"),
    # The bot's own words
    ("phrases.yml", '"more": "', '"less": "x"\n"more": "', "less: is never said. Hint: remove it."),
    ("phrases.yml", '"more": "', '"more": "{counts} ', "more: {counts} is no *. Hint: *: count."),
    ("phrases.yml", '"a-day": "', '"a-day": "{x} ', "a-day: {x} is no *. Hint: known here: none."),
    ("phrases.yml", '"a-day": "', '"a-day": "{ ', "a-day: {{ a day} is no placeholder. Hint: *"),
    (
        "phrases.yml",
        '"more": "',
        '"more": "{count:d} ',
        "more: {count:d} is no *. Hint: *",
    ),
    (
        "phrases.yml",
        '"more": "',
        '"more": "{count!r} ',
        "more: {count!r} is no *. Hint: *",
    ),
    ("phrases.yml", '"more": "', '"more": [x, "{y}"] # "', "more: {y} is no *. Hint: *: count."),
    ("phrases.yml", '"more": "', '"more": "{} ', "more: {} is no placeholder. Hint: *"),
    # Placeholders
    (WIRE, "why: ", "why: '{nowhere}' #", f"why: {{nowhere}} {PLACES}"),
    (WIRE, "why: ", "why: '{device.name}' #", f"why: {{device.name}} {PLACES}"),
    (WIRE, "why: ", "why: '{device' #", f"why: {{{{device}} {PLACES}"),
    (WIRE, "confirm: ", "confirm: '{lamp}' #", f"confirm: {{lamp}} {PLACES}"),
    (WIRE, "- Open {lamp-screen}", "- Open {lamp}", f"fixes.0.steps.0: {{lamp}} {PLACES}"),
    (WIRE, "any: Hold", "any: '{x}' #", f"fixes.0.steps.1.any: {{x}} {PLACES}"),
    (WIRE, "warning: ", "warning: '{x}' #", f"fixes.1.warning: {{x}} {PLACES}"),
    (WIRE, "expect: ", "expect: '{x}' #", f"fixes.0.expect: {{x}} {PLACES}"),
    (FAQ, "answer: ", "answer: '{x}' #", f"answer: {{x}} {PLACES}"),
    (
        "places.yml",
        "iPhone: ",
        "iPhone: '{lamp-screen}' #",
        "*.iPhone: {lamp-screen} is unknown. *",
    ),
    # Texts that nobody fills in
    (WIRE, "title: ", "title: '{device}' #", f"title: {AS_IS}"),
    (WIRE, "    title: ", "    title: '{device}' #", f"fixes.0.title: {AS_IS}"),
    (FAQ, "title: ", "title: '{device}' #", f"title: {AS_IS}"),
    ("escalation.yml", "title: ", "title: '{device}' #", f"dangers.0.title: {AS_IS}"),
    ("escalation.yml", "[Leave the", "['{device}', Leave the", f"dangers.0.advice.0: {AS_IS}"),
    ("neighbours.yml", "note: ", "note: '{device}' #", f"0.note: {AS_IS}"),
    ("signs.yml", "Does it", "Does the {device", f"flickers: {AS_IS}"),
    # Risks
    (WIRE, "risk: none", "risk: medium", "fixes.0.warning: *risk medium needs a warning. Hint: *"),
    (WIRE, "    risk: high", "    risk: low", "fixes.1.warning: *risk low has no warning. Hint: *"),
]
"""A file, a text in it, what takes its place, and the problem; ``*`` is anything."""


def name_of(value: str) -> str:
    """What a case of the table is called: its file, or how the problem begins."""
    return value.partition("\n")[0][:40]


@pytest.mark.parametrize(("file", "old", "new", "wanted"), MISTAKES, ids=name_of)
def test_one_mistake(folder: Folder, file: str, old: str, new: str, wanted: str) -> None:
    """Each rule tells of a mistake in its file, under its key, with what to do about it."""
    line = folder.change(file, old, new)

    (problem,) = problems(folder)

    place = problem.line if problem.key.endswith("warning") else line
    assert fits(problem, file, place, wanted)


THINGS = [
    ("names: [the socket], clears: [good]", "things.0.names: 'the socket' holds 'the'. Hint: *"),
    ("names: [socket in my den], clears: [good]", "things.0.names: *holds 'my'. Hint: leave *"),
    ("names: [socket]", "things.0: never clears the cause. Hint: add clears, good or bad."),
    ("names: [socket], clears: [good]}, {names: [socket], bad: [x]", ""),
]
"""Things of a cause, and the problem with them; none where they are as they should be."""


@pytest.mark.parametrize(("things", "wanted"), THINGS)
def test_things(folder: Folder, things: str, wanted: str) -> None:
    """A thing is named without articles, and says how it is when its cause is surely not it."""
    folder.change(WIRE, "fixes:", f"things: [{{{things}}}]\nfixes:")
    found = problems(folder)

    assert len(found) == bool(wanted)
    assert all(fits(problem, WIRE, problem.line, wanted) for problem in found)


def test_one_name_of_two_causes(folder: Folder) -> None:
    """A name belongs to one cause, unless the words near it tell which is meant."""
    folder.change(BULB, "fixes:", "things: [{names: [socket], clears: [good]}]\nfixes:")
    folder.change(WIRE, "fixes:", "things: [{names: [socket], clears: [good]}]\nfixes:")
    (problem,) = problems(folder)
    assert fits(problem, WIRE, problem.line, "things.0.names: 'socket' is a thing of bulb too. *")

    folder.change(WIRE, "clears: [good]", "clears: [good], near: [cable]")
    assert not problems(folder)


def test_action_without_words(folder: Folder) -> None:
    """An action that neither a verb nor a noun stands for is told."""
    folder.change(WIRE, "    tried:", "    actions: [{objects: [cable]}]\n    tried:")
    (problem,) = problems(folder)

    assert fits(problem, WIRE, problem.line, "fixes.0.actions.0: is never found. Hint: add *")


def test_shipped_knowledge(knowledge: Knowledge) -> None:
    """The knowledge base that comes along breaks no rule."""
    assert not list(findings(knowledge))


def test_valid_folder(folder: Folder) -> None:
    """A folder in order breaks no rule."""
    assert not problems(folder)


def test_warnings_are_told_at_their_fix(folder: Folder) -> None:
    """A warning that is missing is told where the fix begins, one too many at its own line."""
    first = folder.change(WIRE, "  - id: mend-wire", "  - id: mend-wire")
    folder.change(WIRE, "risk: none", "risk: medium")
    folder.change(WIRE, "    risk: high", "    risk: none")
    last = folder.change(WIRE, "    warning:", "    warning:")

    assert [first, last] == [problem.line for problem in problems(folder)]


def test_place_without_a_name_for_everybody(folder: Folder) -> None:
    """A place that is not named for everybody is told by its name."""
    folder.change("places.yml", "any: ", "iOS 15 or earlier: ")

    (problem,) = problems(folder)

    text = "lamp-screen: has no wording for everybody. Hint: add 'any'."
    assert fits(problem, "places.yml", 1, text)


def test_fixes_of_one_name(folder: Folder) -> None:
    """Two fixes of one name are told in both files."""
    line = folder.change(WIRE, "id: mend-wire", "id: mend-bulb")
    folder.change("ladder.yml", "- mend-wire\n", "")

    first, second = problems(folder)

    text = "fixes.0.id: two fixes are called mend-bulb. Hint: give each fix a name of its own."
    assert fits(first, BULB, line, text)
    assert fits(second, WIRE, line, text)


def test_fix_that_stands_twice_in_the_ladder(folder: Folder) -> None:
    """A fix that stands twice in the ladder is told at both lines."""
    folder.change("ladder.yml", "- rewire", "- mend-bulb")

    first, second = problems(folder)

    assert fits(first, "ladder.yml", 1, "0: mend-bulb stands twice. Hint: keep one of the two.")
    assert fits(second, "ladder.yml", 3, "2: mend-bulb stands twice. Hint: keep one of the two.")


def test_ladder_ends_in_support(folder: Folder) -> None:
    """A ladder that ends in anything but Support is told at its last line."""
    folder.write("ladder.yml", "- mend-electrician\n- mend-bulb\n")

    (problem,) = problems(folder)

    text = "1: mend-electrician must be the last line. Hint: move it to the end."
    assert fits(problem, "ladder.yml", 2, text)


@pytest.mark.parametrize("name", sorted(PHRASES))
def test_missing_phrase(folder: Folder, name: str) -> None:
    """A phrase that the bot needs and has not got is told by its name."""
    line = next(line for line in FILES["phrases.yml"].splitlines() if line.startswith(f'"{name}":'))
    folder.change("phrases.yml", f"{line}\n", "")

    (problem,) = problems(folder)

    assert fits(problem, "phrases.yml", 1, f"{name}: is missing. Hint: add it.")


CHOICES = {Act.ACCEPTED, Act.CHOSEN}
"""The acts that only a choice says."""


@pytest.mark.parametrize("act", sorted(set(Act) - CHOICES - {Act.SYMPTOM, Act.SOLVED}))
def test_every_act_may_be_taught(folder: Folder, act: Act) -> None:
    """Each dialogue act can have its list in acts.yml."""
    folder.write("acts.yml", f'solved: [works now]\n"{act}": [some words]\n')

    assert not problems(folder)

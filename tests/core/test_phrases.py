"""The bot's own words, and the knowledge's in the words of a device."""

from string import Formatter

import pytest

from bot.core.knowledge import Knowledge
from bot.core.phrases import PHRASES, Words
from bot.core.slots import NO_SLOTS, Slots


@pytest.fixture(scope="module")
def words(knowledge: Knowledge) -> Words:
    """The words of the shipped knowledge."""
    return Words(knowledge)


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_can_be_said(words: Words, knowledge: Knowledge, phrase: str) -> None:
    """Each phrase is there, and with its placeholders filled in no brace is left, in each way."""
    values = {name: f"<{name}>" for name in PHRASES[phrase]}
    for turn, way in enumerate(knowledge.phrases[phrase]):
        said = words.say(phrase, turn=turn, **values)
        used = {name for _, name, _, _ in Formatter().parse(way) if name}
        assert said.strip()
        assert not set(said) & set("{}")
        assert all(values[name] in said for name in used)


def test_ways_take_turns(knowledge: Knowledge) -> None:
    """Several ways to say a thing are used one after the other, and over again."""
    words = Words(
        Knowledge(
            **{
                name: getattr(knowledge, name)
                for name in Knowledge.__dataclass_fields__
                if name != "phrases"
            },
            phrases={"hello": ("hi {who}", "hey {who}", "yo")},
        )
    )
    said = [words.say("hello", turn=turn, who="you") for turn in range(4)]
    assert said == ["hi you", "hey you", "yo", "hi you"]


@pytest.mark.parametrize(
    ("slots", "name"),
    [(NO_SLOTS, "iPhone or iPad"), (Slots("ipad"), "iPad"), (Slots("ipod"), "iPod touch")],
)
def test_device(words: Words, slots: Slots, name: str) -> None:
    """The device is named as far as it is known."""
    assert words.device(slots) == name


@pytest.mark.parametrize(
    ("text", "slots", "filled"),
    [
        ("Nothing to fill in.", NO_SLOTS, "Nothing to fill in."),
        ("Take the {device}.", Slots("ipad"), "Take the iPad."),
        ("{device-storage-screen}!", Slots("ipad"), "Settings > General > iPad Storage!"),
        ("{backup-switch}", Slots("ipad", os="18"), "Back Up This iPad"),
        ("{backup-switch}", Slots("ipad", os="14"), "iCloud Backup"),
    ],
)
def test_fill(words: Words, text: str, slots: Slots, filled: str) -> None:
    """Places and the device are named as this user sees them, a device inside a place too."""
    assert words.fill(text, slots) == filled


def test_titles_in_a_sentence(words: Words, knowledge: Knowledge) -> None:
    """A list inside a sentence has four names at most, and passes over what is gone."""
    fixes = [fix.id for fix in knowledge.fixes()]
    causes = [cause.id for cause in knowledge.causes]
    first = next(knowledge.fixes()).title
    assert words.fix_titles(["gone", fixes[0]]) == first
    assert words.fix_titles(fixes).startswith(first)
    assert words.cause_titles(["gone", causes[0]]) == knowledge.causes[0].title
    assert words.cause_titles(causes) == ", ".join(c.title for c in knowledge.causes[:4])
    assert words.fix_titles([]) == ""

from dataclasses import replace

import pytest
import yaml

from bot.content.teaching import listing, merge_text, objections
from bot.core.knowledge import Knowledge
from bot.core.teaching import TaughtExample, with_taught

GOOD = TaughtExample("bulb", "nothing glows above my bed", 1_700_000_000.0)


def test_own_words_stand_the_check(lamps: Knowledge) -> None:
    """Plain words of one's own are fine."""
    assert objections(lamps, GOOD, ["my lamp is dark", ""]) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least 1 character"),
        ("glow " * 60, "at most 240 characters"),
        ("nothing **glows** above my bed", "must be plain text, without **"),
        ("nothing glows @everyone above my bed", "a mention"),
        ("nothing glows, see https://example.org/lamp", "a link"),
        ("nothing glows, call +49 170 5550199", "number"),
        ("nothing glows, write to zora@example.org", "address"),
        ("?! ... ☃", "no English word"),
        ("The bulb is black, in the ATTIC today!", "already: bulb"),
        ("the cable sparks in the attic today", "already: wire"),
        ("wire of a car", "already: not wire"),
        ("flames come out of the wall in the hall today", "already: fire"),
        ("my candle is out of wax in the hall today", "already: candles"),
        ("my lamp has a problem", "already: vague.yml"),
        ("works now", "already: solved"),
        ("mended the bulb already", "already: mend-bulb (tried)"),
    ],
)
def test_rules_for_examples_hold(lamps: Knowledge, text: str, said: str) -> None:
    """What the knowledge check refuses in an example, and what may not be shown, is refused."""
    found = objections(lamps, replace(GOOD, text=text), [])
    assert any(said in one for one in found), found


def test_entry_must_be_there(lamps: Knowledge) -> None:
    """An entry that the knowledge doesn't have, or not any more, can't be taught."""
    assert objections(lamps, replace(GOOD, entry="gone"), []) == (
        "There is no cause or question gone any more.",
    )


@pytest.mark.parametrize(
    "said", [GOOD.text, "Nothing glows above my beds", "above my bed nothing glows"]
)
def test_words_of_users_are_refused(lamps: Knowledge, said: str) -> None:
    """What a user wrote, or nearly so, never becomes an example."""
    (found,) = objections(lamps, GOOD, ["something else", said])
    assert "what a user wrote" in found


def test_what_is_taught_counts_as_known(lamps: Knowledge) -> None:
    """The same words can't be taught for another entry."""
    known = with_taught(lamps, [GOOD])
    (found,) = objections(known, replace(GOOD, entry="wire"), [])
    assert "already: bulb" in found


def test_export_is_yaml_by_file(lamps: Knowledge) -> None:
    """The export has the examples of each file in order; merged and orphaned ones are left out."""
    colour = TaughtExample("faq-colour", 'is it: "warm" - or ☃ cold?', 3.0)
    merged = TaughtExample("bulb", "the bulb is black in the attic today", 2.0)
    gone = TaughtExample("gone", "who remembers me", 2.0)
    later = replace(GOOD, text="x " * 100 + "end", taught=GOOD.taught + 1)
    text = merge_text(lamps, [colour, later, GOOD, merged, gone])
    assert yaml.safe_load(text) == {
        "causes/bulb.yml": {"examples": [GOOD.text, later.text]},
        "faqs/faq-colour.yml": {"examples": [colour.text]},
    }
    assert f"  - {GOOD.text}\n" in text
    assert "☃" in text
    assert merge_text(lamps, [merged]) == ""


def test_listing_says_what_counts(lamps: Knowledge) -> None:
    """Each example has a line with its id, whether it counts, the day, its entry and its words."""
    proposed = TaughtExample("wire", "it smells of rubber", GOOD.taught, 7, is_active=False)
    gone = TaughtExample("gone", "who remembers me", GOOD.taught)
    assert list(listing(lamps, [GOOD, proposed, gone])) == [
        f"{GOOD.id}  in use    2023-11-14  bulb  {GOOD.text}",
        f"{proposed.id}  proposed  2023-11-14  wire  {proposed.text}",
        f"{gone.id}  left out  2023-11-14  gone  {gone.text}",
    ]

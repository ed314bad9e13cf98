from dataclasses import replace

import numpy as np
import pytest

from bot.core.assistant import Assistant
from bot.core.domain import build_causes, examples_in_order
from bot.core.knowledge import Knowledge
from bot.core.model import Model
from bot.core.reading import build_reader
from bot.core.teaching import (
    Effect,
    TaughtExample,
    effect,
    is_understood,
    mistaken_for,
    resembles,
    split,
    with_taught,
)

BULB = TaughtExample("bulb", "nothing glows above my bed", 1.0)
COLOUR = TaughtExample("faq-colour", "is it rather warm or cold", 2.0)


def test_taught_examples_stand_with_those_of_their_entry(lamps: Knowledge) -> None:
    """What is taught comes after an entry's own examples, of a cause and of a question alike."""
    taught = with_taught(lamps, [BULB, COLOUR])
    for example in (BULB, COLOUR):
        before, after = lamps.entry(example.entry), taught.entry(example.entry)
        assert before is not None
        assert after is not None
        assert after.examples == (*before.examples, example.text)
    wire = taught.entry("wire")
    assert wire == lamps.entry("wire")


def test_version_tells_what_is_taught(lamps: Knowledge) -> None:
    """The version is another for other examples, and the same in whatever order they come."""
    versions = {
        with_taught(lamps, taught).version
        for taught in ([], [BULB], [COLOUR], [BULB, COLOUR], [replace(BULB, entry="wire")])
    }
    assert len(versions) == 5
    assert with_taught(lamps, [COLOUR, BULB]).version == with_taught(lamps, [BULB, COLOUR]).version


def test_nothing_taught_changes_nothing(lamps: Knowledge) -> None:
    """Without anything that fits, the knowledge is the very same."""
    assert with_taught(lamps, []) is lamps
    assert with_taught(lamps, [replace(BULB, entry="gone")]) is lamps


def test_what_was_merged_or_has_no_entry_is_left_out(lamps: Knowledge) -> None:
    """An example whose words the knowledge holds itself doesn't fit, nor one without an entry."""
    merged = TaughtExample("bulb", "The bulb is BLACK in the attic today", 1.0)
    gone = replace(COLOUR, entry="faq-gone")
    assert split(lamps, [merged, BULB, gone]) == ([BULB], [merged, gone])


def test_id_is_made_from_the_words() -> None:
    """The same words have the same id, whatever their case, their signs and their entry."""
    again = TaughtExample("wire", "Nothing glows, above my bed!!", 9.0, server=7, is_active=False)
    assert again.id == BULB.id
    assert BULB.id != COLOUR.id


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("my backup never ends", "my backup never ends"),
        ("My backups never end!", "my backup never ends"),
        ("my bakcup nevr ends", "my backup never ends"),
        ("never ends, my backup", "my backup never ends"),
        (
            "since monday my backup never ends and I am tired of it",
            "my backup never ends and i am tired",
        ),
    ],
)
def test_words_of_a_user_are_noticed(text: str, other: str) -> None:
    """A text is another one again with typos, in another order, or with more words around it."""
    assert resembles(text, other)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("it has said estimating for three days", "my backup never ends"),
        ("my backup has run all week", "my backup never ends"),
        ("the backup to icloud goes on and on", "ends"),
        ("my backup never ends", "[link]"),
        ("", "my backup never ends"),
        ("my backup never ends", ""),
    ],
)
def test_own_words_are_own_words(text: str, other: str) -> None:
    """The same meaning in other words is no copy, and a single word that both have is none."""
    assert not resembles(text, other)


@pytest.mark.parametrize(
    ("lost", "gained", "expected"),
    [
        (0, 0, False),
        (1, 0, False),
        (2, 0, False),
        (3, 0, True),
        (5, 3, False),
        (7, 2, True),
        (3, 7, False),
        (40, 20, True),
        (2000, 1000, True),
    ],
)
def test_loss_is_told_from_chance(lost: int, gained: int, *, expected: bool) -> None:
    """A few examples tipped to either side are no loss; more lost than chance explains is one."""
    assert Effect(lost, gained).is_loss is expected


def model(knowledge: Knowledge, *not_understood: str) -> Model:
    """A model whose held-out examples are understood, but for these."""
    built = build_causes(knowledge).model
    texts = [example.text for example in examples_in_order(knowledge)]
    assert set(not_understood) <= set(texts)
    understood = np.array([text not in not_understood for text in texts])
    return replace(built, head=replace(built.head, understood=understood))


def test_effect_counts_own_examples_alone(lamps: Knowledge) -> None:
    """Lost and gained are examples of the knowledge's own; what is taught counts for neither."""
    rooms = ("den", "hall", "loft")
    first, second, third = (f"the bulb is black in the {room} today" for room in rooms)
    taught = with_taught(lamps, [BULB])
    before, after = model(lamps, first), model(taught, second, third, BULB.text)
    assert effect(lamps, before, after, taught) == Effect(lost=2, gained=1)
    assert effect(lamps, before, before, lamps) == Effect(0, 0)


def test_training_says_what_is_understood_held_out(lamps: Knowledge) -> None:
    """Examples that others of their entry are like are understood unseen; a stray one is not."""
    stray = "the cable sparks in the garden today"
    odd = with_taught(lamps, [TaughtExample("bulb", stray, 1.0)])
    understood = dict(
        zip(
            [example.text for example in examples_in_order(odd)],
            build_causes(odd).model.head.understood.tolist(),
            strict=True,
        )
    )
    assert understood["the bulb is black in the den today"]
    assert not understood[stray]


def test_adding_an_example_moves_no_other_to_another_fold(assistant: Assistant) -> None:
    """A taught example stands last under its label, so that each other is held out as before."""
    knowledge = assistant.knowledge
    for entry in knowledge.entries[::12]:
        taught = with_taught(knowledge, [TaughtExample(entry.id, "zyx wvu tsr", 1.0)])
        own = [example.text for example in examples_in_order(taught) if example.label == entry.id]
        assert own[-1] == "zyx wvu tsr"


def test_words_are_understood_as_their_entry(lamps: Knowledge) -> None:
    """Words lead to their own entry, or to another one, or to none that is sure."""
    reader = build_reader(lamps)
    black = TaughtExample("bulb", "the bulb is black in the garden today", 1.0)
    assert is_understood(reader, black)
    assert mistaken_for(reader, black) is None
    assert not is_understood(reader, replace(black, entry="wire"))
    assert mistaken_for(reader, replace(black, entry="wire")) == "bulb"
    assert mistaken_for(reader, TaughtExample("bulb", "my aunt sings", 1.0)) is None
    fire = TaughtExample("bulb", "flames come out of the wall in the hall today", 1.0)
    assert not is_understood(reader, fire)

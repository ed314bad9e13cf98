"""Facts about a case, and the wordings that fit them."""

from itertools import product

import pytest

from bot.core.knowledge import Knowledge
from bot.core.slots import NO_SLOTS, Model, Slots, Variant, Wording, place_names

IPHONE_13 = Model("iPhone 13 Pro", "iphone-8-or-later", "iphone", frozenset({"5g"}))
IPHONE_SE = Model("iPhone SE", "iphone-8-or-later", "iphone")
IPHONE_7 = Model("iPhone 7", "iphone-7", "iphone")
IPAD_AIR = Model("iPad Air 4", "ipad-no-home-button", "ipad")

ON_IPHONE = Variant("iPhone", devices=frozenset({"iphone"}))
ON_IPAD = Variant("iPad", devices=frozenset({"ipad"}))
UP_TO_15 = Variant("iOS 15 or earlier", os=("0", "15"))
FROM_16 = Variant("iOS 16 or later", os=("16", "999"))
UP_TO_10_2 = Variant("iOS 10.2 or earlier", os=("0", "10.2"))
WITH_5G = Variant("5G", devices=frozenset({"iphone"}), trait="5g")
FAMILY = Variant(
    "8 or later", devices=frozenset({"iphone"}), families=frozenset({"iphone-8-or-later"})
)
FROM_15TH = Variant("iPhone 15 or later", devices=frozenset({"iphone"}), generations=(15, 999))
UP_TO_14TH = Variant("iPhone 14 or earlier", devices=frozenset({"iphone"}), generations=(0, 14))
ON_MAC = Variant("Mac", computer="mac")
OLD_MAC = Variant("old Mac", computer="mac", computer_os=("0", "10.14"))


def on(model: Model) -> Slots:
    """What is known once a model is named."""
    return Slots(device=model.device, model=model)


@pytest.mark.parametrize(
    ("variant", "slots", "expected"),
    [
        (Variant("everybody"), NO_SLOTS, True),
        (ON_IPHONE, NO_SLOTS, None),
        (ON_IPHONE, Slots("iphone"), True),
        (ON_IPHONE, Slots("ipad"), False),
        (UP_TO_15, NO_SLOTS, None),
        (UP_TO_15, Slots(os="15"), True),
        (UP_TO_15, Slots(os="15.8"), True),
        (UP_TO_15, Slots(os="16"), False),
        (UP_TO_15, Slots(os="16.0.3"), False),
        (FROM_16, Slots(os="26.1"), True),
        (FROM_16, Slots(os="9.3"), False),
        (UP_TO_10_2, Slots(os="10.2.1"), True),
        (UP_TO_10_2, Slots(os="10.3"), False),
        (UP_TO_10_2, Slots(os="9.10"), True),
        (WITH_5G, on(IPHONE_13), True),
        (WITH_5G, on(IPHONE_7), False),
        (WITH_5G, Slots("iphone"), None),
        (WITH_5G, Slots("ipad"), False),
        (FAMILY, on(IPHONE_13), True),
        (FAMILY, on(IPHONE_7), False),
        (FAMILY, on(IPAD_AIR), False),
        (UP_TO_14TH, on(IPHONE_13), True),
        (FROM_15TH, on(IPHONE_13), False),
        (FROM_15TH, on(IPHONE_SE), None),
        (ON_MAC, NO_SLOTS, None),
        (ON_MAC, Slots(computer="mac"), True),
        (ON_MAC, Slots(computer="windows"), False),
        (OLD_MAC, Slots(computer="mac"), None),
        (OLD_MAC, Slots(computer="mac", computer_os="10.14.6"), True),
        (OLD_MAC, Slots(computer="mac", computer_os="14"), False),
        (OLD_MAC, Slots(computer="windows"), False),
    ],
)
def test_fits(variant: Variant, slots: Slots, *, expected: bool | None) -> None:
    """A variant fits, doesn't, or nobody can say yet; what rules it out outranks the unknown."""
    assert variant.fits(slots) is expected


BY_DEVICE = Wording(((ON_IPHONE, "phone"), (ON_IPAD, "pad"), (None, "any")))
NO_FALLBACK = Wording(((ON_IPHONE, "phone"), (ON_IPAD, "pad")))
BY_OS = Wording(((UP_TO_15, "old"), (FROM_16, "new"), (None, "any")))
BOTH = Wording(((ON_IPHONE, "phone"), (UP_TO_15, "old")))
PLAIN = Wording(((None, "plain"),))


@pytest.mark.parametrize(
    ("wording", "slots", "lines"),
    [
        (PLAIN, NO_SLOTS, [(None, "plain")]),
        (PLAIN, Slots("ipad"), [(None, "plain")]),
        (BY_DEVICE, NO_SLOTS, [(None, "any")]),
        (BY_DEVICE, Slots("iphone"), [(None, "phone")]),
        (BY_DEVICE, Slots("ipad"), [(None, "pad")]),
        (BY_DEVICE, Slots("ipod"), [(None, "any")]),
        (NO_FALLBACK, NO_SLOTS, [("iPhone", "phone"), ("iPad", "pad")]),
        (NO_FALLBACK, Slots("ipad"), [(None, "pad")]),
        (NO_FALLBACK, Slots("ipod"), []),
        (BY_OS, Slots(os="12.5"), [(None, "old")]),
        (BY_OS, Slots(os="18.1"), [(None, "new")]),
        (BY_OS, Slots("ipad"), [(None, "any")]),
        (BOTH, NO_SLOTS, [("iPhone", "phone"), ("iOS 15 or earlier", "old")]),
        (BOTH, Slots("iphone"), [("iPhone", "phone"), ("iOS 15 or earlier", "old")]),
        (BOTH, Slots("iphone", os="15"), [(None, "old")]),
        (BOTH, Slots("iphone", os="18"), [(None, "phone")]),
        (BOTH, Slots("ipad", os="18"), []),
        (BOTH, Slots("ipad"), [("iOS 15 or earlier", "old")]),
    ],
)
def test_lines(wording: Wording, slots: Slots, lines: list[tuple[str | None, str]]) -> None:
    """One line where it is sure whom it is for; else everybody's, or each with its label."""
    assert wording.lines(slots) == lines


@pytest.mark.parametrize(
    ("before", "later", "after"),
    [
        (NO_SLOTS, Slots("ipad"), Slots("ipad")),
        (Slots("ipad", os="17"), NO_SLOTS, Slots("ipad", os="17")),
        (Slots("ipad", os="17"), Slots(os="18.1"), Slots("ipad", os="18.1")),
        (on(IPHONE_13), Slots("ipad"), Slots("ipad")),
        (on(IPHONE_13), on(IPAD_AIR), on(IPAD_AIR)),
        (on(IPHONE_13), Slots("iphone"), on(IPHONE_13)),
        (Slots("iphone"), on(IPHONE_7), on(IPHONE_7)),
        (
            Slots(computer="mac", computer_os="14"),
            Slots(computer="windows"),
            Slots(computer="windows"),
        ),
        (Slots(computer="mac", computer_os="14"), Slots(computer="mac"), None),
        (Slots(computer="mac"), Slots(computer_os="14"), Slots(computer="mac", computer_os="14")),
    ],
)
def test_updated(before: Slots, later: Slots, after: Slots | None) -> None:
    """What is known later lies over what was known, and takes what no longer fits away."""
    assert before.updated(later) == (after or before)


@pytest.mark.parametrize(
    ("name", "generation"),
    [("iPhone 13 Pro", 13), ("iPhone SE", None), ("iPad Air 4", 4), ("iPhone 6s", None)],
)
def test_generation(name: str, generation: int | None) -> None:
    """The number in a model's name is its generation, where it stands alone."""
    assert Model(name, "family", "iphone").generation == generation


def test_place_names() -> None:
    """Each place has the name that this user sees, or the one for everybody."""
    places = {"here": BY_OS, "there": PLAIN}
    assert place_names(places, Slots(os="18")) == {"here": "new", "there": "plain"}
    assert place_names(places, NO_SLOTS) == {"here": "any", "there": "plain"}


def known_cases(knowledge: Knowledge) -> list[Slots]:
    """Every device, model, system and computer that there is, in many combinations."""
    systems = [None, "9.3", "10.2", "10.3", *map(str, range(11, 19)), "26.0", "26.4"]
    devices = [None, *knowledge.vocabulary.devices]
    machines = [Slots(device) for device in devices]
    machines += [on(model) for model, _ in knowledge.vocabulary.models]
    computers = [
        Slots(),
        Slots(computer="windows"),
        Slots(computer="mac"),
        Slots(computer="mac", computer_os="10.13"),
    ]
    return [
        machine.updated(computer).updated(Slots(os=os))
        for machine, os, computer in product(machines, systems, computers)
    ]


def test_everybody_has_a_name_for_every_place(knowledge: Knowledge) -> None:
    """Whatever is known of a user, each place of the shipped knowledge has a name for them."""
    for slots in known_cases(knowledge):
        assert all(place_names(knowledge.places, slots).values())


def test_everybody_has_steps_for_every_fix(knowledge: Knowledge) -> None:
    """Whatever is known of a user, each shipped fix has a step for them, and no two in one line."""
    steps = {step for fix in knowledge.fixes() for step in fix.steps if len(step.texts) > 1}
    for slots in known_cases(knowledge):
        for step in steps:
            lines = step.lines(slots)
            assert len(lines) < 2 or all(label for label, _ in lines)
        for fix in knowledge.fixes():
            assert any(step not in steps or step.lines(slots) for step in fix.steps)

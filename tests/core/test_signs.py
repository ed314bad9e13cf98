"""Answers to the clarifying questions, in users' own words."""

import pytest

from bot.core.assistant import Assistant
from bot.core.knowledge import Knowledge, YesNo
from bot.core.signs import SignReader

ANSWERS = [
    ("grey-button", "its greyed out and i cant press it", "no it's blue"),
    ("switch-off", "yeah it turns itself off", "nope the switch is on"),
    ("storage-alert", "it says its full", "no, loads of space"),
    ("storage-room", "plenty", "no only a few mb left"),
    ("stuck-estimating", "it just hangs", "it doesnt even start"),
    ("stops-midway", "stops halfway every time", "no it never starts"),
    ("no-error-old-date", "no error, just an old date", "theres a popup"),
    ("asks-sign-in", "it keeps asking for my pasword", "never asks"),
    ("all-devices", "yes my ipad too", "just this one"),
    ("other-network-works", "works at my sisters", "same everywhere"),
    ("vpn-or-filter", "i have nordvpn", "i dont use a vpn"),
    ("work-or-school", "its from work", "no its my own"),
    ("after-update", "right after the update", "no it began long before"),
    ("new-device", "yes brand new", "ive had it for years"),
    ("name-dimmed", "yep greyed", "no looks normal"),
    ("files-message", "yes something about files", "nothing about files"),
    ("restoring", "yes im restoring", "no just backing up"),
    ("yellow-battery", "it is yellow", "its green"),
    ("device-full", "almost full", "its half empty"),
    ("clock-wrong", "its an hour off", "the time is right"),
    ("one-app", "since i installed whatsapp", "nothing stands out"),
    ("payment-failed", "my card was declined", "no its paid"),
    ("weak-wifi", "only one bar", "the wifi is fine"),
    ("not-plugged-in", "its not plugged in", "always on the charger"),
    ("low-data", "it was on", "no its off"),
]
"""A sign, with a text that says it is seen and one that says it isn't."""


@pytest.mark.parametrize(("sign", "yes", "no"), ANSWERS)
def test_answers_in_own_words(assistant: Assistant, sign: str, yes: str, no: str) -> None:
    """Each question can be answered without a button, and without a plain yes or no."""
    reader = SignReader(assistant.knowledge.answers, assistant.reader.matcher.tokens)
    assert reader.read(yes, sign) is True
    assert reader.read(no, sign) is False


def test_every_sign_can_be_answered(knowledge: Knowledge) -> None:
    """Every question of the knowledge base is in the table above."""
    assert [sign for sign, _, _ in ANSWERS] == list(knowledge.signs)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("no", False),
        ("yep", True),
        ("yes it hums", True),
        ("it is silent", False),
        ("yes, silent", False),
        ("silent, no, it hums", True),
        ("well, yes", None),
        ("how would I know", None),
        ("", None),
    ],
)
def test_own_words_before_yes_and_no(text: str, *, seen: bool | None) -> None:
    """The question's own words count anywhere, the last of them; yes and no at the beginning."""
    answers = {"any": YesNo(("yes", "yep"), ("no",)), "hums": YesNo(("hums",), ("silent",))}
    assert SignReader(answers, str.split).read(text.replace(",", ""), "hums") is seen


def test_sign_without_words_of_its_own() -> None:
    """Where nothing is known of a question, yes and no answer it all the same."""
    reader = SignReader({"any": YesNo(("yes",), ("no",))}, str.split)
    assert reader.read("no idea", "hums") is False
    assert SignReader({}, str.split).read("yes", "hums") is None

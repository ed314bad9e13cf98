"""The shipped knowledge base: that it is complete, safe to follow, and fit to be measured."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import IO, Any

import pytest
from rapidfuzz import fuzz, process

from bot.content import load
from bot.core.knowledge import Cause, Kind, Knowledge, Link
from bot.core.phrases import Words
from bot.core.slots import Slots, Wording
from bot.core.text import normalise, words

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "knowledge"

CAUSES = [
    "no-wifi",
    "not-charging",
    "restore-in-progress",
    "servers-down",
    "backup-disabled",
    "storage-full",
    "plan-lapsed",
    "low-data-mode",
    "low-power-mode",
    "account-glitch",
    "date-time-wrong",
    "needs-restart",
    "vpn-on",
    "network-blocked",
    "mdm-restricted",
    "screen-time-restricted",
    "device-storage-full",
    "ios-outdated",
    "files-unavailable",
    "stuck-or-slow",
    "app-data-blocking",
    "settings-corrupt",
    "old-backup-corrupt",
    "restore-problem",
    "advanced-data-protection",
]
REQUESTS = ["local-backup", "contact-support"]
QUESTIONS = [
    "faq-duration",
    "faq-schedule",
    "faq-contents",
    "faq-cellular",
    "faq-delete-backup",
    "faq-retention",
]

HELD_OUT = sorted(path.name for path in (ROOT / "tests" / "data").glob("*.jsonl"))


def labels() -> list[str]:
    """Every identifier that evaluation data is labelled with."""
    return [*CAUSES, *REQUESTS, *QUESTIONS]


def links(knowledge: Knowledge) -> Iterator[Link]:
    """Every link that may be shown."""
    for cause in knowledge.causes:
        for fix in cause.fixes:
            yield from fix.links
    for faq in knowledge.faqs:
        yield from faq.links
    for danger in knowledge.escalation.dangers:
        yield from danger.links
    for channel in knowledge.escalation.channels:
        yield Link(channel.label, channel.url)
    for neighbour in knowledge.neighbours:
        if neighbour.link:
            yield neighbour.link


def texts_of(wording: Wording) -> Iterator[str]:
    """Every variant of a wording."""
    return (text for _, text in wording.texts)


def advice(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every text that may be shown outside of the hand-over to Apple Support, with its owner."""
    for cause in knowledge.causes:
        yield from ((cause.id, text) for text in (cause.title, cause.why, cause.confirm))
        for fix in cause.fixes:
            yield from ((fix.id, text) for text in (fix.title, fix.expect, fix.warning))
            yield from ((fix.id, text) for step in fix.steps for text in texts_of(step))
    for faq in knowledge.faqs:
        yield from ((faq.id, text) for text in (faq.title, faq.answer))
    for danger in knowledge.escalation.dangers:
        yield from ((danger.id, text) for text in (danger.title, *danger.advice))
    for neighbour in knowledge.neighbours:
        yield from ((neighbour.id, text) for text in (neighbour.title, neighbour.note))
    yield from (("product", text) for text in (knowledge.product.purpose,))
    for name, texts in knowledge.phrases.items():
        yield from ((name, text) for text in texts)
    yield from knowledge.signs.items()
    for name, place in knowledge.places.items():
        yield from ((name, text) for text in texts_of(place))
    yield from (("link", link.label) for link in links(knowledge))


def shown(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every text that may be shown, with its owner."""
    yield from advice(knowledge)
    escalation = knowledge.escalation
    yield from ((channel.id, channel.note) for channel in escalation.channels)
    hand_over = (*escalation.at_hand, escalation.never, escalation.offer, escalation.filled_in)
    yield from (("escalation", text) for text in hand_over)


def learned(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every phrase that anything is recognised by, with its owner.

    Alerts are left out: they are Apple's words, the same for everybody.
    """
    for entry in knowledge.entries:
        yield from ((entry.id, text) for text in (*entry.examples, *entry.counter_examples))
    for cause in knowledge.causes:
        yield from ((cause.id, text) for text in cause.ruled_out)
        yield from ((fix.id, text) for fix in cause.fixes for text in fix.tried)
    for danger in knowledge.escalation.dangers:
        yield from ((danger.id, text) for text in (*danger.examples, *danger.counter_examples))
    for neighbour in knowledge.neighbours:
        yield from ((neighbour.id, text) for text in neighbour.examples)
    for act, texts in knowledge.acts.items():
        yield from ((act, text) for text in texts)


# Completeness


@pytest.mark.parametrize("label", labels())
def test_every_label_is_known(knowledge: Knowledge, label: str) -> None:
    """Each identifier that evaluation data uses has its entry, with 30 examples or more."""
    entry = knowledge.entry(label)
    kinds = dict.fromkeys(CAUSES, Kind.CAUSE) | dict.fromkeys(REQUESTS, Kind.REQUEST)

    assert entry is not None
    assert entry.kind is kinds.get(label, Kind.FAQ)
    assert len({normalise(text) for text in entry.examples}) >= 30


def test_no_label_beside_them(knowledge: Knowledge) -> None:
    """Causes and requests are those of the fixed list; only questions may be more."""
    assert {cause.id for cause in knowledge.causes} == {*CAUSES, *REQUESTS}
    assert all(faq.id.startswith("faq-") for faq in knowledge.faqs)


@pytest.mark.parametrize("label", [*CAUSES, *REQUESTS])
def test_every_cause_is_complete(knowledge: Knowledge, label: str) -> None:
    """Each cause says how it is told from others and ruled out, and each fix how it is tried."""
    cause = knowledge.cause(label)

    assert cause is not None
    assert cause.counter_examples
    assert len(cause.ruled_out) >= 3
    assert all(len(fix.tried) >= 3 for fix in cause.fixes)
    assert cause.kind is Kind.REQUEST or cause.signs


WITH_THEIR_CAUSE_ALONE = {"wait-for-apple", "update-all-devices"}
"""Fixes that make no sense before their cause is known: an outage, Advanced Data Protection."""


@pytest.mark.parametrize("label", [*CAUSES, *REQUESTS])
def test_every_fix_is_reached(knowledge: Knowledge, label: str) -> None:
    """Each fix stands in the ladder, unless its cause has a short plan of its own."""
    cause = knowledge.cause(label)

    assert cause is not None
    missing = {fix.id for fix in cause.fixes} - {*knowledge.ladder} - WITH_THEIR_CAUSE_ALONE
    assert not missing or cause.stops_ladder or cause.kind is Kind.REQUEST


def test_ladder_is_safe_before_risky(knowledge: Knowledge) -> None:
    """The computer backup stands ahead of all that may cost something, Apple Support last."""
    ladder = knowledge.ladder
    copy = ladder.index(knowledge.product.guard_offer)
    guarded = [at for at, name in enumerate(ladder) if (f := knowledge.fix(name)) and f.guarded]

    assert guarded
    assert copy < min(guarded)
    assert ladder[-1] == "apple-support"
    assert knowledge.product.support == ("contact-support", "apple-support")


@pytest.mark.parametrize(
    ("label", "harmful"),
    [
        ("servers-down", set()),
        ("restore-in-progress", {"restart", "force-restart", "update-ios", "cancel-and-retry"}),
        ("mdm-restricted", set()),
    ],
)
def test_nothing_harmful_is_offered(knowledge: Knowledge, label: str, harmful: set[str]) -> None:
    """In an outage, while a restore runs or on a managed device, nothing makes matters worse."""
    cause = knowledge.cause(label)
    assert cause is not None
    offered = set() if cause.stops_ladder else set(knowledge.ladder)
    offered |= {fix.id for fix in cause.fixes}
    guarded = {fix.id for fix in knowledge.fixes() if fix.guarded} - {"delete-from-device"}

    assert not (offered - cause.excludes) & (guarded | harmful)


def test_the_whole_folder_is_read_in_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of the folder is read, and read once."""
    opened: list[str] = []
    as_it_is = Path.open

    def noted(path: Path, mode: str = "r") -> IO[Any]:
        if path.is_relative_to(FOLDER):
            opened.append(path.relative_to(FOLDER).as_posix())
        return as_it_is(path, mode)

    monkeypatch.setattr(Path, "open", noted)
    load(FOLDER)

    files = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()]
    assert sorted(files) == sorted(opened)


# What is shown


def test_links_lead_to_apple(knowledge: Knowledge) -> None:
    """Every link leads to a page of Apple's, over https."""
    apple = re.compile(r"https://([a-z]+\.)?(apple|icloud)\.com(/[\w./-]*)?")

    assert not [link for link in links(knowledge) if not apple.fullmatch(link.url)]


def test_addresses_in_texts_are_apples(knowledge: Knowledge) -> None:
    """An address that stands in a text is Apple's, too."""
    address = re.compile(r"(?:https?://\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|ru|me|app)\b)")
    found = {host.lower() for _, text in shown(knowledge) for host in address.findall(text)}

    assert found
    assert not [host for host in found if not re.search(r"(^|\.)(apple|icloud)\.com$", host)]


def test_no_phone_number_outside_the_hand_over(knowledge: Knowledge) -> None:
    """Apple's number for the US is the one number shown, and only with the way to all others."""
    number = re.compile(r"\+?\d(?:[ ().-]?\d){6,}")

    assert not [where for where, text in advice(knowledge) if number.search(text)]
    numbers = [n for _, text in shown(knowledge) for n in number.findall(text)]
    assert numbers == ["1-800-275-2273"]


NEGATION = re.compile(r"\b(don't|do not|never|nothing|not|no|away from|before)\b", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences and list items of a text."""
    return [part for part in re.split(r"(?<=[.!?:])\s+|\n", text) if part]


def test_nobody_is_told_to_erase(knowledge: Knowledge) -> None:
    """Erasing the device is spoken of in warnings alone: a sentence that says it says no."""
    told = [
        (where, sentence)
        for where, text in shown(knowledge)
        for sentence in sentences(text)
        if re.search(
            r"(?<!an )\berase\b|\berase all content|\bfactory reset|\bwipe\b",
            sentence,
            re.IGNORECASE,
        )
        and not NEGATION.search(sentence)
    ]

    assert not told


FORBIDDEN = re.compile(
    r"jailbr\w*|cydia|sideload\w*|\bbypass\w*|dr\.? ?fone|tenorshare|reiboot|ultfone|imazing"
    r"|anytrans|imyfone|easeus|wondershare|mobiletrans|iexplorer|3utools|fonelab|fonepaw|copytrans"
    r"|phoneview|dearmob|aiseesoft|joyoshare|passfab|4ukey|enigma recovery|phonerescue|disk drill",
    re.IGNORECASE,
)


def test_no_third_party_tools(knowledge: Knowledge) -> None:
    """No text that is shown names a jailbreak, a bypass or anybody's recovery tool."""
    assert not [(where, text) for where, text in shown(knowledge) if FORBIDDEN.search(text)]


def test_passwords_are_not_asked_for(knowledge: Knowledge) -> None:
    """No text asks for a password, a passcode or a code to be written to the bot or a channel."""
    asks = re.compile(
        r"\b(send|post|tell|give|paste|share|write) (me|us|here)\b[^.]*", re.IGNORECASE
    )
    secret = re.compile(r"password|passcode|\bcode\b|serial|imei", re.IGNORECASE)
    found = [text for _, text in shown(knowledge) for text in asks.findall(text)]

    assert not [text for text in found if secret.search(str(text))]


DEVICES = (None, "iphone", "ipad", "ipod")
SYSTEMS = (None, "10.2", "15", "17", "18.1", "26.1")
COMPUTERS = (None, "mac", "windows")
SLOTS = [
    Slots(device=device, os=system, computer=computer)
    for device, system, computer in product(DEVICES, SYSTEMS, COMPUTERS)
]


def slots_id(slots: Slots) -> str:
    """A case's name."""
    return f"{slots.device}-{slots.os}-{slots.computer}"


def assert_readable(text: str) -> None:
    """A text has words, and nothing in it that was to be filled in or is empty."""
    assert text.strip()
    assert not re.search(r"[{}]|\bNone\b| {2}|\s[.,;](\s|$)", text)


@pytest.mark.parametrize("slots", SLOTS, ids=slots_id)
def test_texts_for_everybody(knowledge: Knowledge, slots: Slots) -> None:
    """Whatever device, system and computer it is, every text reads as a text."""
    say = Words(knowledge)
    for cause in knowledge.causes:
        for text in (cause.why, cause.confirm):
            assert_readable(say.fill(text, slots))
        for fix in cause.fixes:
            assert_readable(say.fill(fix.expect, slots))
            lines = [line for step in fix.steps for line in step.lines(slots)]
            assert lines
            for label, text in lines:
                assert_readable(say.fill(f"{label}: {text}" if label else text, slots))
    for faq in knowledge.faqs:
        for line in say.fill(faq.answer, slots).splitlines():
            assert_readable(line)


@pytest.mark.parametrize("slots", SLOTS, ids=slots_id)
def test_no_wording_of_another_device(knowledge: Knowledge, slots: Slots) -> None:
    """What is known of a case leaves out every wording that is surely for another one."""
    for fix in knowledge.fixes():
        for step in fix.steps:
            shut_out = [text for who, text in step.texts if who and who.fits(slots) is False]
            kept = {text for who, text in step.texts if not who or who.fits(slots) is not False}
            shown_lines = {text for _, text in step.lines(slots)}
            assert not shown_lines & (set(shut_out) - kept)


def test_steps_for_every_model(knowledge: Knowledge) -> None:
    """Who names a model is told how to force that very one to restart, and nobody else's way."""
    restart = knowledge.fix("force-restart")
    assert restart is not None
    (by_model,) = [step for step in restart.steps if len(step.texts) > 1]
    for model, _ in knowledge.vocabulary.models:
        lines = by_model.lines(Slots(device=model.device, model=model))
        assert len(lines) == 1, model.name
        assert lines[0][0] is None


# Fit to be measured


@cache
def rows(name: str) -> tuple[dict[str, object], ...]:
    """The rows of a file with utterances."""
    lines = (ROOT / "tests" / "data" / name).read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@pytest.mark.parametrize("name", HELD_OUT)
def test_held_out_rows(knowledge: Knowledge, name: str) -> None:
    """Every held-out utterance stands once, and its labels are known."""
    texts = Counter(normalise(str(row["text"])) for row in rows(name))
    fixes = {fix.cause for fix in knowledge.fixes()}
    for row in rows(name):
        for key in ("labels", "tried", "ruled_out"):
            given = row.get(key, [])
            assert isinstance(given, list)
            known = fixes if key != "labels" else {entry.id for entry in knowledge.entries}
            assert all(label in known or label.startswith("oos") for label in given), row

    assert not [text for text, count in texts.items() if count > 1]


@pytest.mark.parametrize("label", labels())
def test_every_label_is_held_out(label: str) -> None:
    """Each label is measured on ten held-out utterances or more."""
    given = [row for row in rows("held_out.jsonl") if label in row["labels"]]  # type: ignore[operator]

    assert len(given) >= 10


@pytest.mark.parametrize("name", HELD_OUT)
def test_held_out_texts_were_not_learned(knowledge: Knowledge, name: str) -> None:
    """No held-out utterance is an example, nor one with a letter or the order of words changed."""
    own = list(learned(knowledge))
    scores = process.cdist(
        [" ".join(sorted(words(str(row["text"])))) for row in rows(name)],
        [" ".join(sorted(words(text))) for _, text in own],
        scorer=fuzz.ratio,  # of words in order it is token_sort_ratio, in a tenth of the time
        score_cutoff=92,
        workers=-1,
    )
    shared = [
        (rows(name)[held]["text"], *own[at]) for held, at in zip(*scores.nonzero(), strict=True)
    ]

    assert not shared


def test_examples_are_varied(knowledge: Knowledge) -> None:
    """The examples of an entry are not one sentence over and over: few begin alike."""
    for entry in knowledge.entries:
        begins = Counter(" ".join(words(text)[:3]) for text in entry.examples)
        most = begins.most_common(1)[0][1]
        assert most <= max(4, len(entry.examples) // 8), (entry.id, begins.most_common(1))


@pytest.mark.parametrize("label", [*CAUSES, *REQUESTS])
def test_alerts_belong_to_one_cause(knowledge: Knowledge, label: str) -> None:
    """An alert's words are one cause's alone."""
    others = {
        normalise(alert)
        for cause in knowledge.causes
        if cause.id != label
        for alert in cause.alerts
    }
    cause = knowledge.entry(label)

    assert isinstance(cause, Cause)
    assert not [alert for alert in cause.alerts if normalise(alert) in others]

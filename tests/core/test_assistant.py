"""The one public face: what goes in, what comes out, and which conversation goes on."""

from dataclasses import replace

import pytest

from bot.core.assistant import Assistant
from bot.core.composing import Composer
from bot.core.conversation import EXPIRES_AFTER, MAX_TURNS, Conversation, Resolution
from bot.core.matching import Match
from bot.core.reading import Act, Reading, Utterance
from bot.core.reply import Reply
from tests.core.cases import case
from tests.core.replies import card_of, check_reply, choices_of
from tests.core.watched import ScriptedReader

NOW = 1_700_000_000.0
FULL = Reading(Act.SYMPTOM, matches=(Match("storage-full", 0.9),), in_scope=0.9, shows_topic=True)
CASE = replace(case("storage-full"), started=NOW, updated=NOW, current="compare-storage")
AT_GUARD = replace(CASE, current="delete-from-icloud")


@pytest.fixture(scope="module")
def reader(assistant: Assistant) -> ScriptedReader:
    """A reader that reads what it is told to read."""
    return ScriptedReader(assistant.reader.matcher)


@pytest.fixture(scope="module")
def scripted(assistant: Assistant, reader: ScriptedReader) -> Assistant:
    """An assistant with that reader."""
    return Assistant(assistant.knowledge, reader)


def after(reply: Reply) -> Conversation:
    """The conversation after a reply."""
    assert reply.conversation
    return reply.conversation


def test_hear_begins_a_conversation(scripted: Assistant, reader: ScriptedReader) -> None:
    """What is said first begins a conversation at the given time."""
    reader.next = FULL
    reply = scripted.hear(Utterance("full"), None, NOW)
    assert (reply.decision, card_of(reply)) == ("answer", "compare-storage")
    assert reply.matches == FULL.matches
    assert (after(reply).started, after(reply).turns) == (NOW, 1)


@pytest.mark.parametrize(
    ("before", "later", "turns"),
    [
        (CASE, 60.0, 2),
        (CASE, EXPIRES_AFTER + 1.0, 1),
        (replace(CASE, resolution=Resolution.SOLVED), 60.0, 1),
    ],
)
def test_hear_goes_on_or_begins_anew(
    scripted: Assistant, reader: ScriptedReader, before: Conversation, later: float, turns: int
) -> None:
    """A conversation goes on until it has ended or expired."""
    reader.next = FULL
    assert after(scripted.hear(Utterance("full"), before, NOW + later)).turns == turns


@pytest.mark.parametrize(
    ("is_public", "has_private_data", "hinted"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_private_data(
    assistant: Assistant,
    composer: Composer,
    *,
    is_public: bool,
    has_private_data: bool,
    hinted: bool,
) -> None:
    """The hint to delete private data comes in a public place alone, ahead of the answer."""
    said = "icloud is full" + (", mail me at zora@example.org" if has_private_data else "")
    reply = assistant.hear(Utterance(said, is_public=is_public), None, NOW)
    assert reply.hint == (composer.private_data_note() if hinted else "")
    assert "example.org" not in reply.text


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_said_in_a_case(scripted: Assistant, text: str) -> None:
    """A picture, or a bare mention, counts as a turn and leaves the case alone."""
    for media in (True, False):
        reply = scripted.hear(Utterance(text, has_media=media), CASE, NOW)
        assert replace(after(reply), turns=CASE.turns) == CASE
        assert after(reply).turns == CASE.turns + 1


CHOSEN: list[tuple[str, str, str | None]] = [
    ("works", "resolved", None),
    ("support", "escalate", None),
    ("failed:compare-storage", "answer", "leave-apps-out"),
    ("skip:compare-storage", "answer", "leave-apps-out"),
    ("failed:vpn-off", "answer", "compare-storage"),
    ("copy:compare-storage", "answer", "computer-backup"),
    ("all", "answer", None),
    ("case", "answer", "compare-storage"),
    ("yes:grey-button", "answer", "compare-storage"),
    ("failed:gone", "answer", "compare-storage"),
    ("accept:gone", "answer", "compare-storage"),
    ("skip:", "answer", "compare-storage"),
    ("cause:gone", "answer", "compare-storage"),
    ("cause:faq-plans", "answer", "compare-storage"),
    ("cause:contact-support", "escalate", None),
    ("gone", "answer", "compare-storage"),
    ("", "answer", "compare-storage"),
]


@pytest.mark.parametrize(("choice", "decision", "fix"), CHOSEN)
def test_choose(scripted: Assistant, choice: str, decision: str, fix: str | None) -> None:
    """Each choice does what it says; one that is unknown or stale shows the case as it is."""
    reply = scripted.choose(choice, CASE, NOW)
    assert (reply.decision, card_of(reply)) == (decision, fix)


def test_choose_to_accept(scripted: Assistant) -> None:
    """Steps that can lose something show once their warning was accepted, not before."""
    closed = scripted.choose("case", AT_GUARD, NOW)
    assert choices_of(closed) == ["copy", "accept", "skip", "all", "support"]
    opened = scripted.choose("accept:delete-from-icloud", after(closed), NOW)
    assert opened.fix
    assert opened.fix.steps
    assert choices_of(opened) == ["works", "failed", "all", "support"]


def test_choose_an_answer(scripted: Assistant) -> None:
    """An answer counts for the question that is open."""
    asked = case("storage-full", "not-charging", confidence=0.3).asks("storage-alert")
    reply = scripted.choose("no:storage-alert", asked, NOW)
    assert after(reply).answers == (("storage-alert", False),)
    assert reply.matches[0].id == "not-charging"


@pytest.mark.parametrize("choice", ["all", "case", "failed:gone", "yes:grey-button"])
def test_choose_without_a_case(scripted: Assistant, choice: str) -> None:
    """A button that has outlived its case does no harm."""
    reply = scripted.choose(choice, None, NOW)
    assert reply.decision == ("answer" if choice == "all" else "small_talk")
    assert after(reply).tried == ()


@pytest.mark.parametrize("resolution", [Resolution.SOLVED, Resolution.ESCALATED])
def test_choose_takes_an_ended_case_up_again(scripted: Assistant, resolution: Resolution) -> None:
    """Whoever presses a button of a case that has ended, or expired, goes on with it."""
    ended = replace(CASE, resolution=resolution)
    reply = scripted.choose("failed:compare-storage", ended, NOW + 3 * EXPIRES_AFTER)
    assert (reply.resolution, after(reply).resolution) == (None, None)
    assert after(reply).is_open
    assert card_of(reply) == "leave-apps-out"


def test_choose_on_the_last_turn(scripted: Assistant) -> None:
    """The last turn ends with Apple Support by choices too, unless the choice is that it works."""
    last = replace(CASE, turns=MAX_TURNS - 1)
    assert scripted.choose("all", last, NOW).resolution is Resolution.ESCALATED
    assert scripted.choose("works", last, NOW).resolution is Resolution.SOLVED


@pytest.mark.parametrize("text", ["it's an ipad btw", "wifi is fine", "nope"])
def test_matches_stay_the_case_s(assistant: Assistant, text: str) -> None:
    """What tells of no symptom is shown with the matches of the open case."""
    first = assistant.hear(Utterance("not enough icloud storage"), None, NOW)
    reply = assistant.hear(Utterance(text), first.conversation, NOW + 1)
    assert [match.id for match in reply.matches][:1] == ["storage-full"]


@pytest.mark.parametrize(
    ("before", "tried", "turns"),
    [
        (None, (), 1),
        (replace(CASE, tried=("vpn-off",)), ("vpn-off",), 2),
        (replace(CASE, tried=("vpn-off",), resolution=Resolution.SOLVED), (), 1),
        (replace(CASE, tried=("vpn-off",), updated=NOW - EXPIRES_AFTER - 1), (), 1),
    ],
)
def test_choose_a_cause(
    scripted: Assistant, before: Conversation | None, tried: tuple[str, ...], turns: int
) -> None:
    """To start with a cause goes on with the open case, and begins anew where there is none."""
    reply = scripted.choose("cause:no-wifi", before, NOW)
    assert (reply.decision, reply.title) == ("answer", "No Wi-Fi, or Wi-Fi too weak")
    assert card_of(reply) == "join-wifi"
    assert reply.matches[0] == Match("no-wifi", 1.0)
    assert (after(reply).tried, after(reply).turns) == (tried, turns)
    assert after(reply).is_open


def test_choose_a_cause_in_danger(scripted: Assistant) -> None:
    """No list of fixes opens after a danger, whatever is chosen."""
    ended = CASE.ends(Resolution.ESCALATED, "account-locked")
    reply = scripted.choose("cause:no-wifi", ended, NOW)
    assert (reply.decision, reply.fix, after(reply).danger) == ("escalate", None, "account-locked")


@pytest.mark.parametrize(
    ("before", "offered", "has_summary"),
    [
        (None, [], False),
        (CASE, ["works", "case"], True),
        (replace(CASE, resolution=Resolution.SOLVED), ["works", "case"], True),
    ],
)
def test_support(
    scripted: Assistant,
    before: Conversation | None,
    offered: list[str],
    *,
    has_summary: bool,
) -> None:
    """Apple Support can be had at any time; without a case there is nothing to sum up or close."""
    reply = scripted.support(before, NOW)
    check_reply(reply)
    assert (reply.decision, reply.resolution) == ("escalate", Resolution.ESCALATED)
    assert reply.hand_over
    assert (bool(reply.hand_over.packet), choices_of(reply)) == (has_summary, offered)
    assert (scripted.knowledge.phrases["escalated"][0] in reply.notes) is has_summary
    assert reply == scripted.choose("support", before, NOW)


@pytest.mark.parametrize("doors", [(), ("Mention me anywhere", "Write me a message")])
def test_guide(scripted: Assistant, doors: tuple[str, ...]) -> None:
    """The guide says how it works and what to tell, lists the doors, and has the disclaimer."""
    reply = scripted.guide(doors)
    check_reply(reply)
    product = scripted.knowledge.product
    assert product.disclaimer in reply.notes
    assert product.purpose in reply.text
    assert [line for line in reply.text.splitlines() if line[2:] in doors] == [
        f"- {door}" for door in doors
    ]
    assert len(reply.lead) == (3 if doors else 2)


def test_how_to(scripted: Assistant, composer: Composer) -> None:
    """What the assistant is for can be told without anything said."""
    assert scripted.how_to() == composer.how_to()

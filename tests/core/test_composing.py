"""Every reply that can be given from the shipped knowledge."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot.core.composing import Composer
from bot.core.conversation import Conversation, Resolution
from bot.core.decisions import (
    Answer,
    AnswerQuestion,
    Clarify,
    Decision,
    Escalate,
    OutOfScope,
    OutOfScopeReason,
    Reason,
    Rephrase,
    Resolved,
    Silent,
    SmallTalk,
)
from bot.core.knowledge import Fix, Knowledge
from bot.core.matching import Match
from bot.core.reading import Act, Utterance
from bot.core.reply import ChoiceId, FixCard, Reply, Tone
from bot.core.slots import NO_SLOTS, Slots
from tests.core.replies import card_of, check_reply

NEW = Conversation.begin(0).turn(0)
SOME_SLOTS = (
    NO_SLOTS,
    Slots("iphone", os="18.1"),
    Slots("ipad", os="12.5"),
    Slots("ipod", os="9.3", computer="windows"),
    Slots("iphone", os="26.0", computer="mac"),
)
SUPPORT = "apple-support"


@pytest.fixture(scope="module")
def composer(knowledge: Knowledge) -> Composer:
    """A composer for the shipped knowledge."""
    return Composer(knowledge)


def case(*causes: str, slots: Slots = NO_SLOTS, confidence: float = 0.7) -> Conversation:
    """A conversation in which these causes are likely."""
    matches = tuple(Match(cause, confidence - 0.01 * at) for at, cause in enumerate(causes))
    return replace(NEW, matches=matches, slots=slots)


def card(reply: Reply) -> FixCard:
    """The card of the open fix."""
    assert reply.fix
    return reply.fix


def choices(reply: Reply) -> list[str]:
    """The kinds of choices that are offered."""
    return [choice.id.partition(":")[0] for choice in reply.choices]


def every_answer(knowledge: Knowledge) -> Iterator[tuple[Answer, Conversation]]:
    """Each cause alone, told by each act, for several users."""
    for cause, slots in product(knowledge.causes, SOME_SLOTS):
        yield Answer(), case(cause.id, slots=slots)
        yield Answer(Act.ALL_STEPS, whole=True), case(cause.id, slots=slots)
    for act in Act:
        yield Answer(act), case("storage-full", "no-wifi")
        yield Answer(act), replace(NEW, turns=7, tried=("restart",), failed=1)


def test_every_answer(composer: Composer, knowledge: Knowledge) -> None:
    """Every cause has a reply that fits, for every act and device."""
    for decision, conversation in every_answer(knowledge):
        reply = composer.compose(decision, conversation)
        check_reply(reply)
        assert reply.decision == "answer"


def test_every_fix_open_and_guarded(composer: Composer, knowledge: Knowledge) -> None:
    """Every fix has a card that fits: what would be lost, and once that is accepted the steps."""
    for fix, slots in product(knowledge.fixes(), SOME_SLOTS):
        base = replace(case(fix.cause, slots=slots), current=fix.id)
        closed = composer.compose(Answer(), base)
        opened = composer.compose(Answer(Act.ACCEPTED), base.accepts(fix.id))
        for reply in (closed, opened):
            check_reply(reply)
            assert card_of(reply) == fix.id
        assert card(opened).steps
        assert bool(card(closed).warning) is fix.guarded


def test_every_question(composer: Composer, knowledge: Knowledge) -> None:
    """Every FAQ is answered with its links, and an open case is left with a way back to it."""
    for faq, slots in product(knowledge.faqs, SOME_SLOTS):
        alone = composer.compose(AnswerQuestion(faq.id), replace(NEW, slots=slots))
        check_reply(alone)
        assert (alone.title, alone.links, choices(alone)) == (faq.title, faq.links, [])
        assert alone.plan.entries == ()
        inside = composer.compose(AnswerQuestion(faq.id), case("no-wifi", slots=slots))
        check_reply(inside)
        assert choices(inside) == [ChoiceId.CASE]
        assert inside.plan.entries


def test_question_that_is_gone(composer: Composer) -> None:
    """A FAQ that the knowledge no longer has leads to what the bot is for."""
    assert composer.compose(AnswerQuestion("faq-gone"), NEW) == composer.how_to()


def test_every_danger(composer: Composer, knowledge: Knowledge) -> None:
    """Every danger has its advice and Apple's addresses at once, and no list of fixes."""
    for danger in knowledge.escalation.dangers:
        reply = composer.compose(Escalate(Reason.DANGER, danger.id), case("storage-full"))
        check_reply(reply)
        assert reply.tone is Tone.WARNING
        assert all(line in reply.text for line in danger.advice)
        assert reply.hand_over
        assert reply.hand_over.reason == f"danger:{danger.id}"
        assert {link.url for link in danger.links} <= {link.url for link in reply.hand_over.links}
        assert (reply.fix, reply.ahead, reply.plan.entries, reply.choices) == (None, (), (), ())


def test_every_neighbour(composer: Composer, knowledge: Knowledge) -> None:
    """Every near topic with a note is answered by it, and by a link where there is one."""
    for neighbour in knowledge.neighbours:
        if not neighbour.note:
            continue
        decision = OutOfScope(OutOfScopeReason.NEAR_TOPIC, neighbour.id)
        reply = composer.compose(decision, NEW)
        check_reply(reply)
        assert neighbour.note in reply.text
        assert [link.url for link in reply.links] == (
            [neighbour.link.url] if neighbour.link else []
        )


def test_every_sign(composer: Composer, knowledge: Knowledge) -> None:
    """Every question can be put, with three answers to choose from."""
    for sign in knowledge.signs:
        reply = composer.compose(
            Clarify(sign), case("storage-full", "no-wifi", "vpn-on").asks(sign)
        )
        check_reply(reply)
        assert knowledge.signs[sign] in reply.text
        assert [choice.id for choice in reply.choices] == [
            f"yes:{sign}",
            f"no:{sign}",
            f"unsure:{sign}",
        ]


OTHERS: list[tuple[Decision, str]] = [
    (Rephrase(), "rephrase"),
    (OutOfScope(OutOfScopeReason.OFF_TOPIC), "out_of_scope"),
    (OutOfScope(OutOfScopeReason.LANGUAGE), "out_of_scope"),
    (OutOfScope(OutOfScopeReason.NEAR_TOPIC, "gone"), "out_of_scope"),
    (Escalate(Reason.ASKED), "escalate"),
    (Escalate(Reason.FAILED), "escalate"),
    (Escalate(Reason.END), "escalate"),
    (Escalate(Reason.TURNS), "escalate"),
    (Resolved(Resolution.SOLVED), "resolved"),
    (Resolved(Resolution.GIVEN_UP), "resolved"),
    *((SmallTalk(act), "small_talk") for act in Act),
]


@pytest.mark.parametrize(("decision", "name"), OTHERS, ids=lambda value: str(value))
def test_every_other_reply(composer: Composer, decision: Decision, name: str) -> None:
    """Whatever else is decided has a reply that fits, with a case and without one."""
    for conversation in (NEW, case("storage-full"), replace(NEW, turns=9, tried=("restart",))):
        reply = composer.compose(decision, conversation)
        check_reply(reply)
        assert reply.decision == name
        resolution = decision.resolution if isinstance(decision, Resolved) else None
        if isinstance(decision, Escalate):
            resolution = Resolution.ESCALATED
        assert reply.resolution is resolution


def test_silence(composer: Composer) -> None:
    """Saying nothing is a reply without any text."""
    assert composer.compose(Silent(), NEW).text == ""


def test_first_sight(composer: Composer) -> None:
    """At first five fixes are shown, the first one open, then how many more, and Apple Support."""
    reply = composer.compose(Answer(), case("storage-full"))
    assert card(reply).line.number == 1
    assert [line.number for line in reply.ahead] == [2, 3, 4, 5]
    assert str(len(reply.plan.entries) - 6) in reply.more
    assert "Apple Support" in reply.last
    assert choices(reply) == ["works", "failed", "all", "support"]


def test_whole_list(composer: Composer) -> None:
    """The whole list shows every fix with its status, and no steps."""
    conversation = replace(case("needs-restart"), tried=("restart",), ruled_out=("no-wifi",))
    reply = composer.compose(Answer(Act.ALL_STEPS, whole=True), conversation)
    assert [line.number for line in reply.ahead] == list(range(1, len(reply.plan.entries)))
    notes = {line.title: line.note for line in reply.ahead}
    titles = {entry.fix.id: entry.fix.title for entry in reply.plan.entries}
    assert notes[titles["restart"]] == "tried"
    assert notes[titles["join-wifi"]] == "not needed"
    assert (reply.fix, reply.more, choices(reply)) == (None, "", ["case", "support"])


@pytest.mark.parametrize(
    ("minutes", "note"),
    [(2, "2 min"), (59, "59 min"), (60, "1 h"), (720, "12 h"), (1440, "up to a day")],
)
def test_duration(knowledge: Knowledge, minutes: int, note: str) -> None:
    """Minutes are told as people tell them."""
    changed = replace(
        knowledge,
        causes=tuple(
            replace(cause, fixes=tuple(replace(fix, minutes=minutes) for fix in cause.fixes))
            for cause in knowledge.causes
        ),
    )
    reply = Composer(changed).compose(Answer(), case("needs-restart"))
    assert card(reply).line.note == note


def guarded(knowledge: Knowledge) -> list[Fix]:
    """The fixes that can lose something."""
    return [fix for fix in knowledge.fixes() if fix.guarded]


def test_guard(composer: Composer, knowledge: Knowledge) -> None:
    """Behind a guard no step shows: what is lost, the computer backup, and what can be chosen."""
    for fix in guarded(knowledge):
        conversation = replace(case(fix.cause), current=fix.id)
        reply = composer.compose(Answer(), conversation)
        assert reply.tone is Tone.WARNING
        assert choices(reply) == ["copy", "accept", "skip", "all", "support"]
        accepted = composer.compose(Answer(Act.ACCEPTED), conversation.accepts(fix.id))
        lines = [line for step in card(accepted).steps for line in step.split("\n")]
        assert not [line for line in lines if line in reply.text]
        assert choices(accepted) == ["works", "failed", "all", "support"]


@pytest.mark.parametrize(
    "facts",
    [{"tried": ("computer-backup",)}, {"ruled_out": ("local-backup",)}],
    ids=["tried", "ruled-out"],
)
def test_guard_after_the_computer_backup(
    composer: Composer, facts: dict[str, tuple[str, ...]]
) -> None:
    """A computer backup that was made, or can't be, is offered no more."""
    conversation = replace(case("storage-full"), current="delete-from-icloud", **facts)
    reply = composer.compose(Answer(), conversation)
    check_reply(reply)
    assert choices(reply) == ["accept", "skip", "all", "support"]
    assert "omputer backup" not in card(reply).warning


def test_what_was_read_is_told(composer: Composer) -> None:
    """The reply says what it read: device, system, what was tried, what it is not; and how sure."""
    conversation = replace(
        case("storage-full", slots=Slots("ipad", os="17.5"), confidence=0.9),
        tried=("restart", "vpn-off"),
        skipped=("vpn-off",),
        ruled_out=("no-wifi",),
    )
    told = " ".join(composer.compose(Answer(), conversation).understood)
    titles = [fix.title for fix in conversation_fixes(composer, conversation)]
    assert "iPad" in told
    assert "17.5" in told
    assert titles[0] in told
    assert titles[1] not in told


def conversation_fixes(composer: Composer, conversation: Conversation) -> list[Fix]:
    """The fixes that were tried, in their order."""
    plan = composer.compose(Answer(), conversation).plan
    fixes = {entry.fix.id: entry.fix for entry in plan.entries}
    return [fixes[name] for name in conversation.tried]


def test_sureness_in_words(composer: Composer) -> None:
    """Three degrees of confidence are three different sentences, and an alert is a fourth."""
    said = {
        composer.compose(Answer(), case("no-wifi", confidence=confidence)).understood
        for confidence in (0.95, 0.7, 0.42)
    }
    quoted = replace(case("storage-full"), alert="Not Enough iCloud Storage")
    said.add(composer.compose(Answer(), quoted).understood)
    assert len(said) == 4
    assert any("Not Enough iCloud Storage" in line for lines in said for line in lines)


@pytest.mark.parametrize(
    ("failed", "offered", "filled_in"),
    [(0, False, False), (2, False, False), (3, True, False), (5, True, False), (6, True, True)],
)
def test_support_is_offered_in_time(
    composer: Composer, knowledge: Knowledge, failed: int, *, offered: bool, filled_in: bool
) -> None:
    """After three failures Apple Support is offered in words, after six it is filled in."""
    tried = tuple(fix.id for fix in knowledge.causes[0].fixes)[:failed]
    conversation = replace(case("storage-full"), failed=failed, tried=tried)
    reply = composer.compose(Answer(Act.STILL_FAILING), conversation)
    check_reply(reply)
    assert bool(reply.notes) is offered
    assert (reply.hand_over is not None) is filled_in


def packet(reply: Reply) -> str:
    """The summary for Apple Support."""
    assert reply.hand_over
    return reply.hand_over.packet


def test_packet_holds_what_was_said(composer: Composer, knowledge: Knowledge) -> None:
    """The summary names device, system, alert, causes, what was done and what it is not."""
    conversation = replace(
        case("storage-full", slots=Slots("ipad", os="17.5")),
        alert="Not Enough iCloud Storage",
        tried=("restart", "larger-plan", "vpn-off"),
        skipped=("vpn-off",),
        ruled_out=("no-wifi",),
    )
    text = packet(composer.compose(Escalate(Reason.ASKED), conversation))
    for part in ("iPad", "17.5", "Not Enough iCloud Storage"):
        assert part in text
    for name in ("storage-full", "no-wifi"):
        cause = knowledge.cause(name)
        assert cause
        assert cause.title in text
    for name, is_in in (("restart", True), ("larger-plan", True), ("vpn-off", False)):
        fix = knowledge.fix(name)
        assert fix
        assert (fix.title in text) is is_in


def test_packet_invents_nothing(composer: Composer, knowledge: Knowledge) -> None:
    """What the user neither said nor chose is not in the summary: no fix, no cause, no device."""
    known = replace(NEW, slots=Slots(os="17.5"))
    text = packet(composer.compose(Escalate(Reason.ASKED), known))
    assert "17.5" in text
    assert not [cause.title for cause in knowledge.causes if cause.title in text]
    assert not [fix.title for fix in knowledge.fixes() if fix.title in text]
    assert "iPhone" not in text.replace("iPhone or iPad", "")


def test_packet_of_nothing(composer: Composer) -> None:
    """Where nothing is known, there is nothing to paste."""
    assert packet(composer.compose(Escalate(Reason.ASKED), NEW)) == ""
    skipped = NEW.closed("restart", helped=None)
    assert packet(composer.compose(Escalate(Reason.ASKED), skipped)) == ""


@pytest.mark.parametrize(
    ("utterance", "title"),
    [
        (Utterance("", has_media=True), "I can't read pictures"),
        (Utterance(" \n", about_other_message=True), "I can't see the message you replied to"),
        (Utterance(""), "Hi, I'm Backup Medic"),
    ],
)
def test_about_what_has_no_words(composer: Composer, utterance: Utterance, title: str) -> None:
    """A picture, somebody else's message and a bare mention each get their own reply."""
    reply = composer.about(utterance)
    assert reply
    check_reply(reply)
    assert reply.title == title


def test_about_what_has_words(composer: Composer) -> None:
    """An utterance with words is left to be read, whatever came along."""
    assert composer.about(Utterance("hm", has_media=True, about_other_message=True)) is None


def test_private_data_note(composer: Composer) -> None:
    """The hint about private data is a whole sentence."""
    assert composer.private_data_note().endswith(".")


def test_recurring_words_change(composer: Composer) -> None:
    """After a failure the title is not the same every time, and is the same for the same turn."""
    titles = [
        composer.compose(
            Answer(Act.STILL_FAILING), replace(case("no-wifi"), turns=turn, tried=("join-wifi",))
        ).title
        for turn in (1, 2, 3, 1)
    ]
    assert len(set(titles)) > 1
    assert titles[0] == titles[3]

"""Every other reply that can be given from the shipped knowledge."""

from dataclasses import replace
from itertools import product

import pytest

from bot.core.composing import Composer
from bot.core.conversation import Resolution
from bot.core.decisions import (
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
from bot.core.knowledge import Knowledge
from bot.core.reading import Act, Utterance
from bot.core.reply import ChoiceId, Style, Tone
from tests.core.cases import NEW, SOME_SLOTS, case
from tests.core.replies import check_reply, choices_of


def test_every_question(composer: Composer, knowledge: Knowledge) -> None:
    """Every FAQ is answered with its links, and an open case is left with a way back to it."""
    for faq, slots in product(knowledge.faqs, SOME_SLOTS):
        alone = composer.compose(AnswerQuestion(faq.id), replace(NEW, slots=slots))
        check_reply(alone)
        assert (alone.title, alone.links, choices_of(alone)) == (faq.title, faq.links, [])
        assert alone.plan.entries == ()
        inside = composer.compose(AnswerQuestion(faq.id), case("no-wifi", slots=slots))
        check_reply(inside)
        assert choices_of(inside) == [ChoiceId.CASE]
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
        assert [choice.style for choice in reply.choices] == [
            Style.PRIMARY,
            Style.PLAIN,
            Style.PLAIN,
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


@pytest.mark.parametrize(("decision", "name"), OTHERS, ids=str)
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


def test_thanks_are_taken_in_short(composer: Composer) -> None:
    """Thanks lead on where a fix is on the table, and say nothing more where nothing is."""
    thanks = SmallTalk(Act.THANKS)
    assert composer.compose(thanks, NEW).lead == ()
    assert len(composer.compose(thanks, replace(case("no-wifi"), current="join-wifi")).lead) == 1
    asked = case("storage-full", "no-wifi").asks("storage-alert")
    assert composer.compose(thanks, asked).lead == ()


def test_silence(composer: Composer) -> None:
    """Saying nothing is a reply without any text."""
    reply = composer.compose(Silent(), NEW)
    assert (reply.decision, reply.text) == ("silent", "")


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


def test_who_says_nothing_yet_is_invited(composer: Composer) -> None:
    """Where somebody is told how to ask, the reply invites them to; an answer doesn't."""
    assert composer.how_to().invites
    assert composer.guide([]).invites
    assert not composer.compose(Resolved(Resolution.SOLVED), case("no-wifi")).invites

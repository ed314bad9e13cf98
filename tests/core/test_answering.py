"""Replies that show a plan: every fix of the shipped knowledge, and what stands around it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot.core.composing import Composer
from bot.core.conversation import Conversation
from bot.core.decisions import Answer
from bot.core.knowledge import Knowledge
from bot.core.reading import Act
from bot.core.reply import FixCard, Reply, Tone
from bot.core.slots import Slots
from tests.core.cases import NEW, SOME_SLOTS, case
from tests.core.replies import card_of, check_reply, choices_of


def card(reply: Reply) -> FixCard:
    """The card of the open fix."""
    assert reply.fix
    return reply.fix


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


def test_first_sight(composer: Composer) -> None:
    """At first five fixes are shown, the first one open, then how many more, and Apple Support."""
    reply = composer.compose(Answer(), case("storage-full"))
    assert card(reply).line.number == 1
    assert [line.number for line in reply.ahead] == [2, 3, 4, 5]
    assert str(len(reply.plan.entries) - 6) in reply.more
    assert "Apple Support" in reply.last
    assert choices_of(reply) == ["works", "failed", "all", "support"]


def test_whole_list(composer: Composer) -> None:
    """The whole list shows every fix with its status, and no steps."""
    conversation = replace(case("needs-restart"), tried=("restart",), ruled_out=("no-wifi",))
    reply = composer.compose(Answer(Act.ALL_STEPS, whole=True), conversation)
    assert [line.number for line in reply.ahead] == list(range(1, len(reply.plan.entries)))
    notes = {line.title: line.note for line in reply.ahead}
    titles = {entry.fix.id: entry.fix.title for entry in reply.plan.entries}
    assert notes[titles["restart"]] == "tried"
    assert notes[titles["join-wifi"]] == "not needed"
    assert (reply.fix, reply.more, choices_of(reply)) == (None, "", ["case", "support"])


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


def test_guard(composer: Composer, knowledge: Knowledge) -> None:
    """Behind a guard no step shows: what is lost, the computer backup, and what can be chosen."""
    for fix in (fix for fix in knowledge.fixes() if fix.guarded):
        conversation = replace(case(fix.cause), current=fix.id)
        reply = composer.compose(Answer(), conversation)
        assert reply.tone is Tone.WARNING
        assert choices_of(reply) == ["copy", "accept", "skip", "all", "support"]
        accepted = composer.compose(Answer(Act.ACCEPTED), conversation.accepts(fix.id))
        lines = [line for step in card(accepted).steps for line in step.split("\n")]
        assert not [line for line in lines if line in reply.text]
        assert choices_of(accepted) == ["works", "failed", "all", "support"]


@pytest.mark.parametrize(
    ("tried", "ruled_out"), [(("computer-backup",), ()), ((), ("local-backup",))]
)
def test_guard_after_the_computer_backup(
    composer: Composer, tried: tuple[str, ...], ruled_out: tuple[str, ...]
) -> None:
    """A computer backup that was made, or can't be, is offered no more."""
    conversation = replace(
        case("storage-full"), current="delete-from-icloud", tried=tried, ruled_out=ruled_out
    )
    reply = composer.compose(Answer(), conversation)
    check_reply(reply)
    assert choices_of(reply) == ["accept", "skip", "all", "support"]
    assert "omputer backup" not in card(reply).warning


def test_what_was_read_is_told(composer: Composer) -> None:
    """The reply says what it read: device, system, what was tried, what it is not; and how sure."""
    conversation = replace(
        case("storage-full", slots=Slots("ipad", os="17.5"), confidence=0.9),
        tried=("restart", "vpn-off"),
        skipped=("vpn-off",),
        ruled_out=("no-wifi",),
    )
    reply = composer.compose(Answer(), conversation)
    told = " ".join(reply.understood)
    assert "iPad; " in reply.understood[0]
    names = {entry.fix.id: entry.fix.title for entry in reply.plan.entries}
    titles = [names[fix] for fix in conversation.tried]
    assert "iPad" in told
    assert "17.5" in told
    assert titles[0] in told
    assert titles[1] not in told


def test_what_comes_after_the_open_fix_has_a_title(composer: Composer) -> None:
    """Fixes to come are headed as such beside the one that is open; the whole list heads itself."""
    conversation = case("storage-full")
    assert composer.compose(Answer(), conversation).ahead_title == "After that, in this order:"
    whole = composer.compose(Answer(Act.ALL_STEPS, whole=True), conversation)
    assert (whole.fix, whole.ahead_title) == (None, "")
    assert whole.ahead


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

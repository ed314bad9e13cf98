"""A conversation as a value, and each thing that can happen to it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation import EXPIRES_AFTER, Conversation, Resolution
from bot.core.matching import Match
from bot.core.slots import NO_SLOTS, Slots

NEW = Conversation.begin(1000.0)
FULL, WIFI, VPN = Match("full", 0.8), Match("wifi", 0.5), Match("vpn", 0.2)
CASE = replace(NEW, matches=(FULL, WIFI, VPN), current="compare")

NAMES = st.sampled_from("abcd")


def test_begin() -> None:
    """A new conversation knows nothing, and no case is open in it."""
    assert Conversation(started=1000.0, updated=1000.0) == Conversation.begin(1000.0)
    assert not NEW.is_open
    assert not NEW.is_known
    assert not NEW.is_over(1000.0)


@pytest.mark.parametrize(
    ("conversation", "is_open"),
    [
        (CASE, True),
        (replace(NEW, matches=(FULL,)), True),
        (replace(NEW, current="restart"), True),
        (replace(NEW, tried=("restart",), slots=Slots("ipad")), False),
        (CASE.ends(Resolution.SOLVED), False),
    ],
)
def test_is_open(conversation: Conversation, *, is_open: bool) -> None:
    """A case is open where a cause is likely or a fix on the table, until it has ended."""
    assert conversation.is_open is is_open


@pytest.mark.parametrize(
    ("conversation", "is_known"),
    [
        (CASE, True),
        (replace(NEW, slots=Slots("ipad")), True),
        (replace(NEW, alert="Not Enough"), True),
        (replace(NEW, ruled_out=("wifi",)), True),
        (replace(NEW, current="restart", turns=3), False),
    ],
)
def test_is_known(conversation: Conversation, *, is_known: bool) -> None:
    """Something is known once a cause, a fact or an alert is."""
    assert conversation.is_known is is_known


@pytest.mark.parametrize(
    ("later", "is_over"),
    [(0, False), (EXPIRES_AFTER, False), (EXPIRES_AFTER + 1, True), (-5000, False)],
)
def test_expiry(later: float, *, is_over: bool) -> None:
    """After a day of silence a conversation is over, by the clock that is given."""
    assert CASE.is_over(CASE.updated + later) is is_over


@pytest.mark.parametrize("resolution", Resolution)
def test_ended_conversation_is_over(resolution: Resolution) -> None:
    """Whatever was its end, a conversation that has ended is over at once."""
    ended = CASE.asks("grey").ends(resolution)
    assert ended.is_over(CASE.updated)
    assert ended.resolution is resolution
    assert ended.question is None


def test_thanks() -> None:
    """Thanks are remembered until more is learned."""
    thanked = CASE.gets_thanks()
    assert thanked == replace(CASE, thanked=True)
    assert thanked.learned(NO_SLOTS, None, (), ()).thanked is False


def test_end_in_danger() -> None:
    """An end keeps its danger, where there is one."""
    assert CASE.ends(Resolution.ESCALATED, "smoke").danger == "smoke"
    assert CASE.ends(Resolution.ESCALATED).danger is None


def test_turn() -> None:
    """Each turn counts and renews the time; a clock that goes back does not."""
    later = CASE.turn(2000.0)
    assert (later.turns, later.updated, later.started) == (1, 2000.0, 1000.0)
    assert later.turn(500.0).updated == 2000.0
    assert later.turn(500.0).turns == 2


def test_learned() -> None:
    """Facts join those that are known: later slots win, nothing is listed twice."""
    known = replace(CASE, slots=Slots("iphone", os="17"), tried=("a",), ruled_out=("x",))
    after = known.learned(Slots(os="18"), None, ["b", "a", "b"], ["y", "x", "y"])
    assert after.slots == Slots("iphone", os="18")
    assert after.tried == ("a", "b")
    assert after.ruled_out == ("x", "y")
    assert (after.failed, after.current) == (0, "compare")


def test_learned_alert_stays() -> None:
    """An alert is known until another one is."""
    known = CASE.learned(NO_SLOTS, "Not Enough", [], [])
    assert known.learned(NO_SLOTS, None, [], []).alert == "Not Enough"
    assert known.learned(NO_SLOTS, "Other", [], []).alert == "Other"


def test_learned_that_the_open_fix_is_done() -> None:
    """Who says to have done the fix that is open has done it here, without luck, once."""
    after = CASE.learned(NO_SLOTS, None, ["compare"], [])
    assert (after.tried, after.failed) == (("compare",), 1)
    assert after.is_open
    assert after.learned(NO_SLOTS, None, ["compare"], []).failed == 1


def test_learned_that_a_skipped_fix_is_done() -> None:
    """A fix that was passed over and done after all counts as done."""
    skipped = CASE.closed("compare", helped=None)
    assert skipped.done == ()
    assert skipped.learned(NO_SLOTS, None, ["compare"], []).done == ("compare",)


def test_suspects() -> None:
    """Under the same likeliest cause the open fix stays open; under another one none is."""
    asked = CASE.asks("grey")
    same = asked.suspects((Match("full", 0.9), VPN))
    assert (same.current, same.question) == ("compare", None)
    other = asked.suspects((VPN, FULL))
    assert (other.current, other.matches) == (None, (VPN, FULL))
    assert replace(NEW, current="restart").suspects((FULL,)).current is None


@pytest.mark.parametrize(("helped", "failed", "skipped"), [(False, 1, ()), (None, 0, ("compare",))])
def test_closed(*, helped: bool | None, failed: int, skipped: tuple[str, ...]) -> None:
    """A fix that did not help counts as failed; one that is passed over doesn't."""
    after = CASE.closed("compare", helped=helped)
    assert after.tried == ("compare",)
    assert (after.failed, after.skipped) == (failed, skipped)
    assert after.current is None
    assert after.closed("compare", helped=False) == after


def test_closed_beside_the_open_one() -> None:
    """Closing another fix leaves the open one open."""
    assert CASE.closed("restart", helped=False).current == "compare"


@given(st.lists(st.tuples(NAMES, st.sampled_from([False, None])), max_size=8), NAMES)
def test_reopened(closed: list[tuple[str, bool | None]], fix: str) -> None:
    """A fix that is opened again is neither tried nor skipped, and nothing else changes."""
    before = CASE.asks("grey")
    for name, helped in closed:
        before = before.closed(name, helped=helped)
    after = before.reopened(fix)
    assert after.tried == tuple(name for name in before.tried if name != fix)
    assert set(after.skipped) == set(before.skipped) - {fix}
    assert (after.current, after.question) == (fix, None)
    assert after.failed == before.failed


@given(st.lists(st.tuples(NAMES, st.sampled_from([False, None])), max_size=12))
def test_closing_counts_once(closed: list[tuple[str, bool | None]]) -> None:
    """However often a fix is closed, it is listed once, as done or as skipped."""
    case = CASE
    for name, helped in closed:
        case = case.closed(name, helped=helped)
    assert len(set(case.tried)) == len(case.tried)
    assert set(case.done) | set(case.skipped) == set(case.tried)
    assert not set(case.done) & set(case.skipped)
    assert case.failed == len(case.done)


def test_opened() -> None:
    """A fix on the table takes the place of the question."""
    after = CASE.asks("grey").opened("restart")
    assert (after.current, after.question) == ("restart", None)


def test_accepts() -> None:
    """A warning is accepted once, for its own fix."""
    once = CASE.accepts("reset")
    assert once.accepted == ("reset",)
    assert once.accepts("reset") == once
    assert once.accepts("delete").accepted == ("reset", "delete")


def test_question_and_answer() -> None:
    """An answer belongs to the question that was asked; *not sure* leaves none."""
    asked = CASE.asks("grey")
    assert (asked.question, asked.asked) == ("grey", ("grey",))
    assert asked.answered(seen=True).answers == (("grey", True),)
    assert asked.answered(seen=False).answers == (("grey", False),)
    assert asked.answered(seen=None).answers == ()
    assert asked.answered(seen=None).question is None
    assert CASE.answered(seen=True) == CASE


def test_doubts() -> None:
    """A doubt rules out the likeliest cause that is left, and closes nothing else."""
    once = CASE.doubts()
    assert (once.matches, once.ruled_out, once.current) == ((WIFI, VPN), ("full",), None)
    cleared = replace(CASE, ruled_out=("full",)).doubts()
    assert (cleared.matches, cleared.ruled_out) == ((VPN,), ("full", "wifi"))
    assert NEW.doubts() == NEW


def test_asked_to_rephrase() -> None:
    """It is remembered that other words were asked for."""
    assert NEW.asked_to_rephrase() == replace(NEW, rephrased=True)


def test_events_leave_the_value_alone() -> None:
    """Each event makes a new conversation; the one before is what it was."""
    before = repr(CASE)
    CASE.closed("compare", helped=False).reopened("compare").doubts().ends(Resolution.EXPIRED)
    assert repr(CASE) == before


@pytest.mark.parametrize(
    ("conversation", "after", "ending"),
    [
        (NEW, 0, None),
        (NEW, EXPIRES_AFTER + 1, None),
        (CASE, EXPIRES_AFTER + 1, Resolution.EXPIRED),
        (CASE, 60, Resolution.GIVEN_UP),
        (CASE.gets_thanks(), EXPIRES_AFTER + 1, Resolution.ASSUMED),
        (CASE.gets_thanks().learned(NO_SLOTS, None, (), ()), EXPIRES_AFTER + 2, Resolution.EXPIRED),
        (CASE.ends(Resolution.SOLVED), EXPIRES_AFTER + 1, Resolution.SOLVED),
        (NEW.ends(Resolution.ESCALATED, "water-damage"), 60, Resolution.ESCALATED),
    ],
)
def test_how_it_ended_that_is_left(
    conversation: Conversation, after: float, ending: Resolution | None
) -> None:
    """What is left behind ended as was said; else by silence, after thanks or not; or given up."""
    assert conversation.left(conversation.updated + after) is ending

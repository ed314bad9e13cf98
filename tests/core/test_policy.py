"""What is decided, for every act and state of a case."""

from dataclasses import replace

import pytest

from bot.core.calibration import Calibration
from bot.core.conversation import MAX_TURNS, Conversation, Resolution
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
    SmallTalk,
)
from bot.core.handing_over import HandOvers
from bot.core.knowledge import Knowledge
from bot.core.matching import Match
from bot.core.plan import make_plan
from bot.core.policy import Policy
from bot.core.reading import Act, Reading
from bot.core.slots import Slots

SUPPORT = "apple-support"
NEW = Conversation.begin(0).turn(0)
CASE = replace(
    NEW, matches=(Match("storage-full", 0.8), Match("plan-lapsed", 0.5)), current="compare-storage"
)
GENERAL = replace(NEW, current="charge-lock-overnight", rephrased=True)
AT_GUARD = replace(
    NEW,
    matches=(Match("storage-full", 0.8),),
    tried=("compare-storage", "leave-apps-out", "larger-plan"),
    failed=3,
    current="delete-from-icloud",
)
ASKED = replace(
    NEW,
    matches=(Match("storage-full", 0.3), Match("not-charging", 0.3)),
    question="storage-alert",
    asked=("storage-alert", "grey-button"),
)


@pytest.fixture(scope="module")
def policy(knowledge: Knowledge) -> Policy:
    """A policy with the usual thresholds."""
    return Policy(knowledge, Calibration(answer=0.4, floor=0.55))


def test_question_can_be_chosen_again(policy: Policy) -> None:
    """The choice of a question shows its answer, and leaves the case as it is."""
    assert policy.choose("question:faq-duration", CASE) == (CASE, AnswerQuestion("faq-duration"))


def says(act: Act, step: int | None = None) -> Reading:
    """A message that does nothing else."""
    return Reading(act, step=step)


def symptom(*matches: tuple[str, float], in_scope: float = 0.9) -> Reading:
    """A message that tells a symptom."""
    found = tuple(Match(name, confidence) for name, confidence in matches)
    return Reading(Act.SYMPTOM, matches=found, in_scope=in_scope, shows_topic=True)


def fix_now(knowledge: Knowledge, conversation: Conversation) -> str:
    """The fix that is open."""
    now = make_plan(knowledge, conversation).now
    assert now
    return now.fix.id


# Without a case

WITHOUT_CASE: dict[Act, Decision] = {
    **{act: SmallTalk(act) for act in Act},
    Act.SYMPTOM: OutOfScope(OutOfScopeReason.OFF_TOPIC),
    Act.SOLVED: Resolved(Resolution.SOLVED),
    Act.LANGUAGE: OutOfScope(OutOfScopeReason.LANGUAGE),
}


@pytest.mark.parametrize("act", Act)
def test_without_a_case(policy: Policy, act: Act) -> None:
    """Where no case is open, an act leads to talk, and to no fix."""
    after, decision = policy.hear(says(act), NEW)
    assert decision == WITHOUT_CASE[act]
    assert after.current is None
    assert after.resolution is (Resolution.SOLVED if act is Act.SOLVED else None)


@pytest.mark.parametrize("act", Act)
def test_symptom_beside_an_act(policy: Policy, act: Act) -> None:
    """A first message that tells a symptom and sounds like a follow-up is answered."""
    reading = replace(symptom(("storage-full", 0.8)), act=act)
    _, decision = policy.hear(reading, NEW)
    social = {Act.THANKS, Act.GREETING, Act.BOT, Act.FRUSTRATION, Act.GOODBYE, Act.START_OVER}
    chosen = {Act.ACCEPTED, Act.CHOSEN}
    if act not in {*social, *chosen, Act.LATER, Act.PARTING, Act.SOLVED, Act.LANGUAGE}:
        assert decision == Answer(Act.SYMPTOM)


SYMPTOMS: list[tuple[Reading, Decision]] = [
    (symptom(("storage-full", 0.8)), Answer()),
    (symptom(("storage-full", 0.41), ("no-wifi", 0.4)), Answer()),
    (symptom(("storage-full", 0.3), ("not-charging", 0.29)), Clarify("storage-alert")),
    (symptom(("storage-full", 0.3)), Answer()),
    (symptom(("faq-duration", 0.7)), AnswerQuestion("faq-duration")),
    (symptom(("faq-duration", 0.3)), AnswerQuestion("faq-duration", is_sure=False)),
    (
        symptom(("faq-duration", 0.3), ("no-wifi", 0.1)),
        AnswerQuestion("faq-duration", is_sure=False),
    ),
    (symptom(("faq-duration", 0.3), ("no-wifi", 0.28)), Answer()),
    (symptom(("contact-support", 0.8)), Escalate(Reason.ASKED)),
    (symptom(("storage-full", 0.3), in_scope=0.5), Rephrase()),
    (symptom(("gone-from-the-knowledge", 0.9)), Rephrase()),
    (symptom(), Rephrase()),
    (replace(symptom(in_scope=0.1), shows_topic=False), OutOfScope(OutOfScopeReason.OFF_TOPIC)),
    (
        replace(symptom(), shows_topic=False, near="no-such-topic"),
        OutOfScope(OutOfScopeReason.OFF_TOPIC),
    ),
    (replace(symptom(), danger="account-locked"), Escalate(Reason.DANGER, "account-locked")),
    (replace(symptom(), language="Spanish"), OutOfScope(OutOfScopeReason.LANGUAGE)),
    (
        replace(symptom(), language="Spanish", danger="account-locked"),
        OutOfScope(OutOfScopeReason.LANGUAGE),
    ),
    (Reading(Act.SYMPTOM, is_wordless=True), SmallTalk(Act.GREETING)),
]


@pytest.mark.parametrize(("reading", "decision"), SYMPTOMS)
def test_first_message(
    policy: Policy, knowledge: Knowledge, reading: Reading, decision: Decision
) -> None:
    """What a first message leads to, by how sure it is, what it is about and how it is written."""
    after, found = policy.hear(reading, NEW)
    assert found == decision
    if isinstance(decision, Answer):
        assert after.current == fix_now(knowledge, after)


def test_near_topics_are_named(policy: Policy, knowledge: Knowledge) -> None:
    """A near topic that has a note is told apart from one that is far off."""
    for neighbour in knowledge.neighbours:
        reading = Reading(Act.SYMPTOM, near=neighbour.id)
        _, decision = policy.hear(reading, NEW)
        expected = (
            OutOfScope(OutOfScopeReason.NEAR_TOPIC, neighbour.id)
            if neighbour.note
            else OutOfScope(OutOfScopeReason.OFF_TOPIC)
        )
        assert decision == expected


def test_rephrase_once_then_first_checks(policy: Policy, knowledge: Knowledge) -> None:
    """Other words are asked for once; after that the general ladder is shown, and goes on."""
    unclear = symptom(in_scope=0.2)
    asked, first = policy.hear(unclear, NEW)
    shown, second = policy.hear(unclear, asked)
    assert (first, second) == (Rephrase(), Answer())
    assert shown.is_open
    assert fix_now(knowledge, shown) == knowledge.ladder[0]
    after, third = policy.hear(says(Act.STILL_FAILING), shown)
    assert third == Answer(Act.STILL_FAILING)
    assert after.current == knowledge.ladder[1]


# In a case

IN_CASE: dict[Act, tuple[Decision, str | None]] = {
    Act.SYMPTOM: (OutOfScope(OutOfScopeReason.OFF_TOPIC), "compare-storage"),
    Act.SOLVED: (Resolved(Resolution.SOLVED), "compare-storage"),
    Act.STILL_FAILING: (Answer(Act.STILL_FAILING), "leave-apps-out"),
    Act.DONE: (Answer(Act.DONE), "leave-apps-out"),
    Act.NEXT: (Answer(Act.NEXT), "leave-apps-out"),
    Act.BACK: (Answer(Act.BACK), "compare-storage"),
    Act.ALL_STEPS: (Answer(Act.ALL_STEPS, whole=True), "compare-storage"),
    Act.STEP: (Answer(Act.STEP), "compare-storage"),
    Act.START_OVER: (SmallTalk(Act.START_OVER), None),
    Act.DOUBT: (Answer(Act.DOUBT), "plan-not-showing"),
    Act.YES: (SmallTalk(Act.LATER), "compare-storage"),
    Act.NO: (Answer(Act.NO), "leave-apps-out"),
    Act.UNSURE: (Answer(Act.UNSURE), "compare-storage"),
    Act.WHY: (Answer(Act.WHY), "compare-storage"),
    Act.LATER: (SmallTalk(Act.LATER), "compare-storage"),
    Act.PARTING: (Resolved(Resolution.ASSUMED), "compare-storage"),
    Act.THANKS: (SmallTalk(Act.THANKS), "compare-storage"),
    Act.GREETING: (SmallTalk(Act.GREETING), "compare-storage"),
    Act.BOT: (SmallTalk(Act.BOT), "compare-storage"),
    Act.FRUSTRATION: (SmallTalk(Act.FRUSTRATION), "compare-storage"),
    Act.GOODBYE: (Resolved(Resolution.GIVEN_UP), "compare-storage"),
    Act.LANGUAGE: (OutOfScope(OutOfScopeReason.LANGUAGE), "compare-storage"),
}


@pytest.mark.parametrize("act", IN_CASE)
def test_in_a_case(policy: Policy, act: Act) -> None:
    """Each act moves an open case on, back, or not at all."""
    decision, fix = IN_CASE[act]
    after, found = policy.hear(says(act), CASE)
    assert (found, after.current) == (decision, fix)


def test_every_act_is_in_the_table() -> None:
    """Only what a choice alone can say is left out."""
    assert set(Act) - set(IN_CASE) == {Act.ACCEPTED, Act.CHOSEN}


@pytest.mark.parametrize(
    ("act", "failed", "skipped"),
    [
        (Act.STILL_FAILING, 1, ()),
        (Act.DONE, 1, ()),
        (Act.NO, 1, ()),
        (Act.NEXT, 0, ("compare-storage",)),
    ],
)
def test_outcome_of_a_fix(policy: Policy, act: Act, failed: int, skipped: tuple[str, ...]) -> None:
    """A fix that was done counts as failed; one that is passed over doesn't."""
    after, _ = policy.hear(says(act), CASE)
    assert after.tried == ("compare-storage",)
    assert (after.failed, after.skipped) == (failed, skipped)


def test_back_and_step(policy: Policy) -> None:
    """The last closed fix comes back, and any fix of the list by its number."""
    further, _ = policy.hear(says(Act.STILL_FAILING), CASE)
    back, decision = policy.hear(says(Act.BACK), further)
    assert (back.current, back.tried, decision) == ("compare-storage", (), Answer(Act.BACK))
    third, decision = policy.hear(says(Act.STEP, 3), CASE)
    assert (third.current, decision) == ("larger-plan", Answer(Act.STEP))
    again, _ = policy.hear(says(Act.STEP, 1), further)
    assert (again.current, again.tried) == ("compare-storage", ())
    for number in (0, 999):
        assert policy.hear(says(Act.STEP, number), CASE)[0].current == "compare-storage"


def test_step_of_a_cause_that_was_ruled_out(policy: Policy, knowledge: Knowledge) -> None:
    """Who asks for a step by its number gets it, ruled out or not."""
    case = replace(CASE, ruled_out=("no-wifi",))
    numbers = make_plan(knowledge, case).numbers
    after, _ = policy.hear(says(Act.STEP, numbers["join-wifi"]), case)
    assert after.current == fix_now(knowledge, after) == "join-wifi"


def test_doubt_about_general_checks_goes_on(policy: Policy, knowledge: Knowledge) -> None:
    """Where no cause is suspected, a doubt passes the open check over."""
    after, decision = policy.hear(says(Act.DOUBT), GENERAL)
    assert decision == Answer(Act.NEXT)
    assert after.current == knowledge.ladder[1]


def test_doubt_moves_to_the_next_cause(policy: Policy) -> None:
    """After a doubt the cause counts as ruled out, and the next one leads."""
    after, _ = policy.hear(says(Act.DOUBT), CASE)
    assert after.ruled_out == ("storage-full",)
    assert after.matches == (Match("plan-lapsed", 0.5),)


def test_fix_that_was_done_in_words(policy: Policy) -> None:
    """To say that a fix is done without luck closes that fix, and not the next one unseen."""
    reading = replace(says(Act.STILL_FAILING), tried=("compare-storage",))
    after, decision = policy.hear(reading, CASE)
    assert decision == Answer(Act.STILL_FAILING)
    assert (after.tried, after.failed) == (("compare-storage",), 1)
    assert after.current == "leave-apps-out"


def test_fix_that_was_done_in_general_checks(policy: Policy, knowledge: Knowledge) -> None:
    """The general ladder goes on too when a message names the open check as done."""
    for act in (Act.SYMPTOM, Act.STILL_FAILING):
        reading = Reading(act, tried=("charge-lock-overnight",))
        after, decision = policy.hear(reading, GENERAL)
        assert isinstance(decision, Answer)
        assert after.tried == ("charge-lock-overnight",)
        assert after.current == knowledge.ladder[1]


def test_ruled_out_in_words(policy: Policy) -> None:
    """A fix whose cause a message rules out makes room, and is not counted as tried."""
    reading = Reading(Act.STILL_FAILING, ruled_out=("storage-full",))
    after, _ = policy.hear(reading, CASE)
    assert (after.tried, after.failed) == ((), 0)
    assert after.current == "plan-not-showing"


def test_new_facts_reshape_the_case(policy: Policy) -> None:
    """A device that is named later is known from then on, and the open fix stays."""
    reading = Reading(Act.SYMPTOM, slots=Slots("ipad"))
    after, decision = policy.hear(reading, CASE)
    assert decision == Answer()
    assert (after.slots, after.current) == (Slots("ipad"), "compare-storage")


VAGUE = replace(symptom(("needs-restart", 0.05)), is_vague=True)


@pytest.mark.parametrize(
    ("case", "reading", "decision", "left"),
    [
        (NEW, VAGUE, Answer(), ("charge-lock-overnight", 0)),
        (CASE, VAGUE, Answer(Act.STILL_FAILING), ("leave-apps-out", 1)),
        (CASE, replace(VAGUE, slots=Slots("ipad")), Answer(), ("compare-storage", 0)),
        (AT_GUARD, VAGUE, Answer(Act.NEXT), ("charge-lock-overnight", 3)),
        (ASKED, VAGUE, Answer(), ("compare-storage", 0)),
        (GENERAL, VAGUE, Answer(Act.STILL_FAILING), ("join-wifi", 1)),
    ],
)
def test_it_fails_and_nothing_else(
    policy: Policy,
    case: Conversation,
    reading: Reading,
    decision: Decision,
    left: tuple[str, int],
) -> None:
    """That it fails begins with the first checks, moves a case on, and is no answer."""
    after, found = policy.hear(reading, case)
    assert found == decision
    assert (after.current, after.failed) == left
    assert after.matches == case.matches


def test_second_symptom_joins(policy: Policy) -> None:
    """A further symptom leads the case if it is the surer one; the first stays, a little weaker."""
    after, decision = policy.hear(symptom(("not-charging", 0.9)), CASE)
    assert decision == Answer()
    assert after.current == "charge-lock-overnight"
    assert [match.id for match in after.matches] == ["not-charging", "storage-full", "plan-lapsed"]
    assert after.matches[1].confidence == pytest.approx(0.56)


def test_weaker_symptom_leaves_the_open_fix(policy: Policy) -> None:
    """A further symptom that is less likely than the first one doesn't turn the case round."""
    after, _ = policy.hear(symptom(("not-charging", 0.45)), CASE)
    assert after.current == "compare-storage"


def test_question_in_a_case(policy: Policy) -> None:
    """A question from the FAQs is answered, and the case stays where it was."""
    after, decision = policy.hear(symptom(("faq-duration", 0.8)), CASE)
    assert decision == AnswerQuestion("faq-duration")
    assert after == CASE


@pytest.mark.parametrize("case", [NEW, CASE, AT_GUARD, ASKED, GENERAL])
def test_danger_at_once(policy: Policy, case: Conversation) -> None:
    """Danger is told at once, whatever the case is at, even on the last turn."""
    for turns in (1, MAX_TURNS):
        reading = replace(symptom(("storage-full", 0.9)), danger="account-locked")
        after, decision = policy.hear(reading, replace(case, turns=turns))
        assert decision == Escalate(Reason.DANGER, "account-locked")
        assert after.resolution is Resolution.ESCALATED


# At a guard

GUARDED: list[tuple[Act, Decision, str, int]] = [
    (Act.YES, Answer(Act.ACCEPTED), "delete-from-icloud", 3),
    (Act.NO, Answer(Act.NEXT), "charge-lock-overnight", 3),
    (Act.NEXT, Answer(Act.NEXT), "charge-lock-overnight", 3),
    (Act.STILL_FAILING, Answer(Act.NEXT), "charge-lock-overnight", 3),
    (Act.DONE, Answer(Act.DONE), "charge-lock-overnight", 4),
    (Act.UNSURE, Answer(Act.UNSURE), "delete-from-icloud", 3),
    (Act.STEP, Answer(Act.STEP), "delete-from-icloud", 3),
]


@pytest.mark.parametrize(("act", "decision", "fix", "failed"), GUARDED)
def test_at_a_guard(policy: Policy, act: Act, decision: Decision, fix: str, failed: int) -> None:
    """Only a plain yes opens a guarded fix; anything else passes it over or shows it again."""
    after, found = policy.hear(says(act), AT_GUARD)
    assert (found, after.current, after.failed) == (decision, fix, failed)
    assert after.accepted == (("delete-from-icloud",) if act is Act.YES else ())


def test_yes_to_a_warning_that_was_not_shown(policy: Policy) -> None:
    """A yes to something else accepts no warning; the warning is shown first."""
    after, decision = policy.hear(says(Act.YES), replace(AT_GUARD, current="larger-plan"))
    assert decision == Answer(Act.YES)
    assert (after.accepted, after.current) == ((), "delete-from-icloud")


def test_accept_by_a_choice(policy: Policy) -> None:
    """A warning is accepted for its own fix; one of a fix that is off the plan opens nothing."""
    after, decision = policy.choose("accept:delete-from-icloud", AT_GUARD)
    assert (after.accepted, decision) == (("delete-from-icloud",), Answer(Act.ACCEPTED))
    after, decision = policy.choose("accept:vpn-off", replace(AT_GUARD, ruled_out=("vpn-on",)))
    assert (after.current, decision) == ("delete-from-icloud", Answer(Act.STEP))


# A cause that is chosen


def test_chosen_cause_leads(policy: Policy) -> None:
    """A cause that is chosen is sure, what was suspected before comes after it, weaker."""
    after, decision = policy.choose("cause:plan-lapsed", CASE)
    assert decision == Answer(Act.CHOSEN)
    assert [match.id for match in after.matches] == ["plan-lapsed", "storage-full"]
    assert [match.confidence for match in after.matches] == pytest.approx([1.0, 0.8 * 0.7])
    assert after.current == "plan-not-showing"


def test_chosen_cause_keeps_what_is_known(policy: Policy) -> None:
    """Facts and tried fixes stay, an open question goes, and what was ruled out is not any more."""
    known = replace(ASKED, slots=Slots("ipad"), tried=("join-wifi",), ruled_out=("no-wifi",))
    after, _ = policy.choose("cause:no-wifi", known)
    assert (after.slots, after.tried, after.ruled_out) == (Slots("ipad"), ("join-wifi",), ())
    assert (after.question, after.current) == (None, "improve-wifi")


@pytest.mark.parametrize("case", [NEW, CASE, AT_GUARD, ASKED])
def test_chosen_support(policy: Policy, case: Conversation) -> None:
    """To choose the cause that stands for Apple Support hands over to it."""
    after, decision = policy.choose("cause:contact-support", case)
    assert decision == Escalate(Reason.ASKED)
    assert after.resolution is Resolution.ESCALATED


# Questions

ANSWERS: list[tuple[Act, float, float]] = [
    (Act.YES, 0.6 * 0.9 / 0.98, 0.6 * 0.08 / 0.98),
    (Act.NO, 0.6 * 0.92 / 1.02, 0.6 * 0.1 / 1.02),
    (Act.UNSURE, 0.3, 0.3),
]


@pytest.mark.parametrize(("act", "best", "other"), ANSWERS)
def test_answers_are_weighed(policy: Policy, act: Act, best: float, other: float) -> None:
    """An answer moves the suspicions as Bayes would, their sum unchanged."""
    after, decision = policy.hear(says(act), ASKED)
    assert decision == Answer()
    assert [match.confidence for match in after.matches] == pytest.approx([best, other])
    assert after.matches[0].id == ("not-charging" if act is Act.NO else "storage-full")
    assert after.question is None


@pytest.mark.parametrize("act", [Act.STILL_FAILING, Act.DONE, Act.NEXT])
def test_no_answer_to_a_question(policy: Policy, act: Act) -> None:
    """Before any fix was shown, "still failing" closes none: the first one is shown."""
    after, decision = policy.hear(says(act), ASKED)
    assert decision == Answer()
    assert (after.tried, after.current) == ((), "compare-storage")


def test_suspicions_without_any_weight(policy: Policy) -> None:
    """Matches that have no confidence at all are no suspicion."""
    _, decision = policy.hear(symptom(("storage-full", 0.0), ("no-wifi", 0.0)), NEW)
    assert decision == Answer()


# Ends


def test_twelve_failures_end_the_ladder(policy: Policy, knowledge: Knowledge) -> None:
    """After six failures Apple Support is filled in, and after twelve it is what is left."""
    case = replace(CASE, matches=(Match("needs-restart", 0.8),), current="restart")
    filled_in = []
    decision: Decision = Answer()
    while isinstance(decision, Answer):
        now = make_plan(knowledge, case).now
        assert now
        if not now.open:
            case, decision = policy.choose(f"accept:{now.fix.id}", case)
        case, decision = policy.hear(says(Act.STILL_FAILING), case)
        filled_in.append(HandOvers.are_due(case))
    assert decision == Escalate(Reason.END)
    assert filled_in == [False] * 5 + [True] * 7
    assert case.resolution is Resolution.ESCALATED


def test_end_of_a_short_plan(policy: Policy) -> None:
    """A plan without a ladder ends after its own fixes."""
    case, _ = policy.hear(symptom(("mdm-restricted", 0.9)), NEW)
    for expected in (Answer(Act.STILL_FAILING), Answer(Act.STILL_FAILING), Escalate(Reason.END)):
        case, decision = policy.hear(says(Act.STILL_FAILING), case)
        assert decision == expected


def test_passing_everything_over_ends_too(policy: Policy, knowledge: Knowledge) -> None:
    """Who only ever says "next" reaches Apple Support, and nothing counts as failed."""
    case, count = CASE, 0
    decision: Decision = Answer()
    while isinstance(decision, Answer):
        case, decision = policy.hear(says(Act.NEXT), case)
        count += 1
    assert decision == Escalate(Reason.END)
    assert (case.failed, case.done) == (0, ())
    assert count == len(make_plan(knowledge, CASE).entries) - 1


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("case", [NEW, CASE, AT_GUARD, ASKED])
def test_last_turn(policy: Policy, act: Act, case: Conversation) -> None:
    """On its last turn a conversation ends with Apple Support, or solved if the user says so."""
    before, decision = policy.hear(says(act), replace(case, turns=MAX_TURNS - 1))
    assert decision != Escalate(Reason.TURNS)
    after, decision = policy.hear(says(act), replace(case, turns=MAX_TURNS))
    solved = act is Act.SOLVED
    assert decision == (Resolved(Resolution.SOLVED) if solved else Escalate(Reason.TURNS))
    assert after.resolution is (Resolution.SOLVED if solved else Resolution.ESCALATED)
    assert before.turns < MAX_TURNS


def test_hand_over_by_a_choice(policy: Policy) -> None:
    """Who chooses Apple Support gets it."""
    after, decision = policy.choose("support", CASE)
    assert decision == Escalate(Reason.ASKED)
    assert after.resolution is Resolution.ESCALATED


def test_start_over(policy: Policy) -> None:
    """Starting over forgets everything that was known."""
    after, decision = policy.hear(says(Act.START_OVER), replace(AT_GUARD, slots=Slots("ipad")))
    assert decision == SmallTalk(Act.START_OVER)
    assert after == NEW


@pytest.mark.parametrize("choice", ["case", "gone", "failed:gone", "yes:storage-alert", ""])
def test_show(policy: Policy, choice: str) -> None:
    """A case is shown as it is, also by a choice that means nothing; without one there is talk."""
    assert policy.choose(choice, CASE) == (CASE, Answer(Act.STEP))
    assert policy.choose(choice, NEW) == (NEW, SmallTalk(Act.STEP))


def test_copy_by_a_choice(policy: Policy) -> None:
    """Who wants a computer backup first gets it opened."""
    opened, decision = policy.choose("copy:delete-from-icloud", AT_GUARD)
    assert (opened.current, decision) == ("computer-backup", Answer(Act.STEP))


@pytest.mark.parametrize("choice", ["works", "failed:restart", "support", "case", "all", "gone"])
def test_no_choice_after_danger(policy: Policy, choice: str) -> None:
    """A case that ended in danger is not taken up again: whatever is pressed, the advice stands."""
    after, decision = policy.choose(choice, replace(CASE, danger="account-locked"))
    assert decision == Escalate(Reason.DANGER, "account-locked")
    assert after.resolution is Resolution.ESCALATED


def test_failure_and_symptom_in_one_breath(policy: Policy) -> None:
    """Who says that the open fix failed and what shows now is heard on both."""
    reading = replace(symptom(("not-charging", 0.9)), report=Act.STILL_FAILING)
    after, decision = policy.hear(reading, CASE)
    assert decision == Answer()
    assert (after.tried, after.failed) == (("compare-storage",), 1)
    assert after.current == "charge-lock-overnight"


REMARKS: list[tuple[tuple[str, float], bool, Decision]] = [
    (("not-charging", 0.7), False, Answer(Act.UNSURE)),
    (("not-charging", 0.85), False, Answer()),
    (("not-charging", 0.5), True, Answer()),
    (("faq-duration", 0.7), False, Answer(Act.UNSURE)),
    (("faq-duration", 0.85), False, AnswerQuestion("faq-duration")),
    (("faq-duration", 0.5), True, AnswerQuestion("faq-duration")),
]


@pytest.mark.parametrize(("match", "shows_topic", "decision"), REMARKS)
def test_remark_in_a_case(
    policy: Policy, match: tuple[str, float], decision: Decision, *, shows_topic: bool
) -> None:
    """A remark without a word of the topic changes a case only where it is beyond doubt."""
    reading = replace(symptom(match), shows_topic=shows_topic)
    after, found = policy.hear(reading, CASE)
    assert found == decision
    if decision == Answer(Act.UNSURE):
        assert after == CASE


@pytest.mark.parametrize(("confidence", "suspected"), [(0.3, False), (0.5, True), (0.9, True)])
def test_facts_with_a_word_of_the_topic(
    policy: Policy, confidence: float, *, suspected: bool
) -> None:
    """New facts in a case bring a further cause along only where that is sure."""
    reading = replace(symptom(("not-charging", confidence)), slots=Slots("ipad"))
    after, decision = policy.hear(reading, CASE)
    assert decision == (Answer() if suspected else Answer(Act.UNSURE))
    assert ("not-charging" in [match.id for match in after.matches]) is suspected


@pytest.mark.parametrize(
    ("in_scope", "decision"),
    [(0.5, Answer(Act.UNSURE)), (0.0, OutOfScope(OutOfScopeReason.OFF_TOPIC))],
)
def test_remark_that_matches_nothing(policy: Policy, in_scope: float, decision: Decision) -> None:
    """What could belong to an open case shows it as it is; what is far off is turned away."""
    assert policy.hear(Reading(Act.SYMPTOM, in_scope=in_scope), CASE) == (CASE, decision)


@pytest.mark.parametrize(
    ("told", "is_symptom"),
    [
        (Reading(Act.DONE), False),
        (Reading(Act.DONE, shows_topic=True), True),
        (Reading(Act.DONE, is_vague=True), True),
        (Reading(Act.DONE, alert="Not Enough iCloud Storage"), True),
    ],
)
def test_symptom_in_words_of_a_follow_up(
    policy: Policy, told: Reading, *, is_symptom: bool
) -> None:
    """Without a case, *done* is one where it says anything of the trouble, if that is in scope."""
    match = (Match("storage-full", 0.7),)
    for in_scope, expected in ((0.3, False), (0.7, is_symptom)):
        reading = replace(told, matches=match, in_scope=in_scope)
        assert (policy.hear(reading, NEW)[1] == Answer()) is expected


TYPED: list[tuple[Reading, tuple[tuple[str, bool], ...]]] = [
    (says(Act.YES), (("storage-alert", True),)),
    (replace(says(Act.NO), answer=True), (("storage-alert", True),)),
    (says(Act.DOUBT), (("storage-alert", False),)),
    (Reading(Act.SYMPTOM, answer=True), (("storage-alert", True),)),
    (Reading(Act.SYMPTOM, in_scope=0.9), ()),
    (Reading(Act.SYMPTOM, slots=Slots("ipad")), ()),
    (says(Act.WHY), ()),
]


@pytest.mark.parametrize(("reading", "answers"), TYPED)
def test_typed_answers(
    policy: Policy, reading: Reading, answers: tuple[tuple[str, bool], ...]
) -> None:
    """What is typed answers the question: by its own words, by yes or no, or as *not sure*."""
    after, decision = policy.hear(reading, ASKED)
    assert after.answers == answers
    assert after.question is None
    assert decision == Answer()


def test_answer_with_a_symptom(policy: Policy) -> None:
    """A symptom that is told along with an answer joins what the answer says."""
    reading = replace(symptom(("not-charging", 0.9)), answer=False)
    after, decision = policy.hear(reading, ASKED)
    assert decision == Answer()
    assert after.answers == (("storage-alert", False),)
    assert after.matches[0].id == "not-charging"


@pytest.mark.parametrize(
    "reading",
    [
        says(Act.THANKS),
        says(Act.GREETING),
        says(Act.LATER),
        Reading(Act.SYMPTOM, in_scope=0.1),
        symptom(("faq-duration", 0.9)),
    ],
)
def test_question_that_stands(policy: Policy, reading: Reading) -> None:
    """What has nothing to do with the question leaves it open."""
    after, _ = policy.hear(reading, ASKED)
    assert after.question == "storage-alert"

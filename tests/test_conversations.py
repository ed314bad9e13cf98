"""Golden conversations: what a user says, and what must come of it.

Each file in tests/conversations holds conversations under their titles. A turn is one thing that
happens::

    A full iCloud is helped step by step:
      - say: my icloud bakup says not enough storge
        expect: {decision: answer, first: storage-full, now: compare-storage}
      - choose: Still failing
        expect: {now: leave-apps-out, tried: compare-storage}
      - after: 25 hours
      - say: works now
        expect: {resolution: none}

``say``     what the user types. With it: ``how`` (in public, with a picture, about another message)
            and ``copies``, for a text that stands many times in one message.
``choose``  a choice of the latest card that has any, by its label or the beginning of its id.
``after``   time that goes by.
``times``   the turn happens so many times over; what is expected holds after the last.

``expect`` holds any of these, each with one value or several; ``none`` is nothing at all.

Each key can be turned round: ``not_says``, ``not_ahead``, ``not_decision`` mean none of these.

One value:
    decision       what was decided: answer, clarify, rephrase, out_of_scope, escalate, small_talk,
                   resolved, silent
    first          the cause or question that is the best match
    now            the fix that is open
    guard          the open fix's warning: closed (its steps don't show), open (they do)
    last           the last fix of the list
    asks           the sign that the bot asks about
    device, model, os, computer, alert
                   what is known of the case so far
    resolution     how the conversation ended: solved, given_up, escalated, expired
    escalation     why Apple Support's details are filled in: asked, failed, end, turns, danger:...

All of these are among them:
    says           words in the reply, whether small or capital
    matches        the three best matches
    causes         the likely causes, whose fixes lead the list
    shown          the fixes seen at first sight, the open one included
    ahead          the fixes still to come, the open one included
    tried          the fixes that were done or passed over
    ruled_out      the causes that are surely not it
    packet         words in the summary for Apple Support
    offers         the choices, by label or the beginning of the id

Exactly these, in this order (never turned round):
    plan           the whole list of fixes
    choices        the choices, by the beginning of their ids
    order          these fixes of the list; others may stand between them
    same_plan      yes: the list is the one that stood before this turn

Whatever is expected, every reply of every conversation keeps the house rules (``broken_rules``).
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.core.assistant import Assistant
from bot.core.conversation import Conversation
from bot.core.knowledge import Knowledge
from bot.core.plan import NO_PLAN, Plan
from bot.core.reply import Choice
from tests.expectations import EXPECTATIONS, NONE, Seen, broken_rules, chosen, unmet
from tests.fakes import FakeClock
from tests.talks import Talk, Turn, read_talks

FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.glob("*.yml"))


@dataclass(slots=True)
class Stage:
    """Where a talk is played."""

    assistant: Assistant
    clock: FakeClock = field(default_factory=FakeClock)
    conversation: Conversation | None = None
    choices: tuple[Choice, ...] = ()
    plan: Plan = NO_PLAN
    transcript: list[str] = field(default_factory=list)

    def play(self, talk: Talk) -> None:
        """Play a talk to its end, or fail at the first turn that comes to something else."""
        for turn in talk.turns:
            self.clock.time += turn.after
            if turn.after:
                self.transcript.append(f"... {turn.after} seconds later")
                continue
            for time in range(1, turn.times + 1):
                seen = self.take(turn)
                wrong = [f"the reply {rule}" for rule in broken_rules(seen)]
                if time == turn.times:
                    wrong += self.unmet(turn, seen)
                if wrong:
                    where = f"{talk.file}:{turn.line}"
                    story = "\n".join(self.transcript)
                    pytest.fail("\n".join([*wrong, "", where, story]), pytrace=False)

    @staticmethod
    def unmet(turn: Turn, seen: Seen) -> list[str]:
        """What a turn was expected to come to and did not."""
        return [
            f"{key}: expected {', '.join(wanted) or 'nothing'}; got {got}"
            for key, wanted in turn.expect.items()
            if (got := unmet(key, wanted, seen)) is not None
        ]

    def take(self, turn: Turn) -> Seen:
        """Say or choose what the turn holds."""
        before, now = self.plan, self.clock.now()
        if turn.say is not None:
            self.transcript.append(f"> {turn.say.text[:200]}")
            reply = self.assistant.hear(turn.say, self.conversation, now)
        else:
            choice = chosen(turn.choose or "", self.choices)
            if choice is None:
                offered = ", ".join(choice.id for choice in self.choices)
                story = "\n".join(self.transcript)
                pytest.fail(f"no choice {turn.choose!r} among {offered}\n\n{story}", pytrace=False)
            self.transcript.append(f"> [{choice.label}]")
            reply = self.assistant.choose(choice.id, self.conversation, now)
        conversation = reply.conversation
        assert conversation is not None
        now_open = f" ({reply.plan.now.fix.id})" if reply.plan.now else ""
        self.transcript.append(f"    {reply.decision}{now_open}: {reply.title}")
        self.conversation = conversation
        self.choices = reply.choices or self.choices
        self.plan = reply.plan if reply.plan.entries else self.plan
        return Seen(reply, conversation, before)


READ = {path.name: read_talks(path, EXPECTATIONS) for path in FILES}
TALKS = [talk for talks, _ in READ.values() for talk in talks]


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.id)
def test_conversation(talk: Talk, assistant: Assistant) -> None:
    """The conversation goes as a good support person would let it go."""
    Stage(assistant).play(talk)


@pytest.mark.parametrize("name", READ)
def test_file_is_well_formed(name: str, knowledge: Knowledge) -> None:
    """A file of conversations has no problem, and the fixes and causes that it names exist."""
    talks, problems = READ[name]
    names = {fix.id for fix in knowledge.fixes()} | {entry.id for entry in knowledge.entries}
    kinds = ("first", "now", "last", "matches", "causes", "shown", "ahead", "tried", "ruled_out")
    unknown = {
        value
        for talk in talks
        for turn in talk.turns
        for key, values in turn.expect.items()
        for value in values
        if key.removeprefix("not_") in {*kinds, "plan", "order"} and value not in {*names, NONE}
    }

    assert not problems, "\n".join(problems)
    assert set() == unknown


def test_conversations_are_many() -> None:
    """There are enough conversations to hold every promise, each under a title of its own."""
    ids = [talk.id for talk in TALKS]

    assert len(ids) >= 65
    assert len(set(ids)) == len(ids)


def test_expectations_are_explained() -> None:
    """Each key of `expect` is explained above."""
    assert not {key for key in EXPECTATIONS if key.removeprefix("not_") not in (__doc__ or "")}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A:\n  - say: hi\n    expects: {now: none}\n", "unknown key 'expects'"),
        ("A:\n  - say: hi\n    expect: {nwo: none}\n", "unknown key 'nwo'"),
        ("A:\n  - say: hi\n", "nothing is expected of it"),
        ("A:\n  - expect: {now: none}\n", "a turn is one thing that happens"),
        ("A:\n  - {say: hi, choose: all, expect: {now: none}}\n", "one thing that happens"),
        ("A:\n  - {after: 25h, expect: {now: none}}\n", "no time, '25h'"),
        ("A:\n  - {say: hi, how: aloud, expect: {now: none}}\n", "unknown way to say it"),
        ("A:\n  - {say: hi, times: often, expect: {now: none}}\n", "'often' is no number"),
        ("- say: hi\n", "no talk"),
    ],
)
def test_mistakes_are_named(text: str, problem: str, tmp_path: Path) -> None:
    """A mistake in a file of conversations is refused with a message that names it."""
    path = tmp_path / "talk.yml"
    path.write_text(text, "utf-8")

    _, problems = read_talks(path, EXPECTATIONS)

    assert problem in "\n".join(problems)

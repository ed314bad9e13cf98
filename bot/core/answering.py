"""The reply that shows a plan: the open fix with its steps, and what comes after it."""

from bot.core.conversation import Conversation
from bot.core.decisions import Answer, Reason
from bot.core.handing_over import HandOvers
from bot.core.knowledge import Cause, Fix, Knowledge
from bot.core.phrases import Words
from bot.core.plan import Entry, Plan, Status, likely, make_plan
from bot.core.reading import Act
from bot.core.reply import Choice, ChoiceId, FixCard, FixLine, Reply, Style, Tone

__all__ = ["Answers"]

_FIRST_SIGHT = 5
"""Fixes shown at first sight."""

_OFFERED_AFTER = 3
"""Fixes that failed before Apple Support is offered in so many words."""

_VERY_SURE, _LIKELY = 0.85, 0.6


class Answers:
    """Writes replies that show a plan."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = Words(knowledge)
        self._hand_overs = HandOvers(knowledge)

    def answer(self, decision: Answer, conversation: Conversation) -> Reply:
        """The plan of a conversation, as far as it is shown."""
        plan = make_plan(self._knowledge, conversation)
        now, numbers = plan.now, plan.numbers
        title, understood, lead = self._headline(decision, conversation, now)
        if decision.whole:
            shown, more = plan.entries[:-1], 0
        else:
            following = [entry for entry in plan.ahead[:-1] if entry is not now]
            shown = tuple(following[: _FIRST_SIGHT - 1])
            more = len(following) - len(shown)
        say = self._words.say
        return Reply(
            decision="answer",
            title=title,
            tone=Tone.ANSWER if not now or now.open else Tone.WARNING,
            understood=understood,
            lead=lead,
            fix=None if decision.whole or not now else self._card(plan, now, conversation),
            ahead_title=say("after-that") if shown and now and not decision.whole else "",
            ahead=tuple(self._line(entry, numbers) for entry in shown),
            more=say("more", count=more) if more else "",
            last=say("support-last"),
            notes=self._offer(conversation),
            hand_over=self._hand_overs.write(Reason.FAILED, conversation)
            if self._hand_overs.are_due(conversation)
            else None,
            choices=self._choices(plan, whole=decision.whole),
            again=ChoiceId.ALL if decision.whole else ChoiceId.CASE,
            plan=plan,
        )

    def _headline(
        self, decision: Answer, conversation: Conversation, now: Entry | None
    ) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """The title, what was understood (where the case is new), and the lead."""
        say, turn = self._words.say, conversation.turns
        if decision.whole:
            return say("all-title"), (), ()
        because = self._because(now, conversation)
        match decision.act:
            case Act.DONE if conversation.tried:
                return say("done-title", turn=turn), (), (f"{say('done-lead')} {because}",)
            case Act.STILL_FAILING | Act.NO if conversation.tried:
                return say("next-title", turn=turn), (), (f"{say('next-lead')} {because}",)
            case Act.NEXT:
                return say("skipped-title"), (), (f"{say('next-lead')} {because}",)
            case Act.ACCEPTED:
                return say("accepted-title"), (), (because,)
            case Act.STEP | Act.BACK | Act.YES:
                return say("again-title"), (), (because,)
            case Act.UNSURE:
                return say("again-title"), (), (say("again-lead"), because)
            case _:
                return self._why(conversation, is_chosen=decision.act is Act.CHOSEN)

    def _because(self, now: Entry | None, conversation: Conversation) -> str:
        """What the open fix is for, and how likely that is."""
        causes = likely(conversation.matches, conversation.ruled_out)
        cause = now and self._knowledge.cause(now.fix.cause)
        for phrase, match in zip(("for-likeliest", "for-other", "for-other"), causes, strict=False):
            if cause and cause.id == match.id:
                return self._words.say(phrase, title=cause.title)
        is_copy = now is not None and now.fix.id == self._knowledge.product.guard_offer
        return self._words.say("for-copy" if is_copy else "for-any")

    def _why(
        self, conversation: Conversation, *, is_chosen: bool
    ) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """The likeliest cause as a title, what was understood, how sure that is, and why."""
        say, facts = self._words.say, self.facts(conversation)
        causes = likely(conversation.matches, conversation.ruled_out)
        best = self._knowledge.cause(causes[0].id) if causes else None
        if best is None:
            return say("general-title"), facts, (say("general-lead"),)
        sureness = (
            say("sure-chosen")
            if is_chosen
            else self._sureness(best, causes[0].confidence, conversation.alert)
        )
        others = [cause.title for m in causes[1:2] if (cause := self._knowledge.cause(m.id))]
        also = [say("also-likely", title=title) for title in others]
        why = self._words.fill(best.why, conversation.slots)
        return best.title, (*facts, sureness), (why, *also)

    def _sureness(self, cause: Cause, confidence: float, alert: str | None) -> str:
        say = self._words.say
        if alert in cause.alerts:
            return say("alert-known", alert=alert)
        if confidence >= _VERY_SURE:
            return say("sure-very")
        return say("sure-likely" if confidence >= _LIKELY else "sure-guess")

    def facts(self, conversation: Conversation) -> tuple[str, ...]:
        """What was read beside the symptom, in one line; nothing if there was nothing."""
        say, slots = self._words.say, conversation.slots
        facts = []
        if slots.device:
            facts.append(slots.model.name if slots.model else self._words.device(slots))
        if slots.os:
            facts.append(say("fact-system", version=slots.os))
        if tried := self._words.fix_titles(conversation.done):
            facts.append(say("fact-tried", fixes=tried))
        if cleared := self._words.cause_titles(conversation.ruled_out):
            facts.append(say("fact-ruled-out", causes=cleared))
        return (say("understood", facts="; ".join(facts)),) if facts else ()

    def _line(self, entry: Entry, numbers: dict[str, int]) -> FixLine:
        say = self._words.say
        if entry.status is Status.TRIED:
            note = say("status-tried")
        elif entry.status is Status.RULED_OUT:
            note = say("status-ruled-out")
        else:
            note = self._words.cost(entry.fix)
        return FixLine(numbers[entry.fix.id], entry.fix.title, note)

    def _card(self, plan: Plan, entry: Entry, conversation: Conversation) -> FixCard:
        fix, slots = entry.fix, conversation.slots
        line = self._line(entry, plan.numbers)
        if not entry.open:
            return FixCard(line, steps=(), warning=self._warning(plan, fix, conversation))
        return FixCard(
            line,
            steps=self.steps(entry, conversation),
            expect=self._words.say("expect", expect=self._words.fill(fix.expect, slots)),
            links=fix.links,
        )

    def _warning(self, plan: Plan, fix: Fix, conversation: Conversation) -> str:
        say = self._words.say
        warning = say("guard-warning", warning=self._words.fill(fix.warning, conversation.slots))
        copy = self._copy(plan)
        return f"{warning}\n{say('guard-copy', title=copy.title)}" if copy else warning

    def _copy(self, plan: Plan) -> Fix | None:
        """The computer backup, where it is still to be done."""
        offer = self._knowledge.product.guard_offer
        return next((entry.fix for entry in plan.ahead if entry.fix.id == offer), None)

    def steps(self, entry: Entry, conversation: Conversation) -> tuple[str, ...]:
        """The steps of a fix in the words of the user's device; none while its guard is closed."""
        if not entry.open:
            return ()
        slots = conversation.slots
        steps = (step.lines(slots) for step in entry.fix.steps)
        return tuple(
            "\n".join(
                self._words.fill(f"{label}: {text}" if label else text, slots)
                for label, text in lines
            )
            for lines in steps
            if lines
        )

    def _offer(self, conversation: Conversation) -> tuple[str, ...]:
        escalation = self._knowledge.escalation
        if self._hand_overs.are_due(conversation):
            return (escalation.filled_in,)
        return (escalation.offer,) if conversation.failed >= _OFFERED_AFTER else ()

    def _choices(self, plan: Plan, *, whole: bool) -> tuple[Choice, ...]:
        say, now = self._words.say, plan.now
        support = Choice(ChoiceId.SUPPORT, say("choice-support"))
        if whole or now is None:
            return (Choice(ChoiceId.CASE, say("choice-case"), Style.PRIMARY), support)
        every = Choice(ChoiceId.ALL, say("choice-all"))
        fix = now.fix.id
        if not now.open:
            copy = Choice(f"{ChoiceId.COPY}:{fix}", say("choice-copy"), Style.PRIMARY)
            return (
                *((copy,) if self._copy(plan) else ()),
                Choice(f"{ChoiceId.ACCEPT}:{fix}", say("choice-accept")),
                Choice(f"{ChoiceId.SKIP}:{fix}", say("choice-skip")),
                every,
                support,
            )
        return (
            Choice(ChoiceId.WORKS, say("choice-works"), Style.PRIMARY),
            Choice(f"{ChoiceId.FAILED}:{fix}", say("choice-failed")),
            every,
            support,
        )

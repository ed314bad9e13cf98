"""Decisions put into words: the one place where replies are written."""

from collections.abc import Iterable
from typing import assert_never

from bot.core.conversation import Conversation, Resolution
from bot.core.knowledge import Faq, Fix, Knowledge, Link, Risk
from bot.core.phrases import Words
from bot.core.plan import NO_PLAN, Entry, Status, likely, make_plan
from bot.core.policy import (
    Answer,
    AnswerQuestion,
    Clarify,
    Decision,
    Escalate,
    OutOfScope,
    OutOfScopeReason,
    Policy,
    Reason,
    Rephrase,
    Resolved,
    Silent,
    SmallTalk,
)
from bot.core.reading import Act, Utterance
from bot.core.reply import Choice, FixCard, FixLine, HandOver, Reply, Style, Tone

__all__ = ["ChoiceId", "Composer"]

_FIRST_SIGHT = 5
"""Fixes shown at first sight."""

_OFFERED_AFTER = 3
"""Fixes that failed before Apple Support is offered in so many words."""

_VERY_SURE, _LIKELY = 0.85, 0.6
_HOUR, _DAY = 60, 1440
_MOST_NAMES = 4
"""Names in a list inside a sentence."""


class ChoiceId:
    """The identifiers of choices; what follows the colon is a fix or a sign."""

    WORKS = "works"
    ALL = "all"
    SUPPORT = "support"
    CASE = "case"
    FAILED = "failed"
    ACCEPT = "accept"
    SKIP = "skip"
    COPY = "copy"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Composer:
    """Writes the reply to a decision."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = Words(knowledge)

    def compose(self, decision: Decision, conversation: Conversation) -> Reply:
        """The reply to a decision about a conversation."""
        match decision:
            case Answer():
                return self._answer(decision, conversation)
            case AnswerQuestion(faq):
                return self._question(faq, conversation)
            case Clarify(sign):
                return self._clarify(sign, conversation)
            case Rephrase():
                return self._note("rephrase", Tone.QUESTION, decision="rephrase")
            case OutOfScope():
                return self._out_of_scope(decision)
            case Escalate():
                return self._escalate(decision, conversation)
            case SmallTalk(act):
                return self._small_talk(act, conversation)
            case Resolved(resolution):
                return self._resolved(resolution)
            case Silent():
                return Reply("silent", "")
            case _:
                assert_never(decision)

    def about(self, utterance: Utterance) -> Reply | None:
        """The reply to an utterance that has no words to read; None if it has."""
        if utterance.text.strip():
            return None
        if utterance.has_media:
            return self._note("media", Tone.NOTE, decision="rephrase")
        if utterance.about_other_message:
            return self._note("other-message", Tone.NOTE, decision="rephrase")
        return self.how_to()

    def how_to(self) -> Reply:
        """What the bot is for, and how to ask."""
        product = self._knowledge.product
        say = self._words.say
        lead = (say("how-to-lead", purpose=product.purpose), say("how-to-example"))
        return Reply("small_talk", say("how-to-title", name=product.name), lead=lead)

    def _note(self, phrase: str, tone: Tone, *, decision: str) -> Reply:
        say = self._words.say
        return Reply(decision, say(f"{phrase}-title"), tone, lead=(say(f"{phrase}-lead"),))

    # Answers

    def _answer(self, decision: Answer, conversation: Conversation) -> Reply:
        plan = make_plan(self._knowledge, conversation)
        title, understood, lead = self._headline(decision, conversation)
        numbered = {entry.fix.id: number for number, entry in enumerate(plan.entries, start=1)}
        now = plan.now
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
            fix=None if decision.whole or not now else self._card(now, numbered, conversation),
            ahead=tuple(self._line(entry, numbered) for entry in shown),
            more=say("more", count=more) if more else "",
            last=say("support-last"),
            notes=self._offer(conversation),
            hand_over=self._hand_over(Reason.FAILED, conversation)
            if Policy.fills_in_support(conversation)
            else None,
            choices=self._choices(now, whole=decision.whole),
            plan=plan,
        )

    def _headline(
        self, decision: Answer, conversation: Conversation
    ) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """The title, what was understood, and the lead; the last two where the case is new."""
        say = self._words.say
        if decision.whole:
            return say("all-title"), (), ()
        if decision.act in {Act.STILL_FAILING, Act.DONE, Act.NO} and conversation.tried:
            return say("next-title", turn=conversation.turns), (), (say("next-lead"),)
        if decision.act is Act.NEXT:
            return say("skipped-title"), (), (say("next-lead"),)
        if decision.act is Act.ACCEPTED:
            return say("accepted-title"), (), ()
        facts = self._facts(conversation)
        causes = likely(conversation.matches, conversation.ruled_out)
        best = self._knowledge.cause(causes[0].id) if causes else None
        if best is None:
            return say("general-title"), facts, (say("general-lead"),)
        sureness = self._sureness(causes[0].confidence, conversation)
        others = [cause.title for m in causes[1:2] if (cause := self._knowledge.cause(m.id))]
        also = [say("also-likely", title=title) for title in others]
        why = self._words.fill(best.why, conversation.slots)
        return best.title, (*facts, sureness), (why, *also)

    def _sureness(self, confidence: float, conversation: Conversation) -> str:
        say = self._words.say
        if conversation.alert:
            return say("alert-known", alert=conversation.alert)
        if confidence >= _VERY_SURE:
            return say("sure-very")
        return say("sure-likely" if confidence >= _LIKELY else "sure-guess")

    def _facts(self, conversation: Conversation) -> tuple[str, ...]:
        """What was read beside the symptom, in one line; nothing if there was nothing."""
        say, slots = self._words.say, conversation.slots
        facts = []
        if slots.device:
            facts.append(slots.model.name if slots.model else self._words.device(slots))
        if slots.os:
            facts.append(say("fact-system", version=slots.os))
        if tried := self._fix_titles(conversation.tried):
            facts.append(say("fact-tried", fixes=tried))
        if cleared := self._cause_titles(conversation.ruled_out):
            facts.append(say("fact-ruled-out", causes=cleared))
        return (say("understood", facts="; ".join(facts)),) if facts else ()

    def _fix_titles(self, fixes: Iterable[str]) -> str:
        titles = [fix.title for name in fixes if (fix := self._knowledge.fix(name))]
        return ", ".join(titles[:_MOST_NAMES])

    def _cause_titles(self, causes: Iterable[str]) -> str:
        titles = [cause.title for name in causes if (cause := self._knowledge.cause(name))]
        return ", ".join(titles[:_MOST_NAMES])

    def _line(self, entry: Entry, numbered: dict[str, int]) -> FixLine:
        say = self._words.say
        if entry.status is Status.TRIED:
            note = say("status-tried")
        elif entry.status is Status.RULED_OUT:
            note = say("status-ruled-out")
        else:
            note = self._duration(entry.fix)
        return FixLine(numbered[entry.fix.id], entry.fix.title, note)

    def _duration(self, fix: Fix) -> str:
        say = self._words.say
        if fix.minutes >= _DAY:
            time = say("a-day")
        elif fix.minutes >= _HOUR:
            time = say("hours", hours=round(fix.minutes / _HOUR))
        else:
            time = say("minutes", minutes=fix.minutes)
        risk = {Risk.MEDIUM: say("risk-medium"), Risk.HIGH: say("risk-high")}.get(fix.risk)
        return f"{time}, {risk}" if risk else time

    def _card(self, entry: Entry, numbered: dict[str, int], conversation: Conversation) -> FixCard:
        fix, slots = entry.fix, conversation.slots
        line = self._line(entry, numbered)
        if not entry.open:
            return FixCard(line, steps=(), warning=self._warning(fix, conversation))
        return FixCard(
            line,
            steps=self.steps(entry, conversation),
            expect=self._words.say("expect", expect=self._words.fill(fix.expect, slots)),
            links=fix.links,
        )

    def _warning(self, fix: Fix, conversation: Conversation) -> str:
        say = self._words.say
        warning = say("guard-warning", warning=self._words.fill(fix.warning, conversation.slots))
        copy = self._knowledge.fix(self._knowledge.product.guard_offer)
        if copy is None or copy.id in conversation.tried:
            return warning
        return f"{warning}\n{say('guard-copy', title=copy.title)}"

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
        if Policy.fills_in_support(conversation):
            return (escalation.filled_in,)
        return (escalation.offer,) if conversation.failed >= _OFFERED_AFTER else ()

    def _choices(self, now: Entry | None, *, whole: bool) -> tuple[Choice, ...]:
        say = self._words.say
        support = Choice(ChoiceId.SUPPORT, say("choice-support"))
        if whole or now is None:
            return (Choice(ChoiceId.CASE, say("choice-case"), Style.PRIMARY), support)
        every = Choice(ChoiceId.ALL, say("choice-all"))
        fix = now.fix.id
        if not now.open:
            return (
                Choice(f"{ChoiceId.COPY}:{fix}", say("choice-copy"), Style.PRIMARY),
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

    # Everything else

    def _question(self, faq_id: str, conversation: Conversation) -> Reply:
        faq = self._knowledge.entry(faq_id)
        if not isinstance(faq, Faq):
            return self.how_to()
        say = self._words.say
        answer = self._words.fill(faq.answer.strip(), conversation.slots)
        case = (Choice(ChoiceId.CASE, say("choice-case")),) if conversation.is_open else ()
        return Reply(
            decision="answer",
            title=faq.title,
            tone=Tone.ANSWER,
            lead=(answer,),
            links=faq.links,
            notes=(say("back-to-case"),) if conversation.is_open else (),
            choices=case,
            plan=make_plan(self._knowledge, conversation) if conversation.is_open else NO_PLAN,
        )

    def _clarify(self, sign: str, conversation: Conversation) -> Reply:
        say = self._words.say
        titles = [
            cause.title
            for match in likely(conversation.matches, conversation.ruled_out)
            if (cause := self._knowledge.cause(match.id))
        ]
        return Reply(
            decision="clarify",
            title=self._knowledge.signs[sign],
            tone=Tone.QUESTION,
            understood=self._facts(conversation),
            lead=(say("question-lead", titles="; ".join(titles)),),
            choices=(
                Choice(f"{ChoiceId.YES}:{sign}", say("choice-yes"), Style.PRIMARY),
                Choice(f"{ChoiceId.NO}:{sign}", say("choice-no")),
                Choice(f"{ChoiceId.UNSURE}:{sign}", say("choice-unsure")),
            ),
        )

    def _out_of_scope(self, decision: OutOfScope) -> Reply:
        say, purpose = self._words.say, self._knowledge.product.purpose
        if decision.reason is OutOfScopeReason.LANGUAGE:
            return Reply(
                "out_of_scope",
                say("language-title"),
                lead=(say("language-lead"),),
                links=self._support_links()[:1],
            )
        neighbour = self._knowledge.neighbour(decision.neighbour) if decision.neighbour else None
        if neighbour is None:
            what_for = say("off-topic-lead", purpose=purpose)
            return Reply("out_of_scope", say("off-topic-title"), lead=(what_for,))
        lead = (neighbour.note, say("near-topic-lead", purpose=purpose))
        links = (neighbour.link,) if neighbour.link else ()
        return Reply("out_of_scope", say("near-topic-title"), lead=lead, links=links)

    def _escalate(self, decision: Escalate, conversation: Conversation) -> Reply:
        say, escalation = self._words.say, self._knowledge.escalation
        danger = self._knowledge.danger(decision.danger) if decision.danger else None
        if danger:
            title = danger.title
            lead: tuple[str, ...] = (say("danger-lead"), _listed(danger.advice))
            hand_over = self._hand_over(f"danger:{danger.id}", conversation, danger.links)
        else:
            lead = (_listed(f"{c.label}: {c.note}" for c in escalation.channels),)
            title = say(f"support-{decision.reason}-title")
            hand_over = self._hand_over(decision.reason, conversation)
        return Reply(
            decision="escalate",
            title=title,
            tone=Tone.WARNING if danger else Tone.NOTE,
            lead=lead,
            notes=(escalation.never,),
            hand_over=hand_over,
            choices=()
            if decision.reason in {Reason.DANGER, Reason.TURNS}
            else (Choice(ChoiceId.WORKS, say("choice-works")),),
            plan=make_plan(self._knowledge, conversation) if not danger else NO_PLAN,
            resolution=Resolution.ESCALATED,
        )

    def _hand_over(
        self, reason: str, conversation: Conversation, links: tuple[Link, ...] = ()
    ) -> HandOver:
        every = _distinct((*links, *self._support_links()))
        title = self._words.say("packet-title")
        return HandOver(str(reason), every, title, self._packet(conversation))

    def _packet(self, conversation: Conversation) -> str:
        """A summary for Apple Support: what the user said or chose; empty if that is nothing."""
        if not (conversation.is_known or conversation.tried):
            return ""
        say, slots = self._words.say, conversation.slots
        device = slots.model.name if slots.model else slots.device and self._words.device(slots)
        lines = [
            say("packet-device", device=device) if device else say("packet-device-unknown"),
            say("packet-system", version=slots.os) if slots.os else say("packet-system-unknown"),
            say("packet-alert", alert=conversation.alert)
            if conversation.alert
            else say("packet-alert-unknown"),
        ]
        suspected = [m.id for m in likely(conversation.matches, conversation.ruled_out)]
        if causes := self._cause_titles(suspected):
            lines.append(say("packet-causes", causes=causes))
        tried = [fix.title for name in conversation.tried if (fix := self._knowledge.fix(name))]
        if tried:
            lines.append(say("packet-tried", fixes="; ".join(tried)))
        if cleared := self._cause_titles(conversation.ruled_out):
            lines.append(say("packet-ruled-out", causes=cleared))
        return "\n".join(lines)

    def _support_links(self) -> tuple[Link, ...]:
        channels = self._knowledge.escalation.channels
        return tuple(Link(channel.label, channel.url) for channel in channels)

    def _small_talk(self, act: Act, conversation: Conversation) -> Reply:
        say, product = self._words.say, self._knowledge.product
        match act:
            case Act.BOT:
                title = say("bot-title", name=product.name)
                lead = say("bot-lead", purpose=product.purpose, disclaimer=product.disclaimer)
            case Act.THANKS:
                title = say("thanks-title", turn=conversation.turns)
                lead = say("thanks-open") if conversation.is_open else ""
            case Act.GREETING | Act.GOODBYE:
                title, lead = say("greeting-title", turn=conversation.turns), say("how-to-example")
            case Act.START_OVER:
                title, lead = say("start-over-title"), say("rephrase-lead")
            case Act.FRUSTRATION:
                title, lead = say("frustration-title"), say("rephrase-lead")
            case _:
                title, lead = say("no-case-title"), say("no-case-lead")
        return Reply("small_talk", title, lead=(lead,) if lead else ())

    def _resolved(self, resolution: Resolution) -> Reply:
        phrase = "solved" if resolution is Resolution.SOLVED else "given-up"
        say = self._words.say
        return Reply(
            "resolved",
            say(f"{phrase}-title"),
            Tone.DONE,
            lead=(say(f"{phrase}-lead"),),
            resolution=resolution,
        )

    def private_data_note(self) -> str:
        """The hint to delete a message with private data from a public place."""
        return self._words.say("private-data")


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links, each address once."""
    return tuple({link.url: link for link in reversed(tuple(links))}.values())[::-1]

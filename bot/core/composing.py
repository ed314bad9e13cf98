"""Decisions put into words: the one place where replies are written."""

from collections.abc import Iterable
from typing import assert_never

from bot.core.answering import Answers
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
from bot.core.handing_over import HandOvers
from bot.core.knowledge import Faq, Knowledge
from bot.core.phrases import Words
from bot.core.plan import NO_PLAN, Entry, likely, make_plan
from bot.core.reading import Act, Utterance
from bot.core.reply import Choice, ChoiceId, Reply, Style, Tone

__all__ = ["Composer"]


class Composer:
    """Writes the reply to a decision."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = Words(knowledge)
        self._answers = Answers(knowledge)
        self._hand_overs = HandOvers(knowledge)

    def compose(self, decision: Decision, conversation: Conversation) -> Reply:
        """The reply to a decision about a conversation."""
        match decision:
            case Answer():
                return self._answers.answer(decision, conversation)
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
            understood=self._answers.facts(conversation),
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
                reason=decision.reason,
                lead=(say("language-lead"),),
                links=self._hand_overs.support_links()[:1],
            )
        neighbour = self._knowledge.neighbour(decision.neighbour) if decision.neighbour else None
        if neighbour is None:
            what_for = say("off-topic-lead", purpose=purpose)
            return Reply(
                "out_of_scope", say("off-topic-title"), reason=decision.reason, lead=(what_for,)
            )
        lead = (neighbour.note, say("near-topic-lead", purpose=purpose))
        links = (neighbour.link,) if neighbour.link else ()
        return Reply(
            "out_of_scope", say("near-topic-title"), reason=decision.reason, lead=lead, links=links
        )

    def _escalate(self, decision: Escalate, conversation: Conversation) -> Reply:
        say, escalation = self._words.say, self._knowledge.escalation
        at_hand = say("packet-at-hand", items="; ".join(escalation.at_hand))
        danger = self._knowledge.danger(decision.danger) if decision.danger else None
        if danger:
            title = danger.title
            lead: tuple[str, ...] = (say("danger-lead"), _listed(danger.advice))
            hand_over = self._hand_overs.write(f"danger:{danger.id}", conversation, danger.links)
        else:
            lead = (_listed(f"{c.label}: {c.note}" for c in escalation.channels),)
            title = say(f"support-{decision.reason}-title")
            hand_over = self._hand_overs.write(decision.reason, conversation)
        return Reply(
            decision="escalate",
            title=title,
            tone=Tone.WARNING if danger else Tone.NOTE,
            lead=lead,
            notes=(escalation.never,) if danger else (at_hand, escalation.never),
            hand_over=hand_over,
            choices=()
            if decision.reason in {Reason.DANGER, Reason.TURNS}
            else (Choice(ChoiceId.WORKS, say("choice-works")),),
            plan=make_plan(self._knowledge, conversation) if not danger else NO_PLAN,
            resolution=Resolution.ESCALATED,
        )

    def _small_talk(self, act: Act, conversation: Conversation) -> Reply:
        say, product = self._words.say, self._knowledge.product
        match act:
            case Act.BOT:
                title = say("bot-title", name=product.name)
                lead = say("bot-lead", purpose=product.purpose, disclaimer=product.disclaimer)
            case Act.THANKS:
                title = say("thanks-title", turn=conversation.turns)
                lead = say("thanks-open") if conversation.is_open else ""
            case Act.GREETING:
                title, lead = say("greeting-title", turn=conversation.turns), say("how-to-example")
            case Act.GOODBYE:
                title, lead = say("given-up-title"), say("given-up-lead")
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

    def steps(self, entry: Entry, conversation: Conversation) -> tuple[str, ...]:
        """The steps of a fix in the words of the user's device; none while its guard is closed."""
        return self._answers.steps(entry, conversation)

    def private_data_note(self) -> str:
        """The hint to delete a message with private data from a public place."""
        return self._words.say("private-data")


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)

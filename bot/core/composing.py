"""Decisions put into words: the one place where replies are written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from bot.core.answering import Answers
from bot.core.catalogue import Catalogue, CatalogueLine
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
from bot.core.knowledge import Cause, Faq, Knowledge
from bot.core.phrases import Words
from bot.core.plan import NO_PLAN, Entry, likely, make_plan
from bot.core.reading import Utterance
from bot.core.reply import Choice, ChoiceId, Reply, Tone
from bot.core.talking import Talk

__all__ = ["Composer"]


_ENDINGS = {Resolution.SOLVED: "solved", Resolution.ASSUMED: "assumed"}
"""How phrases call the endings that are told with a word of their own."""


class Composer:
    """Writes the reply to a decision."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = Words(knowledge)
        self._answers = Answers(knowledge)
        self._talk = Talk(knowledge)
        self._hand_overs = HandOvers(knowledge)
        self._catalogue = Catalogue(knowledge)

    def compose(self, decision: Decision, conversation: Conversation) -> Reply:
        """The reply to a decision about a conversation."""
        match decision:
            case Answer():
                return self._answers.answer(decision, conversation)
            case AnswerQuestion():
                return self._question(decision, conversation)
            case Clarify(sign):
                return self._clarify(sign, conversation)
            case Rephrase():
                return self._note("rephrase", Tone.QUESTION, decision="rephrase")
            case OutOfScope():
                return replace(
                    self._out_of_scope(decision),
                    notes=self._talk.where_we_were(conversation),
                    choices=self._talk.way_back(conversation),
                )
            case Escalate():
                return self._escalate(decision, conversation)
            case SmallTalk(act):
                return self._talk.small_talk(act, conversation)
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
        title = say("how-to-title", name=product.name)
        return Reply("small_talk", title, lead=lead, invites=True)

    def guide(self, doors: Sequence[str]) -> Reply:
        """How the assistant works, what to tell it, and the `doors`: the ways to ask it."""
        product, say = self._knowledge.product, self._words.say
        lead = [say("guide-lead", purpose=product.purpose), say("guide-tell")]
        if doors:
            lead.append(say("guide-doors", doors=_listed(doors)))
        title = say("guide-title", name=product.name)
        notes = (product.disclaimer,)
        return Reply("small_talk", title, lead=tuple(lead), notes=notes, invites=True)

    def catalogue(self) -> tuple[CatalogueLine, ...]:
        """Everything that can be looked up."""
        return self._catalogue.lines()

    def details(self, entry_id: str) -> Reply:
        """A cause with its fixes, or a question with its answer, outside of any case."""
        match self._knowledge.entry(entry_id):
            case Cause() as cause:
                return self._catalogue.details(cause)
            case Faq():
                return self._question(AnswerQuestion(entry_id), Conversation.begin(0.0))
            case _:
                return self._note("details-gone", Tone.NOTE, decision="details")

    def _note(self, phrase: str, tone: Tone, *, decision: str) -> Reply:
        say = self._words.say
        return Reply(decision, say(f"{phrase}-title"), tone, lead=(say(f"{phrase}-lead"),))

    def _question(self, decision: AnswerQuestion, conversation: Conversation) -> Reply:
        faq = self._knowledge.entry(decision.faq)
        if not isinstance(faq, Faq):
            return self.how_to()
        answer = self._words.fill(faq.answer.strip(), conversation.slots)
        return Reply(
            decision="answer",
            title=faq.title,
            tone=Tone.ANSWER,
            understood=() if decision.is_sure else (self._words.say("question-guessed"),),
            lead=(answer,),
            links=faq.links,
            notes=self._talk.where_we_were(conversation),
            choices=self._talk.way_back(conversation),
            again=f"{ChoiceId.QUESTION}:{faq.id}",
            plan=make_plan(self._knowledge, conversation) if conversation.is_open else NO_PLAN,
        )

    def _clarify(self, sign: str, conversation: Conversation) -> Reply:
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
            lead=(self._words.say("question-lead", titles="; ".join(titles)),),
            choices=self._talk.yes_or_no(sign),
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
        closed = (say("escalated"),) if conversation.has_case else ()
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
            notes=(escalation.never,) if danger else (at_hand, escalation.never, *closed),
            hand_over=hand_over,
            choices=tuple(self._after_hand_over(decision.reason, conversation)),
            again=ChoiceId.SUPPORT if decision.reason is Reason.ASKED else "",
            plan=make_plan(self._knowledge, conversation) if not danger else NO_PLAN,
            resolution=Resolution.ESCALATED,
        )

    def _after_hand_over(self, reason: Reason, conversation: Conversation) -> Iterator[Choice]:
        """What can be chosen when Apple Support has taken over: nothing in danger."""
        if reason in {Reason.DANGER, Reason.TURNS} or not conversation.has_case:
            return
        yield Choice(ChoiceId.WORKS, self._words.say("choice-works"))
        if reason is Reason.ASKED and conversation.current:
            yield Choice(ChoiceId.CASE, self._words.say("choice-case"))

    def _resolved(self, resolution: Resolution) -> Reply:
        say, phrase = self._words.say, _ENDINGS.get(resolution, "given-up")
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

    def expired_note(self) -> str:
        """What became of a case that nothing more was heard of."""
        return self._words.say("expired")

    def private_data_note(self) -> str:
        """The hint to delete a message with private data from a public place."""
        return self._words.say("private-data")


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)

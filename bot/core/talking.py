"""Small talk, and the way back from it to the open question or case."""

from bot.core.conversation import Conversation
from bot.core.knowledge import Knowledge
from bot.core.phrases import Words
from bot.core.reading import Act
from bot.core.reply import Choice, ChoiceId, Reply, Style

__all__ = ["Talk"]


class Talk:
    """Writes what is said beside the case."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = Words(knowledge)

    def small_talk(self, act: Act, conversation: Conversation) -> Reply:
        """The reply to what asks for no fix: a greeting, thanks, a question about the bot."""
        say, product, is_open = self._words.say, self._knowledge.product, conversation.is_open
        notes = self.where_we_were(conversation)
        match act:
            case Act.BOT:
                title = say("bot-title", name=product.name)
                lead = say("bot-lead", purpose=product.purpose, disclaimer=product.disclaimer)
            case Act.THANKS:
                title = say("thanks-title", turn=conversation.turns)
                lead = say("thanks-open") if is_open and not conversation.question else ""
            case Act.GREETING:
                title = say(
                    "greeting-open" if is_open else "greeting-title", turn=conversation.turns
                )
                lead = "" if is_open else say("how-to-example")
            case Act.LATER:
                title = say("later-title", turn=conversation.turns)
                lead, notes = say("later-open" if is_open else "later-lead"), ()
            case Act.GOODBYE | Act.PARTING:
                title, lead = say("goodbye-title"), say("goodbye-lead")
            case Act.START_OVER:
                title, lead = say("start-over-title"), say("rephrase-lead")
            case Act.FRUSTRATION:
                title = say("frustration-title")
                lead = say("frustration-open" if is_open else "rephrase-lead")
            case _:
                title, lead = say("no-case-title"), say("no-case-lead")
        return Reply(
            "small_talk",
            title,
            lead=(lead,) if lead else (),
            notes=notes,
            choices=self._ways_out(conversation) if act is Act.FRUSTRATION else (),
        )

    def _ways_out(self, conversation: Conversation) -> tuple[Choice, ...]:
        """For somebody who has had enough: on with the case, or to a person."""
        support = Choice(ChoiceId.SUPPORT, self._words.say("choice-support"))
        return (*self.way_back(conversation), support) if conversation.is_open else ()

    def where_we_were(self, conversation: Conversation) -> tuple[str, ...]:
        """That the open question or case stands as it was."""
        if conversation.question:
            question = self._knowledge.signs[conversation.question]
            return (self._words.say("back-to-question", question=question),)
        return (self._words.say("back-to-case"),) if conversation.is_open else ()

    def way_back(self, conversation: Conversation) -> tuple[Choice, ...]:
        """The choices that lead back to the open question or case."""
        if conversation.question:
            return self.yes_or_no(conversation.question)
        case = Choice(ChoiceId.CASE, self._words.say("choice-case"))
        return (case,) if conversation.is_open else ()

    def yes_or_no(self, sign: str) -> tuple[Choice, ...]:
        """The choices that answer the question about a sign."""
        say = self._words.say
        return (
            Choice(f"{ChoiceId.YES}:{sign}", say("choice-yes"), Style.PRIMARY),
            Choice(f"{ChoiceId.NO}:{sign}", say("choice-no")),
            Choice(f"{ChoiceId.UNSURE}:{sign}", say("choice-unsure")),
        )

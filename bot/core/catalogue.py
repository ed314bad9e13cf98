"""Everything that the assistant knows of, to look through: the list, and the details of a cause."""

import re
from dataclasses import dataclass

from bot.core.conversation import Conversation
from bot.core.handing_over import distinct
from bot.core.knowledge import Cause, Faq, Kind, Knowledge
from bot.core.matching import Match
from bot.core.phrases import Words
from bot.core.plan import make_plan
from bot.core.reply import Choice, ChoiceId, FixLine, Reply, Style
from bot.core.slots import NO_SLOTS

__all__ = ["Catalogue", "CatalogueLine"]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A cause, request or question in the list: its title, and a sentence on it."""

    id: str
    kind: Kind
    title: str
    summary: str


class Catalogue:
    """Writes the list and the details, in words that fit any device."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = Words(knowledge)

    def lines(self) -> tuple[CatalogueLine, ...]:
        """Every cause and request in the order of the ladder, then every question."""
        return tuple(
            CatalogueLine(entry.id, entry.kind, entry.title, self._summary(entry))
            for entry in self._knowledge.in_order
        )

    def _summary(self, entry: Cause | Faq) -> str:
        text = entry.why if isinstance(entry, Cause) else entry.answer
        return self._words.fill(_SENTENCE_END.split(text.strip())[0], NO_SLOTS)

    def details(self, cause: Cause) -> Reply:
        """Why it happens, how to tell, what helps, and the choice to start with it."""
        say, fill = self._words.say, self._words.fill
        case = Conversation.begin(0.0).suspects((Match(cause.id, 1.0),))
        entries = make_plan(self._knowledge, case).entries
        own = (at for at, entry in enumerate(entries) if entry.fix.cause == cause.id)
        fixes = [entry.fix for entry in entries[: max(own, default=-1) + 1]]
        return Reply(
            decision="details",
            title=cause.title,
            lead=(
                fill(cause.why, NO_SLOTS),
                say("details-confirm", confirm=fill(cause.confirm, NO_SLOTS)),
            ),
            ahead_title=say("details-fixes"),
            ahead=tuple(
                FixLine(number, fix.title, self._words.cost(fix))
                for number, fix in enumerate(fixes, start=1)
            ),
            links=distinct(link for fix in fixes for link in fix.links),
            choices=(self._start(cause),),
        )

    def _start(self, cause: Cause) -> Choice:
        """To start with it; where it is Apple Support, that."""
        if cause.id == self._knowledge.product.support[0]:
            return Choice(ChoiceId.SUPPORT, self._words.say("choice-support"), Style.PRIMARY)
        label = self._words.say("choice-cause")
        return Choice(f"{ChoiceId.CAUSE}:{cause.id}", label, Style.PRIMARY)

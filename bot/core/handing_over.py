"""The hand-over to Apple Support: how to reach it, and a summary to take along."""

from collections.abc import Iterable

from bot.core.conversation import Conversation
from bot.core.knowledge import Knowledge, Link
from bot.core.phrases import Words
from bot.core.plan import likely
from bot.core.reply import HandOver

__all__ = ["HandOvers", "distinct"]


_DUE_AFTER = 6
"""Fixes that failed here before Apple Support's details belong on every card."""


class HandOvers:
    """Writes hand-overs."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = Words(knowledge)

    @staticmethod
    def are_due(conversation: Conversation) -> bool:
        """Whether so much has failed that every card brings one along."""
        return conversation.failed >= _DUE_AFTER

    def write(
        self, reason: str, conversation: Conversation, links: tuple[Link, ...] = ()
    ) -> HandOver:
        """The hand-over for a reason; `links` come before those of the channels."""
        every = distinct((*links, *self.support_links()))
        title = self._words.say("packet-title")
        return HandOver(str(reason), every, title, self._packet(conversation))

    def _packet(self, conversation: Conversation) -> str:
        """A summary for Apple Support: what the user said or chose; empty if that is nothing."""
        if not (conversation.is_known or conversation.done):
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
        if slots.last_backup:
            lines.append(say("packet-last-backup", when=slots.last_backup))
        suspected = [m.id for m in likely(conversation.matches, conversation.ruled_out)]
        if causes := self._words.cause_titles(suspected):
            lines.append(say("packet-causes", causes=causes))
        tried = [fix.title for name in conversation.done if (fix := self._knowledge.fix(name))]
        if tried:
            lines.append(say("packet-tried", fixes="; ".join(tried)))
        if cleared := self._words.cause_titles(conversation.ruled_out):
            lines.append(say("packet-ruled-out", causes=cleared))
        return "\n".join(lines)

    def support_links(self) -> tuple[Link, ...]:
        """The ways to reach Apple Support."""
        channels = self._knowledge.escalation.channels
        return tuple(Link(channel.label, channel.url) for channel in channels)


def distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links, each address once."""
    return tuple({link.url: link for link in reversed(tuple(links))}.values())[::-1]

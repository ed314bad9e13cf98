"""Hand-offs: moderators who want it learn of each public case that went to Apple Support."""

import logging
from collections import deque
from collections.abc import Mapping

import discord
from discord import ui

from bot.adapters.discord.cards.fitting import CARD_TEXT, Part, Section, fit
from bot.adapters.discord.cards.markdown import bold, fenced_lines, heading, plain
from bot.adapters.discord.cases.desk import Answered
from bot.adapters.discord.private import NO_MENTIONS
from bot.adapters.discord.serverbook import ServerBook
from bot.core.conversation import Resolution
from bot.core.decisions import Reason
from bot.core.reply import Reply

__all__ = ["HandingOff", "hand_off_card"]

_log = logging.getLogger(__name__)

_REMEMBERED = 1_000
"""Hand-offs that are remembered, so that going back and forth in a case tells moderators once."""

_REASONS: Mapping[str, str] = {
    Reason.ASKED: "They asked for Apple Support.",
    Reason.FAILED: "Several fixes didn't help.",
    Reason.END: "No fix on the list is left.",
    Reason.TURNS: "The conversation went on for too long.",
}
"""Why, in words; all else is a danger."""

_COLOUR = discord.Colour(0x80848E)


class HandingOff:
    """Tells moderators of hand-offs, in the channel that was chosen for it.

    Args:
        client: the connection to Discord.
        book: knows the channel.

    """

    def __init__(self, client: discord.Client, book: ServerBook) -> None:
        self._client = client
        self._book = book
        self._told: deque[int] = deque(maxlen=_REMEMBERED)

    async def after(self, answered: Answered) -> None:
        """Tell of a case that was handed over with this answer, if others could read it.

        Raises:
            discord.HTTPException: Discord doesn't let it through.

        """
        server = answered.key.server
        if server is None or answered.key.tag or not _is_handed_over(answered):
            return
        chosen = await self._book.of(server)
        case = _case_of(answered)
        if chosen.is_off or chosen.hand_offs is None or case in self._told:
            return
        channel = self._client.get_partial_messageable(chosen.hand_offs, guild_id=server)
        await channel.send(view=hand_off_card(answered, server), allowed_mentions=NO_MENTIONS)
        self._told.append(case)
        _log.info(
            "moderators were told of a hand-off", extra={"server": server, "answer": answered.shown}
        )


def _is_handed_over(answered: Answered) -> bool:
    """Whether the case went to Apple Support now, and not before, or not for that danger."""
    after, before = answered.reply.conversation, answered.before
    if after is None or answered.reply.resolution is not Resolution.ESCALATED:
        return False
    is_known = before is not None and before.conversation.resolution is Resolution.ESCALATED
    return not (before and is_known and before.conversation.danger == after.danger)


def _case_of(answered: Answered) -> int:
    """Tells a case, and the danger in it, from others, without saying whose it is."""
    conversation = answered.reply.conversation
    return hash((answered.key, conversation and (conversation.started, conversation.danger)))


def hand_off_card(answered: Answered, server: int) -> ui.LayoutView:
    """The card for moderators: who, where, why, and the summary."""
    reply, key = answered.reply, answered.key
    sections = [
        Section(Part.TITLE, (heading("A case went to Apple Support"),)),
        Section(
            Part.FIX,
            (
                f"{bold('Who')}: <@{key.user}>",
                f"{bold('Where')}: <#{key.place}>",
                f"{bold('Why')}: {plain(_why(reply))}",
            ),
        ),
    ]
    packet = reply.hand_over.packet if reply.hand_over else ""
    if packet:
        sections.append(Section(Part.PACKET, (bold("What is known of the case"),)))
        sections.append(Section(Part.PACKET, fenced_lines(packet), fence="```"))
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=_COLOUR)
    for section in fit(sections, CARD_TEXT):
        container.add_item(ui.TextDisplay(section.text))
    link = f"https://discord.com/channels/{server}/{key.place}/{answered.shown}"
    container.add_item(ui.ActionRow(ui.Button(label="Go to the answer", url=link)))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _why(reply: Reply) -> str:
    """Why it was handed over; what a danger is called says it best."""
    reason = reply.hand_over.reason if reply.hand_over else ""
    return _REASONS.get(reason, f"It can't wait. My answer was: “{reply.title}”.")

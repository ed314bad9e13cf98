"""A private answer about somebody's message, posted for that person and everybody to see."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import discord

from bot.adapters.discord.cards.beside import POST, Button, post_button
from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cards.pressing import Presses
from bot.adapters.discord.cards.views import without_button
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.cases.ordering import Turns
from bot.adapters.discord.cases.outlets import AsFollowUp
from bot.adapters.discord.commands.contexts import case_of
from bot.adapters.discord.private import NO_MENTIONS, tell
from bot.adapters.discord.wording import (
    ALREADY_HELPED,
    ALREADY_POSTED,
    CASE_IS_GONE,
    posted_for,
)
from bot.core.conversation import Conversation
from bot.core.ports import CaseKey
from bot.core.reply import ChoiceId, Reply

__all__ = ["Posting", "post"]

_REMEMBERED = 1_000
"""Posted cards that are remembered: a double press is quicker than the button goes."""


def post(reply: Reply, key: CaseKey, author: int) -> Iterator[Button]:
    """The button to post a reply about an author's message, if there is a case to be posted."""
    case = reply.conversation
    if case and (case.matches or case.current or case.danger):
        yield post_button(key, author)


class Posting:
    """Posts private cards, each once; the case becomes that of the message's author.

    Args:
        desk: shows and keeps cases.

    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turns = Turns()
        self._posted: deque[int] = deque(maxlen=_REMEMBERED)

    def listen(self, presses: Presses) -> None:
        """Answer the presses of *Post it here*."""
        presses.on(POST, self._pressed)

    async def _pressed(self, interaction: discord.Interaction, pressed: CustomId) -> None:
        await interaction.response.defer()
        private = interaction.message
        if private is None:
            return
        async with self._turns.of(private.id):
            is_posted = private.id in self._posted
            refusal = ALREADY_POSTED if is_posted else await self._post(interaction, pressed)
            if not refusal:
                self._posted.append(private.id)
        view = without_button(private, str(pressed))
        if refusal:
            await tell(interaction, refusal)
        elif view:
            await interaction.edit_original_response(view=view, allowed_mentions=NO_MENTIONS)

    async def _post(self, interaction: discord.Interaction, pressed: CustomId) -> str:
        """Post the case; gives what to say where it can't be posted."""
        mine, now = case_of(interaction, pressed.tag), self._desk.now()
        theirs = CaseKey(mine.place, int(pressed.rest), server=mine.server)
        found = await self._desk.conversation(mine)
        if found is None:
            return CASE_IS_GONE
        own = await self._desk.conversation(theirs)
        if own and own.is_open and not own.is_over(now) and theirs.user != mine.user:
            return ALREADY_HELPED
        where = f"https://discord.com/channels/{mine.server or '@me'}/{mine.place}/{pressed.tag}"

        def case(_: Conversation | None) -> Reply:
            reply = self._desk.assistant().choose(ChoiceId.CASE, found, now)
            return replace(reply, hint=posted_for(where))

        await self._desk.turn(theirs, case, AsFollowUp(interaction))
        return ""

"""Where replies are shown: new messages, answers that are edited, and answers to interactions."""

import logging
from collections.abc import Callable, Iterable
from typing import Protocol

import aiohttp
import discord

from bot.adapters.discord.cards.beside import Button
from bot.adapters.discord.cards.views import card, plain_text
from bot.adapters.discord.failures import is_refused_form
from bot.adapters.discord.private import NO_MENTIONS, tell
from bot.core.ports import CaseKey
from bot.core.reply import Reply

__all__ = ["AsAnswer", "AsEdit", "AsFollowUp", "AsReply", "AsSent", "Outlet"]

_log = logging.getLogger(__name__)

_FORM = "Discord refuses the form of a card"


class Outlet(Protocol):
    """A place where one reply is shown."""

    async def show(self, reply: Reply, key: CaseKey, page: int = 1) -> int:
        """Show a reply of a case; gives the id of the message that it is shown in."""


class AsReply:
    """A new message under a question, or in the thread of its own that was made for it."""

    def __init__(
        self, question: discord.Message, channel: "discord.abc.MessageableChannel | None" = None
    ) -> None:
        self._question = question
        self._channel = channel or question.channel

    async def show(self, reply: Reply, key: CaseKey, page: int = 1) -> int:
        """Send a card, or plain text where Discord refuses the card.

        The nonce is the question's id, and discord.py sends ``enforce_nonce`` with it: whatever
        is repeated, Discord makes one message. So a line that breaks is no reason to give up.
        """
        try:
            try:
                sent = await self._send_card(reply, key, page)
            except (aiohttp.ClientError, ConnectionError):
                sent = await self._send_card(reply, key, page)
        except discord.HTTPException as error:
            if not is_refused_form(error):
                raise
            _log.error(_FORM, extra={"error": str(error)})  # a trace would tell no more
            sent = await self.tell(plain_text(reply), is_answer=True)
        return sent.id

    async def _send_card(self, reply: Reply, key: CaseKey, page: int) -> discord.Message:
        return await self._channel.send(
            view=card(reply, key, page),
            reference=self._reference(),  # type: ignore[arg-type]  # None is fine, not typed
            mention_author=False,
            allowed_mentions=NO_MENTIONS,
            nonce=str(self._question.id),
        )

    async def tell(self, text: str, *, is_answer: bool = False) -> discord.Message:
        """Send plain text instead of a card.

        Args:
            text: what is said.
            is_answer: whether it stands for the answer: it isn't sent where that got out unnoticed.

        """
        return await self._channel.send(
            text,
            reference=self._reference(),  # type: ignore[arg-type]  # None is fine, not typed
            mention_author=False,
            allowed_mentions=NO_MENTIONS,
            suppress_embeds=True,
            nonce=str(self._question.id) if is_answer else None,  # type: ignore[arg-type]  # as above
        )

    def _reference(self) -> discord.MessageReference | None:
        if self._channel.id != self._question.channel.id:
            return None
        return self._question.to_reference(fail_if_not_exists=False)


class AsEdit:
    """An answer that was sent before: what it says is put in place of what it said."""

    def __init__(self, answer: discord.PartialMessage) -> None:
        self._answer = answer

    async def show(self, reply: Reply, key: CaseKey, page: int = 1) -> int:
        """Edit the answer; where Discord refuses the card, it stays as it was."""
        # An answer in plain text has a content, which a card can't have beside it.
        await self._answer.edit(
            content=None, view=card(reply, key, page), allowed_mentions=NO_MENTIONS
        )
        return self._answer.id


class AsSent:
    """An answer that is out already."""

    def __init__(self, answer: int) -> None:
        self._answer = answer

    async def show(self, reply: Reply, key: CaseKey, page: int = 1) -> int:
        """Leave it as it is."""
        del reply, key, page
        return self._answer


class AsAnswer:
    """The answer to an interaction that was acknowledged; after a press, the card that has it.

    Args:
        interaction: what is answered.
        beside: gives further buttons for the card of a reply.

    """

    def __init__(
        self,
        interaction: discord.Interaction,
        beside: Callable[[Reply], Iterable[Button]] = lambda _: (),
    ) -> None:
        self._interaction = interaction
        self._beside = beside

    async def show(self, reply: Reply, key: CaseKey, page: int = 1) -> int:
        """Fill in or edit the answer, or tell it in plain text where Discord refuses the card."""
        try:
            shown = await self._interaction.edit_original_response(
                view=card(reply, key, page, self._beside(reply)), allowed_mentions=NO_MENTIONS
            )
        except discord.HTTPException as error:
            if not is_refused_form(error):
                raise
            _log.error(_FORM, extra={"error": str(error)})  # a trace would tell no more
            await tell(self._interaction, plain_text(reply))
            shown = await self._interaction.original_response()
        return shown.id


class AsFollowUp:
    """A message for everybody after the answer to an interaction that was acknowledged.

    Where the app is only installed by a user, Discord takes five of them for an interaction; the
    bot sends one.
    """

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction

    async def show(self, reply: Reply, key: CaseKey, page: int = 1) -> int:
        """Send a card, or plain text where Discord refuses the card."""
        send = self._interaction.followup.send
        try:
            view = card(reply, key, page)
            sent = await send(view=view, allowed_mentions=NO_MENTIONS, wait=True)
        except discord.HTTPException as error:
            if not is_refused_form(error):
                raise
            _log.error(_FORM, extra={"error": str(error)})  # a trace would tell no more
            text = plain_text(reply)
            sent = await send(text, allowed_mentions=NO_MENTIONS, suppress_embeds=True, wait=True)
        return sent.id

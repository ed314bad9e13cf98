"""What comes in: a Discord message becomes an utterance, if it is addressed to the bot."""

import re

import discord

from bot.core.reading import Utterance

__all__ = ["of_target", "to_utterance"]

_TOLD_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})
"""Every other type is written by Discord itself, or is the trace of a command."""


def to_utterance(message: discord.Message, me: int) -> Utterance | None:
    """What a message says to the bot; None if it isn't addressed to it.

    Addressed are every direct message, a mention of the bot itself, and a reply to one of its
    messages that pings it. Bots, webhooks and Discord's own messages are never answered.
    """
    author = message.author
    if author.bot or author.system or message.webhook_id is not None:
        return None
    if message.type not in _TOLD_BY_PEOPLE:
        return None
    if not _is_direct(message) and all(user.id != me for user in message.mentions):
        return None
    return Utterance(
        text=_text(message, me),
        has_media=_has_media(message),
        about_other_message=_is_about_other(message, me),
        is_public=not _is_direct(message),
    )


def of_target(message: discord.Message, me: int, *, is_public: bool) -> Utterance | None:
    """What a message says that somebody points the bot to; None where it has no words."""
    text = _text(message, me) if message.type in _TOLD_BY_PEOPLE else ""
    if not text:
        return None
    return Utterance(text, has_media=_has_media(message), is_public=is_public)


def _text(message: discord.Message, me: int) -> str:
    """What a message says, without the mention of the bot."""
    return re.sub(rf"<@!?{me}>", " ", message.content).strip()


def _is_direct(message: discord.Message) -> bool:
    """Whether a message was written to the bot alone."""
    return isinstance(message.channel, discord.DMChannel)


def _has_media(message: discord.Message) -> bool:
    return bool(
        message.attachments or message.stickers or message.message_snapshots or message.poll
    )


def _is_about_other(message: discord.Message, me: int) -> bool:
    """Whether it replies to a message that is not the bot's."""
    if message.type is not discord.MessageType.reply or message.reference is None:
        return False
    target = message.reference.resolved
    if isinstance(target, discord.Message):
        return target.author.id != me
    return f"<@{me}>" in message.content or f"<@!{me}>" in message.content

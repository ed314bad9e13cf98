"""Conversations to begin with, and what is known in them."""

from dataclasses import replace

from bot.core.conversation import Conversation
from bot.core.matching import Match
from bot.core.slots import NO_SLOTS, Slots

__all__ = ["NEW", "SOME_SLOTS", "case"]

NEW = Conversation.begin(0).turn(0)
"""A conversation in which something was just said for the first time."""

SOME_SLOTS = (
    NO_SLOTS,
    Slots("iphone", os="18.1"),
    Slots("ipad", os="12.5"),
    Slots("ipod", os="9.3", computer="windows"),
    Slots("iphone", os="26.0", computer="mac"),
)
"""Users whose wordings differ."""


def case(*causes: str, slots: Slots = NO_SLOTS, confidence: float = 0.7) -> Conversation:
    """A conversation in which these causes are likely."""
    matches = tuple(Match(cause, confidence - 0.01 * at) for at, cause in enumerate(causes))
    return replace(NEW, matches=matches, slots=slots)

"""The one funnel for whatever goes wrong: what the user is told, and what the log keeps.

A reference, shown to the user and logged with the cause, joins the two. The text of an exception
never reaches a chat.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import aiohttp
import discord

from bot.adapters.discord.private import tell
from bot.errors import StoreError

__all__ = [
    "CODES",
    "Category",
    "Failure",
    "Funnel",
    "Verdict",
    "is_refused_form",
    "judge",
    "new_reference",
]

_log = logging.getLogger(__name__)

REFUSED_FORM = 50035
"""Discord's code for a message whose form it does not take."""


class Category(StrEnum):
    """What kind of failure it is."""

    BUG = "bug"
    BUSY = "busy"
    STORE = "store"
    REFUSED = "refused"
    SILENCED = "silenced"
    GONE = "gone"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a failure means, and how much of it the log should make."""

    category: Category
    level: int

    @property
    def advice(self) -> str:
        """What the user is told; nothing where that would not arrive."""
        return _ADVICE.get(self.category, "")

    @property
    def silences(self) -> bool:
        """Whether nothing can be sent to that place for a while."""
        return self.category is Category.SILENCED


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure."""

    verdict: Verdict
    reference: str

    @property
    def text(self) -> str:
        """What the user is told, with the reference; nothing where that would not arrive."""
        advice = self.verdict.advice
        return f"{advice}\n-# Reference: {self.reference}" if advice else ""


_ADVICE: Mapping[Category, str] = {
    Category.BUG: (
        "Something went wrong on my side. Please try again in a minute; "
        "if it happens again, pass the reference on to whoever runs this bot."
    ),
    Category.BUSY: "Discord couldn't take my answer just now. Please try again in a minute.",
    Category.STORE: "I can't get at my records just now. Please try again in a few minutes.",
    Category.REFUSED: "Discord didn't let my answer through here. A DM to me may work.",
    Category.GONE: "That card is gone. Mention me again, and you get a new one.",
}

_SILENCED = Verdict(Category.SILENCED, logging.INFO)
_REFUSED = Verdict(Category.REFUSED, logging.INFO)
_GONE = Verdict(Category.GONE, logging.INFO)
_LATE = Verdict(Category.LATE, logging.INFO)
_BUSY = Verdict(Category.BUSY, logging.WARNING)
_STORE = Verdict(Category.STORE, logging.ERROR)
_BUG = Verdict(Category.BUG, logging.ERROR)

CODES: Mapping[int, Verdict] = {
    10003: _GONE,  # unknown channel
    10008: _GONE,  # unknown message
    10062: _LATE,  # unknown interaction
    10015: _LATE,  # unknown webhook: the interaction's token has expired
    40060: _LATE,  # acknowledged before
    50027: _LATE,  # invalid webhook token
    50001: _SILENCED,  # no access
    50007: _SILENCED,  # direct messages are closed
    50013: _SILENCED,  # no permission
    50278: _SILENCED,  # no server in common
    90001: _SILENCED,  # blocked
    160005: _SILENCED,  # the thread is locked
    50083: _REFUSED,  # the thread is archived
    20016: _REFUSED,  # slow mode
    30046: _REFUSED,  # too many edits of an old message
    200000: _REFUSED,  # AutoMod
    20028: _BUSY,  # the channel's write limit
    40003: _BUSY,  # direct messages opened too fast
    130000: _BUSY,  # overloaded
    REFUSED_FORM: _BUG,
}
"""Discord's error codes that mean more than their HTTP status."""

_TROUBLE = 500
"""The HTTP status from which on it is Discord's own trouble."""

_TOO_MANY = 429


def judge(error: BaseException) -> Verdict:
    """What a failure means."""
    match error:
        case discord.HTTPException() if error.code in CODES:
            return CODES[error.code]
        case discord.HTTPException() if error.status >= _TROUBLE or error.status == _TOO_MANY:
            return _BUSY
        case discord.Forbidden():
            return _SILENCED
        case discord.InteractionResponded():
            return _LATE
        case discord.RateLimited() | aiohttp.ClientError() | TimeoutError():
            return _BUSY
        case StoreError():
            return _STORE
        case _:
            return _BUG


def is_refused_form(error: discord.HTTPException) -> bool:
    """Whether Discord refuses the form of a message, so that plainer text may pass."""
    return error.code == REFUSED_FORM


def new_reference() -> str:
    """Six letters and digits, easily read out."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(6))


class Funnel:
    """Takes every failure once, and logs it under its reference."""

    def __init__(self, references: Callable[[], str] = new_reference) -> None:
        self._references = references
        self._after: list[Callable[[Failure], None]] = []

    def after(self, listener: Callable[[Failure], None]) -> None:
        """Let something be told of each failure."""
        self._after.append(listener)

    def take(self, error: BaseException, doing: str, **what: int | str | None) -> Failure:
        """Log a failure.

        Args:
            error: what went wrong.
            doing: what was being done, in fixed words.
            what: identifiers of what that was done with.

        """
        failure = Failure(judge(error), self._references())
        verdict = failure.verdict
        bug = verdict.category in {Category.BUG, Category.STORE}
        told = type(error).__name__ if bug else str(error)
        _log.log(
            verdict.level,
            f"{verdict.category} while {doing}",  # fixed words, no fields
            extra={"reference": failure.reference, **what, "error": told},
            exc_info=error if bug else None,
        )
        for listener in self._after:
            listener(failure)
        return failure

    async def explain(self, interaction: discord.Interaction, error: Exception) -> None:
        """Take what went wrong with an interaction, and tell the person who acted."""
        failure = self.take(
            error,
            "answering an interaction",
            interaction=interaction.id,
            server=interaction.guild_id,
            channel=interaction.channel_id,
        )
        if failure.text:
            try:
                await tell(interaction, failure.text)
            except discord.HTTPException as second:
                self.take(second, "explaining a failure", failure=failure.reference)

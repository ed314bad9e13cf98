"""One thing that a user said, and what was understood of it."""

from dataclasses import dataclass

from bot.core.acts import Act
from bot.core.matching import Match
from bot.core.slots import NO_SLOTS, Shown, Slots

__all__ = ["Reading", "Utterance"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing a user said, as received, the mention of the bot taken out."""

    text: str
    has_media: bool = False
    """A picture, voice message, sticker or forward came along."""
    about_other_message: bool = False
    """It answers somebody else's message, which can't be read."""
    is_public: bool = False
    """Others can read it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood from an utterance."""

    act: Act
    is_plain: bool = False
    """Whether the act is said in a set phrase, and nothing beside it."""
    report: Act | None = None
    """What a clause beside a symptom says of the open fix: that it failed, or is done."""
    answer: bool | None = None
    """Whether the sign is seen that was asked about, as far as it says so in words of its own."""
    matches: tuple[Match, ...] = ()
    in_scope: float = 0.0
    is_vague: bool = False
    """Whether it says that something fails and tells nothing of the cause."""
    shows_topic: bool = False
    shows_domain: bool = False
    """Whether it has a word of the field around the topic."""
    near: str | None = None
    """The near topic it is about, where it is out of scope."""
    danger: str | None = None
    slots: Slots = NO_SLOTS
    alert: str | None = None
    tried: tuple[str, ...] = ()
    """Fixes that the user has done."""
    ruled_out: tuple[str, ...] = ()
    """Causes that are surely not it."""
    evidence: tuple[Shown, ...] = ()
    """The words that showed each fact; never kept in a conversation."""
    step: int | None = None
    """The number of the step that was asked for."""
    language: str | None = None
    is_wordless: bool = False
    has_private_data: bool = False

    @property
    def adds_facts(self) -> bool:
        """Whether it says anything of the case beside the symptom."""
        return bool(self.slots != NO_SLOTS or self.tried or self.ruled_out)

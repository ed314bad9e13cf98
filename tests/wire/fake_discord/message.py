"""One message, as Discord knows it."""

import re
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from tests.wire.fake_discord.values import JsonObject, text, walk
from tests.wire.fake_discord.world import Channel, ChannelKind, User

__all__ = ["TEXT_DISPLAY", "Flag", "Kind", "Message"]

TEXT_DISPLAY = 10
"""The type of a component that holds markdown."""


class Kind(IntEnum):
    """Types of messages."""

    DEFAULT = 0
    REPLY = 19
    SLASH_COMMAND = 20
    CONTEXT_MENU = 23


class Flag(IntFlag):
    """Flags of messages."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


_NO_FLAGS = Flag(0)


@dataclass(eq=False)
class Message:
    """A message; `content` and all else is what a person sees."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    components: list[JsonObject] = field(default_factory=list)
    embeds: list[JsonObject] = field(default_factory=list)
    attachments: list[JsonObject] = field(default_factory=list)
    flags: Flag = _NO_FLAGS
    kind: Kind = Kind.DEFAULT
    reference: int | None = None
    """The message of the same channel that it replies to."""
    target: "Message | None" = None
    """That message, as long as it is there."""
    mentions: tuple[User, ...] = ()
    """Whom it mentions: in its text, or as a reply with the ping left on."""
    cause: JsonObject | None = None
    """The interaction that it answers; None where it is a message of the bot's own accord."""
    nonce: str | None = None
    edited: float | None = None
    thread: Channel | None = None
    is_deleted: bool = False

    @property
    def words(self) -> str:
        """All that it says, in markdown."""
        texts = [text(part.get("content")) for part in self.parts if _is_text(part)]
        return "\n".join(filter(None, [self.content, *texts]))

    @property
    def parts(self) -> list[JsonObject]:
        """All of its components, nested ones too."""
        return list(walk(self.components))

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons that act."""
        return [text(part.get("label")) for part in self.parts if "label" in part and _acts(part)]

    def part(self, *, label: str | None = None, custom_id: str | None = None) -> JsonObject:
        """The component with a label or an identifier.

        Raises:
            LookupError: there is none, or it can't be used.

        """
        for part in self.parts:
            names = (part.get("label") if custom_id is None else None, part.get("custom_id"))
            if _acts(part) and not part.get("disabled") and (label or custom_id) in names:
                return part
        message = f"the message has no {label or custom_id!r}; it has {self.labels}"
        raise LookupError(message)

    @property
    def is_response(self) -> bool:
        """Whether it answers a command or a press."""
        return self.cause is not None

    @property
    def is_ephemeral(self) -> bool:
        """Whether one person alone can see it."""
        return Flag.EPHEMERAL in self.flags

    def shows_content_to(self, bot: User) -> bool:
        """Whether a bot without the privileged intent gets what the message says.

        It does in direct messages, where it is mentioned, in replies with ping to its ordinary
        messages, and in its own ones.
        https://support-dev.discord.com/hc/en-us/articles/6205754771351
        """
        if self.author == bot or self.channel.kind is ChannelKind.DM:
            return True
        if re.search(rf"<@!?{bot.id}>", self.content):
            return True
        answers_message = self.target is not None and not self.target.is_response
        return bot in self.mentions and answers_message


def _acts(part: JsonObject) -> bool:
    return "custom_id" in part


def _is_text(part: JsonObject) -> bool:
    return part.get("type") == TEXT_DISPLAY

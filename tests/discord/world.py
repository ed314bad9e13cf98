"""A small Discord with the bot in it, and what the tests look at there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import discord
import simcord

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.desk import Desk
from bot.adapters.discord.failures import Funnel
from bot.core.assistant import Assistant
from bot.core.ports import Claims, Clock, Conversations
from tests.fakes import FakeClaims, FakeClock, FakeConversations

__all__ = [
    "NOBODY",
    "REFERENCE",
    "STORAGE",
    "Memory",
    "World",
    "bodies",
    "labels",
    "make_bot",
    "parts",
    "words",
]

Part: TypeAlias = Mapping[str, object]

REFERENCE = "AB12CD"
"""The reference of every failure in the tests."""

STORAGE = "iCloud says not enough storage"
"""A symptom with a sure answer."""

NOBODY = {"parse": [], "replied_user": False}
"""What forbids every ping."""


@dataclass
class Memory:
    """What outlives a restart."""

    conversations: FakeConversations = field(default_factory=FakeConversations)
    claims: FakeClaims = field(default_factory=FakeClaims)
    clock: FakeClock = field(default_factory=FakeClock)

    def bot(self, assistant: Assistant) -> MedicBot:
        """A bot that remembers this."""
        return make_bot(assistant, self.conversations, self.claims, self.clock)


def make_bot(
    assistant: Assistant, conversations: Conversations, claims: Claims, clock: Clock
) -> MedicBot:
    """A bot as it is composed for a run, but with one reference for all failures."""
    failures = Funnel(lambda: REFERENCE)
    desk = Desk(lambda: assistant, conversations, claims, clock, failures)
    return MedicBot(desk, clock, failures, shard_count=1)


@dataclass
class World:
    """A server with a channel and two people in it."""

    env: simcord.Env
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    alice: simcord.MemberActor
    bruno: simcord.MemberActor

    @classmethod
    def around(cls, env: simcord.Env) -> "World":
        """A world for a bot that is running."""
        guild = env.create_guild()
        return cls(
            env,
            guild,
            guild.create_text_channel("help"),
            guild.add_member(env.create_user("alice")),
            guild.add_member(env.create_user("bruno")),
        )

    @property
    def me(self) -> str:
        """The mention of the bot."""
        return f"<@{self.env.backend.bot_user.id}>"

    async def ask(self, text: str = STORAGE) -> discord.Message:
        """Alice mentions the bot in the channel; gives its answer."""
        await self.alice.send(self.channel, f"{self.me} {text}")
        return self.answers()[-1]

    async def press(self, card: discord.Message, label: str) -> discord.Message:
        """Alice presses a button; gives the card after it."""
        result = await self.alice.click(card, label=label)
        assert result.acknowledged
        return self.again(card)

    def again(self, message: discord.Message) -> discord.Message:
        """A message of the channel as it is now."""
        return next(one for one in self.channel.history() if one.id == message.id)

    def answers(self, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
        """All that the bot has written in a channel for everybody to see."""
        return [
            message
            for message in (channel or self.channel).history()
            if message.author.id == self.env.backend.bot_user.id and not message.flags.ephemeral
        ]

    def case(self, memory: Memory, channel: simcord.ChannelHandle | None = None) -> object:
        """What is kept of Alice's case in a channel: the conversation and its card."""
        return memory.conversations.kept.get(f"{(channel or self.channel).id}:{self.alice.id}")


def words(message: discord.Message | simcord.ResponseMessage) -> str:
    """All that a message says, in markdown."""
    texts = [str(part["content"]) for part in parts(message) if part.get("type") == 10]
    return "\n".join([message.content, *texts]).strip()


def labels(message: discord.Message) -> list[str]:
    """The labels of the buttons that act."""
    return [str(part["label"]) for part in parts(message) if "custom_id" in part]


def parts(message: discord.Message | simcord.ResponseMessage) -> list[Part]:
    """All components of a message, nested ones too."""
    roots = [one if isinstance(one, dict) else one.to_dict() for one in message.components]
    return [part for root in roots for part in _walk(root)]


def _walk(part: Mapping[str, object]) -> Iterator[Part]:
    yield part
    children = part.get("components")
    for child in children if isinstance(children, list) else ():
        yield from _walk(child)


def bodies(env: simcord.Env) -> list[Part]:
    """All that the bot has sent or edited, as it went out."""
    sent = [entry.json for entry in env.http_requests if isinstance(entry.json, dict)]
    inner = [body.get("data") or body for body in sent]
    return [body for body in inner if "content" in body or "components" in body]

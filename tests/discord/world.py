"""A small Discord with the bot in it, and what the tests look at there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import discord
import simcord
from simcord.components import walk_components

from bot.adapters.discord.client import MedicBot, Options
from bot.adapters.discord.failures import Funnel
from bot.core.assistant import Assistant
from bot.core.ports import Case, CaseKey, Clock, Storage
from tests.fakes import (
    FakeClaims,
    FakeClock,
    FakeConversations,
    FakeMemos,
    FakeMisses,
    FakeOutcomes,
    FakePeople,
    FakeServers,
    FakeTaught,
)

__all__ = [
    "REFERENCE",
    "STORAGE",
    "Memory",
    "Part",
    "World",
    "bodies",
    "labels",
    "make_bot",
    "parts",
    "pings_nobody",
    "words",
]

Part: TypeAlias = Mapping[str, object]

REFERENCE = "AB12CD"
"""The reference of every failure in the tests."""

STORAGE = "iCloud says not enough storage"
"""A symptom with a sure answer."""


@dataclass
class Memory:
    """What outlives a restart."""

    conversations: FakeConversations = field(default_factory=FakeConversations)
    claims: FakeClaims = field(init=False)
    servers: FakeServers = field(default_factory=FakeServers)
    memos: FakeMemos = field(default_factory=FakeMemos)
    taught: FakeTaught = field(default_factory=FakeTaught)
    outcomes: FakeOutcomes = field(default_factory=FakeOutcomes)
    misses: FakeMisses = field(init=False)
    people: FakePeople = field(init=False)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.claims = FakeClaims(self.conversations)
        self.misses = FakeMisses(self.servers)
        self.people = FakePeople(self.conversations, self.claims)

    def bot(self, assistant: Assistant) -> MedicBot:
        """A bot that remembers this."""
        return make_bot(assistant, self, self.clock)


def make_bot(assistant: Assistant, storage: Storage, clock: Clock) -> MedicBot:
    """A bot as it is composed for a run, but with one reference for all failures."""
    failures = Funnel(lambda: REFERENCE)
    return MedicBot(lambda: assistant, storage, clock, failures, Options(shard_count=1))


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

    def rename_button(
        self, card: discord.Message | simcord.ResponseMessage, label: str, custom_id: str
    ) -> None:
        """Change a button of a card behind the bot's back, as if it had been another bot's."""
        stored = self.env.backend.get_message(self.channel.id, card.id)
        button = next(
            part for part in walk_components(stored.components) if part.get("label") == label
        )
        button["custom_id"] = custom_id

    def case(self, memory: Memory) -> Case:
        """Alice's case in the channel, as it is kept."""
        return memory.conversations.kept[CaseKey(self.channel.id, self.alice.id)]


def words(message: discord.Message | simcord.ResponseMessage) -> str:
    """All that a message says, in markdown."""
    texts = [str(part["content"]) for part in parts(message) if part.get("type") == 10]
    return "\n".join([message.content, *texts]).strip()


def labels(message: discord.Message | simcord.ResponseMessage) -> list[str]:
    """The labels of the buttons that act."""
    return [str(part["label"]) for part in parts(message) if "custom_id" in part]


def parts(message: discord.Message | simcord.ResponseMessage) -> list[Part]:
    """All components of a message, nested ones too."""
    roots = [one if isinstance(one, dict) else one.to_dict() for one in message.components]
    return list(walk_components(roots))


def bodies(env: simcord.Env) -> list[Part]:
    """All messages that the bot has sent or edited, as they went out; a modal is none."""
    sent = [entry.json for entry in env.http_requests if isinstance(entry.json, dict)]
    inner = [body.get("data") or body for body in sent]
    messages = [body for body in inner if "content" in body or "components" in body]
    return [body for body in messages if "title" not in body]


def pings_nobody(body: Part) -> bool:
    """Whether a message forbids every ping; without an entry of its own, a reply pings nobody."""
    allowed = body.get("allowed_mentions")
    return allowed in ({"parse": []}, {"parse": [], "replied_user": False})

"""A small Discord with the bot in it, and what the tests look at there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import discord
import simcord

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.desk import Desk
from bot.adapters.discord.failures import Funnel
from bot.core.assistant import Assistant
from bot.core.ports import Claims, Clock, Conversations
from tests.fakes import FakeClaims, FakeClock, FakeConversations

__all__ = ["REFERENCE", "Memory", "World", "labels", "nobody_is_pinged", "words"]

REFERENCE = "AB12CD"
"""The reference of every failure in the tests."""

STORAGE = "iCloud says not enough storage"
"""A symptom with a sure answer."""


@dataclass
class Memory:
    """What outlives a restart."""

    conversations: Conversations = field(default_factory=FakeConversations)
    claims: Claims = field(default_factory=FakeClaims)
    clock: Clock = field(default_factory=FakeClock)

    def bot(self, assistant: Assistant) -> MedicBot:
        """A bot that remembers this."""
        failures = Funnel(lambda: REFERENCE)
        desk = Desk(lambda: assistant, self.conversations, self.claims, self.clock, failures)
        return MedicBot(desk, self.clock, failures, shard_count=1)


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
        assert self.env.bot.user is not None
        return self.env.bot.user.mention

    async def ask(self, text: str = STORAGE) -> discord.Message:
        """Alice mentions the bot in the channel; gives its answer."""
        await self.alice.send(self.channel, f"{self.me} {text}")
        return self.latest()

    async def press(self, label: str, by: simcord.MemberActor | None = None) -> discord.Message:
        """Somebody presses a button of the latest card; gives the card after it."""
        card = self.latest()
        result = await (by or self.alice).click(card, label=label)
        assert result.acknowledged
        return self.again(card)

    def latest(self) -> discord.Message:
        """The bot's latest message that everybody sees."""
        return self.answers()[-1]

    def again(self, message: discord.Message) -> discord.Message:
        """A message as it is now."""
        return next(one for one in self.channel.history() if one.id == message.id)

    def answers(self, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
        """All that the bot has written in a channel and everybody sees."""
        return [
            message
            for message in (channel or self.channel).history()
            if message.author.id == self.env.backend.bot_user.id and not message.flags.ephemeral
        ]

    def sent(self) -> list[Mapping[str, object]]:
        """The bodies of all messages that the bot has sent to channels."""
        return [
            entry.json
            for entry in self.env.http_requests
            if entry.method == "POST" and entry.path.endswith("/messages") and entry.json
        ]


def words(message: discord.Message | simcord.ResponseMessage) -> str:
    """All that a message says."""
    texts = [part["content"] for part in _parts(message) if part.get("type") == 10]
    return "\n".join([message.content, *texts]).strip()


def labels(message: discord.Message) -> list[str]:
    """The labels of the buttons that act."""
    return [part["label"] for part in _parts(message) if "custom_id" in part]


def _parts(message: discord.Message | simcord.ResponseMessage) -> Iterator[Mapping[str, str]]:
    roots = [part if isinstance(part, Mapping) else part.to_dict() for part in message.components]
    return _walk(roots)


def _walk(parts: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, str]]:
    for part in parts:
        yield part  # type: ignore[misc]  # the tests look at strings alone
        children = part.get("components")
        if isinstance(children, Sequence):
            yield from _walk(children)


def nobody_is_pinged(env: simcord.Env) -> bool:
    """Whether everything that was sent or edited forbids every ping."""
    bodies = [entry.json for entry in env.http_requests if isinstance(entry.json, dict)]
    written = [
        body
        for body in (body.get("data") or body for body in bodies)
        if "content" in body or "components" in body
    ]
    return all(
        body.get("allowed_mentions") == {"parse": [], "replied_user": False} for body in written
    )

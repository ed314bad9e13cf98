"""What people press and choose, and how the bot may answer that.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from dataclasses import dataclass, field
from enum import IntEnum

from tests.wire.fake_discord import payloads
from tests.wire.fake_discord.changes import Changes
from tests.wire.fake_discord.errors import Code, Refused
from tests.wire.fake_discord.forms import Form
from tests.wire.fake_discord.gateway import Gateway
from tests.wire.fake_discord.limits import check_choices, check_message, check_modal
from tests.wire.fake_discord.message import Flag, Kind, Message
from tests.wire.fake_discord.messages import Messages
from tests.wire.fake_discord.permissions import held
from tests.wire.fake_discord.values import JsonObject, number, objects, one
from tests.wire.fake_discord.world import Channel, ChannelKind, User, World

__all__ = ["Answer", "Asked", "Interaction", "Interactions"]

PROMPT = 3
"""Seconds within which the first answer has to come."""

TOKEN_LASTS = 15 * 60
"""Seconds for which a token is good."""

FOLLOW_UPS = 5
"""Further messages where the application is installed by the user alone."""


class Asked(IntEnum):
    """What somebody did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Answer(IntEnum):
    """The bot's first answer to that."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


_MESSAGES = {Answer.MESSAGE, Answer.DEFERRED_MESSAGE}
_UPDATES = {Answer.UPDATE, Answer.DEFERRED_UPDATE}
_ALLOWED = {
    Asked.COMMAND: _MESSAGES | {Answer.MODAL},
    Asked.COMPONENT: _MESSAGES | _UPDATES | {Answer.MODAL},
    Asked.AUTOCOMPLETE: {Answer.CHOICES},
    Asked.MODAL: _MESSAGES | _UPDATES,
}


@dataclass(eq=False)
class Interaction:
    """Something that a person did, and what came of it."""

    asked: Asked
    channel: Channel
    user: User
    source: Message | None = None
    """The message with the component that was used, or behind the modal that was sent."""
    kind: Kind = Kind.REPLY
    """The type of the messages that answer it."""
    is_by_user_install: bool = False
    id: int = 0
    token: str = ""
    at: float = 0.0
    """When it was done."""
    answer: Answer | None = None
    """The first answer; None until there is one."""
    original: Message | None = None
    """The message that is called @original: what was sent first, or what was updated."""
    messages: list[Message] = field(default_factory=list)
    """All that was sent in answer, whoever can see it."""
    modal: JsonObject = field(default_factory=dict)
    """The form that has opened."""
    choices: list[JsonObject] = field(default_factory=list)
    """What was offered while typing."""
    follow_ups: int = 0

    @property
    def is_acknowledged(self) -> bool:
        """Whether it was answered at all."""
        return self.answer is not None

    @property
    def owners(self) -> JsonObject:
        """Who installed the application: a server, or for a direct message none, or the user."""
        if self.is_by_user_install:
            return {"1": str(self.user.id)}
        return {"0": str(self.channel.guild or 0)}

    @property
    def words(self) -> str:
        """All that was said in answer, in markdown."""
        return "\n".join(message.words for message in self.messages)


class Interactions:
    """All interactions.

    Args:
        world: what there is.
        gateway: tells the bot of them.
        messages: where public answers go.
        changes: is told of every answer.

    """

    def __init__(
        self, world: World, gateway: Gateway, messages: Messages, changes: Changes
    ) -> None:
        self._world = world
        self._gateway = gateway
        self._messages = messages
        self._changes = changes
        self.made: list[Interaction] = []
        self._by_token: dict[str, Interaction] = {}

    async def begin(self, made: Interaction, data: JsonObject) -> Interaction:
        """Tell the bot that somebody did something."""
        made.id = self._world.ids.next()
        made.token = f"token-{made.id}"
        made.at = self._world.now()
        self.made.append(made)
        self._by_token[made.token] = made
        event = self._event(made, data)
        await self._gateway.dispatch("INTERACTION_CREATE", event, made.channel.guild)
        return made

    async def answer(self, id_: int, token: str, body: JsonObject) -> JsonObject:
        """Take the first answer; gives what Discord tells of it."""
        made = self._by_token.get(token)
        if made is None or made.id != id_:
            raise Refused.because(Code.UNKNOWN_INTERACTION)
        if made.is_acknowledged:
            raise Refused.because(Code.ALREADY_ACKNOWLEDGED)
        if self._world.now() - made.at > PROMPT:
            raise Refused.because(Code.UNKNOWN_INTERACTION)
        data = one(body.get("data"))
        made.answer = self._check(made, number(body.get("type")), data)
        match made.answer:
            case Answer.MESSAGE | Answer.DEFERRED_MESSAGE:
                made.original = await self._send(made, data)
            case Answer.UPDATE | Answer.DEFERRED_UPDATE:
                made.original = made.source
                if made.source and made.answer is Answer.UPDATE:
                    await self._messages.edit(made.source, data)
            case Answer.MODAL:
                made.modal = data
            case Answer.CHOICES:
                made.choices = objects(data.get("choices"))
        self._changes.note()
        return self._told(made)

    async def follow_up(self, token: str, body: JsonObject) -> Message:
        """Send a further message; the first after a deferred one takes its place."""
        made = self._usable(token)
        original = made.original
        if original and Flag.LOADING in original.flags:
            await self._messages.edit(original, body)
            return original
        if made.is_by_user_install:
            if made.follow_ups >= FOLLOW_UPS:
                raise Refused.because(Code.TOO_MANY_FOLLOW_UPS)
            made.follow_ups += 1
        check_message(body)
        return await self._send(made, body)

    def forget(self) -> None:
        """Drop all interactions."""
        self.made.clear()
        self._by_token.clear()

    def find(self, token: str, which: str) -> Message:
        """A message that answers an interaction: @original, or one with its id."""
        made = self._usable(token)
        if which == "@original":
            found = made.original
        else:
            found = next((sent for sent in made.messages if str(sent.id) == which), None)
        if found is None or found.is_deleted:
            raise Refused.because(Code.UNKNOWN_MESSAGE)
        return found

    def _usable(self, token: str) -> Interaction:
        """The interaction of a token that can be used for messages now."""
        made = self._by_token.get(token)
        if made is None or not made.is_acknowledged:
            raise Refused.because(Code.UNKNOWN_WEBHOOK)
        if self._world.now() - made.at > TOKEN_LASTS:
            raise Refused.because(Code.INVALID_TOKEN)
        return made

    def _check(self, made: Interaction, kind: int, data: JsonObject) -> Answer:
        """The kind of an answer, if it fits what was done, and what it says is within limits."""
        allowed = set(_ALLOWED[made.asked])
        if made.source is None:
            allowed -= _UPDATES
        form = Form()
        message = f"Value must be one of {sorted(map(int, allowed))}."
        form.expect("type", "BASE_TYPE_CHOICES", message, holds=kind in allowed)
        form.close()
        match kind:
            case Answer.MESSAGE:
                check_message(data)
            case Answer.UPDATE if made.source:
                self._messages.check_edit(made.source, data)
            case Answer.MODAL:
                check_modal(data)
            case Answer.CHOICES:
                check_choices(data)
        return Answer(kind)

    async def _send(self, made: Interaction, body: JsonObject) -> Message:
        message = self._messages.draft(made.channel, body)
        message.cause = payloads.cause(made.id, made.asked, made.user, made.owners)
        message.kind = made.kind
        message.flags |= Flag(number(body.get("flags"))) & Flag.EPHEMERAL
        if made.answer is Answer.DEFERRED_MESSAGE and made.original is None:
            message.flags |= Flag.LOADING
        if made.kind is Kind.REPLY and made.source and not message.is_ephemeral:
            message.reference, message.target = made.source.id, made.source
        made.messages.append(message)
        await self._messages.add(message, body)
        self._changes.note()
        return message

    def _told(self, made: Interaction) -> JsonObject:
        original = made.original
        told: JsonObject = {"id": str(made.id), "type": int(made.asked)}
        if original is None or made.answer is None:
            return {"interaction": told}
        told["response_message_id"] = str(original.id)
        told["response_message_loading"] = Flag.LOADING in original.flags
        told["response_message_ephemeral"] = original.is_ephemeral
        message = payloads.message(self._world, original)
        return {"interaction": told, "resource": {"type": int(made.answer), "message": message}}

    def _event(self, made: Interaction, data: JsonObject) -> JsonObject:
        world, channel = self._world, made.channel
        server = world.guild_of(channel)
        event: JsonObject = {
            "id": str(made.id),
            "application_id": str(world.bot.id),
            "type": int(made.asked),
            "token": made.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": payloads.place(world, channel, made.user),
            "app_permissions": str(int(held(world.bot, server, channel))),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": made.owners,
            "context": 1 if channel.kind is ChannelKind.DM else 0,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if server:
            may = str(int(held(made.user, server, channel)))
            event["guild_id"] = str(server.id)
            event["guild"] = {"id": str(server.id), "locale": "en-US", "features": []}
            event["member"] = payloads.member(made.user) | {"permissions": may}
        else:
            event["user"] = payloads.user(made.user)
        if made.source:
            event["message"] = payloads.message(world, made.source)
        return event

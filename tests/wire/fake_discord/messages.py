"""The messages of every channel: made, edited, deleted and read."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

from tests.wire.fake_discord import payloads
from tests.wire.fake_discord.errors import Code, Refused
from tests.wire.fake_discord.forms import Form
from tests.wire.fake_discord.gateway import Gateway
from tests.wire.fake_discord.limits import check_message
from tests.wire.fake_discord.message import Flag, Kind, Message
from tests.wire.fake_discord.permissions import Permission, held
from tests.wire.fake_discord.pings import pings
from tests.wire.fake_discord.values import JsonObject, number, objects, one, text, walk
from tests.wire.fake_discord.world import Channel, User, World

__all__ = ["Messages"]

NONCE_LASTS = 300
"""Seconds in which a nonce finds its message again; Discord says *the past few minutes*."""

_SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
_CONTENTS = ("content", "embeds", "components", "attachments")


@dataclass(frozen=True)
class _Made:
    message: Message
    at: float


class Messages:
    """All messages, by channel, the oldest first.

    Args:
        world: what there is.
        gateway: tells the bot of them.

    """

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway
        self._channels: dict[int, dict[int, Message]] = {}
        self._by_nonce: dict[str, _Made] = {}
        self.pinged: list[str] = []
        """Whom the bot's messages and edits have pinged, in order."""

    def find(self, channel: Channel, id_: int) -> Message:
        """A message that is there; Unknown Message else."""
        message = self._channels.get(channel.id, {}).get(id_)
        if message is None:
            raise Refused.because(Code.UNKNOWN_MESSAGE)
        return message

    def all(self, channel: Channel, author: User | None = None) -> list[Message]:
        """The messages of a channel, of one author's if wanted, the oldest first."""
        there = self._channels.get(channel.id, {}).values()
        return [one_ for one_ in there if author in {None, one_.author}]

    def made_with(self, nonce: str) -> Message | None:
        """The bot's message that was last made with a nonce."""
        made = self._by_nonce.get(nonce)
        return made.message if made else None

    def keep_nonces(self, seconds: float) -> None:
        """Let nonces last on where the clock is set forward: no time has passed."""
        for nonce, made in self._by_nonce.items():
            self._by_nonce[nonce] = replace(made, at=made.at + seconds)

    def history(self, channel: Channel, query: Mapping[str, str]) -> list[Message]:
        """What `GET /channels/{id}/messages` answers: the newest first.

        https://docs.discord.com/developers/resources/message#get-channel-messages
        """
        limit = int(query.get("limit", "50"))
        form = Form()
        within = 1 <= limit <= 100
        form.expect("limit", "NUMBER_TYPE_MAX", "Must be between 1 and 100.", holds=within)
        form.close()
        there = list(self._channels.get(channel.id, {}).values())
        if "around" in query:
            middle = int(query["around"])
            older = [found for found in there if found.id <= middle][-(limit // 2 + 1) :]
            newer = [found for found in there if found.id > middle][: limit // 2]
            chosen = older + newer
        elif "after" in query:
            chosen = [found for found in there if found.id > int(query["after"])][:limit]
        else:
            end = int(query["before"]) if "before" in query else None
            chosen = [found for found in there if end is None or found.id < end][-limit:]
        return chosen[::-1]

    async def say(self, message: Message) -> Message:
        """Put a person's message where it belongs."""
        await self._add(message)
        return message

    async def post(self, channel: Channel, body: JsonObject) -> Message:
        """Make a message of the bot's own, or find the one that was made with the same nonce."""
        check_message(body)
        target = self._target(channel, one(body.get("message_reference")))
        nonce = str(body["nonce"]) if body.get("nonce") is not None else None
        now = self._world.now()
        if nonce and body.get("enforce_nonce"):
            before = self._by_nonce.get(nonce)
            if before and now - before.at <= NONCE_LASTS:
                return before.message
        message = self.draft(channel, body)
        message.nonce = nonce
        if target:
            message.kind, message.reference, message.target = Kind.REPLY, target.id, target
        if nonce:
            self._by_nonce[nonce] = _Made(message, now)
        await self.add(message, body)
        return message

    def draft(self, channel: Channel, body: JsonObject) -> Message:
        """A message of the bot's, with the contents of a request, that is nowhere yet."""
        message = Message(self._world.ids.next(), channel, self._world.bot)
        message.flags = Flag(number(body.get("flags"))) & _SETTABLE
        _fill(message, body)
        return message

    async def add(self, message: Message, body: JsonObject) -> None:
        """Put a message of the bot's where it belongs, and see whom it pings."""
        self._see_pings(message, body)
        await self._add(message)

    async def announce(self, message: Message) -> None:
        """Tell the bot of a message; once more, if it was told before."""
        await self._tell("MESSAGE_CREATE", message, payloads.message_event(self._world, message))

    async def edit(self, message: Message, body: JsonObject) -> None:
        """Edit a message of the bot's; what the request leaves out stays."""
        self.check_edit(message, body)
        message.flags = _flags_after(message, body)
        _fill(message, body)
        self._see_pings(message, body)
        message.edited = self._world.now()
        await self.change(message)

    def check_edit(self, message: Message, body: JsonObject) -> None:
        """Refuse an edit after which the message would be none."""
        kept = {name: getattr(message, name) for name in _CONTENTS}
        check_message({**kept, **body, "flags": int(_flags_after(message, body))})

    async def change(self, message: Message) -> None:
        """Tell that a message has changed."""
        await self._tell("MESSAGE_UPDATE", message, payloads.message_event(self._world, message))

    async def delete(self, message: Message) -> None:
        """Delete a message, for whoever may."""
        message.is_deleted = True
        self._channels.get(message.channel.id, {}).pop(message.id, None)
        await self._tell("MESSAGE_DELETE", message, payloads.deleted_message(message))

    def forget(self) -> None:
        """Drop all messages, and whom they pinged."""
        self._channels.clear()
        self._by_nonce.clear()
        self.pinged.clear()

    async def _add(self, message: Message) -> None:
        if not message.is_ephemeral:
            self._channels.setdefault(message.channel.id, {})[message.id] = message
        await self.announce(message)

    async def _tell(self, event: str, message: Message, data: JsonObject) -> None:
        """Tell the bot, if it can see the message at all."""
        channel, guild = message.channel, self._world.guild_of(message.channel)
        may = held(self._world.bot, guild, channel)
        is_there = guild is None or guild.has_bot
        if is_there and Permission.VIEW_CHANNEL in may and not message.is_ephemeral:
            await self._gateway.dispatch(event, data, channel.guild)

    def _target(self, channel: Channel, reference: JsonObject) -> Message | None:
        """The message that a new one replies to; refused if it has to be there and isn't."""
        if not reference:
            return None
        target = self._channels.get(channel.id, {}).get(number(reference.get("message_id")))
        there = target is not None or reference.get("fail_if_not_exists") is False
        form = Form()
        form.expect("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message", holds=there)
        form.close()
        return target

    def _see_pings(self, message: Message, body: JsonObject) -> None:
        allowed = body.get("allowed_mentions")
        self.pinged += pings(message, None if allowed is None else one(allowed))


def _flags_after(message: Message, body: JsonObject) -> Flag:
    """The flags after an edit; the one for components can't be taken off again."""
    return (Flag(number(body.get("flags"))) & _SETTABLE) | (message.flags & ~Flag.LOADING)


def _fill(message: Message, body: JsonObject) -> None:
    """Take over what a request says of a message's contents."""
    if "content" in body:
        message.content = text(body["content"])
    if "embeds" in body:
        message.embeds = objects(body["embeds"])
    if "attachments" in body:
        message.attachments = objects(body["attachments"])
    if "components" in body:
        message.components = deepcopy(objects(body["components"]))  # the ledger keeps what came
        _number(message.components)


def _number(components: Iterable[JsonObject]) -> None:
    """Give an id to each component that came without one, as Discord does."""
    parts = list(walk(list(components)))
    taken = {number(part["id"]) for part in parts if "id" in part}
    free = (id_ for id_ in range(1, len(parts) + len(taken) + 1) if id_ not in taken)
    for part in parts:
        if "id" not in part:
            part["id"] = next(free)

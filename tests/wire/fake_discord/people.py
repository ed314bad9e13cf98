"""What people do in this Discord, and what the bot is told of it."""

import re
from collections.abc import Iterable, Mapping

from tests.wire.fake_discord import payloads
from tests.wire.fake_discord.components import Part
from tests.wire.fake_discord.interactions import Asked, Interaction
from tests.wire.fake_discord.message import Kind, Message
from tests.wire.fake_discord.parts import Parts
from tests.wire.fake_discord.permissions import Permission
from tests.wire.fake_discord.values import JsonObject, number, objects, text, walk
from tests.wire.fake_discord.world import Channel, Guild, User

__all__ = ["People"]

_MENTION = re.compile(r"<@!?(\d+)>")


class People:
    """Acts for people; unless said otherwise for Alice, in the first channel of the first server.

    Args:
        parts: the server's.

    """

    def __init__(self, parts: Parts) -> None:
        self._world = parts.world
        self._gateway = parts.gateway
        self._messages = parts.messages
        self._interactions = parts.interactions
        self._commands = parts.commands

    async def say(
        self,
        content: str,
        where: Channel | None = None,
        who: User | None = None,
        *,
        to: Message | None = None,
        ping: bool = True,
    ) -> Message:
        """Write a message, `{bot}` in it standing for a mention of the bot.

        Args:
            content: what it says.
            where: the channel.
            who: the person.
            to: the message that it replies to.
            ping: whether a reply pings whom it replies to.

        """
        world, author = self._world, who or self._world.alice
        channel = to.channel if to else where or world.general
        message = Message(world.ids.next(), channel, author)
        message.content = content.replace("{bot}", world.bot.mention)
        if to:
            message.kind, message.reference, message.target = Kind.REPLY, to.id, to
        message.mentions = self._mentioned(message, ping=ping)
        return await self._messages.say(message)

    async def edit(self, message: Message, content: str) -> None:
        """Change what a message of one's own says."""
        pinged = message.target is not None and message.target.author in message.mentions
        message.content = content.replace("{bot}", self._world.bot.mention)
        message.mentions = self._mentioned(message, ping=pinged)
        message.edited = self._world.now()
        await self._messages.change(message)

    async def delete(self, message: Message) -> None:
        """Delete a message, be it one's own or as a moderator."""
        await self._messages.delete(message)

    async def click(
        self,
        message: Message,
        label: str | None = None,
        who: User | None = None,
        *,
        custom_id: str | None = None,
    ) -> Interaction:
        """Press a button, found by its label or its identifier."""
        part = message.part(label=label, custom_id=custom_id)
        return await self._use(message, part, {}, who)

    async def select(
        self, message: Message, custom_id: str, values: Iterable[str], who: User | None = None
    ) -> Interaction:
        """Choose in a select, by the values of its options, or by ids."""
        part = message.part(custom_id=custom_id)
        return await self._use(message, part, {"values": list(values)}, who)

    async def submit(
        self, opened: Interaction, values: Mapping[str, str | list[str]]
    ) -> Interaction:
        """Fill in the form that has opened after an interaction, and send it.

        Args:
            opened: what the form answers.
            values: what is entered, by the identifiers of its parts; the others stay empty.

        """
        modal = opened.modal
        names = {text(part.get("custom_id")) for part in walk(modal.get("components"))}
        unknown = values.keys() - names
        assert not unknown, f"the form has no {unknown}; it has {names}"
        parts = [_filled(part, values) for part in objects(modal.get("components"))]
        data: JsonObject = {"custom_id": modal["custom_id"], "components": parts}
        made = Interaction(
            Asked.MODAL,
            opened.channel,
            opened.user,
            opened.source,
            opened.kind,
            opened.is_by_user_install,
        )
        return await self._interactions.begin(made, data)

    async def slash(
        self,
        name: str,
        where: Channel | None = None,
        who: User | None = None,
        *,
        by_user_install: bool = False,
        **options: object,
    ) -> Interaction:
        """Send a slash command; a subcommand's name has a space in it."""
        where, who = where or self._world.general, who or self._world.alice
        made = Interaction(
            Asked.COMMAND,
            where,
            who,
            kind=Kind.SLASH_COMMAND,
            is_by_user_install=by_user_install,
        )
        return await self._interactions.begin(made, self._commands.call(name, options))

    async def type_in(
        self,
        name: str,
        option: str,
        typed: str,
        where: Channel | None = None,
        who: User | None = None,
    ) -> Interaction:
        """Type into an option of a slash command that offers choices meanwhile."""
        data = self._commands.call(name, {option: typed}, focused=option)
        where, who = where or self._world.general, who or self._world.alice
        made = Interaction(Asked.AUTOCOMPLETE, where, who)
        return await self._interactions.begin(made, data)

    async def choose(
        self, menu: str, message: Message, who: User | None = None, *, by_user_install: bool = False
    ) -> Interaction:
        """Choose an entry of a message's context menu."""
        shown = payloads.message(self._world, message, in_full=True)
        resolved = {"resolved": {"messages": {str(message.id): shown}}}
        made = Interaction(
            Asked.COMMAND,
            message.channel,
            who or self._world.alice,
            kind=Kind.CONTEXT_MENU,
            is_by_user_install=by_user_install,
        )
        data = self._commands.menu(menu, message.id)
        return await self._interactions.begin(made, data | resolved)

    async def add_channel(self, name: str) -> Channel:
        """Make a further channel in the first server."""
        channel = self._world.add_channel(self._world.guild, name)
        event = payloads.channel(self._world, channel)
        await self._gateway.dispatch("CHANNEL_CREATE", event, channel.guild)
        return channel

    async def forbid(self, channel: Channel, permission: Permission) -> None:
        """Take permissions from the bot in a channel."""
        bot = self._world.bot.id
        allowed, denied = channel.overwrites.get(bot, (0, 0))
        channel.overwrites[bot] = (allowed & ~permission, denied | permission)
        event = payloads.channel(self._world, channel)
        await self._gateway.dispatch("CHANNEL_UPDATE", event, channel.guild)

    async def turn_out(self, guild: Guild) -> None:
        """Take the bot out of a server."""
        guild.has_bot = False
        await self._gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    async def take_back(self, guild: Guild) -> None:
        """Let the bot into a server again that has turned it out."""
        guild.has_bot = True
        event = payloads.guild(self._world, guild)
        del event["unavailable"]  # it is there only where a server was known before
        await self._gateway.dispatch("GUILD_CREATE", event, guild.id)

    async def _use(
        self, message: Message, part: JsonObject, more: JsonObject, who: User | None
    ) -> Interaction:
        data: JsonObject = {
            "custom_id": part["custom_id"],
            "component_type": part["type"],
            "id": part.get("id", 0),
        }
        user = who or self._world.alice
        made = Interaction(Asked.COMPONENT, message.channel, user, source=message)
        return await self._interactions.begin(made, data | more)

    def _mentioned(self, message: Message, *, ping: bool) -> tuple[User, ...]:
        users = self._world.users
        ids = [int(id_) for id_ in _MENTION.findall(message.content)]
        found = [users[id_] for id_ in dict.fromkeys(ids) if id_ in users]
        if message.target and ping and message.target.author not in found:
            found.append(message.target.author)
        return tuple(found)


def _filled(part: JsonObject, values: Mapping[str, str | list[str]]) -> JsonObject:
    """A part of a form as it comes back: its type, its identifiers and what was entered."""
    back: JsonObject = {name: part[name] for name in ("type", "id", "custom_id") if name in part}
    if "custom_id" in part:
        entered = values.get(text(part["custom_id"]))
        if number(part.get("type")) == Part.INPUT:
            back["value"] = entered or text(part.get("value"))
        else:
            back["values"] = entered or []
    if "components" in part:
        back["components"] = [_filled(inner, values) for inner in objects(part["components"])]
    if inner := objects([part.get("component")]):
        back["component"] = _filled(inner[0], values)
    return back

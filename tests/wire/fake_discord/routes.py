"""What each address of the REST interface does.

https://docs.discord.com/developers/reference
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tests.wire.fake_discord import payloads
from tests.wire.fake_discord.errors import Code, Refused
from tests.wire.fake_discord.ledger import Call
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.parts import Parts
from tests.wire.fake_discord.permissions import Permission, held, need, to_send
from tests.wire.fake_discord.values import JsonObject, number, objects
from tests.wire.fake_discord.world import Channel, ChannelKind

__all__ = ["Match", "Routes"]

Ids: TypeAlias = Mapping[str, str]
Handler: TypeAlias = Callable[[Call, Ids], Awaitable[object]]


@dataclass(frozen=True)
class _Route:
    method: str
    template: str
    pattern: re.Pattern[str]
    handler: Handler
    is_open: bool
    """Whether the token in the path is enough, and the bot's own is not wanted."""


@dataclass(frozen=True)
class Match:
    """A route that fits a request, and the identifiers in its path."""

    route: _Route
    ids: Ids

    @property
    def bucket(self) -> str:
        """The bucket that the request counts for: its route and its major parameter."""
        major = self.ids.get("channel") or self.ids.get("token") or ""
        return f"{self.route.method} {self.route.template} {major}"

    @property
    def is_open(self) -> bool:
        """Whether the request needs no token of the bot's, and counts for no rate of all."""
        return self.route.is_open

    async def answer(self, call: Call) -> object:
        """Do what is asked; gives the body of the answer, None for an empty one."""
        return await self.route.handler(call, self.ids)


class Routes:
    """The REST interface, without its transport.

    Args:
        parts: the server's.

    """

    def __init__(self, parts: Parts) -> None:
        self._world = parts.world
        self._gateway = parts.gateway
        self._messages = parts.messages
        self._threads = parts.threads
        self._interactions = parts.interactions
        self._commands = parts.commands
        self.shards = 1
        """How many shards Discord advises."""
        self.max_concurrency = 16
        self.sessions_left = 1000
        """How many sessions may be begun before the day is over."""
        self._routes: list[_Route] = []
        self._add_all()

    def find(self, call: Call) -> Match | None:
        """The route for a request; None where there is none."""
        for route in self._routes:
            if route.method == call.method and (found := route.pattern.fullmatch(call.path)):
                return Match(route, found.groupdict())
        return None

    def _add(self, method: str, template: str, handler: Handler, *, is_open: bool = False) -> None:
        path = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        self._routes.append(_Route(method, template, re.compile(path), handler, is_open))

    def _add_all(self) -> None:
        channel = "/channels/{channel}"
        messages = f"{channel}/messages"
        message = f"{messages}/{{message}}"
        hook = "/webhooks/{application}/{token}"
        add = self._add
        add("GET", "/users/@me", self._me)
        add("GET", "/users/@me/guilds", self._my_guilds)
        add("GET", "/applications/@me", self._application)
        add("GET", "/oauth2/applications/@me", self._application)
        add("GET", "/gateway/bot", self._advice)
        add("GET", "/applications/{application}/commands", self._list_commands)
        add("PUT", "/applications/{application}/commands", self._register_commands)
        add("POST", "/users/@me/channels", self._open_direct)
        add("GET", "/users/{user}", self._user)
        add("GET", "/guilds/{guild}", self._guild)
        add("GET", channel, self._channel)
        add("PATCH", channel, self._change_channel)
        add("POST", f"{channel}/typing", self._type)
        add("GET", messages, self._history)
        add("POST", messages, self._post)
        add("GET", message, self._get)
        add("PATCH", message, self._edit)
        add("DELETE", message, self._delete)
        add("POST", f"{message}/threads", self._open_thread)
        add("POST", "/interactions/{interaction}/{token}/callback", self._callback, is_open=True)
        add("POST", hook, self._follow_up, is_open=True)
        add("GET", f"{hook}/messages/{{which}}", self._get_answer, is_open=True)
        add("PATCH", f"{hook}/messages/{{which}}", self._edit_answer, is_open=True)
        add("DELETE", f"{hook}/messages/{{which}}", self._delete_answer, is_open=True)

    # The bot itself

    async def _me(self, _call: Call, _ids: Ids) -> object:
        return payloads.user(self._world.bot)

    async def _my_guilds(self, _call: Call, _ids: Ids) -> object:
        guilds = self._world.guilds.values()
        return [payloads.partial_guild(self._world, guild) for guild in guilds if guild.has_bot]

    async def _application(self, _call: Call, _ids: Ids) -> object:
        return payloads.application(self._world)

    async def _advice(self, _call: Call, _ids: Ids) -> object:
        starts = {
            "total": 1000,
            "remaining": self.sessions_left - len(self._gateway.notes("IDENTIFY")),
            "reset_after": 0,
            "max_concurrency": self.max_concurrency,
        }
        return {"url": self._gateway.url, "shards": self.shards, "session_start_limit": starts}

    async def _list_commands(self, _call: Call, _ids: Ids) -> object:
        return self._commands.registered

    async def _register_commands(self, call: Call, _ids: Ids) -> object:
        return self._commands.register(objects(call.body))

    # People, servers and channels

    async def _user(self, _call: Call, ids: Ids) -> object:
        user = self._world.users.get(number(ids["user"]))
        if user is None:
            raise Refused.because(Code.UNKNOWN_USER)
        return payloads.user(user)

    async def _guild(self, _call: Call, ids: Ids) -> object:
        guild = self._world.guilds.get(number(ids["guild"]))
        if guild is None or not guild.has_bot:
            raise Refused.because(Code.UNKNOWN_GUILD)
        return payloads.guild(self._world, guild)

    async def _open_direct(self, call: Call, _ids: Ids) -> object:
        user = self._world.users.get(number(call.json.get("recipient_id")))
        if user is None:
            raise Refused.because(Code.UNKNOWN_USER)
        return payloads.channel(self._world, self._world.direct(user))

    async def _channel(self, _call: Call, ids: Ids) -> object:
        return payloads.channel(self._world, self._place(ids))

    async def _change_channel(self, call: Call, ids: Ids) -> object:
        thread = self._place(ids)
        if thread.kind is not ChannelKind.PUBLIC_THREAD:  # the bot owns its threads, and no channel
            raise Refused.because(Code.MISSING_PERMISSIONS)
        await self._threads.change(thread, call.json)
        return payloads.channel(self._world, thread)

    async def _type(self, _call: Call, ids: Ids) -> object:
        channel = self._place(ids)
        self._need(channel, to_send(channel))
        return None

    # Messages

    async def _history(self, call: Call, ids: Ids) -> object:
        channel = self._place(ids)
        found = self._messages.history(channel, call.query)
        may = Permission.READ_MESSAGE_HISTORY in self._held(channel)
        return [payloads.message(self._world, message) for message in found if may]

    async def _post(self, call: Call, ids: Ids) -> object:
        channel = self._place(ids)
        self._need(channel, to_send(channel))
        if channel.is_closed:
            raise Refused.because(Code.DM_CLOSED)
        can_reply = Permission.READ_MESSAGE_HISTORY in self._held(channel)
        if call.json.get("message_reference") and not can_reply:
            raise Refused.because(Code.NO_HISTORY_TO_REPLY)
        await self._threads.wake(channel)
        return self._shown(await self._messages.post(channel, call.json))

    async def _get(self, _call: Call, ids: Ids) -> object:
        channel = self._place(ids)
        self._need(channel, Permission.READ_MESSAGE_HISTORY)
        return self._shown(self._message(channel, ids))

    async def _edit(self, call: Call, ids: Ids) -> object:
        channel = self._place(ids)
        message = self._message(channel, ids)
        if message.author != self._world.bot:
            raise Refused.because(Code.NOT_YOURS)
        self._refuse_if_archived(channel)
        await self._messages.edit(message, call.json)
        return self._shown(message)

    async def _delete(self, _call: Call, ids: Ids) -> object:
        channel = self._place(ids)
        message = self._message(channel, ids)
        if message.author != self._world.bot:
            self._need(channel, Permission.MANAGE_MESSAGES)
        self._refuse_if_archived(channel)
        await self._messages.delete(message)
        return None

    async def _open_thread(self, call: Call, ids: Ids) -> object:
        channel = self._place(ids)
        self._need(channel, Permission.CREATE_PUBLIC_THREADS)
        thread = await self._threads.open(self._message(channel, ids), call.json)
        return payloads.channel(self._world, thread)

    # Interactions

    async def _callback(self, call: Call, ids: Ids) -> object:
        told = await self._interactions.answer(number(ids["interaction"]), ids["token"], call.json)
        return told if call.query.get("with_response") in {"true", "True", "1"} else None

    async def _follow_up(self, call: Call, ids: Ids) -> object:
        return self._shown(await self._interactions.follow_up(ids["token"], call.json))

    async def _get_answer(self, _call: Call, ids: Ids) -> object:
        return self._shown(self._interactions.find(ids["token"], ids["which"]))

    async def _edit_answer(self, call: Call, ids: Ids) -> object:
        message = self._interactions.find(ids["token"], ids["which"])
        await self._messages.edit(message, call.json)
        return self._shown(message)

    async def _delete_answer(self, _call: Call, ids: Ids) -> object:
        await self._messages.delete(self._interactions.find(ids["token"], ids["which"]))
        return None

    # What they share

    def _place(self, ids: Ids) -> Channel:
        """The channel of a request, if the bot can see it."""
        channel = self._world.channels.get(number(ids["channel"]))
        if channel is None:
            raise Refused.because(Code.UNKNOWN_CHANNEL)
        guild = self._world.guild_of(channel)
        if guild and not guild.has_bot:
            raise Refused.because(Code.MISSING_ACCESS)
        self._need(channel, Permission.VIEW_CHANNEL)
        return channel

    def _message(self, channel: Channel, ids: Ids) -> Message:
        return self._messages.find(channel, number(ids["message"]))

    def _held(self, channel: Channel) -> Permission:
        return held(self._world.bot, self._world.guild_of(channel), channel)

    def _need(self, channel: Channel, permission: Permission) -> None:
        need(self._world.bot, self._world.guild_of(channel), channel, permission)

    def _shown(self, message: Message) -> JsonObject:
        return payloads.message(self._world, message)

    @staticmethod
    def _refuse_if_archived(channel: Channel) -> None:
        if channel.is_archived:
            raise Refused.because(Code.THREAD_ARCHIVED)

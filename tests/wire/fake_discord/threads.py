"""Threads: opened at a message, archived, and opened again by whoever writes in them."""

from tests.wire.fake_discord import payloads
from tests.wire.fake_discord.errors import Code, Refused
from tests.wire.fake_discord.gateway import Gateway
from tests.wire.fake_discord.limits import check_thread
from tests.wire.fake_discord.message import Flag, Message
from tests.wire.fake_discord.messages import Messages
from tests.wire.fake_discord.values import JsonObject, text
from tests.wire.fake_discord.world import Channel, World

__all__ = ["Threads"]


class Threads:
    """All threads; each has the id of the message that it begins with."""

    def __init__(self, world: World, gateway: Gateway, messages: Messages) -> None:
        self._world = world
        self._gateway = gateway
        self._messages = messages

    async def open(self, message: Message, body: JsonObject) -> Channel:
        """Open a thread at a message."""
        check_thread(body)
        if message.thread:
            raise Refused.because(Code.HAS_THREAD)
        name = text(body.get("name")).strip()
        thread = self._world.add_thread(message.channel, name, message.id)
        message.thread = thread
        message.flags |= Flag.HAS_THREAD
        event = payloads.channel(self._world, thread) | {"newly_created": True}
        await self._gateway.dispatch("THREAD_CREATE", event, thread.guild)
        await self._messages.change(message)
        return thread

    async def change(self, thread: Channel, body: JsonObject) -> None:
        """Rename a thread, archive it or lock it, or undo that."""
        if "name" in body:
            check_thread(body)
            thread.name = text(body["name"])
        thread.is_archived = bool(body.get("archived", thread.is_archived))
        thread.is_locked = bool(body.get("locked", thread.is_locked))
        event = payloads.channel(self._world, thread)
        await self._gateway.dispatch("THREAD_UPDATE", event, thread.guild)

    async def wake(self, channel: Channel) -> None:
        """Open an archived thread again, because somebody writes in it; a locked one stays shut."""
        if channel.is_locked:
            raise Refused.because(Code.THREAD_LOCKED)
        if channel.is_archived:
            await self.change(channel, {"archived": False})

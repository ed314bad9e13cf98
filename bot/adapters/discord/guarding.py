"""Events that the library can't read: they are read without what nobody here needs, or let go.

discord.py doesn't guard its parsers: what one of them raises ends the whole client. So each of them
is guarded here, where it is looked up by the name of its event.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from functools import partial

import discord

from bot.adapters.discord.failures import Funnel

__all__ = ["guard"]

_Data = dict[str, object]
_Parse = Callable[[_Data], None]

_ANEW = 4000
"""What a connection is closed with where another one follows."""

_OF_MESSAGES = frozenset(
    {"id", "channel_id", "guild_id", "author", "webhook_id", "type", "flags", "content", "mentions"}
)
"""What an answer to a message can't do without, as far as Discord tells it."""

_OF_EDITS = _OF_MESSAGES | {"edited_timestamp"}
"""The same where a message was edited."""

_OF_CARDS = _OF_MESSAGES | {"components"}
"""The same of the bot's own message whose button was pressed."""

_OF_INTERACTIONS = frozenset(
    {
        "id", "application_id", "type", "data", "guild_id", "channel_id", "channel", "member",
        "user", "token", "version", "message", "app_permissions", "attachment_size_limit",
        "context",
    }
)  # fmt: skip
"""What an answer to an interaction can't do without, as far as Discord tells it."""


def guard(client: discord.AutoShardedClient, failures: Funnel) -> None:
    """Let no event end the client.

    A message or an interaction that can't be read is read once more without its optional parts, and
    so isn't lost for one of them. What can't be read even so is logged under a reference, with the
    name of the event, and let go. A session whose beginning can't be read is begun anew.

    Args:
        client: its parsers are guarded.
        failures: takes what goes wrong.

    """
    _Guard(client, failures).stand()


class _Guard:
    def __init__(self, client: discord.AutoShardedClient, failures: Funnel) -> None:
        self._client = client
        self._failures = failures
        self._ending: set[asyncio.Task[None]] = set()

    def stand(self) -> None:
        parsers: dict[str, _Parse] = self._client._connection.parsers  # noqa: SLF001  # no public way
        for event, parse in parsers.items():
            parsers[event] = partial(self._read, event, parse)

    def _read(self, event: str, parse: _Parse, data: _Data) -> None:
        if self._reads(event, parse, data):
            return
        if event == "READY":
            self._end(data)
            message = "the beginning of a session can't be read"
            raise ConnectionError(
                message
            )  # the library begins anew after it, each time a bit later
        if event in _BARE:
            self._reads(event, parse, _BARE[event](data))

    def _reads(self, event: str, parse: _Parse, data: _Data) -> bool:
        try:
            parse(data)
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not end the client
            self._failures.take(error, "reading an event", event=event)
            return False
        return True

    def _end(self, ready: _Data) -> None:
        """End the connection of a session, which the library would keep beside the next one."""
        match ready.get("shard"):
            case [int(shard), *_]:
                socket = self._client._get_websocket(shard_id=shard)  # noqa: SLF001  # no public way
                task = asyncio.get_running_loop().create_task(socket.close(_ANEW))
                self._ending.add(task)
                task.add_done_callback(self._ending.discard)


def _bare(names: Collection[str]) -> Callable[[_Data], _Data]:
    """Leaves an event these fields, and the message in it those of a card."""

    def strip(data: _Data) -> _Data:
        bare = {name: value for name, value in data.items() if name in names}
        message = bare.get("message")
        if isinstance(message, dict):
            bare["message"] = _bare(_OF_CARDS)(message)
        return bare

    return strip


_BARE: Mapping[str, Callable[[_Data], _Data]] = {
    "MESSAGE_CREATE": _bare(_OF_MESSAGES),
    "MESSAGE_UPDATE": _bare(_OF_EDITS),
    "INTERACTION_CREATE": _bare(_OF_INTERACTIONS),
}
"""The events that are read once more."""

"""Whom a message of the bot's pings, by its words and by what it allows.

https://docs.discord.com/developers/resources/message#allowed-mentions-object
"""

import re
from collections.abc import Iterator

from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.values import JsonObject

__all__ = ["pings"]

_EVERYONE = re.compile(r"@(?:everyone|here)")
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")


def pings(message: Message, allowed: JsonObject | None) -> list[str]:
    """Whom a message pings: `everyone`, `users <id>`, `roles <id>` or `reply <id>`.

    Without `allowed`, every mention does, and a reply pings whom it replies to.
    """
    return list(_found(message, allowed))


def _found(message: Message, allowed: JsonObject | None) -> Iterator[str]:
    words = message.words
    if _may("everyone", "", allowed) and _EVERYONE.search(words):
        yield "everyone"
    for kind, pattern in (("users", _USER), ("roles", _ROLE)):
        for id_ in pattern.findall(words):
            if _may(kind, id_, allowed):
                yield f"{kind} {id_}"
    if message.target and (allowed is None or allowed.get("replied_user")):
        yield f"reply {message.target.author.id}"


def _may(kind: str, id_: str, allowed: JsonObject | None) -> bool:
    if allowed is None:
        return True
    kinds, listed = allowed.get("parse"), allowed.get(kind)
    if isinstance(kinds, list) and kind in kinds:
        return True
    return isinstance(listed, list) and id_ in map(str, listed)

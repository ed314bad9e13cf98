"""Every request that came in, in order, with what it was answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.wire.fake_discord.values import JsonObject, one

__all__ = ["Call", "Ledger"]


@dataclass(eq=False)
class Call:
    """One request."""

    method: str
    path: str
    """Without the prefix of the interface's version."""
    at: float
    """When it came, in seconds of the event loop's clock."""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    status: int = 0
    """What it was answered with; 0 while it is under way, or if its connection was dropped."""
    answer: object = None

    @property
    def json(self) -> JsonObject:
        """Its body; empty if it has none."""
        return one(self.body)

    @property
    def sent(self) -> JsonObject | None:
        """The message that it sends or edits, if it does, in whichever way."""
        body = self.json
        inner = one(body.get("data")) if self.path.endswith("/callback") else body
        is_message = self.method in {"POST", "PATCH"} and {"content", "components"} & inner.keys()
        return inner if is_message and "title" not in inner else None


class Ledger:
    """The requests so far."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def find(self, method: str, path: str, *, done: bool = True) -> list[Call]:
        """The requests with a method and a path, given as a pattern of the whole of it.

        Args:
            method: the method.
            path: the pattern.
            done: only those that did what they were to do.

        """
        return [
            call
            for call in self.calls
            if call.method == method
            and re.fullmatch(path, call.path)
            and (not done or 200 <= call.status < 300)
        ]

    @property
    def sent(self) -> list[JsonObject]:
        """Every message that was sent or edited, or was to be, as it came."""
        return [sent for call in self.calls if (sent := call.sent) is not None]

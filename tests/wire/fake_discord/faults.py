"""Faults on purpose: the next requests of a kind go wrong in a given way."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.wire.fake_discord.ledger import Call
from tests.wire.fake_discord.values import JsonObject

__all__ = ["Fault", "Faults", "too_many"]

VIA = {"Via": "1.1 google"}
"""What tells Discord's own answers from those of the network in front of it."""


@dataclass(eq=False)
class Fault:
    """What goes wrong with the next requests that it fits."""

    method: str
    path: str
    """A pattern of the whole path."""
    status: int | None = None
    """What is answered; None leaves the answer alone, so that it is late or lost at most."""
    code: int = 0
    message: str = "Injected fault"
    body: JsonObject | str | None = None
    """In place of the usual body with code and message; a text comes from in front of Discord."""
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int | None = 1
    """How many requests; None for all to come."""
    is_done: bool = False
    """Whether the request does its work all the same."""
    is_dropped: bool = False
    """Whether the connection breaks instead of an answer."""
    delay: float = 0.0
    """Seconds to wait first."""
    gate: asyncio.Event | None = None
    """What to wait for first."""
    hits: int = 0

    def fits(self, call: Call) -> bool:
        """Whether it is for a request."""
        is_left = self.times is None or self.hits < self.times
        fits = self.method in {"*", call.method} and re.fullmatch(self.path, call.path)
        return is_left and bool(fits)

    @property
    def lets_through(self) -> bool:
        """Whether the request does its work."""
        return self.is_done or (self.status is None and not self.is_dropped)

    async def wait(self) -> None:
        """Let the time pass before anything is done."""
        if self.gate:
            await self.gate.wait()
        await asyncio.sleep(self.delay)

    @property
    def answer(self) -> JsonObject | str:
        """The body of what is answered."""
        return self.body if self.body is not None else {"message": self.message, "code": self.code}


class Faults:
    """The faults to come, in the order in which they are tried."""

    def __init__(self) -> None:
        self.all: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Let something go wrong."""
        self.all.append(fault)
        return fault

    def take(self, call: Call) -> Fault | None:
        """The fault for a request, which has then been used once."""
        for fault in self.all:
            if fault.fits(call):
                fault.hits += 1
                return fault
        return None


def too_many(
    method: str, path: str, retry_after: float, *, is_global: bool = False, times: int = 1
) -> Fault:
    """The answer to one request too many.

    https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit
    """
    return Fault(
        method,
        path,
        429,
        times=times,
        headers={"Retry-After": f"{retry_after:g}"}
        | ({"X-RateLimit-Global": "true"} if is_global else {}),
        body={
            "message": "You are being rate limited.",
            "retry_after": retry_after,
            "global": is_global,
            "code": 0,
        },
    )

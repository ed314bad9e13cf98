"""Figures of what happens between Discord and the bot, told to whoever keeps them."""

import json
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Protocol

import aiohttp

from bot.adapters.discord.arriving import Door, arrival
from bot.adapters.discord.cases.desk import Answered
from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.failures import Failure

__all__ = ["Shard", "Watch", "Watcher"]

_log = logging.getLogger(__name__)

_REFUSED = 400
"""The HTTP status from which on a request has failed."""

_TOO_MANY = 429

_NONE = "none"
"""Stands for a status, code or door that there is not."""


class Watcher(Protocol):
    """Keeps figures; it is told nothing that belongs to a person, a server or a channel."""

    def answered(self, decision: str, door: str, took: float | None, thought: float | None) -> None:
        """Take an answer.

        Args:
            decision: what was decided.
            door: by which door it was asked.
            took: seconds from what was asked to the answer, where the first is known.
            thought: seconds of that in which a new utterance was understood; None for a choice.

        """

    def refused(self, status: str, code: str) -> None:
        """Take a request that failed, with its HTTP status and Discord's own code."""

    def limited(self, scope: str, seconds: float) -> None:
        """Take a request that was one too many, and how long it has to wait."""

    def failed(self, category: str) -> None:
        """Take a failure."""


@dataclass(frozen=True, slots=True)
class Shard:
    """How the connection of one shard is."""

    id: int
    is_connected: bool
    latency: float | None
    """Seconds between the last heartbeat and its answer; None before the first."""


class Watch:
    """Watches a bot; to be made before it logs in.

    Args:
        client: the bot.
        watcher: keeps the figures.

    """

    def __init__(self, client: MedicBot, watcher: Watcher) -> None:
        self._client = client
        self._watcher = watcher
        self._connected = set[int]()
        client.desk.after(self._answered)
        client.failures.after(self._failed)
        client.http.http_trace = self._trace()
        client.add_listener(self._on, "on_shard_connect")
        client.add_listener(self._on, "on_shard_resumed")
        client.add_listener(self._off, "on_shard_disconnect")

    @property
    def is_closed(self) -> bool:
        """Whether the connection was closed for good."""
        return self._client.is_closed()

    @property
    def shards(self) -> Sequence[Shard]:
        """The shards of this process; none before Discord has said how many there are."""
        ids = self._client.shard_ids or range(self._client.shard_count or 0)
        latencies = dict(self._client.latencies)
        return [Shard(id_, id_ in self._connected, _finite(latencies.get(id_))) for id_ in ids]

    @property
    def in_hand(self) -> int:
        """How many questions and presses were taken on, and are not done yet."""
        return self._client.in_hand

    @property
    def load(self) -> tuple[int, int]:
        """How many cases are being worked on, and how much waits for its turn in one of them."""
        return self._client.desk.load

    async def _on(self, shard_id: int) -> None:
        self._connected.add(shard_id)

    async def _off(self, shard_id: int) -> None:
        self._connected.discard(shard_id)

    async def _answered(self, answered: Answered) -> None:
        came, decision = arrival(), answered.reply.decision
        door = came.door if came else _NONE
        took = came.since() if came else None
        is_new = answered.heard is not None or door is Door.EDIT
        thought = answered.thought if is_new else None
        self._watcher.answered(decision, door, took, thought)
        fields = {
            "server": answered.key.server,
            "channel": answered.key.place,
            "question": answered.question,
            "answer": answered.shown,
            "decision": decision,
            "door": str(door),
            "milliseconds": None if took is None else round(took * 1000),
        }
        _log.info("answered", extra=fields)

    def _failed(self, failure: Failure) -> None:
        self._watcher.failed(failure.verdict.category)

    def _trace(self) -> aiohttp.TraceConfig:
        """What the library's own connection to Discord's REST interface is watched with."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._ended)
        trace.on_request_exception.append(self._broke)
        return trace

    async def _ended(
        self,
        _: aiohttp.ClientSession,
        __: SimpleNamespace,
        ended: aiohttp.TraceRequestEndParams,
    ) -> None:
        response = ended.response
        if response.status < _REFUSED:
            return
        # It is kept for the library, which reads it again.
        told = _told(await response.text(errors="replace"))
        code = told.get("code")
        self._watcher.refused(str(response.status), str(code) if isinstance(code, int) else _NONE)
        if response.status == _TOO_MANY:
            scope = response.headers.get("X-RateLimit-Scope", _NONE)
            self._watcher.limited(scope, _seconds(told.get("retry_after")))

    async def _broke(
        self,
        _: aiohttp.ClientSession,
        __: SimpleNamespace,
        ___: aiohttp.TraceRequestExceptionParams,
    ) -> None:
        self._watcher.refused(_NONE, _NONE)


def _told(body: str) -> dict[str, object]:
    """What Discord says in a refusal; what comes from in front of it says nothing."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _finite(seconds: float | None) -> float | None:
    return seconds if seconds is not None and math.isfinite(seconds) else None

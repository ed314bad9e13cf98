"""How a process is at a moment: looked up where it is known, and told in plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Shard", "State"]


class Shard(Protocol):
    """The connection of one shard."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def is_connected(self) -> bool:
        """Whether it hears what happens."""

    @property
    def latency(self) -> float | None:
        """Seconds between its last heartbeat and the answer; None where that isn't known."""


@dataclass(frozen=True, slots=True)
class State:
    """One process."""

    is_closed: bool
    """Whether its connection was closed for good."""
    shards: Sequence[Shard]
    """Its shards; none before it knows them."""
    in_hand: int
    """Questions and presses that were taken on, and are not done yet."""
    working: int
    """Cases that are being worked on."""
    waiting: int
    """What waits for its turn in one of them."""
    is_store_down: bool
    waiting_writes: int
    knowledge: str
    """The version of the knowledge base."""
    matcher: str
    """How utterances are matched."""
    build: str
    """The version of the program."""

    @property
    def is_connected(self) -> bool:
        """Whether all of its shards are connected."""
        return bool(self.shards) and all(shard.is_connected for shard in self.shards)

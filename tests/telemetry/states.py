"""A process that is well, for tests to make worse."""

from dataclasses import dataclass

from bot.adapters.telemetry.state import State

__all__ = ["FINE", "FakeShard"]


@dataclass(frozen=True)
class FakeShard:
    """A shard."""

    id: int
    is_connected: bool = True
    latency: float | None = 0.25


FINE = State(
    is_closed=False,
    shards=[FakeShard(2), FakeShard(3, latency=None)],
    in_hand=6,
    working=4,
    waiting=1,
    is_store_down=False,
    waiting_writes=0,
    knowledge="abc",
    matcher="light",
    build="1.2.3",
)
"""Two shards, both connected, and a store that answers."""

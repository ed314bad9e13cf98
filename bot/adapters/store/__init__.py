"""What outlives a restart, in an SQLite file or a PostgreSQL database."""

from bot.adapters.store.backing_up import back_up
from bot.adapters.store.bridging import Bridge
from bot.adapters.store.claims import CLAIMS_LAST
from bot.adapters.store.journal import OUTCOMES_LAST
from bot.adapters.store.misses import MOST_MISSES
from bot.adapters.store.outages import TRIED_EVERY
from bot.adapters.store.store import PATIENCE, Store

__all__ = [
    "CLAIMS_LAST",
    "MOST_MISSES",
    "OUTCOMES_LAST",
    "PATIENCE",
    "TRIED_EVERY",
    "Bridge",
    "Store",
    "back_up",
]

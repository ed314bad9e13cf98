"""What outlives a restart, in an SQLite file."""

from bot.adapters.store.store import (
    CLAIMS_LAST,
    PATIENCE,
    Store,
    StoredClaims,
    StoredConversations,
)

__all__ = ["CLAIMS_LAST", "PATIENCE", "Store", "StoredClaims", "StoredConversations"]

"""Discord: its messages become utterances, and replies become cards with buttons."""

"""Messages that are addressed to the bot."""

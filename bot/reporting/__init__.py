"""What the cases of a time came to, shown to whoever runs the bot."""

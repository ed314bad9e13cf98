"""Commands, menus and forms."""

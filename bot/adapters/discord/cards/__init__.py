"""How things look in Discord, and how they are pressed."""

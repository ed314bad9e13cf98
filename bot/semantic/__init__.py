"""The optional semantic matcher: whether it is used, and the model that it needs."""

__all__ = ["INSTALL"]

INSTALL = 'pip install "backup-medic[semantic]"'
"""How to get what it needs."""

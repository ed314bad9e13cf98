"""The knowledge folder: YAML with line marks, read into checked values or a list of problems."""

from bot.content.loader import load

__all__ = ["load"]

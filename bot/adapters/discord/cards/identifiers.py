"""What stands in the identifier of a button, a select or a modal: all that its answer needs.

An identifier outlives the process that made it, so it holds what to do, whose it is and which case
it belongs to; ``bm2`` is the version of its form.
"""

from dataclasses import dataclass

from typing_extensions import override

__all__ = ["ANYBODY", "CUSTOM_ID", "CustomId"]

CUSTOM_ID = 100
"""Characters that Discord allows in an identifier."""

ANYBODY = 0
"""The owner of what everybody may press."""

_VERSION = "bm2"
_PARTS = 5


@dataclass(frozen=True, slots=True)
class CustomId:
    """One identifier, taken apart; its text is what Discord keeps."""

    kind: str
    """What kind of press it is."""
    owner: int = ANYBODY
    """The user whose it is."""
    tag: str = ""
    """The tag of the case that it belongs to."""
    rest: str = ""
    """What the kind needs beside: a choice, a page."""

    @override
    def __str__(self) -> str:
        """The identifier as Discord keeps it."""
        return f"{_VERSION}:{self.kind}:{self.owner}:{self.tag}:{self.rest}"

    @classmethod
    def parse(cls, text: str) -> "CustomId | None":
        """Take an identifier apart; None where it is of another version or form."""
        parts = text.split(":", maxsplit=_PARTS - 1)
        if len(parts) < _PARTS:
            return None
        version, kind, owner, tag, rest = parts
        if version != _VERSION or not (owner.isascii() and owner.isdecimal()):
            return None
        return cls(kind, int(owner), tag, rest)

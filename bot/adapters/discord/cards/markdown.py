"""Plain text into Discord's markdown, in which nothing of it is taken for markup."""

import re

import discord

__all__ = ["bold", "fenced_lines", "heading", "paragraph", "plain", "small"]

_URL = re.compile(r"(https?://[^\s<>]+)")
_MARKS = re.compile(r"[\\*_~`|<\[]")
_LINE_MARKS = re.compile(r"^(?=[>#+-])|^(\d+)(?=[.)])")
"""What means something at the beginning of a line only: a quotation, heading or list."""

_BULLET = "- "


def plain(text: str) -> str:
    """A text as it is: no markup, no mention and no renumbered list comes of it."""
    return "\n".join(_plain_line(line.strip()) for line in text.strip().splitlines())


def paragraph(text: str) -> str:
    """A text as it is, but its lines that begin with a dash are a list."""
    lines = (line.strip() for line in text.strip().splitlines())
    return "\n".join(
        _BULLET + _plain_line(line.removeprefix(_BULLET))
        if line.startswith(_BULLET)
        else _plain_line(line)
        for line in lines
    )


def heading(text: str) -> str:
    """A title; always one line."""
    return f"### {plain(' '.join(text.split()))}"


def bold(text: str) -> str:
    """A text that stands out; always one line."""
    return f"**{plain(' '.join(text.split()))}**"


def small(text: str) -> str:
    """Small print."""
    return "\n".join(f"-# {line}" for line in plain(text).splitlines())


def fenced_lines(text: str) -> tuple[str, ...]:
    """The lines of a block to copy from, none of which can end the block."""
    return tuple(text.strip().replace("`", "'").splitlines())


def _plain_line(line: str) -> str:
    parts = _URL.split(discord.utils.escape_mentions(line))
    parts[::2] = [_MARKS.sub(r"\\\g<0>", part) for part in parts[::2]]
    return _LINE_MARKS.sub(r"\1\\", "".join(parts))

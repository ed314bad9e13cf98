"""Names of things: what they are met without, and the shorter names in them."""

from collections.abc import Iterator, Sequence

__all__ = ["ARTICLES", "ASIDE", "bare", "heads"]

ARTICLES = frozenset(["the", "my", "a", "an", "our", "s"])
"""Words that names are met without: *space on the phone*, *the phone's space*."""

ASIDE = frozenset([
    "off", "on", "back", "out", "from", "to", "of", "in", "into", "at", "with", "over", "for",
    "via",
])  # fmt: skip
"""What follows one of these tells more of a name's first words, which say what it is."""


def bare(tokens: Sequence[str]) -> list[str]:
    """The tokens of a name without articles."""
    return [token for token in tokens if token not in ARTICLES]


def heads(name: str) -> Iterator[str]:
    """The shorter names that a name is one of: *dns back to automatic* is *dns*."""
    words = name.split()
    yield from (" ".join(words[at:]) for at in range(1, len(words)))
    yield from (" ".join(words[:at]) for at in range(1, len(words)) if words[at] in ASIDE)

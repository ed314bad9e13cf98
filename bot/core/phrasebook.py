"""Finds phrases among words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from bot.core.text import words

__all__ = ["Phrasebook"]

T = TypeVar("T")


class Phrasebook(Generic[T]):
    """Finds phrases among words, the longest first, and says what each stands for."""

    def __init__(
        self,
        pairs: Iterable[tuple[str, T]],
        read: Callable[[str], Sequence[str]] = words,
    ) -> None:
        """Build the book; `read` cuts a phrase into words, as the tokens will be."""
        self._meanings: dict[tuple[str, ...], T] = {}
        self._longest: dict[str, int] = {}
        """The most words that a phrase has, by its first one."""
        for phrase, meaning in pairs:
            if key := tuple(read(phrase)):
                self._meanings.setdefault(key, meaning)
                self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._meanings)

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Each phrase met, left to right: where it begins and ends, and its meaning."""
        if self._longest.keys().isdisjoint(tokens):
            return
        at = 0
        while at < len(tokens):
            longest = self._longest.get(tokens[at])
            if longest is None:
                at += 1
                continue
            for length in range(min(longest, len(tokens) - at), 0, -1):
                meaning = self._meanings.get(tuple(tokens[at : at + length]))
                if meaning is not None:
                    yield at, at + length, meaning
                    at += length
                    break
            else:
                at += 1

    def holds(self, tokens: Sequence[str]) -> bool:
        """Whether any phrase is among the words."""
        return next(self.find(tokens), None) is not None

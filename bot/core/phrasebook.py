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

    def may_hold(self, tokens: Sequence[str]) -> bool:
        """Whether any word is the first one of a phrase; that is known at once."""
        return not self._longest.keys().isdisjoint(tokens)

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Each phrase met, left to right: where it begins and ends, and its meaning."""
        if not self.may_hold(tokens):
            return
        free = 0
        for at, token in enumerate(tokens):
            if token not in self._longest or at < free:
                continue
            for end in range(min(at + self._longest[token], len(tokens)), at, -1):
                meaning = self._meanings.get(tuple(tokens[at:end]))
                if meaning is not None:
                    yield at, end, meaning
                    free = end
                    break

    def holds(self, tokens: Sequence[str]) -> bool:
        """Whether any phrase is among the words."""
        return next(self.find(tokens), None) is not None

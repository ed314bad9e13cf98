"""How users write: text to plain words, before anything is known of what they mean."""

from collections.abc import Collection, Mapping, Sequence

from bot.core.text import Spellings, normalise, words

__all__ = ["EMPTY", "Lexicon"]


class Lexicon:
    """Spellings, emoji that carry meaning, words that are real, and words that show the topic."""

    def __init__(
        self,
        spellings: Mapping[str, str] | None = None,
        emoji: Mapping[str, str] | None = None,
        common: Collection[str] = (),
        topic: Sequence[str] = (),
    ) -> None:
        self._spellings = Spellings(spellings or {})
        self._emoji = {
            ord(mark): f" {meant} " for mark, meant in (emoji or {}).items() if len(mark) == 1
        }
        self.common = frozenset(common)
        self._topic = frozenset(tuple(self.tokens(phrase)) for phrase in topic)
        self._longest_topic = max(map(len, self._topic), default=0)

    @property
    def has_topic(self) -> bool:
        """Whether any word shows the topic at all: data of another domain may name none."""
        return bool(self._topic)

    def tokens(self, text: str) -> list[str]:
        """The text's words as they are meant: normalised, emoji and spellings read."""
        return self._spellings.read(words(text.translate(self._emoji)))

    def shows_topic(self, tokens: Sequence[str]) -> bool:
        """Whether a word or phrase of the product's topic is among the tokens."""
        return any(
            tuple(tokens[at : at + length]) in self._topic
            for length in range(1, self._longest_topic + 1)
            for at in range(len(tokens) - length + 1)
        )

    def plain(self, text: str) -> str:
        """The text as one string of its meant words: equal for texts that say the same."""
        return " ".join(self.tokens(normalise(text)))


EMPTY = Lexicon()
"""A lexicon that knows nothing: every word stands for itself."""

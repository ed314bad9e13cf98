"""How users write: text to plain words, before anything is known of what they mean."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.core.phrasebook import Phrasebook
from bot.core.text import stem, words

__all__ = ["EMPTY", "MOST_DOMAIN", "Lexicon", "Spellings"]

MOST_DOMAIN = 3
"""More words of the domain than this tell nothing more."""


class Spellings:
    """Words and phrases that should be read as others: slang, split words, British spelling."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._phrases = Phrasebook((said, tuple(words(meant))) for said, meant in table.items())

    def read(self, tokens: Iterable[str]) -> list[str]:
        """The words with every known spelling replaced, the longest match first."""
        said = list(tokens)
        if not self._phrases.may_hold(said):
            return said
        meant, at = list[str](), 0
        for start, end, spelt in self._phrases.find(said):
            meant += said[at:start]
            meant += spelt
            at = end
        return meant + said[at:]

    def parts(self, said: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Each word or known spelling: where it begins and ends, and what it means."""
        at = 0
        for start, end, meant in self._phrases.find(said):
            yield from ((place, place + 1, (said[place],)) for place in range(at, start))
            yield start, end, meant
            at = end
        yield from ((place, place + 1, (said[place],)) for place in range(at, len(said)))


class Lexicon:
    """Spellings, emoji that carry meaning, words that are real, and words that show the topic."""

    def __init__(
        self,
        spellings: Mapping[str, str] | None = None,
        emoji: Mapping[str, str] | None = None,
        common: Collection[str] = (),
        topic: Sequence[str] = (),
        domain: Sequence[str] = (),
    ) -> None:
        self._spellings = Spellings(spellings or {})
        self._emoji = {
            ord(mark): f" {meant} " for mark, meant in (emoji or {}).items() if len(mark) == 1
        }
        self.common = frozenset(common)
        self._topic = Phrasebook(((phrase, True) for phrase in topic), self.tokens)
        self._domain = frozenset(stem(word) for phrase in domain for word in words(phrase))

    def tokens(self, text: str) -> list[str]:
        """The text's words as they are meant: normalised, emoji and spellings read."""
        return self._spellings.read(words(self.spell_out(text)))

    def spell_out(self, text: str) -> str:
        """The text with a word for each emoji that carries meaning."""
        return text if text.isascii() else text.translate(self._emoji)

    def parts(self, said: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Each of the words, or several that are spelt as one: its place, and what it means."""
        return self._spellings.parts(said)

    def shows_topic(self, tokens: Sequence[str]) -> bool:
        """Whether a word or phrase of the product's topic is among the tokens."""
        return self._topic.holds(tokens)

    def domain_words(self, tokens: Sequence[str]) -> int:
        """How many different words of the product's domain are among the tokens, 3 at most."""
        return min(MOST_DOMAIN, len({stem(token) for token in tokens} & self._domain))


EMPTY = Lexicon()
"""A lexicon that knows nothing: every word stands for itself."""

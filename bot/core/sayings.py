"""Whole sayings that tell what was tried or is ruled out, as the knowledge files list them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from bot.core.knowledge import Knowledge
from bot.core.marks import Mark
from bot.core.nearest import Nearest
from bot.core.sentences import Sentence
from bot.core.things import TURNS

__all__ = ["Sayings"]

_LEAST_LIKENESS = 0.85
_SHORTEST = 4
"""Shorter sayings mean too many things."""

_DECIDES = TURNS | {Mark.ON, Mark.OFF}
"""Words of these marks must be the same in both."""


class Sayings:
    """Finds the sentences that are nearly the same as a listed saying.

    What things and actions can't say of their own, a saying can: one line in a file is enough.
    """

    def __init__(self, knowledge: Knowledge, read: Callable[[str], Sequence[str]]) -> None:
        """Take in the sayings of every fix and cause; `read` cuts one into words."""
        decide = knowledge.cues.marks
        self._decides = frozenset(
            word for mark in _DECIDES for phrase in decide.get(mark, ()) for word in read(phrase)
        )
        self._nearest = Nearest(_examples(knowledge, read))

    def find(self, sentence: Sentence) -> str | None:
        """The fix or cause that the whole sentence is a saying for."""
        tokens = sentence.tokens
        counts = not any(s.is_thought or s.is_advice for s in sentence.segments)
        if not counts or len(tokens) < _SHORTEST:
            return None
        for saying, fact in self._nearest.find(tokens, _LEAST_LIKENESS):
            if self._deciding(saying) == self._deciding(tokens):
                return fact
        return None

    def _deciding(self, tokens: Iterable[str]) -> Collection[str]:
        return self._decides.intersection(tokens)


def _examples(
    knowledge: Knowledge, read: Callable[[str], Sequence[str]]
) -> Iterator[tuple[Sequence[str], tuple[Sequence[str], str]]]:
    for cause in knowledge.causes:
        facts = [(cause.id, cause.ruled_out), *((fix.id, fix.tried) for fix in cause.fixes)]
        for fact, sayings in facts:
            for saying in sayings:
                tokens = read(saying)
                yield tokens, (tokens, fact)

"""Suggestions while somebody types: symptoms and questions in words that are surely understood."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from bot.core.domain import scope_examples
from bot.core.knowledge import Knowledge
from bot.core.matching import Example, Matcher
from bot.core.text import words

__all__ = ["Suggestions"]

_MOST_TYPED = 80
"""Characters that are looked at: who has written more needs no suggestion."""

_MOST_EACH = 2
"""Lines of one cause or question, so that the list shows different things."""

_USUAL = 4
"""A word that is not a common one counts as well spelt if it stands in so many lines."""


class Suggestions:
    """Finds the examples and alerts that come nearest to a text that is being typed."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        """Gather the lines; the matcher is one that was built from this knowledge."""
        self._matcher = matcher
        self._examples = scope_examples(knowledge)
        self._offered = np.array(tuple(_offered(self._examples, knowledge)), dtype=np.int64)
        lines: dict[str, list[str]] = {entry.id: [] for entry in knowledge.in_order}
        for at in self._offered:
            lines[self._examples[at].label].append(self._examples[at].text)
        self._by_entry = tuple(lines.values())

    def nearest(self, text: str, *, limit: int, width: int) -> tuple[str, ...]:
        """The lines nearest to a text, best first: at most `limit`, of at most `width` characters.

        The last word may be unfinished. Without any word: a line of each cause in the order of the
        ladder, then of each question.
        """
        nearness = self._matcher.nearness(text[:_MOST_TYPED])[self._offered]
        if not nearness.any():
            fitting = (_fitting(lines, width) for lines in self._by_entry)
            return tuple(lines[0] for lines in fitting if lines)[:limit]
        best = self._offered[np.argsort(-nearness, kind="stable")]
        return tuple(self._varied((self._examples[at] for at in best), limit, width))

    @staticmethod
    def _varied(examples: Iterable[Example], limit: int, width: int) -> Iterator[str]:
        """The first of the examples that fit, each text once, two of a label at most."""
        taken, given = Counter[str](), set[str]()
        for example in examples:
            text, label = example.text, example.label
            if len(given) == limit:
                return
            # An alert may stand among the examples, too.
            if len(text) <= width and taken[label] < _MOST_EACH and text not in given:
                taken[label] += 1
                given.add(text)
                yield text


def _fitting(lines: Iterable[str], width: int) -> list[str]:
    return [line for line in lines if len(line) <= width]


def _offered(examples: Iterable[Example], knowledge: Knowledge) -> Iterator[int]:
    """The places of those that may be shown: of an entry, and well spelt."""
    shared: dict[str, str] = {}  # one string for a word, however many texts have it
    said = [tuple(map(shared.setdefault, own, own)) for own in (words(e.text) for e in examples)]
    count = Counter(chain.from_iterable(map(frozenset, said)))
    unusual = {word for word, texts in count.items() if texts < _USUAL and word.isalpha()}
    misspelt = unusual - knowledge.vocabulary.common_words
    for at, (example, text) in enumerate(zip(examples, said, strict=True)):
        if misspelt.isdisjoint(text) and knowledge.entry(example.label):
            yield at

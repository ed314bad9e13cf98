"""What kind of thing a short text is, by counting in examples how often its words were said so."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.core.text import stem

__all__ = ["Kinds"]

_SMOOTHING = 0.05
"""How often a word counts as said that was never said so."""


class Kinds:
    """Naive Bayes over stems and over the pairs that stand side by side, the ends among them.

    Built by counting alone; the same examples give the same answer in any process.
    """

    def __init__(self, examples: Iterable[tuple[Sequence[str], str]]) -> None:
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._sizes: Counter[str] = Counter()
        for tokens, kind in examples:
            self._counts[kind].update(_features(tokens))
            self._sizes[kind] += 1
        self._known = frozenset(word for words in self._counts.values() for word in words)
        total = self._sizes.total()
        self._prior = {kind: math.log(size / total) for kind, size in self._sizes.items()}

    def rank(self, tokens: Sequence[str]) -> list[tuple[str, float]]:
        """The kinds with their log-likelihoods, the likeliest first."""
        features = sorted(_features(tokens) & self._known)
        scores = {kind: self._score(kind, features) for kind in self._sizes}
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))

    def unknown(self, tokens: Sequence[str]) -> int:
        """How many of the words no example holds."""
        return sum(stem(token) not in self._known for token in tokens)

    def _score(self, kind: str, features: Sequence[str]) -> float:
        counts, size = self._counts[kind], self._sizes[kind] + _SMOOTHING
        logs = (math.log((counts[word] + _SMOOTHING / 2) / size) for word in features)
        return self._prior[kind] + math.fsum(logs)


def _features(tokens: Sequence[str]) -> set[str]:
    stems = [stem(token) for token in tokens]
    return {*stems, *(f"{first} {second}" for first, second in pairwise(("^", *stems, "$")))}

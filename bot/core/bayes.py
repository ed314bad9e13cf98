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
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        sizes: Counter[str] = Counter()
        for tokens, kind in examples:
            counts[kind].update(_features(tokens))
            sizes[kind] += 1
        self._kinds = tuple(sizes)
        self._prior = [math.log(size / sizes.total()) for size in sizes.values()]
        self._unsaid = [_log(0, size) for size in sizes.values()]
        self._gains: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        """For each word, the kinds that said it, and how much likelier than an unsaid one it is."""
        for at, (kind, size) in enumerate(sizes.items()):
            for word, count in counts[kind].items():
                self._gains[word].append((at, _log(count, size) - self._unsaid[at]))

    def rank(self, tokens: Sequence[str]) -> list[tuple[str, float]]:
        """The kinds with their log-likelihoods, the likeliest first."""
        known = _features(tokens) & self._gains.keys()
        gains: list[list[float]] = [[] for _ in self._kinds]
        for word in known:
            for at, gain in self._gains[word]:
                gains[at].append(gain)
        scores = [
            math.fsum((prior, len(known) * unsaid, *own))
            for prior, unsaid, own in zip(self._prior, self._unsaid, gains, strict=True)
        ]
        ranked = zip(self._kinds, scores, strict=True)
        return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))

    def unknown(self, tokens: Sequence[str]) -> int:
        """How many of the words no example holds."""
        return sum(stem(token) not in self._gains for token in tokens)


def _log(count: int, size: int) -> float:
    return math.log((count + _SMOOTHING / 2) / (size + _SMOOTHING))


def _features(tokens: Sequence[str]) -> set[str]:
    stems = [stem(token) for token in tokens]
    return {*stems, *(f"{first} {second}" for first, second in pairwise(("^", *stems, "$")))}

"""What kind of thing a short text is, by counting in examples how often its words were said so."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from bot.core.text import stem

__all__ = ["Kinds"]

_SMOOTHING = 0.05
"""How often a word counts as said that was never said so."""

_Feature = str | tuple[str, str]
"""A stem, or two that stand side by side."""


class Kinds:
    """Naive Bayes over stems and over the pairs that stand side by side, the ends among them.

    Built by counting alone; the same examples give the same answer in any process.
    """

    def __init__(self, examples: Iterable[tuple[Sequence[str], str]]) -> None:
        texts: defaultdict[str, list[Sequence[str]]] = defaultdict(list)
        for tokens, kind in examples:
            texts[kind].append(tokens)
        sizes = [len(said) for said in texts.values()]
        self._kinds = tuple(texts)
        self._prior = [math.log(size / sum(sizes)) for size in sizes]
        self._unsaid = [_log(0, size) for size in sizes]
        self._gains: defaultdict[_Feature, list[tuple[int, float]]] = defaultdict(list)
        """For each word, the kinds that said it, and how much likelier than an unsaid one it is."""
        for at, (said, size) in enumerate(zip(texts.values(), sizes, strict=True)):
            counts = Counter(chain.from_iterable(map(_features, said)))
            gains = {n: (at, _log(n, size) - self._unsaid[at]) for n in set(counts.values())}
            for word, count in counts.items():
                self._gains[word].append(gains[count])

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


def _features(tokens: Sequence[str]) -> set[_Feature]:
    stems = [stem(token) for token in tokens]
    return {*stems, *pairwise(("^", *stems, "$"))}

"""The one question that tells the likely causes apart, and what its answer says of them."""

import math
from collections.abc import Iterable
from dataclasses import replace

from bot.core.conversation import Conversation
from bot.core.knowledge import Knowledge
from bot.core.matching import Match

__all__ = ["Questions"]

_MOST_QUESTIONS = 2

_LEAST_GAIN = 0.12
"""A question is put only if its answer is expected to tell so many bits."""

_SEEN_IF_YES, _SEEN_IF_NO, _SEEN_OTHERWISE = 0.9, 0.08, 0.2
"""How likely a sign is seen under a cause that it speaks for, against, or neither."""


class Questions:
    """Asks for signs that some causes show and others don't."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def _signs(self, entry_id: str) -> dict[str, bool]:
        cause = self._knowledge.cause(entry_id)
        return dict(cause.signs) if cause else {}

    def best(self, left: Iterable[Match], conversation: Conversation) -> str | None:
        """The sign whose answer is expected to tell most, if it tells enough; two at most.

        What was asked before is not asked again, nor what shows a cause that is ruled out.
        """
        if len(conversation.asked) >= _MOST_QUESTIONS:
            return None
        known = set(conversation.asked)
        for cause in conversation.ruled_out:
            known |= {sign for sign, speaks_for in self._signs(cause).items() if speaks_for}
        candidates = [(match.confidence, self._signs(match.id)) for match in left]
        total = sum(confidence for confidence, _ in candidates)
        gains = {
            sign: _gain([(p / total, _seen(signs, sign)) for p, signs in candidates])
            for sign in self._knowledge.signs
            if sign not in known
        }
        best = max(gains, key=lambda sign: gains[sign], default=None)
        return best if best is not None and gains[best] >= _LEAST_GAIN else None

    def weigh(self, conversation: Conversation) -> Conversation:
        """Weigh the suspicions by the last answer (Bayes), their sum unchanged."""
        if not conversation.answers or not conversation.matches:
            return conversation
        sign, seen = conversation.answers[-1]

        def chance(match: Match) -> float:
            likely_seen = _seen(self._signs(match.id), sign)
            return match.confidence * (likely_seen if seen else 1 - likely_seen)

        weights = [chance(match) for match in conversation.matches]
        scale = sum(match.confidence for match in conversation.matches) / sum(weights)
        weighed = [
            replace(match, confidence=min(1.0, weight * scale))
            for match, weight in zip(conversation.matches, weights, strict=True)
        ]
        return conversation.suspects(tuple(sorted(weighed, key=lambda m: -m.confidence)))


def _seen(signs: dict[str, bool], sign: str) -> float:
    return {True: _SEEN_IF_YES, False: _SEEN_IF_NO, None: _SEEN_OTHERWISE}[signs.get(sign)]


def _entropy(shares: Iterable[float]) -> float:
    return -sum(share * math.log2(share) for share in shares if share > 0)


def _gain(candidates: list[tuple[float, float]]) -> float:
    """The expected information, in bits, of a yes-or-no answer.

    Args:
        candidates: each cause's share, and how likely it shows the sign.

    """
    before = _entropy(share for share, _ in candidates)
    after = 0.0
    for seen in (True, False):
        joint = [share * (chance if seen else 1 - chance) for share, chance in candidates]
        total = sum(joint)
        after += total * _entropy(part / total for part in joint)
    return before - after

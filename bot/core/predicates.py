"""The verbs of a sentence that are verbs of an action."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.core.marks import Mark
from bot.core.sentences import Hit, Sentence
from bot.core.verbs import Tense

__all__ = ["Verb", "find_verbs", "places"]

_BEEN = "been"
"""*Been waiting* tells a deed."""
_PASSIVE = "get"
"""*Got charged* is no getting."""

_NOT_PAST_AFTER = frozenset([
    "to", "can", "cant", "could", "couldnt", "will", "wont", "would", "must", "should", "shall",
    "may", "might", "please", "lets", "ill", "didnt", "dont", "doesnt", "able", "did", "a", "the",
    "another", "my", "one", "full", "complete",
])  # fmt: skip
"""After one of these, a form that looks like the infinitive is no past."""

_MAKES_ADJECTIVE = frozenset(
    ["a", "the", "my", "for", "of", "one", "any", "some", "recently", "old", "no", "these", "those"]
)
"""After one of these a past form only describes: *for deleted files*."""

_WITH_VERBS = frozenset({Mark.OFF, Mark.ON, Mark.FILLER, Mark.DID_THAT})
"""Marks of several words whose verb may be one of an action: *switched off*."""

_HELPERS = frozenset({Mark.HAVE, Mark.WAS, Mark.TRIED})
"""Verbs that don't stand between a verb and what it acts on."""


class Verb(NamedTuple):
    """A verb in a sentence, and where its neighbours leave off and begin."""

    start: int
    word: str
    tense: Tense
    left: int
    right: int


def find_verbs(forms: Mapping[str, tuple[str, Tense]], sentence: Sentence) -> Iterator[Verb]:
    """Each verb in one of these forms, with its infinitive."""
    tokens = sentence.tokens
    names = [hit for segment in sentence.segments for hit in segment.names]
    marks = [hit for segment in sentence.segments for hit in segment.marks]
    phrases = [hit for hit in marks if hit.end - hit.start > 1 and not hit.marks & _WITH_VERBS]
    hidden = places(phrases) | places(names, skip=1)
    known = [
        at
        for at, word in enumerate(tokens)
        if word in forms and at not in hidden and not _is_no_verb(forms[word], tokens, at)
    ]
    aside = places(names) | {hit.start for hit in marks if hit.marks & _HELPERS}
    bounds = [-1, *(at for at in known if at not in aside), len(tokens)]
    for start in known:
        word, _ = forms[tokens[start]]
        tense = _tense(forms, tokens, start)
        left = bounds[bisect_left(bounds, start) - 1] + 1
        yield Verb(start, word, tense, left, bounds[bisect_right(bounds, start)])


def _is_no_verb(form: tuple[str, Tense], tokens: Sequence[str], at: int) -> bool:
    word, tense = form
    if word == _PASSIVE:
        return at + 1 < len(tokens) and tokens[at + 1].endswith("ed")
    return tense is Tense.PAST and at > 0 and tokens[at - 1] in _MAKES_ADJECTIVE


def _tense(forms: Mapping[str, tuple[str, Tense]], tokens: Sequence[str], at: int) -> Tense:
    _, tense = forms[tokens[at]]
    before = tokens[at - 1] if at else ""
    if tense is Tense.EITHER and before in _NOT_PAST_AFTER:
        return Tense.NAMED
    return Tense.PAST if before == _BEEN and tokens[at].endswith("ing") else tense


def places(hits: Iterable[Hit], skip: int = 0) -> set[int]:
    """The places of the tokens of all hits, less so many at the beginning of each."""
    return {place for hit in hits for place in range(hit.start + skip, hit.end)}

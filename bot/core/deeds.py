"""What a user has done: the actions of fixes, found by their verbs and what these act on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.core.marks import Action, Mark
from bot.core.scope import is_bare
from bot.core.sentences import Hit, Segment, Sentence
from bot.core.verbs import Tense, forms

__all__ = ["ActionBook", "Deed", "DeedReader"]

_REACH = 14
"""Tokens that what a verb acts on may stand away from it."""

_NEGATIONS = frozenset({Mark.NOT, Mark.IS_NOT})
_PRONOUNS = frozenset("it that them this those these both everything all".split())
_BEFORE_INFINITIVE = frozenset(
    "to can cant could couldnt will wont would must should shall may might please lets ill didnt"
    " dont doesnt able did cannot".split()
)
"""After one of these a verb that looks alike in both is no past form."""

_IS_GAP = 2
"""Words that may stand between *is* and a participle."""


class _Pattern(NamedTuple):
    fix: str
    particles: tuple[str, ...]
    objects: frozenset[str]


class Deed(NamedTuple):
    """A fix that was done, with the segments that show it."""

    fix: str
    segments: tuple[Segment, ...]


class _Found(NamedTuple):
    """An action that was named: the fixes it is of, where, and in which form."""

    fixes: tuple[str, ...]
    start: int
    end: int
    tense: Tense
    segment: Segment


class ActionBook:
    """The actions of all fixes, by their verbs."""

    def __init__(
        self,
        actions: Iterable[tuple[str, Action]],
        irregular: Mapping[str, Sequence[str]],
        read: Callable[[str], Sequence[str]],
    ) -> None:
        self.forms: dict[str, tuple[str, Tense]] = {}
        self.patterns: defaultdict[str, list[_Pattern]] = defaultdict(list)
        self.nouns: defaultdict[str, list[str]] = defaultdict(list)
        self.objects: set[str] = set()
        for fix, action in actions:
            objects = frozenset(" ".join(read(name)) for name in action.objects)
            self.objects |= objects
            for noun in action.nouns:
                self.nouns[" ".join(read(noun))].append(fix)
            for phrase in action.verbs:
                verb, *particles = read(phrase)
                self.patterns[verb].append(_Pattern(fix, tuple(particles), objects))
        for verb in self.patterns:
            for form, tense in forms(verb, irregular):
                self.forms.setdefault(form, (verb, tense))

    @property
    def names(self) -> set[str]:
        """Everything that must be found among a sentence's names."""
        return self.objects | set(self.nouns)


@dataclass(slots=True)
class DeedReader:
    """Finds the deeds of one text, sentence by sentence."""

    book: ActionBook
    _topic: tuple[str, ...] = ()
    """The names that were said last, for *it* and *that*."""
    _named: list[_Found] = field(default_factory=list)
    """Actions that were named and not done so far, for *did that*."""

    def read(self, sentence: Sentence) -> list[Deed]:
        """The deeds that a sentence tells of."""
        found = list(self._find(sentence))
        deeds: list[Deed] = []
        waiting = [one for one in self._named if not one.segment.is_thought and not one.segment.is_advice]
        named: list[_Found] = []
        by_segment = defaultdict(list)
        for one in found:
            by_segment[id(one.segment)].append(one)
        tried_goes_on = False
        for segment in sentence.segments:
            ...
        return deeds

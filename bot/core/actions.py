"""The actions of all fixes: verbs with what they are done to, and nouns that name a deed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.core.marks import Action
from bot.core.names import bare, heads
from bot.core.verbs import Tense, forms

__all__ = ["IT", "ActionBook", "Pattern"]

IT = "it"
"""Stands among an action's objects for a verb with no name beside it: the device."""


class Pattern(NamedTuple):
    """A verb of one action of a fix."""

    fix: str
    particles: tuple[str, ...]
    objects: frozenset[str]
    near: frozenset[str]
    """Words of which one must stand beside the verb, if there are any."""


class ActionBook:
    """The actions of all fixes, by their verbs and nouns."""

    def __init__(
        self,
        actions: Iterable[tuple[str, Action]],
        things: Mapping[str, Sequence[str]],
        irregular: Mapping[str, Sequence[str]],
        read: Callable[[str], Sequence[str]],
    ) -> None:
        """Build the book.

        Args:
            actions: each with its fix.
            things: the names of what each fix is about; those that are one of an action's objects
                count among them: *content restrictions* are *restrictions*.
            irregular: the past forms of irregular verbs.
            read: cuts a phrase into words.

        """
        self.forms: dict[str, tuple[str, Tense]] = {}
        self.patterns: defaultdict[str, list[Pattern]] = defaultdict(list)
        self.nouns: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        self._objects: set[str] = set()
        told = [(fix, action, _names(action.objects, read)) for fix, action in actions]
        named = {fix: set(_names(names, read)) for fix, names in things.items()}
        for fix, action, objects in told:
            named[fix] |= objects | _names(action.nouns, read)
        kinds = {name: frozenset(heads(name)) for names in named.values() for name in names}
        for fix, action, own in told:
            objects = own.union(name for name in named[fix] if not own.isdisjoint(kinds[name]))
            near = frozenset(token for word in action.near for token in read(word))
            self._objects |= objects
            for noun in sorted(_names(action.nouns, read)):
                self.nouns[noun].append((fix, near))
            for phrase in action.verbs:
                verb, *particles = read(phrase)
                self.patterns[verb].append(Pattern(fix, tuple(particles), objects, near))
        for verb in self.patterns:
            for form, tense in forms(verb, irregular):
                self.forms.setdefault(form, (verb, tense))

    @property
    def names(self) -> Collection[str]:
        """What must be found in a sentence: the objects of verbs, and the nouns."""
        return (self._objects | self.nouns.keys()) - {IT}

    @property
    def words(self) -> Collection[str]:
        """Every form of every verb, with those that say what happens again and again."""
        return self.forms.keys() | {verb + "s" for verb in self.patterns}


def _names(phrases: Iterable[str], read: Callable[[str], Sequence[str]]) -> frozenset[str]:
    return frozenset(" ".join(bare(read(phrase))) for phrase in phrases)

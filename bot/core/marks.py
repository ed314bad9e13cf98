"""What the knowledge files say of clauses: marks, the things that they are about, and actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Action", "AmountWords", "CueWords", "Mark", "State", "Thing"]


class Mark(StrEnum):
    """What a little word does in a clause; the keys of ``marks`` in ``cues.yml``."""

    NOT = "not"
    IS_NOT = "is-not"
    """Turns round, and says on its own that it is not this: *isn't*, *can't be*."""
    CANT = "cant"
    """Turns round what is done, and says nothing of a state: *can't turn it off*."""
    NO = "no"
    NEITHER = "neither"
    HAVE = "have"
    KEEP = "keep"
    """Before a thing and a participle it says how the thing is: *have the switch turned on*."""
    HAVE_ONE = "have-one"
    """The same of the thing that was named before: *I don't have one*."""
    IS = "is"
    WAS = "was"
    GOOD = "good"
    BAD = "bad"
    ON = "on"
    OFF = "off"
    BLAME = "blame"
    NOW = "now"
    PAST = "past"
    """Says that it lies behind: *already*, *yesterday*."""
    MACHINE = "machine"
    """What does things of its own accord: *it*, *the phone*."""
    TRIED = "tried"
    """Says that the actions named beside it are done."""
    YES = "yes"
    """Affirms what was asked right before: *restarted? yes*."""
    DID_THAT = "did-that"
    """Says that the action named before it is done."""
    OUTCOME = "outcome"
    """Says what an action led to, so that it must have been done."""
    HELPED = "helped"
    """The same, where it did help."""
    RESULT = "result"
    """A verb that tells what came of the action that is its subject."""
    TEST = "test"
    """What happens each time, so that it was done before: *if i restart it works for a day*."""
    WORKS = "works"
    """Says that it works at last."""
    RUNS = "runs"
    """Says that the backup goes through."""
    FAILS = "fails"
    """Says that it doesn't."""
    GONE = "gone"
    """Turns round what fails: *the error is gone*."""
    HYPOTHESIS = "hypothesis"
    """From here on it is a thought, a question, a wish or a plan."""
    HEDGE = "hedge"
    """Makes the clause around it a thought."""
    ADVICE = "advice"
    """What follows is somebody else's advice."""
    REPORTED = "reported"
    """What follows is what the device claims."""
    ITSELF = "itself"
    """It happened, nobody did it."""
    ONSET = "onset"
    """Since when the trouble is there."""
    ASKS = "asks"
    """At the beginning of a segment it makes a question."""
    ACTOR = "actor"
    """Somebody who does things: *I*, *we*."""
    OTHER = "other"
    """Somebody else who does things: *she*."""
    SUBJECT = "subject"
    """What else a clause begins with: *it*, *they*, *the*."""
    JOIN = "join"
    FILLER = "filler"


class State(StrEnum):
    """How a thing is when its cause is surely not it."""

    GOOD = "good"
    ON = "on"
    OFF = "off"
    ABSENT = "absent"
    STATED = "stated"
    """To name it is enough."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a cause is about, with how it is when the cause is surely not it."""

    names: tuple[str, ...]
    clears: frozenset[State]
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    """Words that say of this thing alone that it is well or not."""
    near: tuple[str, ...] = ()
    """Words of which one must stand beside the name."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a fix does: verbs, with what they are done to; or nouns that name the deed."""

    verbs: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    """Words of which one must stand beside the verb or noun."""


@dataclass(frozen=True, slots=True)
class AmountWords:
    """How users say how much storage is free or used."""

    units: Mapping[str, str] = field(default_factory=dict)
    """Each unit, and how large it is beside the one that amounts are compared in."""
    free: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    used_before: tuple[str, ...] = ()
    """What says so where it stands before the amount."""
    between: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    """What says that so much is needed, not there."""
    around: tuple[str, ...] = ()
    """What says before an amount that it isn't exact: *over*."""
    enough: str = ""
    little: str = ""
    """What an amount is read as."""


@dataclass(frozen=True, slots=True)
class CueWords:
    """The words of ``cues.yml``."""

    marks: Mapping[Mark, tuple[str, ...]] = field(default_factory=dict)
    irregular: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The past forms of irregular verbs."""
    amounts: AmountWords = AmountWords()
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Steps as users count them: figures, each with its words."""

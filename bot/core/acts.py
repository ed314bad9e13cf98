"""What an utterance does in a conversation: the dialogue act."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.bayes import Kinds
from bot.core.marks import Mark
from bot.core.scope import begins_with_answer, is_covered
from bot.core.sentences import Segment

__all__ = ["Act", "ActReader", "Clause", "clause_of"]


class Act(StrEnum):
    """What an utterance does in the conversation; beside SYMPTOM they are the keys of acts.yml."""

    SYMPTOM = "symptom"
    SOLVED = "solved"
    STILL_FAILING = "still-failing"
    DONE = "done"
    NEXT = "next"
    BACK = "back"
    ALL_STEPS = "all-steps"
    STEP = "step"
    START_OVER = "start-over"
    DOUBT = "doubt"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    THANKS = "thanks"
    GREETING = "greeting"
    BOT = "bot"
    GOODBYE = "goodbye"
    FRUSTRATION = "frustration"
    LANGUAGE = "language"


_SOCIAL = frozenset({Act.THANKS, Act.GREETING, Act.GOODBYE, Act.FRUSTRATION})
_RESULTS = frozenset({Act.SOLVED, Act.STILL_FAILING})
_STAY = frozenset({Act.DONE, Act.START_OVER, Act.NEXT})
_SAYS_NOTHING = _SOCIAL | {Act.SYMPTOM}

_LONGEST = 14
"""Words in the longest text that is taken for one act."""

_CONTRAST = 12
"""Words in the longest symptoms that stand against the acts."""

_SHORTEST_SYMPTOM = 3
"""With fewer words, a clause beside an act adds nothing."""

_LEAST_LEAD = 1.5
"""How much likelier, in nats, an act must be than a symptom."""

_TURNS = frozenset({Mark.NOT, Mark.IS_NOT, Mark.CANT, Mark.NO, Mark.NEITHER, Mark.GONE})
_CLEARLY = frozenset({Mark.WORKS, Mark.HELPED})
_WELL = _CLEARLY | {Mark.RUNS}
_SAYS_SO = _CLEARLY | {Mark.OUTCOME}
_BADLY = frozenset({Mark.BAD, Mark.FAILS})


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that tells no fact of the case: its words, and whether it says that it works."""

    tokens: tuple[str, ...]
    works: bool | None = None
    is_turned: bool = False
    """Whether *not* or the like stands in it an odd number of times."""
    is_thought: bool = False
    """Whether it asks or wonders."""
    is_clear: bool = False
    """Whether it says so in so many words, and nothing else."""


class ActReader:
    """Tells acts from symptoms, and *it works* from *it doesn't work*."""

    def __init__(
        self,
        acts: Iterable[tuple[str, str]],
        symptoms: Iterable[str],
        read: Callable[[str], Sequence[str]],
    ) -> None:
        """Build the reader.

        Args:
            acts: texts, each with its act.
            symptoms: texts that are no acts.
            read: cuts a text into the words that it means.

        """
        pairs = [(tuple(read(text)), act) for text, act in acts]
        contrast = [(tuple(read(text)), Act.SYMPTOM.value) for text in symptoms]
        short = [pair for pair in contrast if len(pair[0]) <= _CONTRAST]
        self._exact = {tokens: Act(act) for tokens, act in pairs}
        self._kinds = Kinds([*pairs, *short])

    def read(self, clauses: Sequence[Clause], *, is_symptom: bool) -> Act:
        """The act of an utterance, from its clauses less those that tell facts of the case.

        `is_symptom` is whether they point clearly to a cause.
        """
        whole = Clause(
            tuple(token for clause in clauses for token in clause.tokens),
            _last([clause.works for clause in clauses]),
            any(clause.is_turned for clause in clauses),
            any(clause.is_thought for clause in clauses),
            all(clause.is_clear for clause in clauses),
        )
        acts = [self._act(clause) for clause in clauses]
        symptoms = [
            clause
            for clause, act in zip(clauses, acts, strict=True)
            if act is Act.SYMPTOM and len(clause.tokens) >= _SHORTEST_SYMPTOM
        ]
        if is_symptom and (symptoms or len(whole.tokens) > _LONGEST):
            return Act.SYMPTOM
        act = self._act(whole)
        telling = [act for act in acts if act not in _SAYS_NOTHING]
        if telling and (act in _SAYS_NOTHING or (act in _RESULTS and len(clauses) > 1)):
            return telling[-1]
        return act

    def _act(self, clause: Clause) -> Act:
        exact = self._exact.get(clause.tokens)
        if exact is not None:
            return exact
        if not clause.tokens or len(clause.tokens) > _LONGEST:
            return Act.SYMPTOM
        guess = self._guess(clause.tokens)
        tells = guess in _RESULTS or (clause.is_clear and guess not in _STAY)
        if tells and clause.works is not None:
            return Act.SOLVED if clause.works else Act.STILL_FAILING
        if guess is Act.SOLVED and (clause.is_turned or clause.is_thought):
            return Act.STILL_FAILING if clause.is_turned else Act.UNSURE
        return guess

    def _guess(self, tokens: Sequence[str]) -> Act:
        ranked = self._kinds.rank(tokens)
        scores = dict(ranked)
        best, score = ranked[0]
        is_clear = score - scores.get(Act.SYMPTOM.value, -math.inf) >= _LEAST_LEAD
        return Act(best) if is_clear else Act.SYMPTOM


def clause_of(segments: Sequence[Segment], tokens: Sequence[str]) -> Clause:
    """A clause of these segments, whose words are these."""
    turned = sum(_turns(segment) for segment in segments) % 2 == 1
    works = _last([_works(segment) for segment in segments])
    return Clause(
        tuple(tokens),
        works,
        turned,
        any(segment.is_thought for segment in segments),
        all(is_covered(s) for s in segments) and any(s.has(*_SAYS_SO) for s in segments),
    )


def _turns(segment: Segment) -> int:
    marks = segment.marks[begins_with_answer(segment) :]
    return sum(not hit.marks.isdisjoint(_TURNS) for hit in marks)


def _works(segment: Segment) -> bool | None:
    """Whether a segment says that it works now, or that it doesn't."""
    if segment.is_thought:
        return None
    if segment.has(Mark.OUTCOME):
        return False
    well, badly = segment.has(*_WELL), segment.has(*_BADLY)
    if not (well or badly):
        return None
    return (not badly) != (_turns(segment) % 2 == 1)


def _last(values: Sequence[bool | None]) -> bool | None:
    return next((value for value in reversed(values) if value is not None), None)

"""What an utterance does in a conversation: the dialogue act."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from bot.core.bayes import Kinds
from bot.core.lexicon import Lexicon
from bot.core.marks import Mark
from bot.core.repair import Repair
from bot.core.scope import begins_with_answer, is_covered
from bot.core.sentences import Segment

__all__ = ["Act", "ActReader", "Clause", "Said", "clause_of"]


class Act(StrEnum):
    """What an utterance does in the conversation: SYMPTOM, the keys of acts.yml, and choices."""

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
    WHY = "why"
    LATER = "later"
    """The user goes off to try something, and comes back."""
    PARTING = "parting"
    """Thanks and goodbye in one."""
    THANKS = "thanks"
    GREETING = "greeting"
    BOT = "bot"
    GOODBYE = "goodbye"
    ACCEPTED = "accepted"
    """A warning was accepted; only a choice says this."""
    CHOSEN = "chosen"
    """A cause was chosen from the list; only a choice says this."""
    FRUSTRATION = "frustration"
    LANGUAGE = "language"


_SOCIAL = frozenset({Act.THANKS, Act.GREETING, Act.GOODBYE, Act.FRUSTRATION})
_RESULTS = frozenset({Act.SOLVED, Act.STILL_FAILING})
_REPORTS = frozenset({Act.STILL_FAILING, Act.DONE})
_STAY = frozenset({Act.DONE, Act.START_OVER, Act.NEXT})
_SAYS_NOTHING = _SOCIAL | {Act.SYMPTOM, Act.BOT, Act.LATER}

_LONGEST = 14
"""Words in the longest text that is taken for one act."""

_CONTRAST = 12
"""Words in the longest symptoms that stand against the acts."""

_LONGEST_COURTESY = 5
"""Up to so many words a greeting or thanks is nothing else."""

_MEMO_SIZE = 128
"""Clauses whose kinds are remembered: one is looked at by itself, and as part of the whole."""

_SHORTEST_SYMPTOM = 3
"""With fewer words, a piece beside an act adds nothing."""

_LEAST_LEAD, _WORD_LEAD, _CLEAR_LEAD, _UNKNOWN_LEAD = 1.5, 1.0, 2.2, 5.0
"""How much likelier, in nats, an act must be than a symptom: at least, for each word, for each word
where the text points clearly to a cause, and for each word that no example holds.
"""

_TURNS = frozenset({Mark.NOT, Mark.IS_NOT, Mark.CANT, Mark.NO, Mark.NEITHER, Mark.GONE})
_CLEARLY = frozenset({Mark.WORKS, Mark.HELPED})
_WELL = _CLEARLY | {Mark.RUNS}
_SAYS_SO = _CLEARLY | {Mark.OUTCOME}
_BADLY = frozenset({Mark.BAD, Mark.FAILS})


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that tells no fact of the case: its words, and whether it says that it works."""

    words: tuple[str, ...]
    """As they are written."""
    works: bool | None = None
    is_turned: bool = False
    """Whether *not* or the like stands in it an odd number of times."""
    is_thought: bool = False
    """Whether it asks or wonders."""
    is_clear: bool = False
    """Whether it says so in so many words, and nothing else."""
    parts: tuple["Clause", ...] = ()
    """The pieces that are joined in it by words such as *and*, where there are several."""


class Said(NamedTuple):
    """What an utterance does."""

    act: Act
    is_plain: bool = False
    """Whether it is said in a set phrase, and nothing beside it."""
    report: Act | None = None
    """That a piece of it says the open fix failed, or is done, where the whole tells a symptom."""


class ActReader:
    """Tells acts from symptoms, and *it works* from *it doesn't work*."""

    def __init__(
        self,
        acts: Iterable[tuple[str, str]],
        symptoms: Iterable[str],
        lexicon: Lexicon,
    ) -> None:
        """Build the reader.

        Args:
            acts: texts, each with its act.
            symptoms: texts that are no acts.
            lexicon: how users write.

        """
        shared: dict[str, str] = {}  # one string for a word, however many texts have it

        def tokens_of(text: str) -> tuple[str, ...]:
            return tuple(shared.setdefault(token, token) for token in lexicon.tokens(text))

        pairs = [(tokens_of(text), act) for text, act in acts]
        contrast = (text for text in symptoms if len(text.split()) <= _CONTRAST)
        short = [(tokens_of(text), Act.SYMPTOM.value) for text in contrast]
        self._lexicon = lexicon
        words = Counter(word for tokens, _ in (*pairs, *short) for word in tokens)
        self._repair = Repair(words, lexicon.common)
        self._exact = {tokens: Act(act) for tokens, act in (*short, *pairs)}
        self._kinds = Kinds([*pairs, *short])
        self._rank = lru_cache(_MEMO_SIZE)(self._kinds.rank)

    def read(
        self, text: str, clauses: Sequence[Clause], *, is_clear: bool, is_in_scope: bool
    ) -> Said:
        """Read what an utterance does.

        Args:
            text: the utterance.
            clauses: its clauses, less those that tell facts of the case.
            is_clear: whether they point clearly to a cause.
            is_in_scope: whether no case is open, and they are about the product at all.

        """
        plain = self.plain(text)
        if plain is not None:
            return Said(plain, is_plain=plain is not Act.SYMPTOM)
        met = set[str]()
        act = self._whole(clauses, met, is_clear=is_clear, is_in_scope=is_in_scope)
        if act is not Act.SYMPTOM:
            return Said(act)
        pieces = [piece for clause in clauses for piece in (clause.parts or (clause,))]
        acts = [self._act(piece, met, is_clear=True) for piece in pieces] if len(pieces) > 1 else []
        reports = [report for report in acts if report in _REPORTS]
        return Said(act, report=reports[-1] if reports else None)

    def plain(self, text: str) -> Act | None:
        """The act, or symptom, that is said in just these words in the examples."""
        tokens = self._tokens(text, set())
        return self._exact.get(tokens) if tokens else None

    def _whole(
        self, clauses: Sequence[Clause], met: set[str], *, is_clear: bool, is_in_scope: bool
    ) -> Act:
        """The act of all clauses; `met` are the text's unknown words, of which some are mended."""
        whole = Clause(
            tuple(word for clause in clauses for word in clause.words),
            _last([clause.works for clause in clauses]),
            is_turned=any(clause.is_turned for clause in clauses),
            is_thought=any(clause.is_thought for clause in clauses),
            is_clear=all(clause.is_clear for clause in clauses),
        )
        acts = [self._act(clause, met, is_clear=is_clear) for clause in clauses]
        is_long = len(whole.words) > _LONGEST
        has_symptom = is_long or any(
            self._tells_symptom(clause, act, met) for clause, act in zip(clauses, acts, strict=True)
        )
        if (is_clear and has_symptom) or (is_in_scope and is_long):
            return Act.SYMPTOM
        act = self._act(whole, met, is_clear=is_clear)
        telling = [act for act in acts if act not in _SAYS_NOTHING]
        if telling and (act in _SAYS_NOTHING or (act in _RESULTS and len(clauses) > 1)):
            return telling[-1]
        is_courtesy = act in _SOCIAL and len(whole.words) <= _LONGEST_COURTESY
        return Act.SYMPTOM if act in _SOCIAL and is_in_scope and not is_courtesy else act

    def _tells_symptom(self, clause: Clause, act: Act, met: set[str]) -> bool:
        """Whether a clause, or what is joined to another in it, tells a symptom."""
        if act is Act.SYMPTOM:
            return len(clause.words) >= _SHORTEST_SYMPTOM
        return any(
            self._act(part, met, is_clear=True) is Act.SYMPTOM
            for part in clause.parts
            if len(part.words) > _SHORTEST_SYMPTOM
        )

    def _tokens(self, text: str, met: set[str]) -> tuple[str, ...]:
        return tuple(self._repair.words(self._lexicon.tokens(text), met))

    def _act(self, clause: Clause, met: set[str], *, is_clear: bool) -> Act:
        if not clause.words or len(clause.words) > _LONGEST:
            return Act.SYMPTOM
        tokens = self._tokens(" ".join(clause.words), met)
        exact = self._exact.get(tokens)
        if exact is not None:
            return exact
        guess = self._guess(tokens, is_clear=is_clear)
        tells = guess in _RESULTS or (clause.is_clear and guess not in _STAY)
        if tells and clause.works is not None:
            return Act.SOLVED if clause.works else Act.STILL_FAILING
        if guess is Act.SOLVED and (clause.is_turned or clause.is_thought):
            return Act.STILL_FAILING if clause.is_turned else Act.UNSURE
        return guess

    def _guess(self, tokens: tuple[str, ...], *, is_clear: bool) -> Act:
        ranked = self._rank(tokens)
        scores = dict(ranked)
        best, score = ranked[0]
        lead = score - scores.get(Act.SYMPTOM.value, -math.inf)
        least = _LEAST_LEAD + _UNKNOWN_LEAD * self._kinds.unknown(tokens)
        if best not in _RESULTS:
            least += (_CLEAR_LEAD if is_clear else _WORD_LEAD) * len(tokens)
        return Act(best) if lead >= least else Act.SYMPTOM


def clause_of(segments: Sequence[Segment], said: Sequence[str]) -> Clause:
    """A clause of these segments; `said` are the pieces of the text that they were read from."""
    parts = tuple(clause_of([s], said) for s in segments) if len(segments) > 1 else ()
    pieces = said[segments[0].first : segments[-1].last]
    return Clause(
        tuple(piece for piece in pieces if piece[0].isalnum()),
        _last([_works(segment) for segment in segments]),
        is_turned=sum(map(_turns, segments)) % 2 == 1,
        is_thought=any(segment.is_thought for segment in segments),
        is_clear=all(is_covered(s) for s in segments) and any(s.has(*_SAYS_SO) for s in segments),
        parts=parts,
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

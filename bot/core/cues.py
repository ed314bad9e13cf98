"""What an utterance says beside its symptom: what was tried, and what is surely not it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby

from bot.core.actions import ActionBook
from bot.core.acts import Clause, clause_of
from bot.core.amounts import Amounts, Part
from bot.core.claims import Claim, ClaimReader
from bot.core.deeds import Deed, DeedReader
from bot.core.knowledge import Knowledge
from bot.core.lexicon import Lexicon
from bot.core.marks import Mark
from bot.core.phrasebook import Phrasebook
from bot.core.repair import Repair
from bot.core.sayings import Sayings
from bot.core.scope import weigh
from bot.core.sentences import Cutter, Segment, Sentence, pieces
from bot.core.slots import Shown
from bot.core.things import ThingBook

__all__ = ["CueReader", "Cues"]

_VERSION = ["os", "version"]
"""What a system's version is read as."""

_OLDEST, _NEWEST = 8, 40


@dataclass(frozen=True, slots=True)
class Cues:
    """The facts of an utterance, and what is left of it."""

    tried: tuple[str, ...] = ()
    """Fixes that were done."""
    ruled_out: tuple[str, ...] = ()
    """Causes that are surely not it."""
    evidence: tuple[Shown, ...] = ()
    rest: str = ""
    """The text without the segments that show these."""
    clauses: tuple[Clause, ...] = ()
    """The clauses that show none of these."""


class CueReader:
    """Reads what was tried and what is ruled out, in time that grows with the text's length."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        fixes = [(fix.id, action) for fix in knowledge.fixes() for action in fix.actions]
        things = [(cause.id, thing) for cause in knowledge.causes for thing in cause.things]
        self._amounts = Amounts(knowledge.cues.amounts)
        about = {
            fix.id: [name for thing in cause.things for name in thing.names]
            for cause in knowledge.causes
            for fix in cause.fixes
        }
        read = cache(lexicon.tokens)  # many fixes are about the same things
        self._actions = ActionBook(fixes, about, knowledge.cues.irregular, read)
        self._things = ThingBook(things, read)
        self._sayings = Sayings(knowledge, read)
        self._causes = {fix.id: fix.cause for fix in knowledge.fixes()}
        marks = _marks(knowledge.cues.marks, lexicon)
        names = sorted({*self._actions.names, *self._things.names})
        self._nouns = frozenset(word for name in names for word in name.split())
        words = Counter(word for phrase in (*names, *marks) for word in phrase.split())
        words.update(self._actions.words)
        words.update(self._things.words)
        words.update(self._amounts.words)
        self._known = frozenset(words)
        self._repair = Repair(words, lexicon.common)
        self._marks = Phrasebook(marks.items(), str.split)
        self._names = Phrasebook(((name, name) for name in names), str.split)

    def read(self, text: str) -> Cues:
        """Read one text."""
        said = pieces(self._lexicon.spell_out(text))
        cutter = Cutter(partial(self._read, met=set()), self._marks, self._names)
        sentences = list(cutter.cut(said))
        tried: dict[str, tuple[Segment, ...]] = {}
        cleared: dict[str, tuple[Segment, ...]] = {}
        deeds, claims = DeedReader(self._actions), ClaimReader(self._things)
        for sentence in sentences:
            weigh(sentence)
            done, active = deeds.read(sentence)
            for deed in done:
                tried.setdefault(deed.fix, deed.segments)
            for claim in claims.read(sentence, active):
                if claim.stated and self._is_told_as_done(claim, done):
                    continue
                cleared.pop(claim.cause, None)
                if claim.clears:
                    cleared[claim.cause] = claim.segments
            if saying := self._sayings.find(sentence):
                facts = tried if saying in self._causes else cleared
                facts.setdefault(saying, tuple(sentence.segments))
        evidence = [
            Shown(fact, " ... ".join(" ".join(said[s.first : s.last]) for s in segments))
            for fact, segments in (*tried.items(), *cleared.items())
        ]
        shown = [s for segments in (*tried.values(), *cleared.values()) for s in segments]
        hidden = {place for segment in shown for place in range(segment.first, segment.last)}
        return Cues(
            tuple(tried),
            tuple(cleared),
            tuple(evidence),
            " ".join(piece for at, piece in enumerate(said) if at not in hidden),
            tuple(_clauses(sentences, said, {id(segment) for segment in shown})),
        )

    def _is_told_as_done(self, claim: Claim, done: Sequence[Deed]) -> bool:
        """Whether a thing is named only as part of what was done: *left it plugged in*."""
        segments = {id(segment) for deed in done for segment in deed.segments}
        return any(id(segment) in segments for segment in claim.segments) or (
            claim.stated in self._actions.names
            and any(self._causes[deed.fix] == claim.cause for deed in done)
        )

    def _read(self, said: Sequence[str], met: set[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
        """Words as they are written to the words that they mean, with their places."""
        parts = [
            Part(mended, start, end)
            for start, end, meant in self._lexicon.parts(said)
            for word in meant
            for mended in self._mend(word, met)
        ]
        for part in self._amounts.read(parts):
            word = part.word
            yield part.start, part.end, _VERSION if _is_version(word) else [self._singular(word)]

    def _mend(self, word: str, met: set[str]) -> Sequence[str]:
        """A word with its typos mended; *inaccurate* is none of *accurate*."""
        mended = self._repair.words([word], met)
        return [word] if len(mended) == 1 and word.endswith(mended[0]) else mended

    def _singular(self, word: str) -> str:
        if word not in self._known and word.endswith("s") and word[:-1] in self._nouns:
            return word[:-1]
        return word


def _marks(phrases: Mapping[Mark, Sequence[str]], lexicon: Lexicon) -> dict[str, frozenset[Mark]]:
    """Each phrase with its marks: one may have several."""
    marks: defaultdict[str, set[Mark]] = defaultdict(set)
    for mark, group in phrases.items():
        for phrase in group:
            marks[" ".join(lexicon.tokens(phrase))].add(mark)
    return {phrase: frozenset(kinds) for phrase, kinds in marks.items()}


def _clauses(
    sentences: Iterable[Sentence], said: Sequence[str], shown: Collection[int]
) -> Iterator[Clause]:
    """The clauses, less the segments (by `id`) that show facts."""
    for sentence in sentences:
        left = [segment for segment in sentence.segments if id(segment) not in shown]
        for _, clause in groupby(left, key=lambda segment: segment.clause):
            segments = list(clause)
            yield clause_of(segments, said)


def _is_version(word: str) -> bool:
    """Whether a number reads like the version of a system: *26.1*, not *1.5*."""
    major, _, minor = word.partition(".")
    return bool(minor) and major.isdecimal() and _OLDEST <= int(major[:3]) <= _NEWEST

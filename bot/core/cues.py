"""What an utterance says beside its symptom: what was tried, and what is surely not it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.actions import ActionBook
from bot.core.amounts import Part, read_amounts
from bot.core.claims import ClaimReader
from bot.core.deeds import DeedReader
from bot.core.knowledge import Knowledge
from bot.core.lexicon import Lexicon
from bot.core.marks import Mark
from bot.core.phrasebook import Phrasebook
from bot.core.repair import Repair
from bot.core.scope import weigh
from bot.core.sentences import Cutter, Segment, Sentence, pieces
from bot.core.things import ThingBook

__all__ = ["CueReader", "Cues"]

_VERSION = ["os", "version"]
_OLDEST, _NEWEST = 8, 40


@dataclass(frozen=True, slots=True)
class Cues:
    """The facts of an utterance, and what is left of it."""

    tried: tuple[str, ...] = ()
    """Fixes that were done."""
    ruled_out: tuple[str, ...] = ()
    """Causes that are surely not it."""
    evidence: tuple[tuple[str, str], ...] = ()
    """Each fix or cause with the words that showed it."""
    rest: str = ""
    """The text without them."""


class CueReader:
    """Reads what was tried and what is ruled out."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._singles: frozenset[str] = frozenset()
        cues = knowledge.cues
        fixes = [(fix.id, action) for fix in knowledge.fixes() for action in fix.actions]
        things = [(cause.id, thing) for cause in knowledge.causes for thing in cause.things]
        causes = {fix.id: fix.cause for fix in knowledge.fixes()}
        self._cause_of = causes
        marks: dict[str, set[Mark]] = {}
        for mark, phrases in cues.marks.items():
            for phrase in phrases:
                marks.setdefault(" ".join(lexicon.tokens(phrase)), set()).add(mark)
        self._actions = ActionBook(fixes, cues.irregular, lexicon.tokens)
        self._things = ThingBook(things, lexicon.tokens)
        names = {*self._actions.names, *self._things.names}
        book = Phrasebook(((p, frozenset(kinds)) for p, kinds in marks.items()), str.split)
        own = Counter(word for phrase in (*names, *marks) for word in phrase.split())
        own.update(self._actions.words)
        self._repair = Repair(own, lexicon.common)
        self._known = frozenset(own)
        self._nouns = frozenset(word for name in names for word in name.split())
        self._cutter = Cutter(
            self._read, book, Phrasebook(((name, name) for name in names), str.split)
        )

    def _read(self, said: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
        parts = [
            Part(word, start, end)
            for start, end, meant in self._lexicon.parts(said)
            for word in self._repair.words(meant)
        ]
        for part in read_amounts(parts):
            word = part.word
            meant = _VERSION if _is_version(word) else [self._singular(word)]
            yield part.start, part.end, meant

    def _singular(self, word: str) -> str:
        if word not in self._known and word.endswith("s") and word[:-1] in self._nouns:
            return word[:-1]
        return word

    def read(self, text: str) -> Cues:
        """Read one text."""
        said = pieces(self._lexicon.spell_out(text))
        deeds, claims = DeedReader(self._actions), ClaimReader(self._things)
        tried: dict[str, tuple[Segment, ...]] = {}
        cleared: dict[str, tuple[bool, tuple[Segment, ...]]] = {}
        sentences = list(self._cutter.cut(said))
        where: dict[int, Sentence] = {}
        for sentence in sentences:
            weigh(sentence)
            where |= {id(segment): sentence for segment in sentence.segments}
            done, blocked = deeds.read(sentence)
            for deed in done:
                tried.setdefault(deed.fix, deed.segments)
            causes = {self._cause_of[deed.fix] for deed in done}
            for claim in claims.read(sentence, blocked):
                if claim.is_stated and claim.cause in causes:
                    continue
                cleared.pop(claim.cause, None)
                cleared[claim.cause] = (claim.clears, claim.segments)
        evidence = []
        shown: set[int] = set()
        for name, segments in (*tried.items(), *((c, s) for c, (yes, s) in cleared.items() if yes)):
            spans = [_span(where[id(s)], s) for s in segments]
            evidence.append((name, " ... ".join(" ".join(said[a:b]) for a, b in sorted(spans))))
            for a, b in spans:
                shown.update(range(a, b))
        rest = " ".join(piece for at, piece in enumerate(said) if at not in shown)
        return Cues(
            tuple(tried), tuple(c for c, (yes, _) in cleared.items() if yes), tuple(evidence), rest
        )


def _span(sentence: Sentence, segment: Segment) -> tuple[int, int]:
    places = sentence.pieces[segment.start : segment.end]
    return min(a for a, _ in places), max(b for _, b in places)


def _is_version(word: str) -> bool:
    """Whether a number reads like the version of a system: *26.1*, not *1.5*."""
    major, _, minor = word.partition(".")
    return bool(minor) and major.isdecimal() and _OLDEST <= int(major[:3]) <= _NEWEST

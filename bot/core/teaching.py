"""Examples that staff teach while the bot runs: laid over the knowledge, judged by what they do.

A model is trained with them as with any other example. How it does on the knowledge's own examples
is known from its training, in which each is held out once.
"""

import difflib
import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.domain import examples_in_order
from bot.core.knowledge import Knowledge
from bot.core.matching import Example
from bot.core.model import Model
from bot.core.reading import Act, Reader, Utterance
from bot.core.text import stem, words

__all__ = [
    "Effect",
    "TaughtExample",
    "Verdict",
    "effect",
    "is_understood",
    "mistaken_for",
    "resembles",
    "split",
    "taught_id",
    "with_taught",
]

_ALIKE = 0.75
"""Two texts that share so much, letter by letter or word by word, say the same in the same way."""

_COPIED = 5
"""A text of so many words that stands whole in another one was copied into it."""


_CHANCE = 0.2
"""A loss counts where chance alone would make one as large less often than this."""


@dataclass(frozen=True, slots=True)
class TaughtExample:
    """An example in the words of a staff member."""

    entry: str
    """The cause or question that it is an example of."""
    text: str
    taught: float
    """When, in seconds since the epoch."""
    server: int | None = None
    """The server where it was proposed; None where that is not kept, or not any more."""
    is_active: bool = True
    """Whether it counts; else it is a proposal."""

    @property
    def id(self) -> str:
        """Names it; made from its words, so that the same are never taught twice."""
        return taught_id(self.text)


def taught_id(text: str) -> str:
    """The name of an example with these words: eight letters and digits."""
    return hashlib.sha256(" ".join(words(text)).encode()).hexdigest()[:8]


def with_taught(knowledge: Knowledge, taught: Iterable[TaughtExample]) -> Knowledge:
    """The knowledge with taught examples among those of their entries; its version tells them.

    Those that don't fit are left out: see `split`.
    """
    fitting, _ = split(knowledge, taught)
    if not fitting:
        return knowledge
    texts: dict[str, list[str]] = {}
    digest = hashlib.sha256(knowledge.version.encode())
    for example in sorted(fitting, key=lambda one: (one.entry, one.id)):
        texts.setdefault(example.entry, []).append(example.text)
        digest.update(f"\0{example.entry}\0{example.text}".encode())
    return replace(
        knowledge,
        causes=tuple(
            replace(cause, examples=(*cause.examples, *texts.get(cause.id, ())))
            for cause in knowledge.causes
        ),
        faqs=tuple(
            replace(faq, examples=(*faq.examples, *texts.get(faq.id, ()))) for faq in knowledge.faqs
        ),
        version=digest.hexdigest(),
    )


def split(
    knowledge: Knowledge, taught: Iterable[TaughtExample]
) -> tuple[list[TaughtExample], list[TaughtExample]]:
    """Those that fit a knowledge base, and those that don't.

    An example doesn't fit where its entry is gone, or where the knowledge has come to hold its
    words itself, which is what becomes of one that was merged.
    """
    taught = tuple(taught)
    if not taught:  # as mostly: the names of all examples are worth making for others alone
        return [], []
    own = {taught_id(example.text) for example in examples_in_order(knowledge)}
    fitting: list[TaughtExample] = []
    others: list[TaughtExample] = []
    for example in taught:
        fits = knowledge.entry(example.entry) and example.id not in own
        (fitting if fits else others).append(example)
    return fitting, others


def resembles(text: str, other: str) -> bool:
    """Whether a text is another one again: with typos, in another order, or inside more words."""
    first, second = [stem(word) for word in words(text)], [stem(word) for word in words(other)]
    if not first or not second:
        return False
    shared = len(set(first) & set(second)) / len(set(first) | set(second))
    letters = difflib.SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False)
    is_copied = len(second) >= _COPIED and f" {' '.join(second)} " in f" {' '.join(first)} "
    return is_copied or max(shared, letters.ratio()) >= _ALIKE


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of the knowledge's own examples, each held out, when others are taught."""

    lost: int
    """How many were understood before and are not any more."""
    gained: int
    """How many were not understood before and are now."""

    @property
    def is_loss(self) -> bool:
        """Whether more is lost than gained, and not by chance.

        Any example tips a few that stand on the edge, to either side; a sign test tells that from
        a loss (https://en.wikipedia.org/wiki/Sign_test). As what is taught is always compared with
        the knowledge without any of it, many small losses count as the large one that they are.
        """
        changed = self.lost + self.gained
        as_bad = sum(math.comb(changed, count) for count in range(self.lost, changed + 1))
        return self.lost > self.gained and as_bad / 2**changed < _CHANCE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an example that was to be taught."""

    example: TaughtExample
    objections: tuple[str, ...] = ()
    """What speaks against it, in sentences; then nothing has changed."""
    effect: Effect | None = None
    """What it does to the knowledge's own examples; None where it didn't come to that."""

    @property
    def is_taught(self) -> bool:
        """Whether it is kept now."""
        return not self.objections


def effect(knowledge: Knowledge, before: Model, after: Model, taught: Knowledge) -> Effect:
    """Compare the model of a knowledge base with that of the same with taught examples."""
    own, then = _understood(knowledge, before), _understood(taught, after)
    return Effect(
        lost=sum(was and not then[example] for example, was in own.items()),
        gained=sum(not was and then[example] for example, was in own.items()),
    )


def _understood(knowledge: Knowledge, model: Model) -> dict[Example, bool]:
    return dict(zip(examples_in_order(knowledge), model.best_head.understood.tolist(), strict=True))


def mistaken_for(reader: Reader, example: TaughtExample) -> str | None:
    """The other cause or question that the words of an example surely lead to already, if any."""
    matches = reader.read(Utterance(example.text)).matches
    if not matches or matches[0].confidence < reader.matcher.calibration.answer:
        return None
    return None if matches[0].id == example.entry else matches[0].id


def is_understood(reader: Reader, example: TaughtExample) -> bool:
    """Whether the words of an example lead to its own entry, said at the beginning of a case."""
    reading = reader.read(Utterance(example.text))
    best = reading.matches[0].id if reading.matches else None
    is_kept = reading.in_scope >= reader.matcher.calibration.floor
    is_turned_away = reading.danger or reading.language or reading.act is not Act.SYMPTOM
    return best == example.entry and is_kept and not is_turned_away

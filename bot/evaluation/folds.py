"""A knowledge base's own examples, held out in turn."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.knowledge import Danger, Knowledge, Neighbour
from bot.evaluation.dataset import OUTSIDE, Row

__all__ = ["own_folds"]

_COUNTER_EXAMPLE = "counter-example"

Texts = tuple[str, ...]


def own_folds(knowledge: Knowledge, count: int) -> Iterator[tuple[Knowledge, list[Row]]]:
    """For each fold the knowledge base without its examples, and these as labelled utterances.

    Each entry's examples are spread over the folds by their position, so that every fold has its
    share of each. What is out of scope (counter-examples, near topics, dangers) is held out in the
    same way. Alerts stay: they are recognised as they stand.
    """
    for number in range(count):
        fold = _Fold(number, count)
        yield fold.without(knowledge), fold.rows(knowledge)


@dataclass(frozen=True, slots=True)
class _Fold:
    number: int
    count: int

    def _held(self, texts: Texts) -> Texts:
        return texts[self.number :: self.count]

    def _kept(self, texts: Texts) -> Texts:
        return tuple(text for at, text in enumerate(texts) if at % self.count != self.number)

    def without(self, knowledge: Knowledge) -> Knowledge:
        kept = self._kept
        escalation = knowledge.escalation
        return replace(
            knowledge,
            causes=tuple(
                replace(
                    cause,
                    examples=kept(cause.examples),
                    counter_examples=kept(cause.counter_examples),
                )
                for cause in knowledge.causes
            ),
            faqs=tuple(
                replace(
                    faq, examples=kept(faq.examples), counter_examples=kept(faq.counter_examples)
                )
                for faq in knowledge.faqs
            ),
            neighbours=tuple(
                replace(one, examples=kept(one.examples)) for one in knowledge.neighbours
            ),
            escalation=replace(
                escalation,
                dangers=tuple(
                    replace(one, examples=kept(one.examples)) for one in escalation.dangers
                ),
            ),
        )

    def rows(self, knowledge: Knowledge) -> list[Row]:
        entries = knowledge.entries
        apart: tuple[Neighbour | Danger, ...] = (
            *knowledge.neighbours,
            *knowledge.escalation.dangers,
        )
        labelled = [
            *((entry.id, entry.examples) for entry in entries),
            *((f"{OUTSIDE}-{_COUNTER_EXAMPLE}", entry.counter_examples) for entry in entries),
            *((f"{OUTSIDE}-{one.id}", one.examples) for one in apart),
        ]
        return [
            Row(text=text, labels=(label,))
            for label, texts in labelled
            for text in self._held(texts)
        ]

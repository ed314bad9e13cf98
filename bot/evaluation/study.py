"""A study: what is built from what, asked about what, and the report that comes of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.core.domain import build_causes, cause_examples, train
from bot.core.encoding import Encoders
from bot.core.knowledge import Knowledge
from bot.core.matching import Example
from bot.core.reading import build_reader
from bot.evaluation.dataset import OUTSIDE, Equivalents, Row
from bot.evaluation.findings import misread, score_findings
from bot.evaluation.folds import own_folds
from bot.evaluation.peers import Peer
from bot.evaluation.rankers import AssistantRanker, MatcherRanker, Ranker
from bot.evaluation.report import Report, Typos
from bot.evaluation.runs import Part, run
from bot.evaluation.score import judge, score
from bot.evaluation.typos import with_typos

_SEPARATORS = re.compile(r"[_\W]+")

__all__ = ["Study", "study_examples", "study_knowledge", "study_own"]


@dataclass(frozen=True, slots=True)
class _Stage:
    """Our ranker, the examples that the peers get in its place, and utterances new to both."""

    build: Callable[[], Ranker]
    examples: Sequence[Example]
    outside: frozenset[str]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Study:
    """What is to be measured."""

    title: str
    ours: str
    stages: tuple[_Stage, ...]

    def report(
        self,
        equivalents: Equivalents,
        *,
        typos: Typos | None = None,
        peers: Iterable[Peer] = (),
        left_out: int = 0,
    ) -> Report:
        """Carry it out, each peer on the same data after ours; one that is missing is named."""
        asked = list(peers)
        mistype = partial(with_typos, rate=typos.rate, seed=typos.seed) if typos else None
        runs = [run(name, parts, mistype) for name, parts in self._contenders(asked)]
        own, scores = runs[0], [score(one, equivalents) for one in runs]
        return Report(
            title=self.title,
            judged=judge(own.rows, own.predictions, equivalents),
            scores=scores[0],
            findings=score_findings(own.rows, own.predictions, equivalents),
            seconds=[one.seconds for one in own.predictions],
            peers=scores[1:],
            absent=[peer.name for peer in asked if not peer.is_installed],
            left_out=left_out,
            unknown=self._unknown(equivalents),
            typos=typos,
            misread=misread(own.rows, own.predictions, equivalents),
        )

    def _unknown(self, equivalents: Equivalents) -> dict[str, int]:
        """The labels of rows that nothing ranked could ever stand for, with their rows."""
        ranked = {e.label for stage in self.stages for e in stage.examples} - {
            label for stage in self.stages for label in stage.outside
        }
        counts = Counter(
            label
            for stage in self.stages
            for row in stage.rows
            for label in (row.labels or ())
            if not label.startswith(OUTSIDE)
        )
        return {
            label: count
            for label, count in sorted(counts.items())
            if not any(equivalents.accepts(one, (label,)) for one in ranked)
        }

    def _contenders(self, peers: Iterable[Peer]) -> Iterator[tuple[str, list[Part]]]:
        yield self.ours, [Part(stage.build, stage.rows) for stage in self.stages]
        for peer in peers:
            if peer.is_installed:
                yield (
                    peer.name,
                    [
                        Part(partial(peer.build, stage.examples, stage.outside), stage.rows)
                        for stage in self.stages
                    ],
                )


def study_knowledge(
    knowledge: Knowledge, rows: Sequence[Row], title: str, encoders: Encoders | None = None
) -> Study:
    """The assistant with this knowledge, on labelled utterances."""
    return Study(title, "the assistant", (_stage(knowledge, rows, encoders),))


def study_own(knowledge: Knowledge, folds: int, encoders: Encoders | None = None) -> Study:
    """The assistant on its knowledge's own examples, each held out from what it is built of."""
    stages = tuple(_stage(kept, rows, encoders) for kept, rows in own_folds(knowledge, folds))
    title = f"the knowledge's own examples, held out in {folds} folds"
    return Study(title, "the assistant", stages)


def study_examples(
    examples: Sequence[Example],
    tests: Sequence[Example],
    title: str,
    encoders: Encoders | None = None,
) -> Study:
    """The matcher, built from the examples of any domain, on others.

    A label's own words (``card_arrival``: card arrival) are one more example of it.
    """
    outside = frozenset(one.label for one in examples if one.label.startswith(OUTSIDE))
    names = sorted({one.label for one in examples} - outside)
    named = [*examples, *(Example(_SEPARATORS.sub(" ", name), name) for name in names)]
    rows = [Row(text=test.text, labels=(test.label,)) for test in tests]
    build = partial(MatcherRanker, named, outside, encoders)
    return Study(title, "the matcher", (_Stage(build, named, outside, rows),))


def _stage(knowledge: Knowledge, rows: Sequence[Row], encoders: Encoders | None) -> _Stage:
    examples = cause_examples(knowledge)
    outside = frozenset(one.label for one in examples if knowledge.entry(one.label) is None)

    def build() -> AssistantRanker:
        model = train(knowledge, encoders and encoders.examples)
        causes = build_causes(knowledge, model, encoders and encoders.texts)
        return AssistantRanker(knowledge, build_reader(knowledge, causes))

    return _Stage(build, examples, outside, rows)

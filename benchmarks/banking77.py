"""BANKING77 with ten examples an intent, beside the peers.

The set: Casanueva et al., Efficient Intent Detection with Dual Sentence Encoders, NLP for ConvAI
2020 (CC BY 4.0, https://github.com/PolyAI-LDN/task-specific-datasets); the ten examples an intent
are those of DialoGLUE (https://github.com/alexa/dialoglue). It is not part of this project.

Everybody gets an intent's own words (``card_arrival``: card arrival) as an eleventh example.
"""

from pathlib import Path

from benchmarks.output import write
from bot.core.encoding import Encoders
from bot.errors import UsageError
from bot.evaluation.dataset import Equivalents, read_csv
from bot.evaluation.peers import PEERS
from bot.evaluation.report import Typos
from bot.evaluation.score import Scores
from bot.evaluation.study import study_examples
from bot.rendering.grids import Grid

__all__ = ["banking77"]

_SOURCE = (
    "BANKING77 does not come along. Get the ten-example split of DialoGLUE "
    "(https://github.com/alexa/dialoglue) and lay examples.csv, valid.csv and test.csv into one "
    "folder, with the columns text,label; rows about anything else have an empty label."
)


def banking77(
    data: Path, split: str, typos: Typos, encoders: Encoders | None, *, as_json: bool
) -> None:
    """Score everybody as written, then with typos.

    Raises:
        UsageError: the data is not there.

    """
    examples, test = data / "examples.csv", data / f"{split}.csv"
    for path in (examples, test):
        if not path.is_file():
            message = f"{path} is not there. {_SOURCE}"
            raise UsageError(message)
    study = study_examples(read_csv(examples), read_csv(test), f"BANKING77, {split}", encoders)
    clean = study.report(Equivalents(), peers=PEERS)
    mistyped = study.report(Equivalents(), peers=PEERS, typos=typos)
    everyone = [
        _figures(before, after)
        for before, after in zip(
            (clean.scores, *clean.peers), (mistyped.scores, *mistyped.peers), strict=True
        )
    ]
    found = {
        "split": split,
        "n": {"in_scope": clean.scores.overall.first.n, "out_of_scope": clean.scores.outside},
        "typos": {"rate": typos.rate, "seed": typos.seed},
        "results": everyone,
        "not_installed": clean.absent,
    }
    grid = Grid(
        f"{clean.title}: {clean.scores.overall.first.n} in scope, {clean.scores.outside} outside",
        ("", "first place", "with typos", "far off-topic AUROC", "p50 ms"),
        tuple(
            (
                str(one["name"]),
                f"{one['top1']:.1%}",
                f"{one['top1_typos']:.1%}",
                f"{one['auroc']:.3f}",
                f"{one['p50_ms']:.2f}",
            )
            for one in everyone
        ),
        note="\n".join(
            [
                "Ten examples an intent and the words of its name, for everybody.",
                *(f"Not installed: {name}" for name in clean.absent),
            ]
        ),
    )
    write(grid, found, as_json=as_json)


def _figures(clean: Scores, mistyped: Scores) -> dict[str, str | float | None]:
    return {
        "name": clean.name,
        "top1": clean.overall.first.value,
        "top3": clean.overall.first_three.value,
        "top1_typos": mistyped.overall.first.value,
        "auroc": clean.auroc,
        "p50_ms": clean.p50_ms,
        "p99_ms": clean.p99_ms,
        "build_s": clean.build_s,
    }

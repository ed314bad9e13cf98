"""Everything that one evaluation found, and its machine-readable form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.share import Share
from bot.evaluation.details import confusions, decisions, label_scores, misses
from bot.evaluation.findings import FindingScores, Misread
from bot.evaluation.metrics import Retrieval
from bot.evaluation.score import Cut, Judged, Pair, Scores

__all__ = ["Report", "Typos", "as_json"]

Json = dict[str, object]

_SHOWN_RANKS = 3


@dataclass(frozen=True, slots=True)
class Typos:
    """The typos that were put in."""

    rate: float
    seed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, and what came out."""

    title: str
    judged: Sequence[Judged]
    scores: Scores
    findings: FindingScores
    seconds: Sequence[float]
    """What each query took."""
    peers: Sequence[Scores] = ()
    absent: Sequence[str] = ()
    """Peers that could not run because a package is not installed."""
    left_out: int = 0
    """Rows whose labeller was not sure."""
    unknown: Mapping[str, int] = field(default_factory=dict)
    """Labels that nothing ranked stands for, with their rows: never right, whatever comes out."""
    typos: Typos | None = None
    misread: Sequence[Misread] = ()


def as_json(report: Report, *, with_misses: bool) -> Json:
    """The report as one object; shares are 0 to 1, and what can't be measured is null."""
    scores, findings = report.scores, report.findings
    found: Json = {
        "title": report.title,
        "n": {
            "in_scope": scores.overall.first.n,
            "out_of_scope": scores.outside,
            "left_out": report.left_out,
        },
        "unknown_labels": dict(report.unknown),
        **_figures(scores),
        "constant_answer": {
            "answers": scores.constant.answers,
            **_pair(scores.constant.right),
            "n_elsewhere": scores.constant.elsewhere.first.n,
            "elsewhere": _pair(scores.constant.elsewhere),
        },
        "tried": _retrieval(findings.tried),
        "ruled_out": _retrieval(findings.ruled_out),
        "slots": {name: _share(getattr(findings, name)) for name in ("device", "os", "computer")},
        "decisions": decisions(report.judged),
        "labels": [
            {"label": one.label, "n": one.right.first.n, **_pair(one.right)}
            for one in label_scores(report.judged)
        ],
        "confusions": [
            {"label": label, "found": wrong, "n": count}
            for label, wrong, count in confusions(report.judged)
        ],
    }
    if report.typos:
        found["typos"] = {
            "rate": report.typos.rate,
            "seed": report.typos.seed,
            "top1_loss": scores.loss,
        }
    if report.peers or report.absent:
        found["peers"] = [{"name": peer.name, **_figures(peer)} for peer in report.peers]
        found["not_installed"] = report.absent
    if with_misses:
        found["misses"] = [
            {
                "kind": miss.kind,
                "text": miss.judged.row.text,
                "labels": miss.judged.row.labels,
                "found": miss.judged.prediction.ranked[:_SHOWN_RANKS],
                "confidence": miss.judged.prediction.confidence,
                "in_scope": miss.judged.prediction.scope,
            }
            for miss in misses(report.judged)
        ]
        found["misread"] = [
            {
                "what": one.what,
                "text": one.text,
                "missing": one.missing,
                "wrong": one.wrong,
                "evidence": [shown._asdict() for shown in one.evidence],
            }
            for one in report.misread
        ]
    return found


def _figures(scores: Scores) -> Json:
    """The figures that the assistant and its peers have in common."""
    in_force = scores.in_force
    return {
        "top1": scores.overall.first.value,
        "top3": scores.overall.first_three.value,
        "mrr": scores.mrr,
        "in_scope_kept": in_force.kept.value if in_force else None,
        "oos_rejected": in_force.rejected.value if in_force else None,
        "auroc": scores.auroc,
        "balance": scores.balance,
        "ece": scores.ece,
        "ece_all": scores.ece_all,
        "latency_ms": {"p50": scores.p50_ms, "p99": scores.p99_ms},
        "build_s": scores.build_s,
        "intervals": {
            "top1": scores.overall.first.interval,
            "top3": scores.overall.first_three.interval,
            "in_scope_kept": in_force.kept.interval if in_force else None,
            "oos_rejected": in_force.rejected.interval if in_force else None,
        },
        "macro": {"top1": scores.macro[0], "top3": scores.macro[1]} if scores.macro else None,
        "answered_at_once": {
            "right": _share(scores.answers.right),
            "wrong": _share(scores.answers.wrong),
            "out_of_scope": _share(scores.answers.outside),
        }
        if scores.answers
        else None,
        "rejection": {"in_force": _cut(in_force), "keeping_92": _cut(scores.keeping)},
    }


def _pair(pair: Pair) -> Json:
    return {"top1": pair.first.value, "top3": pair.first_three.value}


def _share(share: Share | None) -> Json | None:
    if share is None:
        return None
    return {"value": share.value, "n": share.n, "interval": share.interval}


def _retrieval(retrieval: Retrieval | None) -> Json | None:
    if retrieval is None:
        return None
    return {
        "precision": _share(retrieval.precision),
        "recall": _share(retrieval.recall),
        "f1": retrieval.f1,
    }


def _cut(cut: Cut | None) -> Json | None:
    if cut is None:
        return None
    return {
        "threshold": cut.threshold,
        "kept": _share(cut.kept),
        "rejected": _share(cut.rejected),
        "by_label": {label: _share(share) for label, share in cut.by_label.items()},
    }

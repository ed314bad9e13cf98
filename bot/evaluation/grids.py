"""A report as grids of short texts, for a terminal and for a page alike."""

from collections.abc import Iterator

from bot.core.share import Share
from bot.evaluation.details import confusions, decisions, label_scores, misses
from bot.evaluation.metrics import Retrieval
from bot.evaluation.peers import INSTALL
from bot.evaluation.report import Report
from bot.evaluation.score import KEPT, Cut, Pair, Scores
from bot.rendering.grids import NOTHING, Glance, Grid, Row, percent, reach

__all__ = ["figures", "grids", "misread_grid", "miss_grid"]

_MOST_CONFUSIONS = 20
_SHOWN_RANKS = 3


def grids(report: Report) -> list[Grid]:
    """The report's grids, those with nothing in them left out."""
    found = [
        Grid(report.title, ("", "value", "95 %", "n"), tuple(_summary(report)), note=_note(report)),
        _peers(report),
        _decisions(report),
        _labels(report),
        _confusions(report),
    ]
    return [grid for grid in found if grid.rows]


def figures(report: Report) -> Iterator[Glance]:
    """The figures that tell most: a name, the value, its interval and what it is of."""
    scores = report.scores
    cut = scores.in_force
    shares = (
        ("first place right", scores.overall.first),
        ("among the first three", scores.overall.first_three),
        ("in scope, kept", cut.kept if cut else None),
        ("out of scope, rejected", cut.rejected if cut else None),
    )
    for name, share in shares:
        if share and share.n:
            _, value, around, n = _share_row(name, share)
            yield name, value, f"{around} % of {n}"


def _note(report: Report) -> str:
    notes = []
    if report.left_out:
        notes.append(f"{report.left_out} rows with unsure labels left out: --all takes them.")
    if report.typos:
        notes.append(
            f"Typos in {percent(report.typos.rate)} of the words of three letters or more, "
            f"seed {report.typos.seed}."
        )
    if report.unknown:
        names = ", ".join(f"{label} ({count})" for label, count in report.unknown.items())
        notes.append(
            f"Labels that nothing here is called, never right: {names}. Correct them, or name what "
            "may stand for them with --equivalents."
        )
    return " ".join(notes)


def _summary(report: Report) -> Iterator[Row]:
    scores, findings = report.scores, report.findings
    if scores.overall.first.n:
        yield from _ranking(scores)
    if scores.overall.first.n or scores.outside:
        yield from _rejection(scores)
    for name, retrieval in (("tried", findings.tried), ("ruled out", findings.ruled_out)):
        if retrieval:
            yield from _retrieval(name, retrieval)
    for name in ("device", "os", "computer"):
        share: Share | None = getattr(findings, name)
        if share:
            yield _share_row(f"{name} read rightly", share)
    yield _figure("milliseconds a query, median", _number(scores.p50_ms))
    yield _figure("milliseconds a query, 99 of 100", _number(scores.p99_ms))
    yield _figure("seconds to build", _number(scores.build_s))


def _ranking(scores: Scores) -> Iterator[Row]:
    yield from _pair_rows("", scores.overall)
    yield _figure("mean reciprocal rank", _number(scores.mrr))
    if scores.macro:
        yield _figure("each label alike: first place right", percent(scores.macro[0]))
        yield _figure("each label alike: among the first three", percent(scores.macro[1]))
    constant = scores.constant
    yield from _pair_rows("outside the three commonest labels: ", constant.elsewhere)
    yield from _pair_rows(f"always {', '.join(constant.answers)}: ", constant.right)
    if scores.answers:
        yield _share_row("answered at once, rightly", scores.answers.right)
        yield _share_row("answered at once, wrongly", scores.answers.wrong)
    if scores.loss is not None:
        yield _figure("first places lost to typos", _points(scores.loss))
    yield _figure("calibration error, in scope", percent(scores.ece))
    yield _figure("calibration error, all rows", percent(scores.ece_all))


def _rejection(scores: Scores) -> Iterator[Row]:
    if scores.answers and scores.outside:
        yield _share_row("out of scope, answered at once", scores.answers.outside)
    yield _figure("area under the ROC curve", _number(scores.auroc))
    yield _figure("balance of accuracy and rejection", percent(scores.balance))
    yield from _cut_rows("at its own threshold", scores.in_force)
    yield from _cut_rows(f"at the threshold that keeps {KEPT:.0%}", scores.keeping)


def _cut_rows(name: str, cut: Cut | None) -> Iterator[Row]:
    if cut is None:
        return
    where = name if cut.threshold is None else f"{name} ({cut.threshold:.3g})"
    if cut.kept.n:
        yield _share_row(f"{where}: in scope, kept", cut.kept)
    if cut.rejected.n:
        yield _share_row(f"{where}: out of scope, rejected", cut.rejected)
    if len(cut.by_label) > 1:
        for label, share in cut.by_label.items():
            yield _share_row(f"    {label}", share)


def _retrieval(name: str, retrieval: Retrieval) -> Iterator[Row]:
    yield _share_row(f"{name}: precision", retrieval.precision)
    yield _share_row(f"{name}: recall", retrieval.recall)
    yield _figure(f"{name}: F1", percent(retrieval.f1))


def _pair_rows(name: str, pair: Pair) -> Iterator[Row]:
    yield _share_row(f"{name}first place right", pair.first)
    yield _share_row(f"{name}among the first three", pair.first_three)


def _peers(report: Report) -> Grid:
    header: Row = (
        "the same examples, the same texts", "first", "three", "macro first", "AUROC",
        f"rejected at {KEPT:.0%} kept", "balance", "ECE", "p50 ms", "p99 ms", "build s",
    )  # fmt: skip
    if report.typos:
        header = (*header, "lost to typos")
    everyone = (report.scores, *report.peers) if report.peers or report.absent else ()
    missing = [f"Not installed: {name}. {INSTALL}" for name in report.absent]
    return Grid(
        "Peers",
        header,
        tuple(_peer(scores)[: len(header)] for scores in everyone),
        note="\n".join(missing),
    )


def _peer(scores: Scores) -> Row:
    return (
        scores.name,
        percent(scores.overall.first.value),
        percent(scores.overall.first_three.value),
        percent(scores.macro[0] if scores.macro else None),
        _number(scores.auroc),
        percent(scores.keeping.rejected.value if scores.keeping else None),
        percent(scores.balance),
        percent(scores.ece),
        _number(scores.p50_ms),
        _number(scores.p99_ms),
        _number(scores.build_s),
        _points(scores.loss),
    )


def _decisions(report: Report) -> Grid:
    found = decisions(report.judged)
    names = sorted({name for counts in found.values() for name in counts})
    rows = tuple((group, *(str(counts[name]) for name in names)) for group, counts in found.items())
    return Grid("Decisions", ("", *names), rows)


def _labels(report: Report) -> Grid:
    rows = tuple(
        (
            one.label,
            str(one.right.first.n),
            *_share_row("", one.right.first)[1:3],
            percent(one.right.first_three.value),
        )
        for one in label_scores(report.judged)
    )
    return Grid("Labels, the weakest first", ("label", "n", "first", "95 %", "three"), rows)


def _confusions(report: Report) -> Grid:
    found = confusions(report.judged)
    rows = tuple((label, wrong, str(count)) for label, wrong, count in found[:_MOST_CONFUSIONS])
    left = len(found) - len(rows)
    note = f"and {left} more pairs" if left else ""
    return Grid("Confusions", ("label", "taken for", "n"), rows, numbers_from=2, note=note)


def miss_grid(report: Report) -> Grid:
    """Every utterance that went wrong, with its text."""
    rows = tuple(
        (
            miss.kind.value,
            ", ".join(miss.judged.row.labels or ()),
            ", ".join(miss.judged.prediction.ranked[:_SHOWN_RANKS]),
            _number(miss.judged.prediction.confidence),
            _number(miss.judged.prediction.scope),
            " ".join(miss.judged.row.text.split()),
        )
        for miss in misses(report.judged)
    )
    header = ("miss", "labels", "found", "confidence", "in scope", "text")
    return Grid("Misses", header, rows, numbers_from=len(header))


def misread_grid(report: Report) -> Grid:
    """Every fact that was not read as its row says, with the words that others were read from."""
    rows = tuple(
        (
            one.what.replace("_", " "),
            ", ".join(one.missing),
            ", ".join(one.wrong),
            "; ".join(f"{shown.fact}: {shown.words}" for shown in one.evidence),
            " ".join(one.text.split()),
        )
        for one in report.misread
    )
    header = ("misread", "missing", "wrong", "read from", "text")
    return Grid("Misread", header, rows, numbers_from=len(header))


def _share_row(name: str, share: Share) -> Row:
    return name, percent(share.value), reach(share), str(share.n)


def _figure(name: str, value: str) -> Row:
    return name, value, "", ""


def _points(value: float | None) -> str:
    return NOTHING if value is None else f"{100 * value:.1f} points"


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"

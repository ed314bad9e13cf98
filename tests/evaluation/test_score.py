import pytest

from bot.core.share import Share
from bot.evaluation.dataset import Equivalents, Row
from bot.evaluation.score import Pair, score
from tests.evaluation.made import asked, made, run_of

FUSE = Equivalents({"fuse": ["wire"]})


def test_places() -> None:
    """A place is right if what stands there, or what it may stand for, is among the labels."""
    found = score(
        run_of(
            [
                (asked("bulb"), made("bulb", "wire", "switch", "fuse")),  # place 1
                (asked("switch", "wire"), made("bulb", "fuse", "switch")),  # place 2, as wire
                (asked("fuse"), made("wire", "bulb", "switch", "fuse")),  # place 4
                (asked("plug"), made("wire", "bulb", "switch", "fuse")),  # nowhere
            ]
        ),
        FUSE,
    )

    assert found.overall == Pair(Share(1, 4), Share(2, 4))
    assert found.mrr == pytest.approx((1 + 1 / 2 + 1 / 4 + 0) / 4)


def test_macro_average() -> None:
    """Each label counts alike, however many rows have it as their most direct one."""
    found = score(
        run_of(
            [
                (asked("bulb", "wire"), made("wire")),
                (asked("bulb"), made("wire")),
                (asked("bulb"), made("bulb")),
                (asked("wire"), made("switch", "wire")),
            ]
        ),
        Equivalents(),
    )

    assert found.macro == pytest.approx(((2 / 3 + 0) / 2, (2 / 3 + 1) / 2))


def test_constant_answer() -> None:
    """The three commonest labels are found among all labels; the rest is told apart by the first.

    Bulb is carried three times, switch and wire twice, plug and fuse once.
    """
    found = score(
        run_of(
            [
                (asked("bulb", "wire"), made("bulb")),
                (asked("bulb", "switch"), made("wire")),
                (asked("wire", "bulb"), made("wire")),
                (asked("switch"), made("switch")),
                (asked("plug"), made("plug")),
                (asked("fuse"), made("bulb", "fuse")),
                (asked("oos-fire"), made("bulb")),
            ]
        ),
        Equivalents(),
    ).constant

    assert found.answers == ("bulb", "switch", "wire")
    assert found.right == Pair(Share(3, 6), Share(4, 6))
    assert found.elsewhere == Pair(Share(1, 2), Share(2, 2))


def test_cuts() -> None:
    """A cut tells what is kept and rejected, in force by the ranker's floor, and at 92 % kept."""
    found = score(
        run_of(
            [
                (asked("bulb"), made("bulb", scope=0.9)),
                (asked("wire"), made("wire", scope=0.3)),
                (asked("oos-fire"), made("bulb", scope=0.35)),
                (asked("oos-fire"), made("bulb", scope=0.6)),
                (asked("oos-candle"), made("bulb", scope=0.1)),
            ]
        ),
        Equivalents(),
    )

    assert found.outside == 3
    assert found.in_force is not None
    assert found.in_force.threshold == 0.4
    assert (found.in_force.kept, found.in_force.rejected) == (Share(1, 2), Share(2, 3))
    assert found.in_force.by_label == {"oos-candle": Share(1, 1), "oos-fire": Share(1, 2)}
    assert found.keeping is not None
    assert found.keeping.threshold == 0.3
    assert (found.keeping.kept, found.keeping.rejected) == (Share(2, 2), Share(1, 3))
    assert found.auroc == pytest.approx(4 / 6)
    assert found.balance == pytest.approx(0.5)


def test_floors_of_folds_differ() -> None:
    """Where each fold has a floor of its own, none is named, and each row goes by its own."""
    found = score(
        run_of(
            [
                (asked("bulb"), made("bulb", scope=0.5, floor=0.4)),
                (asked("wire"), made("wire", scope=0.5, floor=0.6)),
            ]
        ),
        Equivalents(),
    )

    assert found.in_force is not None
    assert (found.in_force.threshold, found.in_force.kept) == (None, Share(1, 2))


def test_answers() -> None:
    """Answers at once are counted as right or wrong in scope, and apart out of scope."""
    found = score(
        run_of(
            [
                (asked("wire"), made("bulb", answered="fuse")),
                (asked("wire"), made("wire", answered="bulb")),
                (asked("wire"), made("wire")),
                (asked("oos-fire"), made("bulb", answered="bulb")),
                (asked("oos-fire"), made("bulb")),
            ]
        ),
        FUSE,
    ).answers

    assert found is not None
    assert (found.right, found.wrong, found.outside) == (Share(1, 3), Share(1, 3), Share(1, 2))


def test_calibration_in_scope_and_over_all() -> None:
    """Over all rows, confidence in an utterance out of scope is all error."""
    found = score(
        run_of(
            [
                (asked("bulb"), made("bulb", confidence=0.9)),
                (asked("oos-fire"), made("bulb", confidence=0.3)),
            ]
        ),
        Equivalents(),
    )

    assert found.ece == pytest.approx(0.1)
    assert found.ece_all == pytest.approx((0.1 + 0.3) / 2)


def test_rankers_that_promise_nothing() -> None:
    """Without a floor and a confidence there is no cut in force, no answer, no calibration."""
    found = score(
        run_of([(asked("bulb"), made("bulb", confidence=None, floor=None))]), Equivalents()
    )

    assert (found.in_force, found.answers, found.ece, found.ece_all) == (None, None, None, None)
    assert found.keeping is not None


def test_loss_to_typos() -> None:
    """The loss is what the first places were worth as written, less what they are mistyped."""
    rows = [asked("bulb"), asked("wire"), asked("oos-fire")]
    found = score(
        run_of(
            [(row, made("bulb")) for row in rows],
            [made("bulb"), made("wire"), made("bulb")],
        ),
        Equivalents(),
    )

    assert found.loss == pytest.approx(0.5)


def test_rows_without_labels() -> None:
    """Rows without labels take no part, and what they leave unmeasured is None."""
    found = score(run_of([(Row(text="dark"), made("bulb"))]), Equivalents())

    assert found.overall == Pair(Share(0, 0), Share(0, 0))
    assert (found.mrr, found.macro, found.auroc, found.balance, found.ece) == (None,) * 5
    assert (found.in_force, found.keeping, found.answers, found.loss) == (None,) * 4
    assert found.constant.answers == ()
    assert found.p50_ms == pytest.approx(1.0)

from bot.core.share import Share
from bot.core.slots import Shown
from bot.evaluation.dataset import Equivalents, Row
from bot.evaluation.details import (
    TURNED_AWAY,
    Kind,
    confusions,
    decisions,
    label_scores,
    misses,
    outcome,
)
from bot.evaluation.findings import Misread, misread, score_findings
from bot.evaluation.metrics import Retrieval
from bot.evaluation.rankers import Findings
from tests.evaluation.made import NOTHING_FOUND, asked, judged, made

PAIRS = [
    (asked("bulb", "wire", text="right, by the second label"), made("wire", decision="answer")),
    (asked("bulb", text="wrong"), made("wire", "bulb", decision="clarify")),
    (asked("bulb", text="wrong again"), made("wire", decision="answer")),
    (asked("wire", text="right, turned away"), made("wire", scope=0.1, decision="rephrase")),
    (asked("oos-fire", text="let through"), made("bulb", decision="answer")),
    (asked("oos-fire", text="as it should be"), made("bulb", scope=0.1, decision="out_of_scope")),
]


def test_outcomes() -> None:
    """An acceptable first place counts as the row's own label; below the floor all is one."""
    assert [outcome(one) for one in judged(PAIRS)] == [
        "bulb", "wire", "wire", TURNED_AWAY, "bulb", TURNED_AWAY,
    ]  # fmt: skip


def test_nothing_ranked_is_turned_away() -> None:
    """An utterance for which nothing is ranked is turned away, even by a ranker without floor."""
    (one,) = judged([(asked("bulb"), made(floor=None))])

    assert outcome(one) == TURNED_AWAY


def test_confusions() -> None:
    """What is right is no confusion, nor is turning away what is out of scope."""
    assert confusions(judged(PAIRS)) == [
        ("bulb", "wire", 2),
        ("oos-fire", "bulb", 1),
        ("wire", TURNED_AWAY, 1),
    ]


def test_label_scores() -> None:
    """The labels in scope are scored by their most direct label, the weakest first."""
    found = [
        (one.label, one.right.first, one.right.first_three) for one in label_scores(judged(PAIRS))
    ]

    assert found == [("bulb", Share(1, 3), Share(2, 3)), ("wire", Share(1, 1), Share(1, 1))]


def test_decisions() -> None:
    """Decisions are counted for the rows in scope together, and for each label out of scope."""
    assert decisions(judged(PAIRS)) == {
        "in scope": {"answer": 2, "clarify": 1, "rephrase": 1},
        "oos-fire": {"answer": 1, "out_of_scope": 1},
    }


def test_misses() -> None:
    """Misses come kind by kind, and what went right is not among them."""
    found = [(miss.kind, miss.judged.row.text) for miss in misses(judged(PAIRS))]

    assert found == [
        (Kind.WRONG, "wrong"),
        (Kind.WRONG, "wrong again"),
        (Kind.TURNED_AWAY, "right, turned away"),
        (Kind.LET_THROUGH, "let through"),
    ]


def read(*tried: str, device: str | None = None, os: str | None = None) -> Findings:
    """What was read."""
    return Findings(frozenset(tried), frozenset(), device, os, None)


def test_misread() -> None:
    """What a row carries and was read otherwise comes kind by kind, with the words it is from."""
    shown = (Shown("new-wire", "i put in a new wire"),)
    row = Row.model_validate(
        {"text": "a", "tried": frozenset({"bulb"}), "device": "lamp", "os": None, "labels": ("x",)}
    )
    found = Findings(frozenset({"wire"}), frozenset({"bulb"}), None, None, "hub", shown)
    predictions = [made(findings=found), made(findings=read("bulb", device="lamp")), made()]

    assert misread([row, row, row], predictions, Equivalents()) == [
        Misread("tried", ("bulb",), ("wire",), shown, "a"),
        Misread("device", ("lamp",), ("None",), shown, "a"),
    ]


def test_findings() -> None:
    """Items count over all rows alike; a finer one stands for its label."""
    rows = [
        Row.model_validate({"text": "a", "tried": frozenset({"bulb", "wire"})}),
        Row.model_validate({"text": "b", "tried": frozenset()}),
        Row(text="without any"),
    ]
    findings = [read("fuse", "plug"), read("bulb"), read("switch")]

    found = score_findings(
        rows, [made(findings=one) for one in findings], Equivalents({"fuse": ["wire"]})
    )

    assert found.tried == Retrieval(precision=Share(1, 3), recall=Share(1, 2))
    assert found.ruled_out is None
    assert (found.device, found.os, found.computer) == (None, None, None)


def test_slots() -> None:
    """A slot is right if it is among the words of what the row says, or if neither has any."""
    wanted = ["iphone", "ipad 3", "iphone, ipad", "iphone 13 pro", None, None]
    got = ["iphone", "ipad", "ipad", "ipad", None, "iphone"]
    rows = [Row(text="a", device=device) for device in wanted]

    found = score_findings(
        rows, [made(findings=read(device=device)) for device in got], Equivalents()
    )

    assert found.device == Share(4, 6)


def test_rankers_that_read_nothing_else() -> None:
    """Where nothing but a ranking came out, there are no findings to score."""
    row = Row(text="a", device="iphone")

    assert score_findings([row], [made()], Equivalents()).device is None
    assert score_findings([row], [made(findings=NOTHING_FOUND)], Equivalents()).device == Share(
        0, 1
    )

"""The question that tells most, and what its answer changes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clarifying import Questions
from bot.core.conversation import Conversation
from bot.core.knowledge import Knowledge
from bot.core.matching import Match
from tests.core.cases import NEW

Signs = dict[str, bool]


def made(knowledge: Knowledge, *signs: Signs) -> Questions:
    """Questions over causes a, b, c ... with these signs."""
    first = knowledge.causes[0]
    causes = tuple(
        replace(first, id=name, signs=own) for name, own in zip("abcde", signs, strict=False)
    )
    texts = {name: f"Is it {name}?" for own in signs for name in own}
    return Questions(replace(knowledge, causes=causes, signs=texts))


def suspecting(*confidences: float) -> Conversation:
    """A conversation in which causes a, b, c ... are so likely."""
    matches = [Match(name, share) for name, share in zip("abcde", confidences, strict=False)]
    return replace(NEW, matches=tuple(matches))


@pytest.mark.parametrize(
    ("signs", "best"),
    [
        ([{"both": True, "one": True}, {"both": True}], "one"),
        ([{"weak": True, "strong": True}, {"strong": False}], "strong"),
        ([{"x": True}, {"x": False}, {"y": True}], "x"),
        ([{"x": True}, {}], "x"),
        ([{"against": False}, {}], None),
        ([{"both": True}, {"both": True}], None),
        ([{"x": True}], None),
        ([{}, {}], None),
    ],
)
def test_best(knowledge: Knowledge, signs: list[Signs], best: str | None) -> None:
    """The question is the one whose answer is expected to tell most; none if that is little."""
    case = suspecting(*(0.3 for _ in signs))
    assert made(knowledge, *signs).best(case.matches, case) == best


def test_half_and_half_is_best(knowledge: Knowledge) -> None:
    """Among four causes the sign of two of them tells more than the sign of one."""
    signs = (
        {"two": True, "one": True},
        {"two": True, "one": False},
        {"two": False, "one": False},
        {"two": False, "one": False},
    )
    case = suspecting(0.2, 0.2, 0.2, 0.2)
    assert made(knowledge, *signs).best(case.matches, case) == "two"


def test_asked_before(knowledge: Knowledge) -> None:
    """A question is put once, the next best one after it, and no third."""
    questions = made(knowledge, {"x": True, "y": True, "z": True}, {"x": False, "y": False})
    case = suspecting(0.3, 0.3)
    asked = []
    while sign := questions.best(case.matches, case):
        asked.append(sign)
        case = case.asks(sign).answered(seen=None)
    assert sorted(asked) == ["x", "y"]


def test_known_before(knowledge: Knowledge) -> None:
    """What only a cause would show that is ruled out is not asked."""
    questions = made(knowledge, {"x": True}, {"x": False}, {"x": True})
    case = suspecting(0.3, 0.3)
    assert questions.best(case.matches, case) == "x"
    assert questions.best(case.matches, replace(case, ruled_out=("c",))) is None
    assert questions.best(case.matches, replace(case, ruled_out=("b",))) == "x"


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        # a shows the sign at 0.9, b at 0.08, c, which it says nothing of, at 0.2
        (True, [("a", 0.18 / 0.24), ("c", 0.04 / 0.24), ("b", 0.02 / 0.24)]),
        (False, [("b", 0.23 / 0.41), ("c", 0.16 / 0.41), ("a", 0.02 / 0.41)]),
    ],
)
def test_weigh(knowledge: Knowledge, *, seen: bool, expected: list[tuple[str, float]]) -> None:
    """Suspicions are weighed as Bayes would, by how likely the answer is under each cause."""
    questions = made(knowledge, {"x": True}, {"x": False}, {})
    after = questions.weigh(suspecting(0.2, 0.25, 0.2).asks("x").answered(seen=seen))
    total = 0.65
    assert [match.id for match in after.matches] == [name for name, _ in expected]
    found = [match.confidence for match in after.matches]
    assert found == pytest.approx([share * total for _, share in expected])


@given(
    shares=st.lists(st.floats(0.001, 0.2), min_size=1, max_size=5),
    signs=st.lists(st.sampled_from([{}, {"x": True}, {"x": False}]), min_size=5, max_size=5),
    seen=st.booleans(),
)
def test_weigh_keeps_the_sum(
    knowledge: Knowledge, shares: list[float], signs: list[Signs], *, seen: bool
) -> None:
    """An answer moves suspicion from one cause to another, and makes or loses none of it."""
    questions = made(knowledge, *signs, {"x": True})
    after = questions.weigh(suspecting(*shares).asks("x").answered(seen=seen))
    confidences = [match.confidence for match in after.matches]
    assert sum(confidences) == pytest.approx(sum(shares))
    assert confidences == sorted(confidences, reverse=True)


def test_nothing_to_weigh(knowledge: Knowledge) -> None:
    """Without an answer, or without a suspicion, nothing changes."""
    questions = made(knowledge, {"x": True}, {})
    unsure = suspecting(0.3, 0.3).asks("x").answered(seen=None)
    assert questions.weigh(unsure) == unsure
    assert questions.weigh(NEW.asks("x").answered(seen=True)).matches == ()

"""What counts as a miss, and which misses go together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.acts import Act
from bot.core.assistant import Assistant
from bot.core.decisions import (
    Answer,
    AnswerQuestion,
    Clarify,
    Decision,
    OutOfScope,
    OutOfScopeReason,
    Rephrase,
    SmallTalk,
)
from bot.core.misses import Miss, day_of, groups, is_miss
from bot.core.reading import Reading, Utterance

OFF, NEAR, LANGUAGE = (
    OutOfScope(OutOfScopeReason.OFF_TOPIC),
    OutOfScope(OutOfScopeReason.NEAR_TOPIC, "photos"),
    OutOfScope(OutOfScopeReason.LANGUAGE),
)


@pytest.mark.parametrize(
    ("decision", "in_scope", "expected"),
    [
        (Rephrase(), 0.01, True),
        (OFF, 0.4, True),
        (OFF, 0.01, False),
        (NEAR, 0.4, True),
        (NEAR, 0.01, False),
        (LANGUAGE, 0.4, False),
        (Answer(), 0.4, False),
        (AnswerQuestion("faq"), 0.4, False),
        (Clarify("sign"), 0.4, False),
        (SmallTalk(Act.GREETING), 0.4, False),
    ],
)
def test_is_miss(decision: Decision, in_scope: float, *, expected: bool) -> None:
    """A miss is what is asked for anew, or turned away though it may have been in scope."""
    assert is_miss(decision, Reading(Act.SYMPTOM, in_scope=in_scope)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can I build a shortcut that starts the backup", True),
        ("how much is 200gb", True),
        ("iCloud says not enough storage", False),
        ("who won the match last night", False),
        ("hello", False),
        ("", False),
    ],
)
def test_replies_tell(assistant: Assistant, text: str, *, expected: bool) -> None:
    """Each reply tells whether it leaves a miss."""
    assert assistant.hear(Utterance(text), None, 0.0).is_miss is expected


def test_choices_leave_no_miss(assistant: Assistant) -> None:
    """What is chosen is no utterance, so it leaves no miss."""
    assert not assistant.choose("all", None, 0.0).is_miss


@pytest.mark.parametrize(("time", "day"), [(0.0, 0), (86_399.9, 0), (86_400.0, 1)])
def test_day(time: float, day: int) -> None:
    """Days begin at midnight, in UTC."""
    assert day_of(time) == day


TEXTS = [
    ["how much is 200gb", "how much does 200 gb cost"],
    ["is my apple watch in there", "is my apple watch saved too", "is my aple wach in there"],
    ["can i build a shortcut that starts the backup", "can a shortcut start the bakcup?"],
    ["docker volume backup strategy?"],
    ["!!!", "?"],
]
MISSES = [
    Miss(number, text, 100 + number)
    for number, text in enumerate(text for alike in TEXTS for text in alike)
]


def test_groups() -> None:
    """Texts that say the same go together, slips and all, the largest group first."""
    found = groups(MISSES)

    assert sorted(sorted(miss.text for miss in group.misses) for group in found) == sorted(
        map(sorted, TEXTS)
    )
    assert [len(group.misses) for group in found] == [3, 2, 2, 2, 1]
    assert [group.last for group in found[1:4]] == [109, 106, 101]


def test_same_words_count() -> None:
    """What was said most often stands for its group, whatever marks and capitals it has."""
    often = [Miss(number, "How much does 200 GB cost?!", 7) for number in range(3)]
    (group,) = groups([*often, Miss(4, "how much is 200gb", 9)])

    assert group.text == "How much does 200 GB cost?!"
    assert [miss.id for miss in group.misses] == [4, 2, 1, 0]
    assert group.last == 9


@given(st.permutations(MISSES))
def test_order_does_not_matter(misses: list[Miss]) -> None:
    """The same misses give the same groups, in whatever order they come."""
    assert groups(misses) == groups(MISSES)


@given(st.lists(st.text(max_size=20) | st.sampled_from([miss.text for miss in MISSES])))
def test_each_is_in_one_group(texts: list[str]) -> None:
    """Every miss is in one group, and each group stands under the text of one of its own."""
    misses = [Miss(number, text, 1) for number, text in enumerate(texts)]
    found = groups(misses)

    assert sorted(miss.id for group in found for miss in group.misses) == [*range(len(misses))]
    assert all(group.text in {miss.text for miss in group.misses} for group in found)

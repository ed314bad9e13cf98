import pytest

from bot.core.assistant import Assistant
from bot.core.matching import Example
from bot.evaluation.rankers import AssistantRanker, MatcherRanker

ROOMS = ("attic", "cellar", "kitchen", "hall", "study")
EXAMPLES = [
    *(Example(f"the bulb in the {room} is black", "bulb") for room in ROOMS),
    *(Example(f"sparks fly from the cable in the {room}", "wire") for room in ROOMS),
    *(Example(f"what is for dinner in the {room}", "oos") for room in ROOMS),
]


@pytest.fixture(scope="module")
def ranker(assistant: Assistant) -> AssistantRanker:
    """The assistant as it is shipped."""
    return AssistantRanker(assistant.knowledge, assistant.reader)


def test_assistant_ranks_and_answers(ranker: AssistantRanker, assistant: Assistant) -> None:
    """What the assistant ranks, is sure of and answers is taken over, all labels being ranked."""
    found = ranker.predict("my icloud backup says there is not enough storage in icloud")

    assert found.ranked[0] == "storage-full"
    assert set(found.ranked) == {entry.id for entry in assistant.knowledge.entries}
    assert (found.decision, found.answered, found.kept) == ("answer", "storage-full", True)
    assert found.confidence is not None
    assert 0.5 < found.confidence <= 1
    assert found.seconds > 0


def test_assistant_answers_a_question(ranker: AssistantRanker) -> None:
    """A question that is answered counts as answered at once."""
    found = ranker.predict("what exactly is in an icloud backup and what is not?")

    assert (found.decision, found.answered) == ("answer", "faq-contents")


def test_assistant_reads_findings(ranker: AssistantRanker) -> None:
    """Fixes that were done come out as their causes, beside what is read of the device."""
    found = ranker.predict(
        "icloud backup failed on my ipad with iOS 17.5. i already restarted it"
    ).findings

    assert found is not None
    assert "needs-restart" in found.tried
    assert (found.device, found.os, found.computer) == ("ipad", "17.5", None)


@pytest.mark.parametrize(
    ("text", "decision", "answered"),
    [
        ("i want to talk to a real person at apple support", "escalate", "contact-support"),
        ("my phone fell into the pool and now it won't turn on", "escalate", None),
        ("can you recommend a good pizza place in rome", "out_of_scope", None),
        ("👽👽", "small_talk", None),
    ],
)
def test_assistant_turns_away(
    ranker: AssistantRanker, text: str, decision: str, answered: str | None
) -> None:
    """A wish for a person is answered; a danger, another topic and no words at all are not kept."""
    found = ranker.predict(text)

    assert (found.decision, found.answered) == (decision, answered)
    assert found.kept is (answered is not None)


def test_matcher_of_any_domain() -> None:
    """The matcher alone ranks the labels in scope, and keeps what is out of scope out of them."""
    ranker = MatcherRanker(EXAMPLES, frozenset({"oos"}))
    inside = ranker.predict("black bulb in the study")
    outside = ranker.predict("is there dinner")

    assert inside.ranked == ("bulb", "wire")
    assert inside.scope > outside.scope
    assert (inside.decision, inside.findings) == (None, None)

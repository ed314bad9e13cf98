"""Suggestions while somebody types."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.assistant import Assistant
from bot.core.domain import scope_examples
from bot.core.knowledge import Cause, Knowledge
from bot.core.reading import Utterance

LIMIT, WIDTH = 25, 100


@pytest.fixture(scope="module")
def owners(knowledge: Knowledge) -> dict[str, str]:
    """Each line that could be suggested, with the cause or question that it is about."""
    return {e.text: e.label for e in scope_examples(knowledge) if knowledge.entry(e.label)}


def suggest(assistant: Assistant, text: str) -> tuple[str, ...]:
    """What is suggested, as many and as wide as usual."""
    return assistant.suggest(text, limit=LIMIT, width=WIDTH)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("storge fu", "iCloud Storage is Full"),
        ("not enough icl", "Not Enough iCloud Storage"),
        ("NOT ENUOGH ICLOUD", "Not Enough iCloud Storage"),
        ("est", "Estimating Time Remaining"),
        ("grey", "Back Up Now is greyed out"),
        ("apple sup", "apple support number?"),
        ("low data m", "low data mode is on"),
        ("vp", "vpn is on, backup fails"),
        ("nordv", "vpn is on, backup fails"),
        ("wireles", "does wireless charging count for icloud backup"),
        ("is icloud do", "is icloud down"),
    ],
)
def test_nearest(assistant: Assistant, typed: str, line: str) -> None:
    """Words that are unfinished or mistyped bring what they are the beginning of."""
    assert line in suggest(assistant, typed)[:4]


def test_whole_line_comes_first(assistant: Assistant, owners: dict[str, str]) -> None:
    """Who has typed a whole line that is offered finds it first."""
    texts = list(owners)[::8]
    offered = {line for text in texts for line in suggest(assistant, text[:12])[:1]}
    found = [line for line in offered if suggest(assistant, line)[:1] == (line,)]
    assert len(offered) > 50
    assert len(found) > 0.98 * len(offered)


@pytest.mark.parametrize("text", ["", "  ", "?!", "\U0001f419", "\u6c34\u6c34"])
def test_without_words(assistant: Assistant, owners: dict[str, str], text: str) -> None:
    """Before anything is typed each cause has a line, in the order of the ladder."""
    lines = assistant.suggest(text, limit=len(owners), width=WIDTH)
    assert [owners[line] for line in lines] == [e.id for e in assistant.knowledge.in_order]
    assert suggest(assistant, text) == lines[:LIMIT]


def test_first_lines_are_understood(assistant: Assistant, owners: dict[str, str]) -> None:
    """To say a line that is suggested at first leads to the cause or question that it is of."""
    for line in assistant.suggest("", limit=len(owners), width=WIDTH):
        reply = assistant.hear(Utterance(line), None, 0.0)
        assert [match.id for match in reply.matches[:1]] == [owners[line]]


@pytest.mark.parametrize("slip", ["bakcup", "storge", "wfi", "temprary", "definately"])
def test_slips_are_not_offered(assistant: Assistant, owners: dict[str, str], slip: str) -> None:
    """An example that is misspelt on purpose helps to understand, and is shown to nobody."""
    assert any(slip in text for text in owners)
    assert not any(slip in line for line in suggest(assistant, slip))


def test_alert_that_is_an_example_too_is_offered_once(
    assistant: Assistant, knowledge: Knowledge
) -> None:
    """A line that stands among a cause's alerts and its examples is one line."""
    twice = [
        alert for cause in knowledge.causes for alert in cause.alerts if alert in cause.examples
    ]
    assert twice
    for line in twice:
        assert suggest(assistant, line).count(line) == 1


@given(
    text=st.text(max_size=200) | st.text("abcdeiklostup ", max_size=60),
    limit=st.integers(0, 30),
    width=st.integers(0, 120),
)
def test_any_text(
    assistant: Assistant, owners: dict[str, str], text: str, limit: int, width: int
) -> None:
    """Whatever is typed: known lines within the limits, none twice, two of a cause at most."""
    lines = assistant.suggest(text, limit=limit, width=width)
    assert len(lines) == len(set(lines)) <= limit
    assert all(len(line) <= width for line in lines)
    assert max(Counter(owners[line] for line in lines).values(), default=0) <= 2
    assert lines == assistant.suggest(text, limit=limit, width=width)
    assert lines or not limit or width < 20


def test_lines_are_those_of_causes_and_questions(
    knowledge: Knowledge, owners: dict[str, str]
) -> None:
    """Alerts can be suggested like examples, and nothing can that is out of scope."""
    alerts = {alert for cause in knowledge.causes for alert in cause.alerts}
    examples = {example for entry in knowledge.entries for example in entry.examples}
    assert owners.keys() == alerts | examples
    assert all(
        text in entry.examples or (isinstance(entry, Cause) and text in entry.alerts)
        for text, label in owners.items()
        if (entry := knowledge.entry(label))
    )

"""Whatever is sent, from the reader to the card: what holds, and how the work for it grows."""

import random
import sys
import time
import unicodedata
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.cards.markdown import plain
from bot.core.assistant import Assistant
from bot.core.conversation import Conversation
from bot.core.reading import Utterance
from bot.core.redaction import MOST_KEPT, names_private_data, redacted
from bot.core.text import clauses, words
from tests.checked import Checker, answer_messages
from tests.strategies import LONGEST_MESSAGE, SHAPES, messages

MESSAGES, PARTS = 10_000, 20
"""How many messages are made, and over how many tests they are shared, so that cores can too."""

GROWTH, SLACK = 4, 1.5
"""How much longer the longer text is, and what its work may be over so many times that of the
shorter one; with the square of the length it would be four times as much."""

LONG_GROWTH = 16
"""The same where processor time is measured: the square is far from what is allowed."""


@pytest.fixture(scope="module")
def checker(assistant: Assistant) -> Checker:
    """Answers messages and checks the answers."""
    return Checker(assistant)


@pytest.mark.parametrize("part", range(PARTS))
def test_any_message(checker: Checker, part: int) -> None:
    """10,000 messages of all kinds: each answer fits, and has no word or link that isn't ours."""
    found = answer_messages(checker, random.getrandbits(32) + part, MESSAGES // PARTS)

    assert found["messages"] >= MESSAGES // PARTS


@pytest.mark.parametrize("shape", SHAPES)
def test_longest_message(checker: Checker, shape: str) -> None:
    """Hostile shapes, 4,000 characters long, get an answer like any other in every kind of case."""
    chance = _chance(shape)
    for case in checker.cases[:3]:
        assert checker.answer(_made(shape, LONGEST_MESSAGE, chance), case).title


def _chance(shape: str) -> random.Random:
    """Chance that is the same in each run, and another for each shape."""
    return random.Random(shape)  # noqa: S311  # no secret: it has to repeat itself


def _made(shape: str, length: int, chance: random.Random) -> str:
    """A text of a shape, so long."""
    text = ""
    while len(text) < length:
        text += SHAPES[shape](chance)
    return text[:length]


class _Lines:
    """Counts the lines of Python that are executed: as many on any machine, however busy."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _frame: FrameType, _event: str, _arg: object) -> "_Lines":
        self.count += 1
        return self

    def of(self, run: Callable[[], object]) -> int:
        """How many lines something takes."""
        before = sys.gettrace()
        sys.settrace(self)
        try:
            run()
        finally:
            sys.settrace(before)
        return self.count


@pytest.mark.parametrize("in_case", [False, True], ids=["new", "in a case"])
@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_length(assistant: Assistant, shape: str, *, in_case: bool) -> None:
    """Four times the text takes about four times the lines of code, in any shape."""
    chance = _chance(shape)
    begun = assistant.hear(Utterance("iCloud says not enough storage"), None, 0.0)

    def work(length: int) -> int:
        case: Conversation | None = begun.conversation if in_case else None
        text = _made(shape, length, chance)
        return _Lines().of(lambda: assistant.hear(Utterance(text), case, 0.0))

    assert work(LONGEST_MESSAGE) <= work(LONGEST_MESSAGE // GROWTH) * GROWTH * SLACK


OPEN_ENDS = [
    *("</a", "<a:b", "<@1", "<", "[", "password:", "password is ", "code = ", "a.", "a@a.", "@"),
    *(
        "1-",
        "1 (",
        "A1B",
        "ab1d-",
        "00:",
        "http://",
        "a://",
        "www.",
        "a.b/",
        "'",
        "aaa",
        "0a",
        "- ",
    ),
]
"""What a pattern could begin at again and again, and look for its end until the text's."""

READERS: list[Callable[[str], object]] = [redacted, names_private_data, words, clauses, plain]


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_no_pattern_looks_ahead_for_ever(read: Callable[[str], object]) -> None:
    """What regular expressions do takes processor time that grows with the length of a text."""

    def cost(text: str, number: int) -> float:
        began = time.thread_time_ns()
        read(f"{text}{number}")
        return time.thread_time_ns() - began

    for end in OPEN_ENDS:
        short, long = (
            (end * LONGEST_MESSAGE)[:size]
            for size in (LONGEST_MESSAGE // LONG_GROWTH, LONGEST_MESSAGE)
        )
        costs = [min(cost(text, number) for number in range(5)) for text in (short, long)]
        assert costs[1] <= costs[0] * LONG_GROWTH * 4, end


@settings(max_examples=200)
@given(st.data())
def test_what_is_kept_of_any_message(assistant: Assistant, data: st.DataObject) -> None:
    """What a server keeps of a miss is short, plain text, and stays as it is if done again."""
    kept = redacted(data.draw(messages(assistant.knowledge)))

    assert len(kept) <= MOST_KEPT
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in kept)
    assert "@" not in kept
    assert "://" not in kept
    assert redacted(kept) == kept
    kept.encode()

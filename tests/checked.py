"""What must hold for the answer to whatever was sent, as a card and as plain text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

from discord import ui
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from bot.adapters.discord.cards.fitting import CARD_TEXT, PLAIN_TEXT
from bot.adapters.discord.cards.views import card, plain_text
from bot.core.assistant import Assistant
from bot.core.conversation import Conversation
from bot.core.knowledge import Link
from bot.core.plan import NO_PLAN
from bot.core.reading import Utterance
from bot.core.reply import Reply
from tests.discord.test_cards import LONGEST, check
from tests.strategies import LONGEST_MESSAGE, messages

__all__ = ["Checker", "answer_messages"]

_WORD = re.compile(r"\w+")
_URL = re.compile(r"https?://[^\s<>]+")
_ACTIVE = re.compile(r"(?<!\\)(?:[<`|~\[]|@(?=everyone|here))|<[@#/:]|\]\(")
"""Begins a mention, an emoji, code, a spoiler, or a link with another text."""

_MOST_DIGITS = 5
"""Digits of a count, or of a part of a version."""

_MOST_PARTS = 40
"""Components that Discord allows in a message."""

_SAID_BY_USERS = {
    *("examples", "counter_examples", "tried", "ruled_out", "things", "actions"),
    *("acts", "vague", "cues", "answers", "spellings", "emoji", "devices", "computers", "systems"),
    *("no_trouble", "languages", "common_words", "said", "topic", "domain"),
}
"""Parts of the knowledge base that hold what users say: none of it is ever shown."""


class Checker:
    """Has messages answered, and holds the answers against what must hold for all of them.

    Args:
        assistant: answers.

    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.knowledge = assistant.knowledge
        """What the assistant knows."""
        texts = list(_texts(assistant.knowledge))
        self._words = {word for text in texts for word in _WORD.findall(text.casefold())}
        self._links = {url for text in texts for url in _URL.findall(text)}
        self._seen: set[Reply] = set()
        self.cases = tuple(_cases(assistant))
        """Conversations to say something in: none yet, and one in each state."""

    def answer(self, text: str, case: Conversation | None) -> Reply:
        """Answer a message as Discord would get it, and check that."""
        reply = self._assistant.hear(Utterance(text.strip(), is_public=True), case, 0.0)
        shown = replace(reply, conversation=None, matches=(), plan=NO_PLAN)
        if shown not in self._seen:
            self._check(shown)
            self._seen.add(shown)
        return reply

    def _check(self, reply: Reply) -> None:
        self._check_words(reply)
        view = card(reply, LONGEST)
        items = list(view.walk_children())
        assert len(items) <= _MOST_PARTS
        assert 0 < view.content_length() <= CARD_TEXT
        for item in items:
            check(item)
            if isinstance(item, ui.TextDisplay):
                self._check_markup(item.content)
        plain = plain_text(reply)
        assert 0 < len(plain) <= PLAIN_TEXT
        self._check_markup(plain)

    def _check_words(self, reply: Reply) -> None:
        """The reply says what the knowledge base says, and numbers; nothing else."""
        for word in _WORD.findall(reply.text.casefold()):
            is_number = word.isascii() and word.isdecimal() and len(word) <= _MOST_DIGITS
            assert word in self._words or is_number, word
        assert {link.url for link in _links(reply)} <= self._links

    def _check_markup(self, shown: str) -> None:
        """Nothing in it mentions, links or hides but what the cards themselves are made of."""
        shown.encode()  # a half of a character would raise
        assert set(_URL.findall(shown)) <= self._links
        fences = [line == "```" for line in shown.splitlines()]
        assert sum(fences) in {0, 2}
        assert not _ACTIVE.search(_URL.sub("", shown.replace("```", "")))


def answer_messages(checker: Checker, number: int, count: int) -> Counter[str]:
    """Have so many messages made and answered; gives how many of them were what.

    Args:
        checker: answers and checks.
        number: the seed that they are made from.
        count: how many.

    Raises:
        AssertionError: an answer isn't what it has to be.

    """
    told: Counter[str] = Counter()
    made: set[tuple[str, int]] = set()

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(messages(checker.knowledge), st.integers(0, len(checker.cases) - 1))
    def answered(text: str, case: int) -> None:
        note(f"in case {case}: {text!r}")  # what a failure tells would leave the pieces out
        reply = checker.answer(text, checker.cases[case])
        told["messages"] += 1
        told["of 4,000 characters"] += len(text) == LONGEST_MESSAGE
        told[f"decision: {reply.decision}"] += 1
        made.add((text, case))

    answered()
    told["different"] = len(made)
    return told


def _texts(value: object) -> Iterator[str]:
    """All texts inside a value that can be shown."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in _SAID_BY_USERS:
                yield from _texts(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from _texts([*value.values()])
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _texts(one)


def _links(value: object) -> Iterator[Link]:
    """All links inside a value."""
    if isinstance(value, Link):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _links([getattr(value, field.name) for field in fields(value)])
    elif isinstance(value, dict):
        yield from _links([*value.values()])
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _links(one)


def _cases(assistant: Assistant) -> Iterator[Conversation | None]:
    """No case, one with a fix on the table, one with a question, and some that are over."""
    yield None
    for said in (
        "iCloud says not enough storage",
        "my backup does not work",
        "ipad pro on ios 17.2, last backup 9 weeks ago, wifi is fine, restore keeps failing",
        "give me a human",
    ):
        yield assistant.hear(Utterance(said), None, 0.0).conversation
    case = assistant.hear(Utterance("the backup is stuck"), None, 0.0).conversation
    for _ in range(7):
        case = assistant.hear(Utterance("still not working"), case, 0.0).conversation
        yield case

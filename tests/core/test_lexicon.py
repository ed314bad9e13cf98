"""How users write, in words that mean something."""

import pytest

from bot.core.knowledge import Knowledge
from bot.core.lexicon import EMPTY, MOST_DOMAIN, Lexicon
from bot.core.text import words
from tests.core.toys import LEXICON


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("My BIKE-LIGHT", ["my", "lamp"]),
        ("flat tire!", ["flat", "tyre"]),
        ("\N{BICYCLE}tyre\N{BICYCLE}", ["bicycle", "tyre", "bicycle"]),
        ("\N{BICYCLE}\ufe0f", ["bicycle"]),
        ("nothing of it", ["nothing", "of", "it"]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    """Emoji are spelt out, and spellings are read as what they mean."""
    assert LEXICON.tokens(text) == tokens


def test_emoji_of_several_characters_is_left_out() -> None:
    """An emoji that is no single character is no mark that can be spelt out."""
    assert Lexicon(emoji={"ab": "both"}).tokens("ab") == ["ab"]


def test_every_emoji_of_the_vocabulary_is_read(knowledge: Knowledge) -> None:
    """Each emoji that the shipped knowledge base knows is spelt out, with a selector or without."""
    emoji = knowledge.vocabulary.emoji
    lexicon = Lexicon(emoji=emoji)
    for mark, meant in emoji.items():
        assert lexicon.tokens(mark) == lexicon.tokens(mark + "\ufe0f") == words(meant)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my tyre", True),
        ("TIRE", True),
        ("bike light off", True),
        ("tyres", False),
        ("good morning", False),
        ("", False),
    ],
)
def test_shows_topic(text: str, *, expected: bool) -> None:
    """A word of the topic is found as it is written or as it is meant."""
    assert LEXICON.shows_topic(LEXICON.tokens(text)) is expected


def test_shows_topic_in_phrases() -> None:
    """A phrase of the topic counts only where its words follow each other."""
    lexicon = Lexicon(topic=("cloud backup",))
    assert lexicon.shows_topic(["my", "cloud", "backup", "fails"])
    assert not lexicon.shows_topic(["backup", "to", "cloud"])


@pytest.mark.parametrize(
    ("tokens", "count"),
    [
        ([], 0),
        (["soup"], 0),
        (["pedals"], 1),
        (["pedal", "pedals", "pedalled"], 1),
        (["wheel", "chain"], 2),
        (["wheel", "chain", "brake", "lamp", "pump"], MOST_DOMAIN),
    ],
)
def test_domain_words(tokens: list[str], count: int) -> None:
    """Different words of the domain are counted, in any form, and no more than tell anything."""
    assert LEXICON.domain_words(tokens) == count


def test_empty_lexicon() -> None:
    """A lexicon that knows nothing lets every word stand for itself."""
    assert EMPTY.tokens("Back up, iCloud") == ["back", "up", "icloud"]
    assert not EMPTY.shows_topic(["backup"])
    assert EMPTY.domain_words(["backup"]) == 0
    assert list(EMPTY.parts(["a", "b"])) == [(0, 1, ("a",)), (1, 2, ("b",))]

"""Rankings over a small domain of its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lexicon import Lexicon
from bot.core.matching import Example, Match, Matcher, Ranking, nearest
from bot.core.training import build_matcher
from tests.core.toys import BICYCLE, LEXICON, OUTSIDE

MATCHER = build_matcher(BICYCLE, outside=OUTSIDE, lexicon=LEXICON)
EMPTY = Ranking((), 0.0, (), shows_topic=False)


def best(text: str, matcher: Matcher = MATCHER) -> str:
    """The likeliest label in scope."""
    match = matcher.rank(text).best
    assert match
    return match.id


@pytest.mark.parametrize(
    "example", [e for e in BICYCLE if e.label not in OUTSIDE], ids=lambda e: e.text
)
def test_duplicates_rank_first(example: Example) -> None:
    """An example's own words lead to its label, surely in scope."""
    ranking = MATCHER.rank(example.text)
    assert ranking.best
    assert ranking.best.id == example.label
    assert ranking.in_scope > 0.5


@pytest.mark.parametrize(
    "example", [e for e in BICYCLE if e.label in OUTSIDE], ids=lambda e: e.text
)
def test_outside_ranks_apart(example: Example) -> None:
    """An example from outside is found to be that, and its label is among no matches."""
    ranking = MATCHER.rank(example.text)
    assert ranking.outside[0].id == example.label
    assert ranking.in_scope < 0.5
    assert not {match.id for match in ranking.matches} & OUTSIDE


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("front tyre has no air", "flat-tyre"),
        ("flat tire", "flat-tyre"),
        ("chian fell of", "loose-chain"),
        ("teh braks are waek", "weak-brake"),
        ("my brakelever", "weak-brake"),
        ("dynamolight broken", "dark-lamp"),
        ("bike light stays dark", "dark-lamp"),
        ("THE REAR BRAKE SQUEALS!!!", "weak-brake"),
        ("\uff43\uff48\uff41\uff49\uff4e fell off", "loose-chain"),
        ("ch\u0430in f\u0435ll off", "loose-chain"),
        ("chain\u200b fell\u200d off", "loose-chain"),
    ],
)
def test_best_match(text: str, label: str) -> None:
    """New words for an old trouble are understood, with slips, joined words, strange letters."""
    assert best(text) == label


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("my chian", ["my", "chain"]),
        ("frontlight", ["front", "light"]),
        ("boil today", ["boil", "today"]),
        ("bike light", ["lamp"]),
    ],
)
def test_tokens(text: str, read: list[str]) -> None:
    """Spellings are read, slips mended and joined words cut; real words are left alone."""
    assert MATCHER.tokens(text) == read


@pytest.mark.parametrize("text", ["", " \n", "?!", "\u6c34\u6c34", "\u2764\ufe0f", "\u0439\u0446"])
def test_nothing_to_read(text: str) -> None:
    """A text without words gives a ranking without matches."""
    assert MATCHER.rank(text) == EMPTY
    assert EMPTY.best is None


@given(st.text() | st.lists(st.sampled_from([e.text for e in BICYCLE]), max_size=9).map(" ".join))
def test_ranking_is_sound(text: str) -> None:
    """Whatever is ranked: best first, shares that are shares, and the same again the next time."""
    ranking = MATCHER.rank(text)
    confidences = [match.confidence for match in ranking.matches]
    others = [match.confidence for match in ranking.outside]
    assert confidences == sorted(confidences, reverse=True)
    assert others == sorted(others, reverse=True)
    assert sum(confidences) == pytest.approx(ranking.in_scope if confidences else 0, abs=1e-5)
    assert 0 <= sum(others) <= 1 + 1e-5
    assert 0 <= ranking.in_scope <= 1
    if ranking != EMPTY:
        assert len(ranking.matches) == 4
        assert {match.id for match in ranking.outside} == OUTSIDE
    assert MATCHER.rank(text) == ranking


INSIDE = sorted((e for e in BICYCLE if e.label not in OUTSIDE), key=lambda example: example.label)
"""The examples in scope, as the matcher keeps them."""


@pytest.mark.parametrize("at", range(len(INSIDE)))
def test_nearness_of_an_example(at: int) -> None:
    """An example that is typed whole is nearest to itself."""
    nearness = MATCHER.nearness(INSIDE[at].text)
    assert len(nearness) == len(INSIDE)
    assert int(nearness.argmax()) == at
    assert 2 < nearness[at] <= 3 + 1e-3  # a weight has two bytes


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("punc", "puncture in the rear tyre"),
        ("the lam", "the lamp stays dark"),
        ("chian fel", "the chain fell off"),
        ("CHAIN FELL ", "the chain fell off"),
        ("brake squ", "my brake squeals loudly"),
    ],
)
def test_nearness_while_typing(typed: str, example: str) -> None:
    """A word counts from its first letters on, with slips in the words ahead of it."""
    assert INSIDE[int(MATCHER.nearness(typed).argmax())].text == example


@pytest.mark.parametrize("text", ["", " ", "?!", "\u6c34\u6c34"])
def test_nothing_is_near_to_nothing(text: str) -> None:
    """Without a word no example is nearer than another."""
    assert not MATCHER.nearness(text).any()


def test_shows_topic() -> None:
    """Whether a text names the topic is told, and counts for being in scope."""
    with_topic, without = MATCHER.rank("it fell off the chain"), MATCHER.rank("it fell off")
    assert (with_topic.shows_topic, without.shows_topic) == (True, False)
    assert MATCHER.rank("it fell off", topic_given=True).in_scope > without.in_scope
    assert not MATCHER.rank("it fell off", topic_given=True).shows_topic


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("second", [False, True])
def test_mean_of_two_rankings(*, first: bool, second: bool) -> None:
    """Shares are halved and put in order; the topic is named if one of them names it."""
    one = Ranking((Match("a", 0.6), Match("b", 0.2)), 0.9, (), shows_topic=first)
    other = Ranking((Match("b", 0.8),), 0.5, (Match("c", 0.1),), shows_topic=second)
    mean = one.averaged(other)
    assert [(match.id, match.confidence) for match in mean.matches] == [("b", 0.5), ("a", 0.3)]
    assert mean.in_scope == pytest.approx(0.7)
    assert mean.shows_topic is (first or second)


def test_topic_that_was_given_stands_for_the_domain_too() -> None:
    """In a case a text counts as full of the domain's words, whatever words it has."""
    lexicon = Lexicon(domain=("bicycle pedal pump tyre chain brake brakes light lamp",))
    matcher = build_matcher(BICYCLE, outside=OUTSIDE, lexicon=lexicon)
    assert matcher.rank("squeals", topic_given=True).in_scope > matcher.rank("squeals").in_scope


def test_topic_that_was_given_changes_no_order() -> None:
    """A topic that the conversation has set makes nothing likelier than something else."""
    alone, in_case = MATCHER.rank("squeals"), MATCHER.rank("squeals", topic_given=True)
    assert [match.id for match in alone.matches] == [match.id for match in in_case.matches]


def test_restored_matcher_ranks_alike() -> None:
    """A matcher made of another one's model gives the same ranking, bit by bit."""
    again = Matcher(MATCHER.model, LEXICON)
    for example in BICYCLE:
        assert again.rank(example.text) == MATCHER.rank(example.text)


def test_nearest_takes_the_mean_of_three() -> None:
    """A label's nearness is the mean of its three greatest similarities, equal ones once."""
    similarities = np.array([0.9, 0.3, 0.6, 0.1, 1.2, 0.5, 0.5, 0.2], dtype=np.float32)
    owners = np.array([0, 0, 0, 0, 1, 2, 2, 2])
    found = nearest(similarities, owners, 3)
    np.testing.assert_allclose(found, [0.6, 0.4, 0.7 / 3], atol=1e-6)
    assert similarities[0] == np.float32(0.9)  # the caller's own array is left alone


def test_match_is_plain() -> None:
    """What a ranking holds is of plain types, fit to be kept and compared."""
    match = MATCHER.rank("flat tyre").matches[0]
    assert type(match.confidence) is float
    assert match == Match("flat-tyre", match.confidence)

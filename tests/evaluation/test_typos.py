import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.evaluation.typos import with_typos

WORDS = st.text(st.sampled_from("abcdé"), min_size=3, max_size=9)


@given(WORDS, st.integers())
def test_one_slip_a_word(word: str, seed: int) -> None:
    """A mistyped word is one slip away: a letter too few, too many or wrong, or two swapped."""
    assert OSA.distance(word, with_typos(word, 1.0, seed)) == 1


@given(st.text(), st.floats(0, 1), st.integers())
def test_same_typos_every_time(text: str, rate: float, seed: int) -> None:
    """The same text, rate and seed give the same typos."""
    assert with_typos(text, rate, seed) == with_typos(text, rate, seed)


@given(st.text(), st.integers())
def test_no_typos(text: str, seed: int) -> None:
    """At a rate of 0 a text stays as it is."""
    assert with_typos(text, 0.0, seed) == text


@given(st.lists(st.sampled_from(["on", "a", "18.1", "5", "?!", "\n"])), st.integers())
def test_short_words_stay(words: list[str], seed: int) -> None:
    """Words of one or two letters, numbers and punctuation are left alone."""
    text = " ".join(words)

    assert with_typos(text, 1.0, seed) == text


def test_rate_is_the_share_of_words() -> None:
    """Of many words, about the wanted share is mistyped."""
    words = [f"{first}{second}lamp" for first in "bcdfghjklm" for second in "aeiou"] * 10
    typed = with_typos(" ".join(words), 0.2, 7).split(" ")

    changed = sum(before != after for before, after in zip(words, typed, strict=True))
    assert changed / len(words) == pytest.approx(0.2, abs=0.06)


def test_seeds_differ() -> None:
    """Another seed makes other typos."""
    text = "the backup of my phone stopped yesterday evening"

    assert len({with_typos(text, 0.5, seed) for seed in range(5)}) > 1


def test_every_kind_of_slip_happens() -> None:
    """Letters go missing, come on top, are exchanged and change places."""
    typed = {with_typos("abcd", 1.0, seed) for seed in range(200)}

    assert any(len(word) == 3 for word in typed)
    assert any(len(word) == 5 for word in typed)
    assert any(re.fullmatch(r"bacd|acbd|abdc", word) for word in typed)
    assert any(len(word) == 4 and sorted(word) != list("abcd") for word in typed)

"""Similarities by postings, against the same sums written out."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.index import Index
from bot.core.postings import Parts
from bot.core.text import stem

CLOSE = 5e-4
"""How exact similarities are: the indexed weights have two bytes each."""

POOL = "backup backups back up icloud storage full fails failed restarting restart wifi is on a"
TOKENS = st.lists(st.sampled_from(POOL.split()), max_size=8)
TEXTS = st.lists(TOKENS, min_size=1, max_size=8)

Features = list[Counter[str]]


def features(tokens: Sequence[str]) -> Features:
    """The three views of a text: how often each stem, n-gram and pair of stems stands in it."""
    stems = [stem(token) for token in tokens]
    marked = [f"<{token}>" for token in tokens]
    grams = [
        word[at : at + size]
        for word in marked
        for size in (2, 3, 4, 5)
        for at in range(len(word) - size + 1)
    ]
    pairs = [" ".join(pair) for pair in combinations(sorted(set(stems)), 2)]
    return [Counter(stems), Counter(grams), Counter(pairs)]


class SlowIndex:
    """The similarity of two texts as its definition says: dictionaries, and no shortcut."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.texts = [features(text) for text in texts]
        self.size = len(texts)

    def rarity(self, view: int, name: str) -> float:
        """The inverse document frequency of a feature."""
        df = sum(name in text[view] for text in self.texts)
        return math.log((1 + self.size) / (1 + df)) + 1

    def vector(self, text: Features, view: int) -> dict[str, float]:
        """A view's weights at length one; each occurrence of an unknown feature stands alone."""
        weights: dict[str, float] = {}
        for name, count in text[view].items():
            if any(name in other[view] for other in self.texts):
                weights[name] = (1 + math.log(count)) * self.rarity(view, name)
            else:
                weights |= {f"{name} {n}": self.rarity(view, name) for n in range(count)}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1
        return {name: weight / length for name, weight in weights.items()}

    def similarities(self, tokens: Sequence[str]) -> list[float]:
        """The similarity of a text to each indexed one."""
        asked = [self.vector(features(tokens), view) for view in range(3)]
        sums = []
        for text in self.texts:
            kept = [self.vector(text, view) for view in range(3)]
            cosines = [
                sum(weight * there.get(name, 0) for name, weight in here.items())
                for here, there in zip(asked, kept, strict=True)
            ]
            sums.append(sum(cosines) * 2 / 3)
        return sums


@pytest.mark.parametrize("share", [1, 3, 1000])
@given(texts=TEXTS, tokens=TOKENS)
def test_similarities_are_what_they_should_be(
    share: int, texts: list[list[str]], tokens: list[str]
) -> None:
    """The similarity of any text to the indexed ones is that of the definition."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.core.index._COMMON_SHARE", share)
        index = Index.of(texts)
    found = index.similarities(index.vector(tokens))
    np.testing.assert_allclose(found, SlowIndex(texts).similarities(tokens), atol=CLOSE)


def test_unknown_words_lower_the_similarity() -> None:
    """A text that says more than an indexed one, in unknown words, is less like it."""
    index = Index.of([["wifi", "is", "off"], ["storage", "full"]])
    asked = (["wifi", "is", "off"], ["wifi", "is", "off", "zebra"], ["wifi", "zebra", "yak"])
    found = [float(index.similarities(index.vector(text))[0]) for text in asked]
    assert found[0] == pytest.approx(2, abs=CLOSE)
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("share", [1, 3, 1000])
@given(texts=TEXTS)
def test_kernel_is_all_similarities(share: int, texts: list[list[str]]) -> None:
    """The kernel holds the pairwise similarities, however many features count as common."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.core.index._COMMON_SHARE", share)
        patch.setattr("bot.core.index._FREQUENT_SHARE", share)
        index = Index.of(texts)
        kernel = index.kernel()
    pairwise = np.stack([index.similarities(index.vector(text)) for text in texts])
    np.testing.assert_allclose(kernel, pairwise, atol=CLOSE)
    np.testing.assert_allclose(kernel, kernel.T, atol=1e-6)
    rows = np.stack([index.similarities_of(at) for at in range(len(texts))])
    np.testing.assert_allclose(kernel, rows, atol=CLOSE)


def test_kernel_of_many_texts() -> None:
    """With enough texts for frequent, rare and lone features, all three are counted."""
    pool = [f"{a}{b}{a}" for a in "bdfgk" for b in "aeiou"]
    texts = [
        [*(pool[(n * k + k) % (len(pool) - n % 5)] for k in range(1, 5)), f"only{n}x"]
        for n in range(120)
    ]
    index = Index.of(texts)
    pairwise = np.stack([index.similarities(index.vector(text)) for text in texts])
    np.testing.assert_allclose(index.kernel(), pairwise, atol=CLOSE)


@pytest.mark.parametrize(
    ("text", "similarity"),
    [
        ("my wifi is off", 2),
        ("off off off wifi", 2),
        (" ".join(f"word{n}" for n in range(100)), 2),
        ("wifi", 4 / 3),  # there are no pairs in a single word
        ("", 0),
    ],
)
def test_likeness_to_itself(text: str, similarity: float) -> None:
    """A text of two words or more has similarity 2 to itself; one word has two thirds of that."""
    index = Index.of([text.split(), ["something", "else"]])
    assert index.similarities(index.vector(text.split()))[0] == pytest.approx(similarity, abs=CLOSE)
    assert index.kernel()[0, 0] == pytest.approx(similarity, abs=CLOSE)


@given(TEXTS, TOKENS)
def test_similarity_has_bounds(texts: list[list[str]], tokens: list[str]) -> None:
    """No similarity is below 0 or above 2."""
    index = Index.of(texts)
    found = index.similarities(index.vector(tokens))
    assert ((found >= 0) & (found <= 2 + CLOSE)).all()


@pytest.mark.parametrize("texts", [[], [[]], [[], ["a"]], [["a"], []]])
def test_texts_without_words(texts: list[list[str]]) -> None:
    """Nothing is like a text without words, and an index of such texts can be asked."""
    index = Index.of(texts)
    assert index.similarities(index.vector([])).tolist() == [0.0] * len(texts)
    assert index.similarities(index.vector(["zoo", "kiwi"])).tolist() == [0.0] * len(texts)


def test_coverage() -> None:
    """Coverage is the share of a text's information whose words are known."""
    index = Index.of([["wifi", "off"], ["wifi", "on"], ["storage"]])
    frequent, rare, new = math.log(4 / 3) + 1, math.log(4 / 2) + 1, math.log(4) + 1
    assert index.coverage(["wifi", "storage"]) == 1
    assert index.coverage(["zebra"]) == 0
    assert index.coverage([]) == 0
    assert index.coverage(["wifi", "zebra"]) == pytest.approx(frequent / (frequent + new))
    assert index.coverage(["storage", "zebra"]) == pytest.approx(rare / (rare + new))
    assert index.coverage(["wifi", "wifi", "zebra"]) == index.coverage(["wifi", "zebra"])
    assert index.coverage(["wifi", "storage"], unknown={stem("storage")}) == pytest.approx(
        frequent / (frequent + new)
    )


@given(TEXTS, TOKENS)
def test_restored_index_is_identical(texts: list[list[str]], tokens: list[str]) -> None:
    """An index made of another one's parts gives the same numbers, bit by bit."""
    first = Index.of(texts)
    again = Index(Parts(*first.parts))
    assert np.array_equal(
        first.similarities(first.vector(tokens)), again.similarities(again.vector(tokens))
    )
    assert np.array_equal(first.kernel(), again.kernel())
    assert first.coverage(tokens) == again.coverage(tokens)

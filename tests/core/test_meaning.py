"""A matcher that sees meaning: what an encoder adds to words, and that it can be left out."""

import numpy as np
import pytest

from bot.core.encoding import Encoders, EncodingError
from bot.core.matching import Matcher
from bot.core.training import build_matcher, train_model
from tests.core.encoders import ToyEncoder
from tests.core.toys import BICYCLE, LEXICON, OUTSIDE

UNSEEN = {
    "it is deflated and airless": "flat-tyre",
    "stopping is slow": "weak-brake",
    "no beam, all gloom": "dark-lamp",
}
"""Texts that share no telling word with any example, with what they mean."""


@pytest.fixture
def encoder() -> ToyEncoder:
    """An encoder."""
    return ToyEncoder()


@pytest.fixture
def matcher(encoder: ToyEncoder) -> Matcher:
    """A matcher with that encoder."""
    encoders = Encoders(encoder, encoder)
    return build_matcher(BICYCLE, outside=OUTSIDE, lexicon=LEXICON, encoders=encoders)


@pytest.mark.parametrize(("text", "label"), UNSEEN.items())
def test_meaning_is_seen_without_words(matcher: Matcher, text: str, label: str) -> None:
    """A text in other words finds its label, and the encoder makes its confidence higher."""
    best, light = matcher.rank(text).best, matcher.light().rank(text)
    assert best
    assert best.id == label
    confidence = next(match.confidence for match in light.matches if match.id == label)
    assert best.confidence > confidence


def test_light_matcher_is_the_one_without_an_encoder(matcher: Matcher) -> None:
    """Without its encoder a matcher ranks as one that never had any, bit by bit."""
    plain = build_matcher(BICYCLE, outside=OUTSIDE, lexicon=LEXICON)
    light = matcher.light()
    assert (matcher.is_semantic, light.is_semantic, plain.is_semantic) == (True, False, False)
    assert light.calibration == plain.calibration
    for text in (*UNSEEN, *(example.text for example in BICYCLE)):
        assert light.rank(text) == plain.rank(text)
    assert matcher.light().light().rank("flat tyre") == plain.rank("flat tyre")


def test_examples_are_one_batch(encoder: ToyEncoder) -> None:
    """Training asks for the vectors of all examples at once, in the words that they are read as."""
    train_model(BICYCLE, outside=OUTSIDE, lexicon=LEXICON, encoder=encoder)
    (batch,) = encoder.asked
    assert sorted(batch) == sorted(" ".join(LEXICON.tokens(example.text)) for example in BICYCLE)


def test_several_texts_are_one_batch(matcher: Matcher, encoder: ToyEncoder) -> None:
    """Several texts are ranked as each of them is; the encoder gets them mended, and together."""
    encoder.asked.clear()
    texts = ["the frnt tyre is flat", "\u4f60\u597d", "no light at all"]
    together = matcher.rank_all(texts)
    assert encoder.asked == [["the front tyre is flat", "no light at all"]]
    assert together == [matcher.rank(text) for text in texts]
    assert matcher.rank_all(()) == []


def test_wordless_text_costs_no_encoding(matcher: Matcher, encoder: ToyEncoder) -> None:
    """What has no words isn't encoded."""
    encoder.asked.clear()
    assert matcher.rank("\u4f60\u597d").matches == ()
    assert encoder.asked == []


def test_suggestions_leave_the_encoder_out(matcher: Matcher, encoder: ToyEncoder) -> None:
    """What is shown while somebody types has no time for an encoder."""
    encoder.asked.clear()
    near = matcher.nearness("the front tyre lo")
    assert encoder.asked == []
    assert np.array_equal(near, matcher.light().nearness("the front tyre lo"))


def test_another_encoder_has_no_say(matcher: Matcher) -> None:
    """A model goes with the encoder that it was trained with; another one is not asked."""
    other = ToyEncoder({"all": "tyre chain brake lamp"})
    mixed = Matcher(matcher.model, LEXICON, other)
    assert not mixed.is_semantic
    assert mixed.rank("the tyre is flat") == matcher.light().rank("the tyre is flat")
    assert other.asked == []


def test_model_of_words_has_no_use_for_an_encoder(encoder: ToyEncoder) -> None:
    """A model that was trained without an encoder ranks without one."""
    model = train_model(BICYCLE, outside=OUTSIDE, lexicon=LEXICON)
    assert not Matcher(model, LEXICON, encoder).is_semantic
    assert model.best_head is model.head


def test_failing_encoder_is_told(matcher: Matcher, encoder: ToyEncoder) -> None:
    """Where the encoder fails the matcher says so; the light one goes on."""
    encoder.is_broken = True
    with pytest.raises(EncodingError, match="no electricity"):
        matcher.rank("the tyre is flat")
    best = matcher.light().rank("the tyre is flat").best
    assert best
    assert best.id == "flat-tyre"


def test_meaning_is_calibrated_on_its_own(matcher: Matcher) -> None:
    """The head for meaning has figures of its own, and closeness counts for being in scope."""
    model = matcher.model
    assert model.meaning
    assert model.best_head is model.meaning.head
    assert model.meaning.embeddings.shape == (len(BICYCLE), 7)
    assert model.meaning.head.calibration.weights[-1] > 0
    assert model.head.calibration.weights[-1] == 0
    known = model.meaning.head.understood.mean()
    assert known >= model.head.understood.mean()


def test_nearness_alone_takes_meaning_too(
    encoder: ToyEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit of the exact solve, meaning counts as well."""
    monkeypatch.setattr("bot.core.training._MOST_EXACT", 1)
    encoders = Encoders(encoder, encoder)
    near = build_matcher(BICYCLE, outside=OUTSIDE, lexicon=LEXICON, encoders=encoders)
    assert near.model.best_head.coefficients.shape == (0, 6)
    for text, label in UNSEEN.items():
        best = near.rank(text).best
        assert best
        assert best.id == label

import pytest

from bot.core.matching import Example
from bot.evaluation.peers import PEERS, Peer

EXAMPLES = [
    Example("my bulb is black", "bulb"),
    Example("The bulb, it's dark!", "bulb"),
    Example("bulb", "bulb"),
    Example("bulb blew", "bulb"),
    Example("sparks from the cable", "wire"),
    Example("a cable that smells", "wire"),
    Example("dinner is ready", "oos"),
]


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_peers_rank(peer: Peer) -> None:
    """Each peer ranks the labels in scope, sees what is alike, and takes any text."""
    if not peer.is_installed:
        pytest.skip(f"{peer.package} comes with the bench extra")
    ranker = peer.build(EXAMPLES, {"oos"})
    alike = ranker.predict("Sparks, from the cable")
    foreign = ranker.predict("!?")

    assert alike.ranked == ("wire", "bulb")
    assert sorted(foreign.ranked) == ["bulb", "wire"]
    assert alike.scope > foreign.scope
    assert (alike.kept, alike.decision, alike.answered) == (None, None, None)
    assert alike.confidence is None or 0 <= alike.confidence <= 1


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("rapidfuzz token_set_ratio, best example", 100.0),
        # Of the four bulbs three contain the word alone or beside others, and score 100.
        ("rapidfuzz token_set_ratio, mean of three", 100.0),
    ],
)
def test_best_and_mean(name: str, score: float) -> None:
    """A label's score is its best example's, or the mean of its best three."""
    peer = next(peer for peer in PEERS if peer.name == name)

    assert peer.build(EXAMPLES, {"oos"}).predict("bulb").scope == pytest.approx(score)


def test_mean_of_fewer_than_three() -> None:
    """A label with two examples has their mean: here a full match and half of one."""
    peer = next(peer for peer in PEERS if "mean of three" in peer.name)
    ranker = peer.build([Example("abcd", "one"), Example("abxy", "one")], set())

    assert ranker.predict("abcd").scope == pytest.approx((100 + 50) / 2)


def test_missing_package() -> None:
    """A peer whose package is not there says so."""
    assert not Peer("nobody", PEERS[0].build, "no_such_package").is_installed

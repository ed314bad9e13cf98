"""Slips of the finger, and words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process

from bot.core.repair import Repair

FREQUENCIES = {
    "backup": 50,
    "back": 20,
    "failed": 30,
    "failing": 3,
    "storage": 25,
    "icloud": 40,
    "iphone": 20,
    "wifi": 15,
    "full": 12,
    "restore": 9,
    "restart": 10,
    "drive": 5,
    "up": 60,
    "download": 7,
    "is": 70,
    "stuck": 6,
    "so": 8,
    "plan": 8,
}


def made() -> Repair:
    """A repair that remembers nothing yet."""
    return Repair(FREQUENCIES, {"fuel", "wife", "plane"})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("bakcup", "backup"),  # swapped
        ("backp", "backup"),  # left out
        ("backuup", "backup"),  # typed twice
        ("bavkup", "backup"),  # the key beside it
        ("abckup", "backup"),  # swapped at the beginning
        ("storgae", "storage"),
        ("donwlaod", "download"),  # two swaps in eight letters
        ("tsoraeg", "tsoraeg"),  # two swaps in seven letters
        ("bzckuo", "backup"),  # two neighbouring keys in six letters
        ("iclius", "icloud"),
        ("restpte", "restore"),
        ("fxilqd", "fxilqd"),  # two unlikely slips in six letters
        ("dosnloqdd", "download"),  # three likely slips
        ("iclould", "icloud"),
        ("stroage", "storage"),
        ("stuuck", "stuck"),  # a key held down
        ("bbaacckkuupp", "backup"),  # every key held down
        ("js", "is"),  # the shortest
        ("dxwnlxad", "download"),  # two unlikely slips in eight letters
        ("dtuvk", "dtuvk"),  # two likely slips in five letters
        ("soo", "so"),
        ("wfii", "wifi"),
        ("w", "w"),  # too short
        ("fulll", "full"),
        ("wixx", "wixx"),  # two edits in four letters
        ("bxxkxp", "bxxkxp"),  # three edits in six letters
        ("zebra", "zebra"),
        ("icloud", "icloud"),
        ("iph0ne", "iph0ne"),  # no word
    ],
)
def test_distance(typed: str, read: str) -> None:
    """A word is read as a known one where few edits lie between, for its length."""
    assert made().words([typed]) == [read]


@pytest.mark.parametrize("word", ["fuel", "wife", "plane"])
def test_protected_words_stay(word: str) -> None:
    """A real word that no example has is not taken for a slip."""
    assert made().words([word]) == [word]
    assert Repair(FREQUENCIES, ()).words([word]) != [word]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("icloudbackup", ["icloud", "backup"]),
        ("storagefull", ["storage", "full"]),
        ("planup", ["planup"]),  # a part of two letters at the end is none
        ("wifiisfull", ["wifi", "is", "full"]),  # between two others it is
        ("backupicloudwifi", ["backup", "icloud", "wifi"]),
        ("icloudbakcup", ["icloud", "backup"]),  # one of the two mistyped
        ("restoeicloud", ["restore", "icloud"]),
        ("icloudstukc", ["icloud", "stuck"]),  # as short as a mistyped one may be
        ("icloudzzzzz", ["icloudzzzzz"]),
        ("wifibak", ["wifibak"]),  # too short to be sure of
    ],
)
def test_joined_words_come_apart(typed: str, read: list[str]) -> None:
    """Known words that were typed as one are read apart, even with a slip in one of two."""
    assert made().words([typed]) == read


@pytest.mark.parametrize(("length", "is_read"), [(48, True), (51, False)])
def test_longest(length: int, *, is_read: bool) -> None:
    """A word of 48 letters is read, a longer one is not."""
    known = "abc" * (length // 3)
    typed = known[:-1] + "x"
    assert Repair({known: 1}, ()).words([typed]) == [known if is_read else typed]


def test_likelier_pair_wins() -> None:
    """Of two ways to cut a word, the one whose parts are more frequent is taken."""
    repair = Repair({"them": 1, "end": 9, "the": 5, "mend": 4}, ())
    assert repair.words(["themend"]) == ["the", "mend"]


def test_tie_goes_to_the_more_frequent_word() -> None:
    """Of words at the same distance the most frequent is read, then the first by the alphabet."""
    assert Repair({"bark": 1, "bank": 7}, ()).words(["bazk"]) == ["bank"]
    assert Repair({"bark": 2, "bank": 2}, ()).words(["bazk"]) == ["bank"]


def test_tie_among_many() -> None:
    """The most frequent word wins however many others are as near."""
    frequencies = {f"{letter}ack": 1 for letter in "bfghjklmnpqrt"} | {"wack": 9}
    assert Repair(frequencies, ()).words(["xack"]) == ["wack"]


def test_neighbouring_key_beats_a_frequent_word() -> None:
    """Of words at the same distance the one a neighbouring key away is read."""
    assert Repair({"back": 1, "pack": 9}, ()).words(["vack"]) == ["back"]


def test_nearer_word_beats_a_frequent_one() -> None:
    """Frequency decides between equals alone."""
    assert Repair({"restart": 1, "restore": 99}, ()).words(["restatr"]) == ["restart"]


def test_nothing_known() -> None:
    """Without any known word every word stays."""
    assert Repair({}, ()).words(["anything", "goes"]) == ["anything", "goes"]


def test_endless_word_is_left_alone() -> None:
    """However long a word is, reading it takes no longer than others: it stays as it is."""
    assert made().words(["backup" * 2]) == ["backup", "backup"]
    assert made().words(["backup" * 700]) == ["backup" * 700]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word is looked up once, and again only after the memory was full."""
    looked_up: list[str] = []
    extract = process.extract

    def watched(word: str, *args: object, **options: object) -> object:
        looked_up.append(word)
        return extract(word, *args, **options)  # type: ignore[call-overload]  # passed through

    monkeypatch.setattr("bot.core.repair._MEMO_SIZE", 2)
    monkeypatch.setattr(process, "extract", watched)
    repair = Repair(FREQUENCIES, ())
    for word in ("bakcup", "bakcup", "storgae", "bakcup", "wfii", "bakcup"):
        repair.words([word])

    assert looked_up == ["bakcup", "storgae", "wfii", "bakcup"]


@given(st.lists(st.text(st.sampled_from("abcdefilorstu1"), max_size=14), max_size=6))
def test_only_known_words_come_in(tokens: list[str]) -> None:
    """A token stays or becomes known words, and is then left alone."""
    read = made().words(tokens)
    assert set(read) <= FREQUENCIES.keys() | set(tokens)
    assert len(tokens) <= len(read)
    assert sum(map(len, read)) <= 2 * sum(map(len, tokens))
    assert made().words(read) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["b"], ["backup"]),
        (["bac"], ["backup"]),  # the commonest of two
        (["back"], ["backup"]),
        (["backu"], ["backup"]),
        (["rest"], ["restart"]),
        (["bakcup", "fa"], ["backup", "failed"]),  # what stands ahead is mended
        (["fa", "up"], ["fa", "up"]),
        (["storgae"], ["storage"]),  # begins no word, so it is mended itself
        (["backuprest"], ["backuprest"]),
        (["zebra"], ["zebra"]),
        (["17"], ["17"]),
    ],
)
def test_completed(typed: list[str], read: list[str]) -> None:
    """An unfinished last word is read as the commonest known one that begins so."""
    assert made().completed(typed) == read

"""Slips of the finger, and words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.assistant import Assistant
from bot.core.reading import Utterance
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


LETTERS = st.text(st.sampled_from("abckpudéж"), min_size=1, max_size=9)


@given(st.sets(LETTERS, min_size=1, max_size=12), LETTERS)
def test_no_nearest_word_is_passed_over(known: set[str], typed: str) -> None:
    """The words that are compared in full hold every one that is near enough."""
    repair = Repair(dict.fromkeys(known, 1), ())
    long = sorted(word for word in known if len(word) > 1)
    expected = process.extract(
        typed, long, scorer=OSA.normalized_similarity, score_cutoff=0.6, limit=None
    )

    assert list(repair._near(typed, 0.6, None)) == [found[:2] for found in expected]  # noqa: SLF001  # what a prefilter must not change


def slips(count: int) -> list[str]:
    """So many different words, each a slip away from a known one."""
    places = "abcdefghijklmnopqrstuvwxyz"
    near = (f"bac{one}{other}up" for one in places for other in places)
    return [word for word, _ in zip(near, range(count), strict=False)]


def test_first_unknown_words_are_read() -> None:
    """Of very many unknown words in a text the first are read, and the others left as they are."""
    typed = ["bavkup", *slips(40), "bavkup", "stroage"]
    read = made().words(typed)

    assert (read[0], read[-2], read[-1]) == ("backup", "backup", "stroage")
    assert read[24:-2] == typed[24:-2]


def test_parts_of_a_text_share_the_bound() -> None:
    """A text that is read in parts has no more words mended than one that is read at once."""
    repair, met = made(), set[str]()
    for word in slips(24):
        repair.words([word], met)

    assert repair.words(["stroage"], met) == ["stroage"]
    assert repair.words(["stroage"]) == ["storage"]


def test_what_is_remembered_changes_nothing() -> None:
    """A text is read alike whether its words were met in an earlier one or not."""
    fresh, used, text = made(), made(), [*slips(24), "stroage"]
    used.words(["stroage"])

    assert used.words(text) == fresh.words(text)


def test_hostile_message_is_bounded(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many near misses a message has, each reader looks up the first ones alone."""
    looked_up: list[str] = []
    extract = process.extract

    def watched(word: str, *args: object, **options: object) -> object:
        looked_up.append(word)
        return extract(word, *args, **options)  # type: ignore[call-overload]  # passed through

    monkeypatch.setattr(process, "extract", watched)
    words = slips(500)
    assistant.hear(Utterance(". ".join(words)), None, 0)

    assert len(looked_up) > 0
    assert len(set(looked_up) & set(words)) <= 2 * 24

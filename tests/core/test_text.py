"""Text in one plain form, whatever was typed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.lexicon import Spellings
from bot.core.text import clauses, is_wordless, normalise, stem, words

SOME_WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=12)
TABLES = st.dictionaries(
    st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map(" ".join),
    st.lists(st.sampled_from(["x", "y"]), max_size=2).map(" ".join),
    max_size=5,
)


def full_width(text: str) -> str:
    """The text in the wide letters of East Asian keyboards."""
    return "".join(chr(ord(sign) + 0xFEE0) if sign > " " else "\u3000" for sign in text)


PLAIN_FORMS = {
    "case": ("iCloud BACKUP", "icloud backup"),
    "full width": (full_width("Backup 18.1"), "backup 18.1"),
    "Cyrillic look-alikes": ("b\u0430ckup f\u0430il\u0435d", "backup failed"),
    "Greek look-alikes": ("ph\u03bfne", "phone"),
    "Cyrillic capitals": ("\u0412\u0410\u0421\u041aU\u0420 \u041c\u0415", "backup me"),
    "small capitals": (
        "\u026a\u1d04\u029f\u1d0f\u1d1c\u1d05 \ua730\u1d1c\u029f\u029f",
        "icloud full",
    ),
    "mathematical letters": ("\U0001d4f2\U0001d4d2loud \U0001d41f\U0001d42eull", "icloud fuull"),
    "circled letters": ("\u24d1\u24d0\u24d2k", "back"),
    "figures for letters": ("iCl0ud st0rage fu1l", "icloud storage full"),
    "figures that are figures": ("iOS 10.1 5s 100mb i0 b4", "ios 10.1 5s 100mb i0 b4"),
    "dotless i": ("\u0131cloud", "icloud"),
    "ligature": ("\ufb01le", "file"),
    "small Roman numeral": ("\u2170os", "ios"),
    "zero-width space": ("back\u200bup", "backup"),
    "soft hyphen and joiner": ("back\u00adu\u200dp", "backup"),
    "right-to-left mark": ("\u200fbackup\u200e", "backup"),
    "combining marks": ("b\u0301a\u0308c\u0327kup", "backup"),
    "stacked marks": ("w\u0300\u0301\u0302ifi", "wifi"),
    "accents": ("na\u00efve caf\u00e9", "naive cafe"),
    "elongated": ("heeeelp sooooo slow", "heelp soo slow"),
    "doubled stays": ("all off good", "all off good"),
    "straight apostrophe": ("won't", "wont"),
    "curly apostrophes": ("won\u2019t can\u2018t", "wont cant"),
    "modifier apostrophe": ("won\u02bct", "wont"),
    "acute accent and grave": ("won\u00b4t can`t", "wont cant"),
    "full-width apostrophe": ("won\uff07t", "wont"),
    "user mention": ("<@123> help <@!45>", "  help  "),
    "role and channel": ("<@&9> in <#12>", "  in  "),
    "custom emoji": ("<:sad:1234> <a:party_parrot:99>", "   "),
    "command and time": ("</medic ask:77> <t:1618932000:R>", "   "),
    "address": ("see https://example.org/a?b=c#d now", "see   now"),
    "address without a scheme": ("www.example.org/page, please", "  please"),
    "long w before an address": ("wwwww.example.org", " "),
    "control characters": ("a\x00b\tc\x7f", "a b c "),
    "newline stays": ("a\nb", "a\nb"),
}


@pytest.mark.parametrize(("typed", "plain"), PLAIN_FORMS.values(), ids=PLAIN_FORMS)
def test_plain_form(typed: str, plain: str) -> None:
    """Each way to type a thing comes to the same plain form."""
    assert normalise(typed) == plain


@given(st.text())
@example("htttp://example.org")
@example("\uff48ttp://example.org")
@example("<@'1>")
@example("<\u200b@1>")
@example("\u0345\u1e9e\u2122")
def test_normalise_is_idempotent(text: str) -> None:
    """What is in plain form already stays as it is, whatever it was made from."""
    plain = normalise(text)
    assert normalise(plain) == plain


@given(st.text(st.characters(codec=None, categories=None)))
def test_no_text_is_too_strange(text: str) -> None:
    """Lone surrogates, unassigned characters and the rest are read without an error."""
    for part in clauses(text):
        assert words(part)


@given(st.text())
def test_normalise_leaves_nothing_unseen(text: str) -> None:
    """In plain form there is no capital letter, no apostrophe and no control character."""
    plain = normalise(text)
    assert not set(plain) & set("'`\u2019ABCXYZ\u200b\u00ad")
    assert all(character >= " " or character == "\n" for character in plain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("iOS 18.1.2 on my iPhone13", ["ios", "18.1.2", "on", "my", "iphone", "13"]),
        ("5GB, 200 gb", ["5", "gb", "200", "gb"]),
        ("back-up / wi-fi", ["back", "up", "wi", "fi"]),
        ("snake_case", ["snake", "case"]),
        ("18. that's it", ["18", "thats", "it"]),
        ("...", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Words and numbers come apart, and only versions keep their points."""
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("?!... \u2764", True),
        ("\u0439\u0446\u0443\u043a", True),
        ("\u6c34", True),
        ("\u6c34 ios", False),
        ("5", False),
        ("ok", False),
    ],
)
def test_wordless(text: str, *, expected: bool) -> None:
    """Only letters that English is written with, and numbers, make something to read."""
    assert is_wordless(words(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fails. I restarted, wifi is fine", ["it fails", "i restarted", "wifi is fine"]),
        ("wifi is fine but it fails", ["wifi is fine", "it fails"]),
        ("updated to 18.1 and then it broke", ["updated to 18.1", "it broke"]),
        ("is it the vpn? no idea", ["is it the vpn ?", "no idea"]),
        ("one\ntwo", ["one", "two"]),
        ("it hung - so i waited", ["it hung", "waited"]),
        ("works (mostly) however slow", ["works", "mostly", "slow"]),
        ("a butter knife", ["a butter knife"]),
        ("but", []),
        ("", []),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    """A new thought begins at punctuation and at joining words; a question keeps its mark."""
    assert clauses(text) == expected


@given(st.text(st.sampled_from("abtu .,;:?!()-\n\u2026")))
def test_clauses_add_nothing(text: str) -> None:
    """The words of the clauses are words of the text, in its order."""
    left = iter(words(text))
    assert all(word in left for part in clauses(text) for word in words(part))


@pytest.mark.parametrize(
    "family",
    [
        ("backup", "backups"),
        ("restart", "restarts", "restarted", "restarting"),
        ("stop", "stops", "stopped", "stopping"),
        ("copy", "copies", "copied", "copying"),
        ("charge", "charges", "charged", "charging"),
        ("delete", "deletes", "deleted", "deleting"),
        ("fail", "fails", "failed", "failing"),
        ("sync", "syncs", "synced", "syncing"),
        ("pass", "passed", "passing"),
    ],
    ids=lambda family: family[0],
)
def test_stem_joins_a_family(family: tuple[str, ...]) -> None:
    """The forms of a word have one stem."""
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize("word", ["process", "status", "this", "ios", "yes", "red", "wing", "is"])
def test_stem_leaves_other_endings(word: str) -> None:
    """What only looks like an ending is kept."""
    assert stem(word) == word


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_stem_keeps_something(word: str) -> None:
    """No word loses all of its letters, and none becomes longer."""
    assert 0 < len(stem(word)) <= len(word)


def test_spellings_longest_match() -> None:
    """Of several spellings that begin alike, the longest one is read."""
    read = Spellings({"i cloud": "icloud", "i cloud drive": "files", "drive": "disk"}).read
    assert read(words("my I-Cloud drive and i cloud and drive")) == [
        *("my", "files", "and", "icloud", "and", "disk")
    ]


def test_spellings_are_read_once() -> None:
    """What a spelling means is not read again, so that no circle can arise."""
    assert Spellings({"a": "b", "b": "a"}).read(["a", "b"]) == ["b", "a"]


def test_spelling_without_words_is_left_out() -> None:
    """A spelling that has no word in it matches nothing; one that means nothing takes words out."""
    assert Spellings({"?!": "what", "um": ""}).read(["um", "so"]) == ["so"]


@given(TABLES, SOME_WORDS)
def test_spellings_cover_the_words(table: dict[str, str], said: list[str]) -> None:
    """The parts follow each other without gaps, and an unknown word means itself."""
    at = 0
    for start, end, meant in Spellings(table).parts(said):
        assert start == at < end
        key = " ".join(said[start:end])
        assert meant == (tuple(table[key].split()) if key in table else (said[start],))
        at = end
    assert at == len(said)

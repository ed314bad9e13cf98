"""Verbs in all their forms."""

import pytest

from bot.core.verbs import Tense, forms

IRREGULAR = {"do": ["did", "done"], "put": ["put"], "go": ["went", "gone", "going"]}


@pytest.mark.parametrize(
    ("verb", "past", "named"),
    [
        ("try", ["tried"], ["try", "trying"]),
        ("delay", ["delayed"], ["delay", "delaying"]),
        ("delete", ["deleted"], ["delete", "deleting"]),
        ("free", ["freed"], ["free", "freeing"]),
        ("plug", ["pluged", "plugged"], ["plug", "pluging", "plugging"]),
        ("open", ["opened", "openned"], ["open", "opening", "openning"]),
        ("cancel", ["canceled", "cancelled"], ["cancel", "canceling", "cancelling"]),
        ("allow", ["allowed"], ["allow", "allowing"]),
        ("do", ["did", "done"], ["do", "doing"]),
        ("go", ["went", "gone"], ["go", "going", "going"]),
    ],
)
def test_forms(verb: str, past: list[str], named: list[str]) -> None:
    """The past is told from what only names the verb, and letters change as they do in writing."""
    found = list(forms(verb, IRREGULAR))
    assert [form for form, tense in found if tense is Tense.PAST] == past
    assert [form for form, tense in found if tense is Tense.NAMED] == named


def test_past_that_looks_like_the_infinitive() -> None:
    """Where both look the same, the form says either."""
    assert dict(forms("put", IRREGULAR)) == {"put": Tense.EITHER, "puting": Tense.NAMED} | {
        "putting": Tense.NAMED
    }

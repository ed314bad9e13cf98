from collections import Counter

import pytest

from bot.core.domain import cause_examples
from bot.core.knowledge import Knowledge
from bot.evaluation.folds import own_folds


@pytest.mark.parametrize("count", [2, 5])
def test_each_example_is_held_out_once(lamps: Knowledge, count: int) -> None:
    """Over the folds every example but the alerts is asked about once, under its label."""
    rows = [row for _, fold in own_folds(lamps, count) for row in fold]
    wanted = Counter(
        (text, label)
        for entry in lamps.entries
        for label, texts in (
            (entry.id, entry.examples),
            ("oos-counter-example", entry.counter_examples),
        )
        for text in texts
    )
    wanted.update((text, "oos-fire") for text in lamps.escalation.dangers[0].examples)
    wanted.update((text, "oos-candles") for text in lamps.neighbours[0].examples)

    assert Counter((row.text, row.label) for row in rows) == wanted


def test_held_out_is_not_learnt(lamps: Knowledge) -> None:
    """What is asked about in a fold is not among its examples, and everything else is."""
    all_texts = {example.text for example in cause_examples(lamps)}
    for knowledge, rows in own_folds(lamps, 3):
        learnt = {example.text for example in cause_examples(knowledge)}
        held = {row.text for row in rows}

        assert not learnt & held
        assert learnt | held == all_texts


def test_labels_are_spread(lamps: Knowledge) -> None:
    """Every fold has its share of every label with as many examples as there are folds."""
    folds = [Counter(row.label for row in rows) for _, rows in own_folds(lamps, 5)]

    assert all(fold["bulb"] == 6 for fold in folds)

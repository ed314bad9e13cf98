"""What the matcher of a knowledge base learns from, and under which labels."""

import pytest

from bot.core.assistant import Assistant
from bot.core.domain import (
    COUNTER_EXAMPLE,
    DANGER,
    NEAR,
    VAGUE,
    build_causes,
    cause_examples,
    lexicon_of,
)
from bot.core.knowledge import Cause, Knowledge
from bot.core.matching import Example


def test_examples_have_their_owners(knowledge: Knowledge) -> None:
    """Examples and alerts teach their entry, and counter-examples that it is something else."""
    found = set(cause_examples(knowledge))
    for entry in knowledge.entries:
        assert {Example(text, entry.id) for text in entry.examples} <= found
        assert {Example(text, COUNTER_EXAMPLE) for text in entry.counter_examples} <= found
        if isinstance(entry, Cause):
            assert {Example(text, entry.id) for text in entry.alerts} <= found


def test_dangers_and_near_topics_stand_outside(knowledge: Knowledge) -> None:
    """Dangers and near topics have labels that no cause can have."""
    labels = {example.label for example in cause_examples(knowledge)}
    inside = {entry.id for entry in knowledge.entries}
    dangers = {DANGER + danger.id for danger in knowledge.escalation.dangers}
    near = {NEAR + neighbour.id for neighbour in knowledge.neighbours}
    assert labels == inside | dangers | near | {COUNTER_EXAMPLE, VAGUE}
    assert not inside & {label for label in labels if label.startswith((DANGER, NEAR))}


def test_model_of_the_knowledge(assistant: Assistant, knowledge: Knowledge) -> None:
    """Causes, requests, questions and vague complaints are in scope, everything else is out."""
    model = assistant.reader.matcher.model
    inside = {entry.id for entry in knowledge.entries} | {VAGUE}
    assert set(model.labels[: model.inside]) == inside
    assert all(label.startswith((DANGER, NEAR)) for label in model.labels[model.inside :])


def test_matcher_from_a_model(assistant: Assistant, knowledge: Knowledge) -> None:
    """A matcher from a kept model ranks as the one that the model was made for."""
    first = assistant.reader.matcher
    again = build_causes(knowledge, first.model)
    for entry in knowledge.entries[::5]:
        assert again.rank(entry.examples[0]) == first.rank(entry.examples[0])


@pytest.mark.parametrize(
    ("text", "shows_topic", "domain"),
    [
        ("my icloud backup", True, 2),
        ("my phone is wet", False, 1),
        ("a recipe for plum dumplings", False, 0),
    ],
)
def test_lexicon(knowledge: Knowledge, text: str, domain: int, *, shows_topic: bool) -> None:
    """The lexicon knows the topic of the product and the words of its field."""
    lexicon = lexicon_of(knowledge)
    tokens = lexicon.tokens(text)
    assert lexicon.shows_topic(tokens) is shows_topic
    assert lexicon.domain_words(tokens) == domain

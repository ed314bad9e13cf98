"""The matcher of one knowledge base: which examples it learns from, and under which labels."""

from bot.core.encoding import Encoder
from bot.core.knowledge import Cause, Knowledge
from bot.core.lexicon import Lexicon
from bot.core.matching import Example, Matcher
from bot.core.model import Model
from bot.core.training import train_model

__all__ = [
    "COUNTER_EXAMPLE",
    "DANGER",
    "NEAR",
    "VAGUE",
    "build_causes",
    "cause_examples",
    "examples_in_order",
    "lexicon_of",
    "scope_examples",
    "train",
]

DANGER = "danger:"
"""Labels that begin so are dangers, out of scope for fixes."""

NEAR = "near:"
"""Labels that begin so are near topics, out of scope."""

COUNTER_EXAMPLE = NEAR + "counter-example"
"""The label of the causes' own counter-examples."""

VAGUE = "vague:"
"""The label, in scope, of complaints that tell nothing of the cause."""


def lexicon_of(knowledge: Knowledge) -> Lexicon:
    """How the users of this knowledge base write."""
    words = knowledge.vocabulary
    product = knowledge.product
    return Lexicon(words.spellings, words.emoji, words.common_words, product.topic, product.domain)


def cause_examples(knowledge: Knowledge) -> list[Example]:
    """The examples that the matcher of causes, requests and questions is built from."""
    examples: list[Example] = []
    for entry in knowledge.entries:
        # Alerts come first: an example that is added after the others changes nobody's fold.
        if isinstance(entry, Cause):
            examples += [Example(text, entry.id) for text in entry.alerts]
        examples += [Example(text, entry.id) for text in entry.examples]
        examples += [Example(text, COUNTER_EXAMPLE) for text in entry.counter_examples]
    examples += [Example(text, VAGUE) for text in knowledge.vague]
    for danger in knowledge.escalation.dangers:
        examples += [Example(text, DANGER + danger.id) for text in danger.examples]
    for neighbour in knowledge.neighbours:
        examples += [Example(text, NEAR + neighbour.id) for text in neighbour.examples]
    return examples


def examples_in_order(knowledge: Knowledge) -> list[Example]:
    """All of them, in the order in which the matcher keeps them."""
    examples = cause_examples(knowledge)
    return sorted(examples, key=lambda example: (_is_outside(example), example.label))


def scope_examples(knowledge: Knowledge) -> list[Example]:
    """Those of them that are in scope; the matcher keeps them first, in this order."""
    return [one for one in examples_in_order(knowledge) if not _is_outside(one)]


def _is_outside(example: Example) -> bool:
    return example.label.startswith((DANGER, NEAR))


def train(knowledge: Knowledge, encoder: Encoder | None = None) -> Model:
    """The model of a knowledge base; with an encoder for its examples it sees meaning as well.

    Raises:
        EncodingError: the encoder failed.

    """
    examples = cause_examples(knowledge)
    outside = {example.label for example in examples if _is_outside(example)}
    return train_model(examples, outside=outside, lexicon=lexicon_of(knowledge), encoder=encoder)


def build_causes(
    knowledge: Knowledge, model: Model | None = None, encoder: Encoder | None = None
) -> Matcher:
    """The matcher of a knowledge base, from a model that was built before where there is one.

    Args:
        knowledge: the knowledge base.
        model: its model, if it is there.
        encoder: reads what users say; it counts with a model that was trained with it.

    """
    return Matcher(model or train(knowledge), lexicon_of(knowledge), encoder)

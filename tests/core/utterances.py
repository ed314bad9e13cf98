"""What people might say: telling phrases of every kind, two in one breath, mistyped, and noise."""

from collections.abc import Iterator

from hypothesis import strategies as st

from bot.core.knowledge import Knowledge
from bot.core.reading import Utterance

__all__ = ["telling", "utterances"]

_NOISE = st.text(st.characters(codec=None, categories=None), max_size=40)
_JOINTS = (", and ", ". ", " but ", "\n", " ", "? ")
_ODD = (
    *("", " \n\t", "?!", "\x00\x07\x1b[31m", "a" * 2000, "backup " * 300, "\ud800"),
    *("{device} {0} {}", "%s %d", "<@1> @everyone", "\u202egnirts", "\u6c34\u306e\u4e2d"),
    *("step 3", "step 99999999999999999999", "it's an ipad btw", "ios 18.1", "42", "\U0001f44d"),
)


def telling(knowledge: Knowledge) -> Iterator[str]:
    """Phrases that mean something: symptoms, questions, follow-ups, answers, dangers, chatter."""
    for entry in knowledge.entries:
        yield from entry.examples[::6]
        yield from entry.counter_examples[:2]
    for cause in knowledge.causes:
        yield from (*cause.alerts, *cause.ruled_out)
        yield from (said for fix in cause.fixes for said in fix.tried)
    for said in knowledge.acts.values():
        yield from said
    for answers in knowledge.answers.values():
        yield from (*answers.yes, *answers.no)
    for neighbour in knowledge.neighbours:
        yield from neighbour.examples[:4]
    for danger in knowledge.escalation.dangers:
        yield from (danger.examples[0], *danger.counter_examples)
    yield from knowledge.vague
    yield from knowledge.signs.values()
    for name in ("works", "failed", "all", "support", "accept", "skip", "copy", "unsure", "case"):
        yield from knowledge.phrases[f"choice-{name}"]


def _mistyped(text: str, at: int) -> str:
    """The text without one of its characters."""
    return text[: at % max(1, len(text))] + text[at % max(1, len(text)) + 1 :]


def utterances(knowledge: Knowledge) -> st.SearchStrategy[Utterance]:
    """Anything that might be said: for the most part what means something, alone or joined."""
    phrase = st.sampled_from(sorted(set(telling(knowledge))))
    joined = st.builds("{}{}{}".format, phrase, st.sampled_from(_JOINTS), phrase)
    mistyped = st.builds(_mistyped, phrase, st.integers(0, 60))
    loud = st.builds(str.upper, phrase)
    odd = st.sampled_from(_ODD)
    text = st.one_of(phrase, phrase, phrase, joined, joined, mistyped, loud, odd, _NOISE)
    return st.builds(Utterance, text, is_public=st.booleans())

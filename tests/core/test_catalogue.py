"""The list of everything that the assistant knows of, and the details of each entry."""

import pytest

from bot.core.assistant import Assistant
from bot.core.composing import Composer
from bot.core.decisions import AnswerQuestion
from bot.core.knowledge import Kind, Knowledge
from tests.core.cases import NEW
from tests.core.replies import check_reply, choices_of

NOW = 1_700_000_000.0


def test_order(assistant: Assistant, knowledge: Knowledge) -> None:
    """Causes stand in the order of the ladder, Apple Support after them, then the questions."""
    lines = assistant.catalogue()
    causes = [line.id for line in lines if line.kind is not Kind.FAQ]
    assert len({line.id for line in lines}) == len(lines) == len(knowledge.entries)
    assert [line.id for line in lines[len(causes) :]] == [faq.id for faq in knowledge.faqs]
    owners = [fix.cause for name in knowledge.ladder if (fix := knowledge.fix(name))]
    met = [cause for cause in dict.fromkeys(owners) if cause != "contact-support"]
    assert causes[: len(met)] == met
    assert causes[-1] == "contact-support"


def test_lines(assistant: Assistant, knowledge: Knowledge) -> None:
    """Each line has its title and one short sentence, the device named for anybody."""
    for line in assistant.catalogue():
        entry = knowledge.entry(line.id)
        assert entry
        assert (line.kind, line.title) == (entry.kind, entry.title)
        assert 20 < len(line.summary) < 200
        assert line.summary.endswith(".")
        assert not set(line.summary) & set("{}\n")


def test_details_of_every_cause(assistant: Assistant, knowledge: Knowledge) -> None:
    """A cause has why it happens, how to tell, and its fixes with their time and risk."""
    for cause in knowledge.causes:
        reply = assistant.about(cause.id)
        check_reply(reply)
        assert (reply.decision, reply.title) == ("details", cause.title)
        assert (reply.conversation, reply.resolution, reply.plan.entries) == (None, None, ())
        assert [line.number for line in reply.ahead] == [*range(1, len(reply.ahead) + 1)]
        notes = {line.title: line.note for line in reply.ahead}
        for fix in cause.fixes:
            is_marked = "warning" in notes[fix.title] or "undone" in notes[fix.title]
            assert is_marked is fix.guarded
            assert {link.url for link in fix.links} <= {link.url for link in reply.links}
        assert len(reply.lead) == 2


def test_details_put_a_copy_first(assistant: Assistant, knowledge: Knowledge) -> None:
    """A computer backup stands ahead of a fix that wants one, as in the case itself."""
    copy = knowledge.fix("computer-backup")
    assert copy
    for cause in knowledge.causes:
        titles = [line.title for line in assistant.about(cause.id).ahead]
        for fix in (fix for fix in cause.fixes if fix.needs_copy):
            assert titles.index(copy.title) < titles.index(fix.title)


def test_details_lead_into_the_case(assistant: Assistant, knowledge: Knowledge) -> None:
    """The choice on the details begins with the first fix that they list."""
    for cause in knowledge.causes:
        details = assistant.about(cause.id)
        (choice,) = details.choices
        reply = assistant.choose(choice.id, None, NOW)
        check_reply(reply)
        if cause.id == "contact-support":
            assert (choices_of(details), reply.decision) == (["support"], "escalate")
            continue
        assert (reply.decision, reply.title) == ("answer", cause.title)
        lines = [reply.fix.line if reply.fix else None, *reply.ahead]
        assert lines[: len(details.ahead)] == list(details.ahead[: len(lines)])
        assert knowledge.phrases["sure-chosen"][0] in reply.understood


def test_details_of_every_question(
    assistant: Assistant, composer: Composer, knowledge: Knowledge
) -> None:
    """The details of a question are its answer."""
    for faq in knowledge.faqs:
        assert assistant.about(faq.id) == composer.compose(AnswerQuestion(faq.id), NEW)


@pytest.mark.parametrize("entry", ["", "gone", "storage-full ", "restart"])
def test_details_of_what_is_not_there(assistant: Assistant, entry: str) -> None:
    """What is not in the list (any more) gets a kind word, and nothing to choose."""
    reply = assistant.about(entry)
    check_reply(reply)
    assert (reply.decision, reply.choices, reply.ahead) == ("details", (), ())

"""Every card that the knowledge base can produce, held against Discord's limits."""

from collections.abc import Iterator

import discord
import pytest
from discord import ui

from bot.adapters.discord.cards.fitting import CARD_TEXT, PLAIN_TEXT, fit
from bot.adapters.discord.cards.identifiers import CUSTOM_ID, CustomId
from bot.adapters.discord.cards.sections import sections_of
from bot.adapters.discord.cards.views import CHOICE, LABEL, card, plain_text
from bot.core.assistant import Assistant
from bot.core.composing import Composer
from bot.core.conversation import Conversation, Resolution
from bot.core.decisions import (
    AnswerQuestion,
    Clarify,
    Decision,
    Escalate,
    OutOfScope,
    OutOfScopeReason,
    Reason,
    Rephrase,
    Resolved,
    SmallTalk,
)
from bot.core.knowledge import Knowledge
from bot.core.matching import Match
from bot.core.ports import CaseKey
from bot.core.reading import Act, Utterance
from bot.core.reply import Reply
from bot.core.slots import Slots

LONGEST_ID = 2**64 - 1
"""The longest id that a user, a place or a message can have."""

LONGEST = CaseKey(LONGEST_ID, LONGEST_ID, str(LONGEST_ID))
"""The key of a case with the longest identifiers."""

DEVICES = (
    Slots(),
    Slots(device="iphone", os="26.0", computer="mac"),
    Slots(device="ipad", os="15.0", computer="windows"),
    Slots(device="ipod", os="12.0"),
)


def ladder(assistant: Assistant, cause: str, slots: Slots) -> Iterator[Reply]:
    """Each card of a case in which nothing helps, the warnings and whole lists too."""
    case = Conversation.begin(0.0).suspects((Match(cause, 0.95),))
    case = case.learned(slots, None, (), ())
    reply = assistant.choose("case", case, 0.0)
    while True:
        yield reply
        choices = {choice.id.partition(":")[0]: choice.id for choice in reply.choices}
        for kind in choices.keys() & {"all", "support", "accept"}:
            yield assistant.choose(choices[kind], reply.conversation, 0.0)
        step = choices.get("failed") or choices.get("skip")
        if step is None:
            return
        reply = assistant.choose(step, reply.conversation, 0.0)


def fixes(assistant: Assistant, slots: Slots) -> Iterator[Reply]:
    """The card of each fix by itself, with its warning and with its steps."""
    for fix in assistant.knowledge.fixes():
        case = Conversation.begin(0.0).suspects((Match(fix.cause, 0.95),))
        case = case.learned(slots, None, (), ()).opened(fix.id)
        yield assistant.choose("case", case, 0.0)
        yield assistant.choose("case", case.accepts(fix.id), 0.0)


def others(knowledge: Knowledge) -> Iterator[Reply]:
    """Each card that is not about a fix."""
    composer = Composer(knowledge)
    suspects = tuple(Match(cause.id, 0.5) for cause in knowledge.causes[:5])
    empty = Conversation.begin(0.0)
    open_case = empty.suspects(suspects).learned(DEVICES[1], None, (), ())
    decisions: list[Decision] = [
        *(AnswerQuestion(faq.id) for faq in knowledge.faqs),
        *(Clarify(sign) for sign in knowledge.signs),
        *(OutOfScope(reason) for reason in OutOfScopeReason),
        *(OutOfScope(OutOfScopeReason.NEAR_TOPIC, near.id) for near in knowledge.neighbours),
        *(Escalate(Reason.DANGER, danger.id) for danger in knowledge.escalation.dangers),
        *(Escalate(reason) for reason in Reason if reason is not Reason.DANGER),
        *(SmallTalk(act) for act in Act),
        *(Resolved(resolution) for resolution in Resolution),
        Rephrase(),
    ]
    for decision in decisions:
        yield composer.compose(decision, empty)
        yield composer.compose(decision, open_case)
    yield composer.how_to()
    yield composer.guide(["a mention of the bot, with what you see"])
    for line in composer.catalogue():
        yield composer.details(line.id)
    yield composer.details("gone-since")
    for utterance in (
        Utterance(""),
        Utterance("", has_media=True),
        Utterance("", about_other_message=True),
    ):
        if reply := composer.about(utterance):
            yield reply


@pytest.fixture(scope="module")
def replies(assistant: Assistant) -> list[Reply]:
    """Every reply that there is."""
    knowledge = assistant.knowledge
    return [
        *others(knowledge),
        *(reply for slots in DEVICES for reply in fixes(assistant, slots)),
        *(
            reply
            for cause in knowledge.causes
            for slots in DEVICES
            for reply in ladder(assistant, cause.id, slots)
        ),
    ]


def test_every_card_is_within_the_limits(replies: list[Reply]) -> None:
    """Components, characters, rows, labels, identifiers and addresses all fit."""
    for reply in replies:
        view = card(reply, LONGEST)
        items = list(view.walk_children())
        assert len(items) <= 40
        assert 0 < view.content_length() <= CARD_TEXT
        for item in items:
            check(item)
        pressed = [item.custom_id for item in items if isinstance(item, ui.DynamicItem)]
        assert len(pressed) == len(set(pressed)) == len(reply.choices) + reply.invites


def check(item: ui.Item[ui.LayoutView]) -> None:
    """Hold one component against Discord's limits."""
    match item:
        case ui.TextDisplay():
            assert item.content.strip()
        case ui.ActionRow():
            assert 1 <= len(item.children) <= 5
        case ui.DynamicItem():
            check(item.item)
        case ui.Button():
            assert item.label
            assert len(item.label) <= LABEL
            assert len(item.url or "") <= 512
            assert len(item.custom_id or "") <= CUSTOM_ID
        case _:
            pass


def test_no_card_has_to_be_cut(replies: list[Reply]) -> None:
    """The texts of the knowledge base are short enough to be shown as a whole."""
    for reply in replies:
        sections = [section for section in sections_of(reply) if section.lines]
        assert fit(sections, CARD_TEXT) == sections, reply.title


def test_every_plain_text_is_within_the_limit(replies: list[Reply]) -> None:
    """The fall-back without components fits into a message."""
    assert all(0 < len(plain_text(reply)) <= PLAIN_TEXT for reply in replies)


def test_every_choice_finds_its_button_again(replies: list[Reply]) -> None:
    """Each identifier on a card is one that the bot understands after a restart."""
    for choice in {choice for reply in replies for choice in reply.choices}:
        made = CustomId(CHOICE, LONGEST_ID, LONGEST.tag, choice.id)
        assert len(str(made)) <= CUSTOM_ID
        assert CustomId.parse(str(made)) == made


def test_every_card_that_can_be_shown_again_is(assistant: Assistant, replies: list[Reply]) -> None:
    """The choice behind the pages of a card leads to the same fix, list and links."""
    shown = [reply for reply in replies if reply.again and reply.conversation]
    assert shown
    for reply in shown:
        again = assistant.choose(reply.again, reply.conversation, 0.0)
        assert (again.fix, again.ahead, again.links) == (reply.fix, reply.ahead, reply.links)
        assert again.again == reply.again


def test_no_placeholder_is_left(replies: list[Reply]) -> None:
    """What the user reads has every placeholder filled in."""
    for reply in replies:
        assert "{" not in reply.text, reply.title


def test_every_colour_is_a_tone(replies: list[Reply]) -> None:
    """Each card has an accent, and each says in words what it is."""
    for reply in replies:
        (container,) = card(reply, LONGEST).children
        assert isinstance(container, ui.Container)
        assert isinstance(container.accent_colour, discord.Colour)
        first = next(iter(container.children))
        assert isinstance(first, ui.TextDisplay)
        assert first.content.startswith("### ")

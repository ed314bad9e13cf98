"""What holds in every talk, whatever is said and chosen."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.assistant import Assistant
from bot.core.conversation import EXPIRES_AFTER, MAX_TURNS
from bot.core.matching import Match
from bot.core.reading import Act, Reading, Utterance
from bot.core.reply import ChoiceId
from bot.core.slots import NO_SLOTS, Slots
from tests.core.utterances import telling, utterances
from tests.core.watched import ScriptedReader, WatchedTalk

FOLLOW_UPS = [
    *(Act.STILL_FAILING, Act.DONE, Act.NEXT, Act.NO, Act.YES, Act.BACK, Act.STEP, Act.DOUBT),
    *(Act.UNSURE, Act.ALL_STEPS, Act.WHY, Act.LATER),
]
READ = [act for act in Act if act not in {Act.ACCEPTED, Act.CHOSEN}]
"""Every act that can be read; the others take a choice."""

CHOICES = [value for name, value in vars(ChoiceId).items() if name.isupper()]
CAUSES = [
    *("storage-full", "plan-lapsed", "no-wifi", "needs-restart", "servers-down", "gone"),
    *("mdm-restricted", "old-backup-corrupt", "restore-in-progress", "account-glitch"),
    *("contact-support", "local-backup", "app-data-blocking", "faq-duration", "settings-corrupt"),
]
FIXES = [
    *("restart", "compare-storage", "delete-from-icloud", "computer-backup", "apple-support"),
    *("reset-all-settings", "charge-lock-overnight", "join-wifi", "look-for-profile", "gone"),
]
SIGNS = ["storage-alert", "grey-button", "stops-midway", "gone"]

MATCHES = st.lists(
    st.builds(
        Match, st.sampled_from(CAUSES), st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.38, 0.5, 0.9])
    ),
    max_size=5,
    unique_by=lambda match: match.id,
).map(lambda matches: tuple(sorted(matches, key=lambda match: -match.confidence)))

READINGS = st.builds(
    Reading,
    act=st.sampled_from([*FOLLOW_UPS, *FOLLOW_UPS, *READ]),
    is_plain=st.booleans(),
    report=st.sampled_from([None, None, Act.STILL_FAILING, Act.DONE]),
    answer=st.sampled_from([None, None, True, False]),
    matches=MATCHES,
    in_scope=st.sampled_from([0.1, 0.6, 0.95]),
    is_vague=st.sampled_from([False] * 5 + [True]),
    shows_topic=st.booleans(),
    shows_domain=st.booleans(),
    near=st.sampled_from([None, "gone", "photos"]),
    danger=st.sampled_from([None] * 30 + ["account-locked"]),
    slots=st.sampled_from([NO_SLOTS, NO_SLOTS, Slots("ipad"), Slots("iphone", os="18.1")]),
    alert=st.sampled_from([None, None, "Not Enough iCloud Storage"]),
    tried=st.lists(st.sampled_from(FIXES[:-1]), max_size=2).map(tuple) | st.just(()),
    ruled_out=st.lists(st.sampled_from(CAUSES[:5]), max_size=1).map(tuple),
    step=st.none() | st.integers(0, 60),
    language=st.sampled_from([None] * 20 + ["Spanish"]),
    is_wordless=st.sampled_from([False] * 20 + [True]),
)

OFFERED = st.tuples(st.integers(0, 5), st.integers(0, 4))
"""A choice of a reply: how many replies ago, and which of its choices."""

STRAY = st.one_of(
    st.sampled_from(CHOICES),
    st.builds("{}:{}".format, st.sampled_from(CHOICES), st.sampled_from([*FIXES, *SIGNS, ""])),
    st.builds("{}:{}".format, st.just(ChoiceId.CAUSE), st.sampled_from(CAUSES)),
    st.text(max_size=5),
)
"""A choice that nobody offered, or that was offered long ago."""

WAITS = st.sampled_from([-50.0, 5.0, float(EXPIRES_AFTER), EXPIRES_AFTER * 2.0])

Action = Reading | tuple[int, int] | str | float

ACTIONS: st.SearchStrategy[list[Action]] = st.lists(
    st.one_of(READINGS, READINGS, READINGS, OFFERED, OFFERED, STRAY, WAITS),
    min_size=20,
    max_size=50,
)


def take(talk: WatchedTalk, action: Reading | Utterance | tuple[int, int] | str | float) -> None:
    """Take one turn of a talk."""
    match action:
        case Reading():
            assert isinstance(talk.assistant.reader, ScriptedReader)
            talk.assistant.reader.next = action
            talk.hear(Utterance("something"))
        case Utterance():
            talk.hear(action)
        case float():
            talk.time += action
        case str():
            talk.choose(action)
        case (ago, number):
            offered = [
                choice.id for reply in talk.replies[-1 - ago :][:1] for choice in reply.choices
            ]
            if offered:
                talk.choose(offered[number % len(offered)])


@pytest.fixture(scope="module")
def scripted(assistant: Assistant) -> Assistant:
    """An assistant that reads what it is told to read."""
    return Assistant(assistant.knowledge, ScriptedReader(assistant.reader.matcher))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(actions=ACTIONS)
def test_any_readings_and_choices(scripted: Assistant, actions: list[Action]) -> None:
    """Whatever was read and chosen in fifty turns, in any order, everything holds."""
    talk = WatchedTalk(scripted)
    for action in actions:
        take(talk, action)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(first=READINGS, turns=st.lists(st.sampled_from(FOLLOW_UPS), min_size=45, max_size=45))
def test_every_conversation_ends(scripted: Assistant, first: Reading, turns: list[Act]) -> None:
    """A conversation that nobody ends is ended by its last turn at the latest."""
    talk = WatchedTalk(scripted)
    take(talk, first)
    count = 1
    for act in turns:
        if talk.case is None or talk.case.resolution:
            break
        take(talk, Reading(act))
        count += 1
    assert talk.case
    assert talk.case.resolution
    assert count <= MAX_TURNS


@pytest.mark.parametrize("choice", [ChoiceId.ALL, ChoiceId.CASE, "gone", "failed:gone", ""])
def test_choices_alone_end_too(scripted: Assistant, choice: str) -> None:
    """Who only ever presses one and the same button comes to an end as well."""
    talk = WatchedTalk(scripted)
    take(talk, Reading(Act.SYMPTOM, matches=(Match("storage-full", 0.9),), in_scope=0.9))
    for _ in range(MAX_TURNS):
        talk.choose(choice)
    assert talk.replies[-1].decision == "escalate"


def test_media_alone_end_too(assistant: Assistant) -> None:
    """Who only ever sends pictures comes to an end as well."""
    talk = WatchedTalk(assistant)
    for _ in range(MAX_TURNS):
        talk.hear(Utterance("", has_media=True))
    assert talk.replies[-1].decision == "escalate"


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_words_and_choices(assistant: Assistant, data: st.DataObject) -> None:
    """Whatever is really said and chosen in fifty turns, everything holds."""
    said = utterances(assistant.knowledge)
    some = st.one_of(said, said, said, OFFERED, OFFERED, STRAY, WAITS)
    talk = WatchedTalk(assistant)
    for action in data.draw(st.lists(some, min_size=50, max_size=50)):
        take(talk, action)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_words_alone_end(assistant: Assistant, data: st.DataObject) -> None:
    """Whatever somebody says who presses nothing: each conversation is over within its turns."""
    said = utterances(assistant.knowledge)
    talk, turns = WatchedTalk(assistant), 0
    for utterance in data.draw(st.lists(said, min_size=50, max_size=50)):
        reply = talk.hear(utterance)
        assert reply.conversation
        turns = 1 if reply.conversation.turns == 1 else turns + 1
        assert turns == reply.conversation.turns <= MAX_TURNS
        assert turns < MAX_TURNS or reply.conversation.resolution


def test_same_words_same_replies(assistant: Assistant) -> None:
    """A whole talk, held twice, gets the same replies both times."""
    talks = []
    for _ in range(2):
        talk = WatchedTalk(assistant)
        for text in list(telling(assistant.knowledge))[::29]:
            talk.hear(Utterance(text))
        talks.append(talk.replies)
    assert talks[0] == talks[1]

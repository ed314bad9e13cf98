"""Presses of the buttons: who may, what they do, and that each one is answered."""

from pathlib import Path

import discord
import pytest
import simcord

from bot.adapters.discord.wording import NOT_YOURS, OLD_BUTTON
from bot.adapters.store import Store
from bot.core.assistant import Assistant
from bot.core.conversation import Resolution
from bot.core.reading import Utterance
from bot.errors import StoreError
from tests.discord.world import REFERENCE, STORAGE, Memory, World, labels, make_bot, parts, words
from tests.fakes import FakeClock
from tests.logged import events_of

SHOW_STEPS = "I understand, show the steps"


@pytest.fixture(scope="session")
def vague(assistant: Assistant) -> str:
    """A symptom that is answered by a question."""
    for cause in assistant.knowledge.causes:
        for text in cause.examples:
            if assistant.hear(Utterance(text), None, 0.0).decision == "clarify":
                return text
    pytest.fail("no example of any cause is answered by a question")


async def guarded(world: World) -> discord.Message:
    """The card of a case with a guarded fix on the table."""
    card = await world.ask()
    while SHOW_STEPS not in labels(card):
        card = await world.press(card, "Still failing")
    return card


async def test_works_ends_the_case(world: World, memory: Memory) -> None:
    """*It works now* puts a short goodbye in place of the card, without buttons."""
    card = await world.press(await world.ask(), "It works now")
    assert "Glad it works again" in words(card)
    assert labels(card) == []
    assert world.case(memory).conversation.resolution is Resolution.SOLVED
    assert world.case(memory).card is None


async def test_still_failing_opens_the_next_fix_in_place(world: World, memory: Memory) -> None:
    """*Still failing* edits the card: the next fix, and the button goes along with it."""
    before = await world.ask()
    after = await world.press(before, "Still failing")
    assert len(world.answers()) == 1
    assert "Fix 1 ·" in words(before)
    assert "Fix 2 ·" in words(after)
    assert world.case(memory).card == after.id


async def test_all_steps_and_back(world: World) -> None:
    """*All steps* lists every fix, and the way back leads to the same card as before."""
    before = await world.ask()
    whole = await world.press(before, "All steps")
    assert "All fixes, in order" in words(whole)
    again = await world.press(whole, "Back to my fixes")
    assert "Fix 1 ·" in words(again)
    assert labels(again) == labels(before)


async def test_apple_support_hands_over(world: World) -> None:
    """*Apple Support* shows the channels as links, and a summary in a block to copy."""
    card = await world.press(await world.ask(), "Apple Support")
    view = discord.ui.LayoutView.from_message(card)
    buttons = [item for item in view.walk_children() if isinstance(item, discord.ui.Button)]
    assert any(button.url and "apple.com" in button.url for button in buttons)
    assert words(card).count("```") == 2


async def test_guarded_fix_shows_its_steps_once_accepted(world: World) -> None:
    """A risky fix shows what may be lost, and its steps only after *I understand*."""
    warned = await guarded(world)
    assert "Before you do this" in words(warned)
    assert "\n1. " not in words(warned)
    shown = await world.press(warned, SHOW_STEPS)
    assert "\n1. " in words(shown)
    assert "It works now" in labels(shown)


async def test_guarded_fix_can_be_skipped(world: World, memory: Memory) -> None:
    """*Skip this one* goes on to the next fix and doesn't count as a failure."""
    warned = await guarded(world)
    failed = world.case(memory).conversation.failed
    after = await world.press(warned, "Skip this one")
    assert words(after) != words(warned)
    assert world.case(memory).conversation.failed == failed


async def test_computer_backup_comes_first_if_wanted(world: World, assistant: Assistant) -> None:
    """*Computer backup first* opens the backup instead of the risky fix."""
    after = await world.press(await guarded(world), "Computer backup first")
    copy = assistant.knowledge.fix(assistant.knowledge.product.guard_offer)
    assert copy is not None
    assert f"**{copy.title}**" in words(after)


@pytest.mark.parametrize("answer", ["Yes", "No", "None of these / not sure"])
async def test_question_is_answered_by_a_press(world: World, vague: str, answer: str) -> None:
    """Each answer to a question moves the case on, in place."""
    before = await world.ask(vague)
    assert labels(before) == ["Yes", "No", "None of these / not sure"]
    after = await world.press(before, answer)
    assert words(after) != words(before)
    assert len(world.answers()) == 1


async def test_buttons_work_in_a_dm(world: World) -> None:
    """In a DM the buttons do the same."""
    await world.alice.send_dm(STORAGE)
    (card,) = world.answers(world.alice.user.dm_channel)
    await world.alice.user.click(card, label="Still failing")
    (card,) = world.answers(world.alice.user.dm_channel)
    assert "Fix 2 ·" in words(card)


async def test_somebody_elses_press_changes_nothing(world: World, memory: Memory) -> None:
    """Whose case it isn't gets a private note; the card and the case stay as they are."""
    card = await world.ask()
    kept = dict(memory.conversations.kept)
    result = await world.bruno.click(card, label="Still failing")
    assert result.response is not None
    assert result.response.ephemeral
    assert words(result.response) == NOT_YOURS
    assert words(world.again(card)) == words(card)
    assert memory.conversations.kept == kept


async def test_press_after_a_restart(world: World, memory: Memory, assistant: Assistant) -> None:
    """A new process knows the buttons of the old one, and the case goes on where it was."""
    card = await world.press(await world.ask(), "Still failing")
    await world.env.restart_bot(memory.bot(assistant))
    assert "Fix 3 ·" in words(await world.press(card, "Still failing"))


async def test_press_after_a_restart_with_the_real_store(
    assistant: Assistant, tmp_path: Path
) -> None:
    """The case itself outlives the process in the SQLite file."""
    url, clock = f"sqlite:///{tmp_path / 'medic.sqlite3'}", FakeClock()
    async with Store.open(url) as store:
        bot = make_bot(assistant, store, clock)
        async with simcord.run(bot) as env:
            world = World.around(env)
            card = await world.ask()
            async with Store.open(url) as later:
                await env.restart_bot(make_bot(assistant, later, clock))
                assert "Fix 2 ·" in words(await world.press(card, "Still failing"))


@pytest.mark.parametrize("label", ["It works now", "Still failing", "All steps", "Apple Support"])
async def test_press_on_a_card_whose_case_is_gone(world: World, memory: Memory, label: str) -> None:
    """With nothing kept any more, an old card still leads somewhere sensible."""
    card = await world.ask()
    memory.conversations.kept.clear()
    after = await world.press(card, label)
    assert words(after) != words(card)


async def test_press_makes_its_card_the_live_one(world: World, memory: Memory) -> None:
    """Where two cards have buttons, a press on the older one retires the other."""
    first = await world.ask()
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=403, code=50001)
    second = await world.ask("still failing")
    assert labels(world.again(first)) != []
    await world.press(first, "All steps")
    assert world.case(memory).card == first.id
    assert labels(world.again(second)) == []


@pytest.mark.parametrize(
    "custom_id", ["bm1:1:works", "bm2:what:1::ever", "bm2:do:x::works", "old-button"]
)
async def test_button_of_another_version_is_explained(world: World, custom_id: str) -> None:
    """A button that is not known any more gets a polite private answer."""
    card = await world.ask()
    world.rename_button(card, "Still failing", custom_id)
    result = await world.alice.click(world.again(card), custom_id=custom_id)
    assert result.response is not None
    assert result.response.ephemeral
    assert words(result.response) == OLD_BUTTON


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (RuntimeError("secret detail"), "Something went wrong on my side"),
        (StoreError("medic.sqlite3", "disk full"), "can't get at my records"),
    ],
)
async def test_press_is_answered_though_the_code_behind_it_fails(
    world: World,
    memory: Memory,
    caplog: pytest.LogCaptureFixture,
    failure: Exception,
    said: str,
) -> None:
    """Whatever fails, the press is acknowledged, and the person gets the reference of the log."""
    card = await world.ask()
    memory.conversations.failure = failure
    result = await world.alice.click(card, label="Still failing")
    assert result.acknowledged
    (note,) = result.followups
    assert note.ephemeral
    assert said in words(note)
    assert REFERENCE in words(note)
    assert "secret" not in words(note)
    assert len(events_of(caplog, REFERENCE)) == 1


async def test_press_that_comes_too_late_is_only_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """An interaction that Discord doesn't know any more can't be answered; nothing breaks."""
    caplog.set_level("INFO")
    card = await world.ask()
    world.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=None)
    await world.alice.click(card, label="Still failing")
    assert words(world.again(card)) == words(card)
    assert events_of(caplog, REFERENCE)[0].startswith("late while ")


async def test_edit_that_discord_refuses_becomes_a_private_text(world: World) -> None:
    """Where the form of the edited card is refused, its text arrives privately."""
    card = await world.ask()
    world.env.inject_error("PATCH", "/webhooks/*/*/messages/@original", status=400, code=50035)
    result = await world.alice.click(card, label="Still failing")
    (note,) = result.followups
    assert note.ephemeral
    assert "Fix 2 ·" in words(note)


async def test_second_press_of_the_same_button_skips_nothing(world: World, memory: Memory) -> None:
    """A double click closes one fix, not two."""
    card = await world.ask()
    pressed = next(part for part in parts(card) if part.get("label") == "Still failing")
    await world.alice.click(card, label="Still failing")
    world.rename_button(card, "Still failing", str(pressed["custom_id"]))
    await world.alice.click(world.again(card), label="Still failing")
    assert "Fix 2 ·" in words(world.again(card))
    assert world.case(memory).conversation.failed == 1


async def test_choice_is_kept_before_it_is_shown(world: World, memory: Memory) -> None:
    """Where a choice can't be shown it is kept all the same, and choosing again changes nothing."""
    card = await world.ask()
    world.env.inject_error("PATCH", "/webhooks/*", status=500)
    await world.alice.click(card, label="Still failing")
    (case,) = memory.conversations.kept.values()
    assert len(case.conversation.tried) == 1
    assert case.card == card.id
    after = await world.press(card, "Still failing")
    assert "Fix 2 ·" in words(after)
    (again,) = memory.conversations.kept.values()
    assert again.conversation.tried == case.conversation.tried
    assert again.conversation.failed == 1

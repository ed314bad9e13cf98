"""Questions that are edited or deleted after they were asked."""

import discord
import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.talk.messages import EDITABLE_FOR
from bot.core.ports import Claim
from bot.errors import StoreError
from tests.discord.world import REFERENCE, STORAGE, Memory, World, bodies, labels, words
from tests.logged import events_of

OTHER = "my backup needs wifi but there is none here"
"""A symptom with another sure answer."""


async def asked(world: World, text: str = STORAGE) -> tuple[discord.Message, discord.Message]:
    """A question of Alice's and its answer."""
    question = await world.alice.send(world.channel, f"{world.me} {text}")
    return question, world.answers()[-1]


async def test_edited_question_has_its_answer_edited(world: World, memory: Memory) -> None:
    """The answer becomes that to what is asked now, in the same message."""
    question, before = await asked(world)
    await world.alice.edit(question, f"{world.me} {OTHER}")
    (after,) = world.answers()
    assert after.id == before.id
    assert words(after) != words(before)
    assert world.case(memory).conversation.matches[0].id == "no-wifi"


async def test_edit_is_read_as_if_asked_so_at_first(world: World, memory: Memory) -> None:
    """What only the old wording said is not part of the case any more."""
    question, _ = await asked(world, f"{STORAGE}, i already restarted it")
    assert world.case(memory).conversation.tried != ()
    await world.alice.edit(question, f"{world.me} {STORAGE}")
    assert world.case(memory).conversation.tried == ()
    assert world.case(memory).conversation.turns == 1


async def test_edit_after_a_press_is_heard_as_the_next_thing(world: World, memory: Memory) -> None:
    """What was chosen since the question is not undone by its edit."""
    question, card = await asked(world)
    await world.press(card, "Still failing")
    await world.alice.edit(question, f"{world.me} {STORAGE} on my ipad")
    (after,) = world.answers()
    assert world.case(memory).conversation.slots.device == "ipad"
    assert world.case(memory).conversation.failed == 1
    assert "Fix 2 ·" in words(after)


async def test_late_edit_changes_nothing(world: World) -> None:
    """After ten minutes an answer stays as it is."""
    question, before = await asked(world)
    await world.env.advance_time(EDITABLE_FOR.total_seconds() + 1)
    await world.alice.edit(question, f"{world.me} {OTHER}")
    assert words(world.again(before)) == words(before)


async def test_mention_that_is_put_in_later_is_answered(world: World) -> None:
    """Who forgot the mention, and edits it in, gets an answer."""
    question = await world.alice.send(world.channel, STORAGE)
    assert world.answers() == []
    await world.alice.edit(question, f"{world.me} {STORAGE}")
    assert len(world.answers()) == 1


async def test_edit_reported_twice_is_heard_once(world: World, memory: Memory) -> None:
    """Discord reports a message again when a link in it gets its preview; nothing is said anew."""
    question, card = await asked(world)
    await world.alice.edit(question, f"{world.me} {OTHER}")
    await world.press(card, "Still failing")
    before = world.case(memory)
    world.env.backend.edit_message(world.channel.id, question.id, {"flags": 0})
    await world.env.settle()
    assert world.case(memory) == before


async def test_edited_answer_that_is_gone_is_only_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """An answer that a moderator deleted can't be edited; nothing else happens."""
    caplog.set_level("INFO")
    question, answer = await asked(world)
    world.env.backend.delete_message(world.channel.id, answer.id)
    await world.alice.edit(question, f"{world.me} {OTHER}")
    assert world.answers() == []
    assert events_of(caplog, REFERENCE)[0].startswith("gone while ")


async def test_deleted_question_takes_its_answer_along(world: World, memory: Memory) -> None:
    """With the question go the answer, the case and the claim."""
    question, _ = await asked(world)
    await world.alice.delete(question)
    assert world.answers() == []
    assert memory.conversations.kept == {}
    assert memory.claims.kept == {}


async def test_deletion_is_followed_once_the_store_is_back(
    world: World,
    memory: Memory,
    simcord_bot: MedicBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Deleted while the store is out of reach, a question takes its answer along afterwards."""
    question, _ = await asked(world)

    async def gone(_: int) -> Claim | None:
        raise StoreError("medic.sqlite3", "it is gone")  # noqa: EM101  # its fields, no message

    with monkeypatch.context() as patch:
        patch.setattr(memory.claims, "find", gone)
        await world.alice.delete(question)
        await simcord_bot.make_up()
        assert len(world.answers()) == 1
    assert events_of(caplog, REFERENCE) == []
    await simcord_bot.make_up()
    assert world.answers() == []
    assert memory.claims.kept == {}


async def test_question_deleted_meanwhile_leaves_no_answer(world: World, memory: Memory) -> None:
    """A question that goes while it is being answered takes the answer along as well."""

    def delete() -> None:
        memory.conversations.on_load = lambda: None
        question = world.channel.history()[-1]
        world.env.backend.delete_message(world.channel.id, question.id)

    memory.conversations.on_load = delete
    await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    await world.env.settle()
    assert world.answers() == []
    assert memory.conversations.kept == {}


async def test_old_question_does_not_take_a_newer_case_along(world: World, memory: Memory) -> None:
    """Deleting the question of a case that is over leaves the case of today alone."""
    question, card = await asked(world)
    await world.press(card, "It works now")
    memory.clock.time += 60
    _, newer = await asked(world, OTHER)
    await world.alice.delete(question)
    assert [answer.id for answer in world.answers()] == [newer.id]
    assert world.case(memory).card == newer.id


async def test_other_deletions_are_none_of_its_business(world: World) -> None:
    """A deleted message that was no question changes nothing and asks Discord for nothing."""
    message = await world.alice.send(world.channel, "good morning")
    await world.alice.delete(message)
    assert bodies(world.env) == []


async def test_answer_to_an_edit_keeps_its_buttons(world: World) -> None:
    """The edited card can be pressed like any other."""
    question, card = await asked(world)
    await world.alice.edit(question, f"{world.me} {OTHER}")
    after = await world.press(world.again(card), "Still failing")
    assert "Fix 2 ·" in words(after)
    assert "It works now" in labels(after)

"""After a gap: nothing that was asked is lost, and nothing is answered twice."""

import discord
import pytest

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.talk import catching_up
from bot.adapters.discord.talk.catching_up import MARGIN, OLDEST
from bot.core.assistant import Assistant
from bot.core.ports import CaseKey, Question
from tests.discord.world import STORAGE, Memory, World, bodies, words

LATER = "still failing"


@pytest.fixture(autouse=True)
def present(world: World, memory: Memory) -> None:
    """The clock of the bot is Discord's."""
    memory.clock.time = world.env.now().timestamp()


def deafen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot hear of no message, as if the connection were gone."""

    async def nothing(message: discord.Message) -> None:
        del message

    monkeypatch.setattr(world.env.bot, "on_message", nothing)


async def new_session(world: World) -> None:
    """The connection comes back, and Discord repeats nothing."""
    world.env.bot.dispatch("shard_ready", 0)
    await world.env.settle()


async def lose(world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is lost."""
    memory.clock.time += 1
    world.env.bot.dispatch("shard_disconnect", 0)
    await world.env.settle()
    deafen(world, monkeypatch)


async def test_what_was_missed_is_answered_in_order(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was asked during a gap is answered after it, the oldest first, as part of the case."""
    await world.ask()
    await lose(world, memory, monkeypatch)
    await world.alice.send(world.channel, f"{world.me} {LATER}")
    await world.bruno.send(world.channel, "good morning")
    await world.alice.send(world.channel, f"{world.me} {LATER}")
    await new_session(world)
    assert [("Fix 2 ·" in words(one), "Fix 3 ·" in words(one)) for one in world.answers()] == [
        (False, False),
        (True, False),
        (False, True),
    ]


async def test_what_was_missed_in_a_dm_is_answered(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Direct messages are caught up on like channels."""
    await world.alice.send_dm(STORAGE)
    await lose(world, memory, monkeypatch)
    await world.alice.send_dm(LATER)
    await new_session(world)
    assert len(world.answers(world.alice.user.dm_channel)) == 2


async def test_restart_answers_what_was_asked_meanwhile(
    world: World, memory: Memory, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new process takes up where the old one left off."""
    await world.ask()
    await lose(world, memory, monkeypatch)
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    memory.clock.time += 60
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    assert len(world.answers()) == 2


async def test_resume_reads_nothing(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Discord repeats what was missed, no history is read."""
    await world.ask()
    await lose(world, memory, monkeypatch)
    world.env.bot.dispatch("shard_resumed", 0)
    await world.env.settle()
    read = [
        one for one in world.env.http_requests if one.method == "GET" and "messages" in one.path
    ]
    assert read == []


async def test_what_is_heard_before_the_history_is_read_hides_nothing(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that comes in right after the gap doesn't hide the ones in it."""
    await world.ask()
    await lose(world, memory, monkeypatch)
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    memory.clock.time += 1
    monkeypatch.undo()
    await world.alice.send(world.channel, f"{world.me} {LATER}")
    await new_session(world)
    assert len(world.answers()) == 3


async def test_old_questions_are_left_alone(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was asked many hours ago gets no answer out of the blue."""
    await world.ask()
    await lose(world, memory, monkeypatch)
    await world.alice.send(world.channel, f"{world.me} {LATER}")
    await world.env.advance_time(OLDEST + 60)
    memory.clock.time = world.env.now().timestamp()
    await new_session(world)
    assert len(world.answers()) == 1


@pytest.mark.parametrize(("chatter", "answers"), [(120, 2), (150, 1)])
async def test_busy_channel_is_read_page_by_page(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch, chatter: int, answers: int
) -> None:
    """What was asked before a hundred other messages is found; there is an end to it somewhere."""
    monkeypatch.setattr(catching_up, "MOST_MESSAGES", 150)
    await world.ask()
    await lose(world, memory, monkeypatch)
    await world.alice.send(world.channel, f"{world.me} {LATER}")
    for _ in range(chatter):
        await world.bruno.send(world.channel, "chatter")
    await new_session(world)
    assert len(world.answers()) == answers


async def test_threads_crowd_out_no_channel(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many threads were opened for questions since, the channel is read as well."""
    monkeypatch.setattr(catching_up, "MOST_PLACES", 2)
    await world.ask()
    await lose(world, memory, monkeypatch)
    missed = await world.alice.send(world.channel, f"{world.me} {LATER}")
    for number in range(1, 4):
        thread = missed.id + number
        key = CaseKey(thread, world.bruno.id, server=world.guild.id)
        opened = Question(thread, key)
        await memory.claims.claim(opened, memory.clock.time)
        await memory.claims.close(opened, thread)
    await new_session(world)
    assert len(world.answers()) == 2


async def test_place_that_cant_be_read_stops_nothing(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A channel whose history is closed by now is passed over; the next one is read."""
    other = world.guild.create_text_channel("other")
    await world.alice.send(other, f"{world.me} {STORAGE}")
    await world.ask()
    await lose(world, memory, monkeypatch)
    await world.alice.send(other, f"{world.me} {LATER}")
    world.env.inject_error("GET", f"/channels/{world.channel.id}/messages", status=403, code=50001)
    await new_session(world)
    assert len(world.answers(other)) == 2


async def crash(world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> Question:
    """A question is taken on, and the process dies before it can answer."""
    deafen(world, monkeypatch)
    message = await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    key = CaseKey(world.channel.id, world.alice.id, server=world.guild.id)
    question = Question(message.id, key)
    await memory.claims.claim(question, memory.clock.time)
    memory.clock.time += 5
    return question


async def test_question_that_was_taken_on_is_answered_after_a_crash(
    world: World, memory: Memory, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A claim without an answer is answered by the next process, under the same nonce."""
    question = await crash(world, memory, monkeypatch)
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    (answer,) = world.answers()
    assert memory.claims.kept[question.id].answer == answer.id
    assert bodies(world.env)[-1]["nonce"] == str(question.id)


async def test_answer_that_got_out_before_a_crash_is_found(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """A claim that was not closed, though its answer is there, is closed and not answered again."""
    answer = await world.ask()
    (claim,) = memory.claims.kept.values()
    memory.claims.kept[claim.question.id] = type(claim)(claim.question, claim.claimed)
    memory.clock.time += 5
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    assert [one.id for one in world.answers()] == [answer.id]
    assert memory.claims.kept[claim.question.id].answer == answer.id


async def test_without_the_history_nothing_is_risked(
    world: World, memory: Memory, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it can't be seen whether a question was answered, it is not answered once more."""
    await crash(world, memory, monkeypatch)
    world.env.inject_error("GET", "/channels/*/messages", status=403, code=50001, times=None)
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    assert world.answers() == []


async def test_question_that_is_gone_after_a_crash_is_let_go(
    world: World, memory: Memory, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that was deleted in the meantime needs no answer."""
    question = await crash(world, memory, monkeypatch)
    world.env.backend.delete_message(world.channel.id, question.id)
    await world.env.settle()
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    assert world.answers() == []


async def test_shards_catch_up_on_their_own_places(
    world: World, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new session of another shard reads nothing of this server."""
    await world.ask()
    await lose(world, memory, monkeypatch)
    await world.alice.send(world.channel, f"{world.me} {LATER}")
    world.env.bot.dispatch("shard_ready", 1)
    await world.env.settle()
    assert len(world.answers()) == 1


async def note_heard(world: World) -> None:
    """The minute is over in which a bot listens."""
    assert isinstance(world.env.bot, MedicBot)
    await world.env.bot.note_heard()


async def test_unread_gap_outlives_a_process(
    world: World, memory: Memory, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that answers something new and dies before it has caught up hides nothing."""
    await world.ask()
    await lose(world, memory, monkeypatch)
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    memory.clock.time += 60
    monkeypatch.undo()
    await world.alice.send(world.channel, f"{world.me} {LATER}")
    memory.clock.time += 60
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    assert len(world.answers()) == 3


async def test_question_that_was_overtaken_is_answered_after_a_crash(
    world: World, memory: Memory, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that was heard and not taken on is found, though a later one was answered."""
    await world.ask()
    deafen(world, monkeypatch)
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    monkeypatch.undo()
    await world.alice.send(world.channel, f"{world.me} {LATER}")
    await note_heard(world)
    memory.clock.time += MARGIN / 2
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    assert len(world.answers()) == 3


async def test_question_that_came_too_fast_is_not_found_in_the_history(
    world: World, memory: Memory
) -> None:
    """What was heard and left unanswered, for its pace, stays so, though the gap is read."""
    for _ in range(5):
        await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    answered = [words(one) for one in world.answers()]
    assert len(answered) == 4  # three cards, then a note; nothing more about the fifth
    memory.clock.time += 1
    await new_session(world)
    assert [words(one) for one in world.answers()] == answered


async def test_what_was_heard_is_not_read_again(
    world: World, memory: Memory, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was left unanswered long before the gap is left so, though its history is read."""
    await world.ask()
    deafen(world, monkeypatch)
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    monkeypatch.undo()
    await world.env.advance_time(MARGIN + 60)
    memory.clock.time = world.env.now().timestamp()
    await note_heard(world)
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    assert len(world.answers()) == 1


async def test_answer_stands_for_a_forgotten_claim(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """A question whose claim somebody had deleted is not answered again: its answer is seen."""
    answer = await world.ask()
    memory.claims.kept.clear()
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    await world.env.restart_bot(memory.bot(assistant))
    await world.env.settle()
    assert len(world.answers()) == 2
    assert world.answers()[0].id == answer.id

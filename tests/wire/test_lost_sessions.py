"""A session that Discord has forgotten: what was asked in the gap is read and answered."""

import asyncio

import pytest

from bot.core.ports import CaseKey, Question, ServerSettings
from tests.fakes import FakeClock
from tests.wire.bench import STORAGE, Bench
from tests.wire.fake_discord import FakeDiscord, Fault
from tests.wire.fake_discord.message import Message

MESSAGES = r"/channels/\d+/messages"


async def reconnected(discord: FakeDiscord) -> None:
    """Wait for the second session."""
    await discord.until(lambda: len(discord.gateway.notes("IDENTIFY")) == 2, "a new session")


@pytest.mark.usefixtures("bot")
async def test_refused_resume_is_caught_up_on(discord: FakeDiscord, clock: FakeClock) -> None:
    """After a refused resume, what was asked meanwhile is answered: none lost, none twice."""
    world = discord.world
    direct = world.direct(world.bruno)
    heard = [
        await discord.people.say(STORAGE),
        await discord.people.say(STORAGE, direct, world.bruno),
    ]
    for question in heard:
        await discord.answer_to(question)
    clock.time += 60
    discord.gateway.refuses_resume = True
    await discord.gateway.cut()
    missed = [
        await discord.people.say("{bot} still failing"),
        await discord.people.say("it still fails", direct, world.bruno),
        await discord.people.say("{bot} " + STORAGE, who=world.bruno),
    ]
    await reconnected(discord)
    for question in missed:
        await discord.answer_to(question)
    clock.time += 60
    last = await discord.people.say("{bot} still failing")
    await discord.answer_to(last)
    for question in [*heard, *missed, last]:
        assert len(discord.answers_to(question)) == 1
    assert discord.gateway.notes("REFUSE")


@pytest.mark.usefixtures("bot")
async def test_invalid_session_is_caught_up_on(discord: FakeDiscord, clock: FakeClock) -> None:
    """A session that Discord declares invalid is replaced by a new one, and nothing is lost."""
    await discord.answer_to(await discord.people.say(STORAGE))
    clock.time += 60
    await discord.gateway.invalidate()
    missed = await discord.people.say("{bot} still failing")
    await reconnected(discord)
    await discord.answer_to(missed)
    assert len(discord.answers()) == 2


async def test_restart_is_caught_up_on(bench: Bench) -> None:
    """What was asked while no process ran is answered by the next one, once."""
    discord, clock = bench.discord, bench.clock
    async with bench.running(bench.bot()):
        await discord.answer_to(await discord.people.say(STORAGE))
    clock.time += 60
    missed = await discord.people.say("{bot} still failing")
    clock.time += 60
    async with bench.running(bench.bot()):
        await discord.answer_to(missed)
        clock.time += 60
        await discord.answer_to(await discord.people.say("{bot} still failing"))
        assert len(discord.answers()) == 3


async def test_answer_that_got_out_unnoticed_is_found(bench: Bench) -> None:
    """Where an answer was made and nobody learned of it, the next process looks for it first."""
    discord, clock = bench.discord, bench.clock
    discord.faults.add(Fault("POST", MESSAGES, is_done=True, is_dropped=True))
    async with bench.running(bench.bot()):
        question = await discord.people.say(STORAGE)
        tries = discord.ledger.find
        await discord.until(lambda: tries("POST", MESSAGES), "a second try")
    clock.time += 60
    async with bench.running(bench.bot()):
        await discord.until(lambda: tries("GET", MESSAGES), "the history to be read")
        await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert len(discord.answers_to(question)) == 1


async def test_answer_that_never_got_out_is_given(bench: Bench) -> None:
    """Where a question was taken on and its process died, the next one answers it."""
    discord, clock = bench.discord, bench.clock
    gate = asyncio.Event()
    fault = discord.faults.add(Fault("POST", MESSAGES, gate=gate, is_dropped=True))
    async with bench.running(bench.bot()):
        question = await discord.people.say(STORAGE)
        await discord.until(lambda: fault.hits, "the answer to be on its way")
    clock.time += 60
    async with bench.running(bench.bot()):
        await discord.answer_to(question)
        await discord.answer_to(await discord.people.say("{bot} still failing"))
    assert len(discord.answers_to(question)) == 1
    gate.set()


async def killed_before_keeping(bench: Bench, question: Message) -> CaseKey:
    """What the store is left with where a process dies right after its answer is out."""
    guild = bench.discord.world.guild_of(question.channel)
    key = CaseKey(question.channel.id, question.author.id, server=guild.id if guild else None)
    await bench.store.conversations.forget(key)
    await bench.store.claims.forget(question.id)
    await bench.store.claims.claim(Question(question.id, key), bench.clock.now())
    bench.clock.time += 60
    return key


async def test_step_of_an_answer_is_kept_after_a_crash(bench: Bench) -> None:
    """An answer that got out counts: the next process knows of the fix that it showed."""
    discord = bench.discord
    async with bench.running(bench.bot()):
        question = await discord.people.say(STORAGE)
        card = await discord.answer_to(question)
    key = await killed_before_keeping(bench, question)
    missed = await discord.people.say("{bot} still failing")
    async with bench.running(bench.bot()):
        later = await discord.answer_to(missed)
        assert "Fix 2 ·" in later.words
        await discord.until(lambda: not card.labels, "the first card to lose its buttons")
    assert discord.answers() == [card, later]
    claim = await bench.store.claims.find(question.id)
    case = await bench.store.conversations.load(key)
    assert claim
    assert claim.answer == card.id
    assert case
    assert case.conversation.turns == 2


async def test_case_that_has_gone_on_is_not_heard_again(bench: Bench) -> None:
    """Where more was said before the answer was found, the question is closed and no more."""
    discord = bench.discord
    async with bench.running(bench.bot()):
        question = await discord.people.say(STORAGE)
        card = await discord.answer_to(question)
        press = await discord.people.click(card, "Still failing")
        await discord.until(lambda: "Fix 2 ·" in card.words, "the next fix")
    assert press.is_acknowledged
    key = CaseKey(question.channel.id, question.author.id, server=discord.world.guild.id)
    before = await bench.store.conversations.load(key)
    await bench.store.claims.forget(question.id)
    await bench.store.claims.claim(Question(question.id, key), bench.clock.now() - 60)
    bench.clock.time += 60
    async with bench.running(bench.bot()):
        await discord.answer_to(await discord.people.say(STORAGE, who=discord.world.bruno))
        await discord.answer_to(await discord.people.say("{bot} help", who=discord.world.bruno))
    claim = await bench.store.claims.find(question.id)
    assert claim
    assert claim.answer == card.id
    assert await bench.store.conversations.load(key) == before


async def open_threads(bench: Bench) -> None:
    """Each case gets a thread of its own."""
    server = bench.discord.world.guild.id
    await bench.store.servers.save(server, ServerSettings(opens_threads=True))


async def answer_in_thread(discord: FakeDiscord, question: Message) -> Message:
    """The first answer in the thread of a question."""

    def found() -> list[Message]:
        return discord.answers(question.thread) if question.thread else []

    return (await discord.until(found, "an answer in a thread"))[0]


async def test_channel_around_a_thread_is_caught_up_on(bench: Bench) -> None:
    """Where each case has a thread, what was asked in the channel meanwhile is answered too."""
    discord = bench.discord
    await open_threads(bench)
    async with bench.running(bench.bot()):
        first = await discord.people.say(STORAGE)
        await answer_in_thread(discord, first)
    bench.clock.time += 60
    missed = await discord.people.say(STORAGE, who=discord.world.bruno)
    async with bench.running(bench.bot()):
        await answer_in_thread(discord, missed)
    assert discord.answers() == []


async def forgotten_question(bench: Bench) -> Message:
    """The first of two questions that have threads; somebody has deleted its claim."""
    discord = bench.discord
    await open_threads(bench)
    async with bench.running(bench.bot()):
        first = await discord.people.say(STORAGE)
        await answer_in_thread(discord, first)
        last = await discord.people.say(STORAGE, who=discord.world.bruno)
        await answer_in_thread(discord, last)
    await bench.store.claims.forget(first.id)
    return first


async def test_answer_in_a_thread_stands_for_a_forgotten_claim(bench: Bench) -> None:
    """A question whose claim somebody had deleted is not answered again in its thread."""
    discord = bench.discord
    first = await forgotten_question(bench)
    bench.clock.time += 60
    missed = await discord.people.say(STORAGE, who=discord.world.bruno)
    async with bench.running(bench.bot()):
        await answer_in_thread(discord, missed)
    assert first.thread
    assert len(discord.answers(first.thread)) == 1


async def test_thread_that_is_gone_stops_nothing(bench: Bench) -> None:
    """What stood in a thread that is gone isn't known; what was asked around it is answered."""
    discord = bench.discord
    first = await forgotten_question(bench)
    path = f".*/channels/{first.id}/messages"
    gone = discord.faults.add(Fault("GET", path, status=404, code=10003, times=None))
    bench.clock.time += 60
    missed = await discord.people.say(STORAGE, who=discord.world.bruno)
    async with bench.running(bench.bot()):
        await answer_in_thread(discord, missed)
    assert gone.hits
    assert first.thread
    assert len(discord.answers(first.thread)) == 1


async def test_place_that_could_not_be_read_is_read_later(bench: Bench) -> None:
    """After trouble of Discord's own a place isn't taken for read: the next process reads it."""
    discord, clock = bench.discord, bench.clock
    async with bench.running(bench.bot()):
        await discord.answer_to(await discord.people.say(STORAGE))
    clock.time += 60
    missed = await discord.people.say("{bot} still failing")
    trouble = discord.faults.add(Fault("GET", MESSAGES, 500, times=5))
    async with bench.running(bench.bot()) as client:
        await discord.until(lambda: trouble.hits == 5 and bench.references, "the tries to end")
        await client.note_heard()
        clock.time += 600
        last = await discord.people.say("{bot} help", who=discord.world.bruno)
        await discord.answer_to(last)
    assert discord.answers_to(missed) == []
    async with bench.running(bench.bot()):
        await discord.answer_to(missed)


async def test_apology_is_no_step(bench: Bench) -> None:
    """A question that was answered by an apology is closed, and its person has no case."""
    discord = bench.discord
    discord.faults.add(Fault("POST", MESSAGES, 403, code=20016))
    async with bench.running(bench.bot()):
        question = await discord.people.say(STORAGE)
        apology = await discord.answer_to(question)
    assert apology.labels == []
    key = CaseKey(question.channel.id, question.author.id, server=discord.world.guild.id)
    bench.clock.time += 60
    async with bench.running(bench.bot()):
        for text in (STORAGE, "{bot} help"):
            last = await discord.people.say(text, who=discord.world.bruno)
            await discord.answer_to(last)
        claim = await bench.store.claims.find(question.id)
    assert claim
    assert claim.answer == apology.id
    assert await bench.store.conversations.load(key) is None
    assert discord.answers_to(question) == [apology]


async def test_channel_around_threads_is_read_first(bench: Bench) -> None:
    """The channel in which all ask is read before their threads, and each of them once."""
    discord = bench.discord
    await open_threads(bench)
    async with bench.running(bench.bot()):
        for who in (discord.world.alice, discord.world.bruno):
            await answer_in_thread(discord, await discord.people.say(STORAGE, who=who))
    bench.clock.time += 60
    calls = len(discord.ledger.calls)
    missed = await discord.people.say(STORAGE)
    async with bench.running(bench.bot()):
        await answer_in_thread(discord, missed)
        last = await discord.people.say(STORAGE, who=discord.world.bruno)
        await answer_in_thread(discord, last)
    general = f"/channels/{discord.world.general.id}/messages"
    read = [
        call.path
        for call in discord.ledger.calls[calls:]
        if call.method == "GET" and call.path.endswith("/messages")
    ]
    assert read[0] == general
    assert len(read) == len(set(read)) == 3

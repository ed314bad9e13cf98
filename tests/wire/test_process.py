"""The program as a process: how it ends, and what it is told from outside."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.fake_discord import FakeDiscord, Fault
from tests.wire.processes import DARK, Processes

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")

MESSAGES = r"/channels/\d+/messages"


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    """Discord at its own pace, with one server."""
    async with FakeDiscord() as server:
        yield server


@pytest.fixture
def processes(discord: FakeDiscord, tmp_path: Path) -> Processes:
    """Starts the program."""
    return Processes.at(discord, tmp_path)


async def says(process: Process, words: str) -> None:
    """Wait until a process writes a line with some words."""
    assert process.stderr
    async for line in process.stderr:
        if words in line.decode():
            return
    message = f"the process has ended without saying {words!r}"
    raise AssertionError(message)


async def ended(process: Process) -> str:
    """Wait for a process to end; gives what it wrote."""
    _, told = await process.communicate()
    return told.decode()


async def test_told_to_end_it_finishes_what_is_in_hand(
    discord: FakeDiscord, processes: Processes
) -> None:
    """After SIGTERM the answer in hand gets out, a later question is for the next start, code 0."""
    gate = asyncio.Event()
    fault = discord.faults.add(Fault("POST", MESSAGES, gate=gate))
    async with processes.running() as process:
        first = await discord.people.say(DARK)
        await discord.until(lambda: fault.hits, "an answer on its way")
        process.terminate()
        await says(process, "told to end")
        second = await discord.people.say(DARK, who=discord.world.bruno)
        gate.set()
        told = await ended(process)
        assert process.returncode == 0, told
        assert "Traceback" not in told
    assert [len(discord.answers_to(one)) for one in (first, second)] == [1, 0]
    assert [note.data for note in discord.gateway.notes("CLOSED")] == [1000]
    async with processes.running():
        await discord.answer_to(second)
    assert [len(discord.answers_to(one)) for one in (first, second)] == [1, 1]


async def test_second_signal_ends_at_once(discord: FakeDiscord, processes: Processes) -> None:
    """A second SIGTERM doesn't wait for what is in hand."""
    fault = discord.faults.add(Fault("POST", MESSAGES, gate=asyncio.Event()))
    async with processes.running() as process:
        await discord.people.say(DARK)
        await discord.until(lambda: fault.hits, "an answer on its way")
        process.terminate()
        await says(process, "told to end")
        process.terminate()
        await ended(process)
        assert process.returncode == -signal.SIGTERM


async def test_interrupted_it_ends_in_order(discord: FakeDiscord, processes: Processes) -> None:
    """^C ends it in the same order, with the code that shells know for it and no trace."""
    async with processes.running() as process:
        await discord.answer_to(await discord.people.say(DARK))
        process.send_signal(signal.SIGINT)
        told = await ended(process)
        assert process.returncode == 130
        assert "Traceback" not in told
    assert [note.data for note in discord.gateway.notes("CLOSED")] == [1000]


async def test_refused_token(discord: FakeDiscord, processes: Processes) -> None:
    """A token that Discord refuses ends it with 69 and advice; it never tries the gateway."""
    process = await processes.start({"DISCORD_TOKEN": "another.token"})
    told = await ended(process)
    assert process.returncode == 69
    assert "Reset Token" in told
    assert "another.token" not in told
    assert discord.gateway.log == []


async def test_knowledge_is_watched(discord: FakeDiscord, processes: Processes) -> None:
    """A changed folder is in use by itself; a broken one is told to the owner, and not used."""
    folder, world = processes.knowledge, discord.world
    async with processes.running() as process:
        await says(process, "another assistant answers")
        card = await discord.answer_to(await discord.people.say(DARK))
        assert "Mend the bulb" in card.words
        text = (folder.path / "causes/bulb.yml").read_text("utf-8")
        folder.write("causes/bulb.yml", text.replace("title: Mend", "titel: Mend"))
        told = discord.messages.all
        (note,) = await discord.until(lambda: told(world.direct(world.olga)), "a note to the owner")
        assert "causes/bulb.yml" in note.content
        assert "titel" in note.content
        card = await discord.answer_to(await discord.people.say(DARK, who=world.bruno))
        assert "Mend the bulb" in card.words
        folder.write("causes/bulb.yml", text.replace("title: Mend", "title: Polish"))
        await says(process, "another assistant answers")
        card = await discord.answer_to(await discord.people.say(DARK, who=world.add_user("carla")))
        assert "Polish the bulb" in card.words
        assert len(told(world.direct(world.olga))) == 1

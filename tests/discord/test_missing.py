"""What got no answer is kept where that is wanted, and nowhere else."""

import pytest

from bot.core.misses import Miss, day_of
from bot.core.ports import ServerSettings
from bot.errors import StoreError
from tests.discord.world import STORAGE, Memory, World, labels, words

MISSED = "can I build a shortcut that starts the backup"


@pytest.fixture
def wanted(world: World, memory: Memory) -> World:
    """A server that keeps misses."""
    memory.servers.kept[world.guild.id] = ServerSettings(keeps_misses=True)
    return world


def kept(memory: Memory) -> list[str]:
    """The texts that are kept, the earliest first."""
    return [miss.text for _, miss in memory.misses.kept]


async def test_miss_is_kept_redacted(wanted: World, memory: Memory) -> None:
    """A miss is kept with its day, the server and nothing that tells who said it."""
    await wanted.ask(f"{MISSED}, {wanted.bruno.mention} zora@example.org")

    assert memory.misses.kept == [
        (wanted.guild.id, Miss(1, f"{MISSED}, [mention] [e-mail]", day_of(memory.clock.time)))
    ]


async def test_answered_is_not_kept(wanted: World, memory: Memory) -> None:
    """What was answered, is surely about something else or was only chosen is not kept."""
    card = await wanted.ask(STORAGE)
    await wanted.press(card, labels(card)[0])
    await wanted.ask("who won the match last night")
    await wanted.ask("hello")

    assert kept(memory) == []


async def test_not_where_it_is_not_wanted(world: World, memory: Memory) -> None:
    """Without a choice of the people who manage the server, nothing is kept."""
    await world.ask(MISSED)

    assert kept(memory) == []


async def test_direct_messages_are_not_kept(wanted: World, memory: Memory) -> None:
    """A direct message is never kept, whatever its writer's servers want."""
    await wanted.alice.send_dm(MISSED)

    assert kept(memory) == []


async def test_private_answers_are_not_kept(wanted: World, memory: Memory) -> None:
    """What only the asker can read is never kept; what everybody can is, by a command too."""
    await wanted.alice.slash(wanted.channel, "diagnose", symptom=MISSED)
    assert kept(memory) == []
    await wanted.alice.slash(wanted.channel, "diagnose", symptom=MISSED, public=True)

    assert kept(memory) == [MISSED]


async def test_edits_are_not_kept_again(wanted: World, memory: Memory) -> None:
    """A question that is edited is not kept a second time."""
    question = await wanted.alice.send(wanted.channel, f"{wanted.me} {MISSED}")
    await wanted.alice.edit(question, f"{wanted.me} {MISSED}, please")

    assert kept(memory) == [MISSED]


async def test_answer_comes_first(wanted: World, memory: Memory) -> None:
    """A miss that can't be kept does the answer no harm, and stands in no log."""
    memory.misses.failure = StoreError("medic.sqlite3", "disk is full")
    card = await wanted.ask(MISSED)

    assert words(card)
    assert kept(memory) == []

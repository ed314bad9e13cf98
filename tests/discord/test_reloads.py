"""Knowledge that is exchanged while people are in the middle of their cases."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.active import ActiveAssistant
from bot.adapters.discord.client import MedicBot, Options
from bot.adapters.discord.failures import Funnel
from bot.content import load
from tests.content.folder import FILES, Folder
from tests.discord.world import REFERENCE, Memory, World, labels, words
from tests.fakes import ModelsHere

BULB = "the bulb is black in the attic today"
WIRE = "the cable sparks in the attic today"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A knowledge folder about lamps."""
    return Folder(tmp_path / "knowledge")


@pytest.fixture
def active(folder: Folder, memory: Memory) -> ActiveAssistant:
    """The assistant of the moment."""
    return ActiveAssistant(lambda: load(folder.path), ModelsHere(), memory.taught)


@pytest.fixture
def simcord_bot(active: ActiveAssistant, memory: Memory) -> MedicBot:
    """A bot whose knowledge can be exchanged."""
    options = Options(shard_count=1)
    return MedicBot(active, memory, memory.clock, Funnel(lambda: REFERENCE), options)


def replace_bulb(folder: Folder) -> None:
    """Take the bulb out of the folder, its cause and its fix, and put a globe in its place."""
    folder.remove("causes/bulb.yml")
    for name, text in FILES.items():
        folder.write(name.replace("bulb", "globe"), text.replace("bulb", "globe"))


@pytest.mark.parametrize(
    "pressed",
    [["Still failing"], ["All steps"], ["It works now"], ["Still failing", "Still failing"]],
    ids=" ".join,
)
async def test_open_case_survives_without_its_cause(
    world: World, active: ActiveAssistant, folder: Folder, pressed: Sequence[str]
) -> None:
    """Presses on a card whose cause and fix are gone are answered by what is known now."""
    await active.start()
    card = await world.ask(BULB)
    assert "Mend the bulb" in words(card)
    replace_bulb(folder)
    await active.reload()
    for label in pressed:
        if label in labels(card):
            card = await world.press(card, label)
            assert words(card)
            assert REFERENCE not in words(card)


async def test_case_goes_on_in_words(
    world: World, active: ActiveAssistant, folder: Folder, memory: Memory
) -> None:
    """What is said in a case whose cause is gone is heard in the same case."""
    await active.start()
    await world.ask(BULB)
    before = world.case(memory).conversation
    replace_bulb(folder)
    await active.reload()
    card = await world.ask(WIRE)
    assert "Mend the wire" in words(card)
    assert "bulb" not in words(card)
    assert world.case(memory).conversation.started == before.started

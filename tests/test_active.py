"""The assistant of the moment: what exchanges it, in every process, and what doesn't."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typing_extensions import override

from bot.active import ActiveAssistant
from bot.content import load
from bot.core.assistant import Assistant
from bot.core.domain import build_causes, train
from bot.core.encoding import Encoders
from bot.core.knowledge import Knowledge
from bot.core.model import Model
from bot.core.reading import Utterance
from bot.core.teaching import TaughtExample
from bot.errors import KnowledgeError, StoreError
from tests.content.folder import Folder
from tests.core.encoders import ToyEncoder
from tests.fakes import FakeTaught, ModelsHere
from tests.logged import told

NOW = 1_700_000_000.0
GLOW = TaughtExample("bulb", "nothing glows above my bed", NOW)
SMELL = TaughtExample("wire", "it smells of rubber at night", NOW + 1)
DOWN = StoreError("medic.sqlite3", "disk full")


class Process:
    """One process: an assistant of the moment, and which knowledge it had models made of."""

    def __init__(self, load_knowledge: Callable[[], Knowledge], taught: FakeTaught) -> None:
        self.trained: list[str] = []
        self.failure: Exception | None = None
        self.active = ActiveAssistant(load_knowledge, ModelsHere(self.model_of), taught)

    def model_of(self, knowledge: Knowledge) -> Model:
        """Train a model."""
        self.trained.append(knowledge.version)
        if self.failure:
            raise self.failure
        return build_causes(knowledge).model

    def knows(self, example: TaughtExample) -> bool:
        """Whether an example is among those of its entry."""
        entry = self.active().knowledge.entry(example.entry)
        assert entry is not None
        return example.text in entry.examples


@pytest.fixture
def taught() -> FakeTaught:
    """What is taught, as all processes share it."""
    return FakeTaught()


@pytest.fixture
def process(lamps: Knowledge, taught: FakeTaught) -> Process:
    """A process that isn't started."""
    return Process(lambda: lamps, taught)


async def test_no_assistant_before_the_start(process: Process) -> None:
    """Nothing can be asked before there is anybody to answer."""
    with pytest.raises(RuntimeError, match="no assistant was started"):
        process.active()


async def test_start_knows_what_counts(process: Process, taught: FakeTaught) -> None:
    """The first assistant knows what is taught already; a proposal doesn't count."""
    await taught.add(GLOW, 1)
    await taught.add(TaughtExample("wire", SMELL.text, NOW, 7, is_active=False), 1)
    await process.active.start()
    assert process.knows(GLOW)
    assert not process.knows(SMELL)
    assert len(process.trained) == 1


async def test_every_process_notices(lamps: Knowledge, taught: FakeTaught) -> None:
    """What is taught, and taken back, in one process is known to all after their next look."""
    processes = [Process(lambda: lamps, taught) for _ in range(2)]
    for process in processes:
        await process.active.start()
    await taught.add(GLOW, 1)
    for process in processes:
        assert not process.knows(GLOW)
        await process.active.refresh()
        assert process.knows(GLOW)
    await taught.remove(GLOW.id)
    for process in processes:
        await process.active.refresh()
        assert not process.knows(GLOW)
        assert process.active().knowledge is lamps


async def test_looking_prepares_what_is_wanted_later(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start doesn't wait for what only later questions want; the first look builds it."""
    prepared: list[Assistant] = []

    def prepare(assistant: Assistant) -> None:
        prepared.append(assistant)

    monkeypatch.setattr(Assistant, "prepare", prepare)

    await process.active.start()
    assert not prepared
    await process.active.refresh()
    assert prepared == [process.active()]


async def test_looking_builds_nothing_new(process: Process, taught: FakeTaught) -> None:
    """As long as nothing changes, the assistant stays the very same."""
    await taught.add(GLOW, 1)
    await process.active.start()
    before = process.active()
    for _ in range(3):
        await process.active.refresh()
    assert process.active() is before
    assert len(process.trained) == 1


async def test_open_case_goes_on(process: Process, taught: FakeTaught) -> None:
    """A case that was begun with one assistant goes on with the next one."""
    await process.active.start()
    said = Utterance("the bulb is black in the attic today")
    first = process.active().hear(said, None, NOW)
    await taught.add(GLOW, 1)
    await process.active.refresh()
    second = process.active().choose("next", first.conversation, NOW + 1)
    assert second.conversation is not None
    assert second.conversation.started == NOW
    assert second.conversation.matches[0].id == "bulb"


async def test_what_cant_be_built_changes_nothing(
    process: Process, taught: FakeTaught, caplog: pytest.LogCaptureFixture
) -> None:
    """The old one goes on answering, the log says so once, and what comes next is tried again."""
    await process.active.start()
    before = process.active()
    process.failure = ChildProcessError("training ended without a model (exit code -9)")
    await taught.add(GLOW, 1)
    for _ in range(3):
        await process.active.refresh()
    assert process.active() is before
    assert caplog.text.count("can't be built") == 1
    assert "exit code -9" in caplog.text
    process.failure = None
    await taught.add(SMELL, 1)
    await process.active.refresh()
    assert process.knows(GLOW)
    assert process.knows(SMELL)


async def test_start_without_a_store(
    process: Process, taught: FakeTaught, caplog: pytest.LogCaptureFixture
) -> None:
    """While the store is down the plain knowledge answers; what is taught comes in afterwards."""
    await taught.add(GLOW, 1)
    taught.failure = DOWN
    await process.active.start()
    for _ in range(3):
        await process.active.refresh()
    assert not process.knows(GLOW)
    assert caplog.text.count("can't be seen") == 1
    taught.failure = None
    await process.active.refresh()
    assert process.knows(GLOW)


async def test_what_doesnt_fit_is_left_out(
    process: Process, taught: FakeTaught, caplog: pytest.LogCaptureFixture
) -> None:
    """An example whose cause is gone is left out, and named in the log without its words."""
    gone = TaughtExample("gone", "who remembers me", NOW)
    await taught.add(gone, 1)
    await taught.add(GLOW, 1)
    await process.active.start()
    assert process.knows(GLOW)
    assert gone.id in told(caplog)
    assert gone.text not in told(caplog)


async def test_folder_is_read_anew(tmp_path: Path, taught: FakeTaught) -> None:
    """A changed folder takes the old one's place, with what is taught; a broken one doesn't."""
    folder = Folder(tmp_path / "knowledge")
    process = Process(lambda: load(folder.path), taught)
    await taught.add(GLOW, 1)
    await process.active.start()
    folder.change("causes/bulb.yml", "in the attic today", "in the pantry today")
    await process.active.reload()
    bulb = process.active().knowledge.entry("bulb")
    assert bulb is not None
    assert {"the bulb is black in the pantry today", GLOW.text} <= set(bulb.examples)
    before, own = process.active(), process.active.own
    folder.remove("vague.yml")
    with pytest.raises(KnowledgeError, match=r"vague\.yml"):
        await process.active.reload()
    assert process.active() is before
    assert process.active.own is own


async def test_merged_example_changes_nothing_but_its_place(
    tmp_path: Path, taught: FakeTaught
) -> None:
    """An example that was merged into the folder is no trouble: it stands there once."""
    folder = Folder(tmp_path / "knowledge")
    process = Process(lambda: load(folder.path), taught)
    await taught.add(GLOW, 1)
    await process.active.start()
    folder.change("causes/bulb.yml", "the bulb is black in the attic today", GLOW.text)
    await process.active.reload()
    bulb = process.active().knowledge.entry("bulb")
    assert bulb is not None
    assert bulb.examples.count(GLOW.text) == 1


class TwoModels(ModelsHere):
    """A model of words comes soon, one that sees meaning later."""

    def __init__(self, encoder: ToyEncoder) -> None:
        super().__init__(lambda knowledge: train(knowledge, encoder))
        self.whole_ones = 0

    @override
    async def soon(self, knowledge: Knowledge) -> Model:
        """Train the one of words."""
        return train(knowledge)

    @override
    async def whole(self, knowledge: Knowledge) -> Model:
        """Train the other one."""
        self.whole_ones += 1
        return await super().whole(knowledge)


async def test_words_answer_until_meaning_is_there(lamps: Knowledge, taught: FakeTaught) -> None:
    """The first start doesn't wait for the semantic matcher: the next look brings it, once."""
    encoder = ToyEncoder()
    models = TwoModels(encoder)
    active = ActiveAssistant(lambda: lamps, models, taught, Encoders(encoder, encoder))
    await active.start()
    assert (active().is_semantic, models.whole_ones) == (False, 0)
    for _ in range(3):
        await active.refresh()
        assert (active().is_semantic, models.whole_ones) == (True, 1)
    await taught.add(GLOW, 1)
    await active.refresh()
    assert (active().is_semantic, models.whole_ones) == (True, 2)


async def test_meaning_that_fails_leaves_words(
    lamps: Knowledge, taught: FakeTaught, caplog: pytest.LogCaptureFixture
) -> None:
    """A semantic matcher that can't be trained is told of once, and words go on answering."""
    encoder = ToyEncoder()
    encoder.is_broken = True
    models = TwoModels(encoder)
    active = ActiveAssistant(lambda: lamps, models, taught, Encoders(encoder, encoder))
    await active.start()
    for _ in range(3):
        await active.refresh()
    assert (active().is_semantic, models.whole_ones) == (False, 1)
    assert "the old one answers on" in caplog.text


async def test_reading_anew_brings_meaning_once(lamps: Knowledge, taught: FakeTaught) -> None:
    """Knowledge that is read anew before meaning is there brings it, and the next look does not."""
    encoder = ToyEncoder()
    models = TwoModels(encoder)
    active = ActiveAssistant(lambda: lamps, models, taught, Encoders(encoder, encoder))
    await active.start()
    await active.reload()
    await active.refresh()
    assert (active().is_semantic, models.whole_ones) == (True, 1)

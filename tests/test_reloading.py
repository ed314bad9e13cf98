import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.adapters.folder import watch
from bot.errors import KnowledgeError, Problem, StoreError
from bot.reloading import Reloading

BROKEN = Problem("causes/bulb.yml", 3, "title", "it is missing", "add it")
WORSE = Problem("vague.yml", 1, "", "it is not YAML", "indent it")


class Folder:
    """A knowledge folder that is read, and who is told of its problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.failure: Exception | None = None
        self.reads = 0
        self.told: list[Sequence[Problem]] = []
        self.waits: list[float] = []
        self.meanwhile: Callable[[], object] = lambda: None
        """What happens during a wait."""
        self.reloading = Reloading(self.read, self.tell, self.wait)

    async def read(self) -> None:
        """Read the folder."""
        self.reads += 1
        if self.failure:
            raise self.failure
        if self.problems:
            raise KnowledgeError(self.problems)

    async def tell(self, problems: Sequence[Problem]) -> None:
        """Tell of problems."""
        self.told.append(problems)

    async def wait(self, seconds: float) -> None:
        """Wait."""
        self.waits.append(seconds)
        self.meanwhile()

    async def change(self, *problems: Problem) -> None:
        """Have the folder changed, so that it has these problems."""
        self.problems = list(problems)
        self.reloading.want()
        await self.reloading.when_wanted()


@pytest.fixture
def folder() -> Folder:
    """A folder without problems."""
    return Folder()


async def test_change_is_read(folder: Folder) -> None:
    """A changed folder is read once, and nobody is told anything."""
    await folder.change()
    assert (folder.reads, folder.told, folder.waits) == (1, [], [])


async def test_unfinished_change_is_no_complaint(folder: Folder) -> None:
    """A file that is being written is read again after a moment, and if it is whole, that is it."""
    folder.problems = [BROKEN]
    folder.meanwhile = folder.problems.clear
    folder.reloading.want()
    await folder.reloading.when_wanted()
    assert (folder.reads, folder.told) == (2, [])
    assert len(folder.waits) == 1


async def test_broken_folder_is_told_once(folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
    """Its problems are logged whenever they are others, and told once until it is mended."""
    await folder.change(BROKEN)
    await folder.change(BROKEN)
    await folder.change(WORSE, BROKEN)
    assert folder.told == [(BROKEN,)]
    logged = [vars(one).get("problem") for one in caplog.records]
    assert logged.count(str(BROKEN)) == 2
    assert logged.count(str(WORSE)) == 1
    await folder.change()
    await folder.change(WORSE)
    assert folder.told == [(BROKEN,), (WORSE,)]


async def test_store_that_is_down_is_waited_for(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    """While the store can't say what is taught, the folder is tried again later."""
    folder.failure = StoreError("medic.sqlite3", "disk full")
    await folder.change()
    assert "once the store is there" in caplog.text
    folder.failure = None
    await folder.reloading.when_wanted()
    assert (folder.reads, folder.told) == (2, [])


async def test_failure_comes_through(folder: Folder) -> None:
    """What else goes wrong is for whoever runs it, and the next change is read again."""
    folder.failure = ChildProcessError("training ended without a model")
    with pytest.raises(ChildProcessError):
        await folder.change()
    folder.failure = None
    await folder.change()
    assert folder.reads == 2


async def test_changes_are_noticed(tmp_path: Path) -> None:
    """A changed file in a folder below is noticed, an editor's own is not, and watching goes on."""
    below = tmp_path / "causes"
    below.mkdir()
    changes = asyncio.Semaphore(0)
    watching = asyncio.create_task(watch(tmp_path, changes.release))
    file, own = below / "bulb.yml", below / ".bulb.yml.swp"
    await asyncio.sleep(0)  # it begins with its first step
    for text in "one", "two":
        own.write_text(text, "utf-8")
        file.write_text(text, "utf-8")
        await changes.acquire()
    watching.cancel()
    await asyncio.wait({watching})
    assert watching.cancelled()


async def test_what_cant_be_watched_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that is gone is no failure, and the log says that it isn't watched."""
    await watch(tmp_path / "gone", lambda: None)
    assert "can't be watched" in caplog.text

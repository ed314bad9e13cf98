"""``python -m bot teach``: what was taught, to look through, to merge and to take back."""

import asyncio
from pathlib import Path

import pytest
import yaml

from bot.adapters.store import Store
from bot.core.teaching import TaughtExample
from tests.content.folder import Folder
from tests.test_cli import Command, command

__all__ = ["command"]  # a fixture

GLOW = TaughtExample("bulb", "nothing glows above my bed", 1_700_000_000.0, 7)
PROPOSED = TaughtExample("wire", "it smells of rubber", 1_700_000_001.0, 7, is_active=False)


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """The address of a store in which something is taught and something proposed."""
    url = f"sqlite:///{tmp_path / 'medic.sqlite3'}"

    async def fill() -> None:
        async with Store.open(url) as store:
            for example in (GLOW, PROPOSED):
                await store.taught.add(example, 5)

    asyncio.run(fill())
    return url


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> dict[str, str]:
    """The settings of a bot with that store and a small knowledge folder."""
    folder = Folder(tmp_path / "knowledge")
    return {"DATABASE_URL": store_url, "KNOWLEDGE": str(folder.path)}


def test_teach_lists(command: Command, settings: dict[str, str]) -> None:
    """Everything that was taught and proposed has a line, which says whether it counts."""
    ran = command("teach", **settings)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"{GLOW.id}  in use    2023-11-14  bulb  {GLOW.text}",
        f"{PROPOSED.id}  proposed  2023-11-14  wire  {PROPOSED.text}",
    ]


def test_teach_exports_what_counts(command: Command, settings: dict[str, str]) -> None:
    """The export is YAML with what counts, under the names of the files; proposals stay out."""
    ran = command("teach", "--export", **settings)

    assert (ran.code, ran.err) == (0, "")
    assert yaml.safe_load(ran.out) == {"causes/bulb.yml": {"examples": [GLOW.text]}}


def test_exported_examples_can_be_merged(
    command: Command, settings: dict[str, str], tmp_path: Path
) -> None:
    """Put into the file that it names, the export passes the check, and is not exported again."""
    ran = command("teach", "--export", **settings)
    (line,) = [one for one in ran.out.splitlines() if one.lstrip().startswith("- ")]
    folder = tmp_path / "knowledge"
    file = folder / "causes" / "bulb.yml"
    file.write_text(file.read_text("utf-8").replace("examples:\n", f"examples:\n{line}\n", 1))

    assert command("check", str(folder)).code == 0
    assert command("teach", "--export", **settings).out == ""
    assert f"{GLOW.id}  left out" in command("teach", **settings).out


def test_teach_takes_back(command: Command, settings: dict[str, str]) -> None:
    """An example is taken back by its id, once."""
    ran = command("teach", "--undo", GLOW.id, **settings)

    assert (ran.code, ran.err) == (0, "")
    assert f"{GLOW.id} is taken back" in ran.out
    assert GLOW.id not in command("teach", **settings).out
    again = command("teach", "--undo", GLOW.id, **settings)
    assert again.code == 2
    assert f"nothing that is taught has the id {GLOW.id}" in again.err


def test_export_and_undo_are_two_things(command: Command, settings: dict[str, str]) -> None:
    """Both at once is refused, and changes nothing."""
    ran = command("teach", "--export", "--undo", GLOW.id, **settings)

    assert (ran.code, ran.out) == (2, "")
    assert "use either --export or --undo" in ran.err
    assert GLOW.id in command("teach", **settings).out


def test_empty_store_lists_nothing(command: Command, tmp_path: Path) -> None:
    """Where nothing was taught there is nothing to list or to merge."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    for arguments in (["teach"], ["teach", "--export"]):
        ran = command(*arguments, DATABASE_URL=url)
        assert (ran.code, ran.out, ran.err) == (0, "", "")

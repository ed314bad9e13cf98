"""What the documents tell people to type, held against what there is."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from bot import cli

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ["README.md", "CONTRIBUTING.md"]
OTHERS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)

COMMANDS: dict[str, Any] = vars(typer.main.get_command(cli._app))["commands"]  # noqa: SLF001  # Typer tells them no other way
OF_DEV = {"test", "lint"}
"""Commands that dev carries out by itself."""

CALL = re.compile(r"(?:\./dev|\bpy dev|\bpython -m bot|\bbackup-medic) ([a-z][a-z-]*)([^\n`#]*)")
"""A command as people type it, and what stands after it."""


def read(name: str) -> str:
    """A document's text; one that is missing fails the test."""
    return (ROOT / name).read_text("utf-8")


def blocks(text: str) -> list[str]:
    """What stands in the blocks for a shell."""
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def options(command: str) -> set[str]:
    """The options of a command."""
    return {option for parameter in COMMANDS[command].params for option in parameter.opts}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_blocks_name_commands(name: str) -> None:
    """Every ./dev or python -m bot line in a document's shell blocks names a command there is."""
    calls = [call for block in blocks(read(name)) for call in CALL.findall(block)]

    assert calls
    assert {command for command, _ in calls} <= COMMANDS.keys() | OF_DEV


@pytest.mark.parametrize("name", OTHERS)
def test_options_exist(name: str) -> None:
    """Wherever a document names a command with options, the command has them."""
    for command, rest in CALL.findall(read(name)):
        if command in COMMANDS:
            named = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", rest))
            assert named <= options(command) | {"--help"}, f"{command} {rest}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_inline_calls_name_commands(name: str) -> None:
    """What stands between single backticks as a call names a command there is, too."""
    inline = re.findall(r"`([^`\n]+)`", read(name))
    calls = {command for text in inline for command, _ in CALL.findall(text)}

    assert calls <= COMMANDS.keys() | OF_DEV


def test_help_of_dev_names_commands() -> None:
    """Every command that dev lists in its help is there."""
    text = (ROOT / "dev").read_text("utf-8")
    (listed,) = re.findall(r'^HELP = """(.*?)"""', text, re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"^  ([a-z]+)(?: [A-Z]+)?  +\S", listed, re.MULTILINE))

    assert {"chat", "test"} <= named <= COMMANDS.keys() | OF_DEV


@pytest.mark.parametrize("name", OTHERS)
def test_links_inside_the_project(name: str) -> None:
    """Every picture and file that a document points to is there."""
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", read(name))

    assert not [target for target in targets if not (ROOT / name).parent.joinpath(target).exists()]


def test_documents_are_there() -> None:
    """The documents that people look for are there."""
    wanted = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "PRIVACY.md"}

    assert wanted <= set(OTHERS)


def test_settings_are_in_the_readme() -> None:
    """The README's table of settings names every one of them, and nothing else."""
    listed = re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE)
    example = re.findall(r"^#?([A-Z_]+)=", read(".env.example"), re.MULTILINE)

    assert sorted(listed) == sorted(example)

"""What the documents tell people to type, held against what there is."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

import benchmarks.__main__
import bot.app
from bot import cli
from bot.core.assistant import Assistant
from bot.errors import Exit
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "docs/operations.md"]
OTHERS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)

COMMANDS: dict[str, Any] = vars(typer.main.get_command(cli._app))["commands"]  # noqa: SLF001  # Typer tells them no other way
OF_DEV = {"test", "lint"}
"""Commands that dev carries out by itself."""

CALL = re.compile(
    r"(?:\./dev|\bpy dev|\bpython -m bot|^backup-medic|`backup-medic|\bcompose run --rm bot)"
    r" ([a-z][a-z-]*)([^\n`#]*)",
    re.MULTILINE,
)
"""A command as people type it, and what stands after it."""

SHORT = {"ask", "check", "version"}
"""Commands that end by themselves, and need neither Discord nor anything to type in."""


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


@pytest.mark.parametrize("name", OTHERS)
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


def calls(name: str) -> list[list[str]]:
    """The calls of the short commands in a document's shell blocks, as their words."""
    found = [call for block in blocks(read(name)) for call in CALL.findall(block)]
    return [[command, *shlex.split(rest)] for command, rest in found if command in SHORT]


CALLS = sorted({tuple(call) for name in OTHERS for call in calls(name)})


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_commands_work(
    call: tuple[str, ...], assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands in the documents do what they are there for, as they are written."""
    for setting in Settings.model_fields:
        monkeypatch.delenv(setting.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bot.app, "build_assistant", lambda _, **__: assistant)
    monkeypatch.setattr(sys, "argv", ["backup-medic", *call])

    assert cli._run() == Exit.OK  # noqa: SLF001  # main, without ending the process


def test_commands_of_all_kinds_are_tried() -> None:
    """Each of the short commands is in some document, and so is tried above."""
    assert {call[0] for call in CALLS} == SHORT


@pytest.mark.parametrize("name", OTHERS)
def test_one_liners_work(name: str) -> None:
    """What documents give to python -c runs, and prints something."""
    for code in re.findall(r"^python3 -c \"(.+)\"$", read(name), re.MULTILINE):
        done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)  # noqa: S603  # our own documents
        assert done.stdout.strip()


@pytest.mark.parametrize("name", OTHERS)
def test_blocks_are_shell(name: str) -> None:
    """A shell can read every block for a shell."""
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("this system has no sh")
    for block in blocks(read(name)):
        subprocess.run([shell, "-n"], input=block, encoding="utf-8", check=True)  # noqa: S603  # -n runs nothing


@pytest.mark.parametrize("name", OTHERS)
def test_files_in_blocks_are_there(name: str) -> None:
    """Every file of the project's that a block works with is there."""
    pattern = r"(?<![\w/.-])(?:deploy/[\w./-]+|requirements[\w-]*\.lock|\.env\.example)"
    named = {file for block in blocks(read(name)) for file in re.findall(pattern, block)}

    assert not [file for file in named if not (ROOT / file).is_file()]


def test_benchmarks_are_there() -> None:
    """Every benchmark that a document names for a figure can be run."""
    there = vars(typer.main.get_command(benchmarks.__main__._app))["commands"]  # noqa: SLF001  # as above
    named = {
        command
        for name in OTHERS
        for command in re.findall(r"python -m benchmarks ([a-z]\w*)", read(name))
    }

    assert {"servers", "memory", "rows"} <= named <= there.keys()

import ast
import importlib.util
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Self

import pytest

SCRIPT = Path(__file__).parent.parent / "dev"
PATIENCE = 20
"""Seconds that a thread is waited for: far more than it needs, far less than for ever."""


def load() -> ModuleType:
    """Import the script, whose name has no .py at its end."""
    loader = SourceFileLoader("dev", str(SCRIPT))
    spec = importlib.util.spec_from_loader("dev", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


dev = load()


@dataclass
class Machine:
    """A stand-in for the programs of a machine: which there are, which fail, what was run."""

    programs: set[str] = field(default_factory=set)
    failing: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)

    def which(self, name: str) -> str | None:
        """Find a program as shutil.which does."""
        return f"/programs/{name}" if name in self.programs else None

    def run(self, command: Sequence[str], *, cwd: Path | None = None, quiet: bool = False) -> bool:
        """Note a program as run, and leave behind what it would."""
        del quiet
        line = " ".join(command)
        self.ran.append(line)
        if any(part in line for part in self.failing):
            return False
        if line.endswith("download python3-pip-whl"):
            assert cwd is not None
            (cwd / "python3-pip-whl_1_all.deb").touch()
        elif command[0] == "dpkg-deb":
            wheels = Path(command[-1]) / "usr/share/python-wheels"
            wheels.mkdir(parents=True)
            (wheels / "pip-1-py3-none-any.whl").touch()
        return True


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with nothing to install, and stay in it for the test."""
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path.resolve()


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let every installation succeed at once, and list them."""
    done: list[Path] = []
    monkeypatch.setattr(dev.Environment, "install", lambda self: done.append(self.folder))
    return done


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Put a machine without any program in place of this one."""
    machine = Machine()
    monkeypatch.setattr(dev.shutil, "which", machine.which)
    monkeypatch.setattr(dev, "run", machine.run)
    return machine


def set_up(root: Path) -> None:
    """Set up as a run of dev does."""
    with dev.Environment(root).kept():
        pass


def test_reads_as_old_python() -> None:
    """Python 3.6 can read the script, and so gets as far as its message."""
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))


def test_older_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that is too old is named, with what to do."""
    monkeypatch.setattr(sys, "version_info", (3, 10, 0, "final", 0))

    with pytest.raises(SystemExit, match=r"3\.11 or newer is needed.*python3\.12 dev"):
        load()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["test"], ["pytest -n auto"]),
        (["test", "-k", "a b"], ["pytest -k a b"]),
        (["lint"], ["ruff check", "ruff format --check", "mypy"]),
        (["chat"], ["bot chat"]),
        (["ask", "it won't"], ["bot ask it won't"]),
        (["--version"], ["bot --version"]),
    ],
)
def test_commands(arguments: list[str], expected: list[str]) -> None:
    """Tests and checks go to their tools, everything else to the bot, arguments untouched."""
    lines = dev.commands(Path("python"), arguments)

    assert [" ".join(line) for line in lines] == [f"python -m {line}" for line in expected]
    assert all(line[-1] == arguments[-1] for line in lines if arguments[1:])


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_sets_nothing_up(
    arguments: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Help is printed at once, without a set-up."""
    assert dev.main(arguments, project) == 0

    assert "./dev COMMAND" in capsys.readouterr().out
    assert not (project / ".venv").exists()


def test_set_up_once(project: Path, installs: list[Path]) -> None:
    """The first run sets up, the next one finds it done."""
    set_up(project)
    set_up(project)

    assert installs == [project / ".venv"]


def test_changed_pins_set_up_again(project: Path, installs: list[Path]) -> None:
    """Changed pins make a new .venv, in which nothing of the old one is left."""
    set_up(project)
    leftover = project / ".venv" / "lib" / "leftover.py"
    leftover.parent.mkdir(exist_ok=True)
    leftover.touch()

    (project / "requirements.lock").write_text("# something\n")
    set_up(project)

    assert len(installs) == 2
    assert not leftover.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("version", "3.99.0 (another build)"), ("base_prefix", "/elsewhere")]
)
def test_another_python_sets_up_again(
    name: str, value: str, project: Path, installs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A .venv of another Python is not taken for this one's."""
    environment = dev.Environment(project)
    set_up(project)
    assert environment.ready()

    monkeypatch.setattr(dev.sys, name, value)

    assert not environment.ready()
    assert len(installs) == 1


def test_vanished_python_sets_up_again(project: Path, installs: list[Path]) -> None:
    """A .venv whose Python is gone is made anew."""
    set_up(project)
    dev.Environment(project).python.unlink()

    set_up(project)

    assert len(installs) == 2


def test_interrupted_set_up_is_repeated(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """^C during a set-up exits with 130 and leaves nothing that counts as done."""

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dev.Environment, "install", interrupt)

    assert dev.main(["test"], project) == 130
    assert "interrupted" in capsys.readouterr().err
    assert not dev.Environment(project).ready()


def test_interrupted_clearing_is_repeated(
    project: Path, installs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A .venv that is half deleted doesn't count as done when its pins come back."""

    def interrupt(_: Path) -> None:
        raise KeyboardInterrupt

    set_up(project)
    pins = project / "requirements.lock"
    pins.write_text("# something\n")
    with monkeypatch.context() as patch:
        patch.setattr(dev.Path, "iterdir", interrupt)
        assert dev.main(["test"], project) == 130

    pins.write_text("# nothing\n")
    set_up(project)

    assert len(installs) == 2


def test_failed_set_up_is_told(
    project: Path, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without uv and pip the user is told how to get one, and nothing counts as done."""
    machine.failing = ["ensurepip"]

    assert dev.main(["test"], project) == 1
    assert "apt-get install python3-venv" in capsys.readouterr().err
    assert not dev.Environment(project).ready()


def test_unwritable_folder_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the system refuses becomes advice, not a traceback."""
    (project / ".venv").touch()

    assert dev.main(["test"], project) == 1
    assert "yours to write" in capsys.readouterr().err


def test_missing_pins_are_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing requirements.lock is named before anything is made."""
    (project / "requirements.lock").unlink()

    assert dev.main(["test"], project) == 1
    assert "requirements.lock is missing" in capsys.readouterr().err
    assert not (project / ".venv").exists()


def test_uv_comes_first(project: Path, machine: Machine) -> None:
    """Where uv is on PATH, it alone installs, with hashes."""
    machine.programs = {"uv"}
    environment = dev.Environment(project)

    environment.install()

    install = f"/programs/uv pip install --python {environment.python}"
    assert machine.ran == [f"{install} -q --require-hashes -r {environment.pins}"]


def test_pip_follows_uv(project: Path, machine: Machine) -> None:
    """When uv fails, the venv's own pip gets its turn."""
    machine.programs = {"uv"}
    machine.failing = ["uv pip"]

    dev.Environment(project).install()

    by_uv, pip, by_pip = machine.ran
    assert by_uv.startswith("/programs/uv pip install")
    assert pip.endswith("-m ensurepip")
    assert " -m pip " in by_pip
    assert by_pip.endswith(f"--require-hashes -r {project / 'requirements.lock'}")


def test_pip_of_debian(project: Path, machine: Machine) -> None:
    """A Python without pip runs the one out of Debian's package."""
    machine.programs = {"apt-get", "dpkg-deb"}
    machine.failing = ["ensurepip"]

    dev.Environment(project).install()

    assert machine.ran[1] == "apt-get download python3-pip-whl"
    assert f"pip-1-py3-none-any.whl{os.sep}pip" in machine.ran[-1]
    assert "--require-hashes" in machine.ran[-1]


def test_debian_without_package_lists(project: Path, machine: Machine) -> None:
    """Where the system has no package lists yet, lists of our own are fetched."""
    machine.programs = {"apt-get", "dpkg-deb"}
    machine.failing = ["ensurepip", "apt-get download"]

    dev.Environment(project).install()

    assert machine.ran[2].endswith(" update")
    assert machine.ran[3].endswith(" download python3-pip-whl")
    assert "--require-hashes" in machine.ran[-1]


def test_no_installer_manages(project: Path, machine: Machine) -> None:
    """When every installer fails, the advice is about the failure, not about getting pip."""
    machine.programs = {"uv"}
    machine.failing = ["install"]

    with pytest.raises(dev.SetupError, match="network"):
        dev.Environment(project).install()


@pytest.mark.parametrize(("given", "expected"), [(None, "1"), ("false", "false")])
def test_helpers_environment(
    given: str | None,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Installers trust the machine's certificates unless told otherwise, and keep off stdout."""
    monkeypatch.delenv("UV_SYSTEM_CERTS", raising=False)
    if given is not None:
        monkeypatch.setenv("UV_SYSTEM_CERTS", given)
    code = "import os, sys; print(os.environ['UV_SYSTEM_CERTS'], repr(sys.stdin.read()))"

    assert dev.run([sys.executable, "-c", code])

    assert capfd.readouterr() == ("", f"{expected} ''\n")


@pytest.mark.parametrize(("codes", "expected"), [([0, 0, 0], 0), ([0, 1, 2], 1)])
def test_lint_runs_everything(
    codes: list[int],
    expected: int,
    project: Path,
    installs: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every checker runs even after one failed, and the first failure is the exit code."""
    answers = iter(codes)
    monkeypatch.setattr(dev.subprocess, "call", lambda _: next(answers))

    assert dev.main(["lint"], project) == expected
    assert next(answers, None) is None
    assert installs


def test_lint_takes_no_arguments(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An argument that lint would have to ignore is refused."""
    assert dev.main(["lint", "--fix"], project) == 2
    assert "takes no arguments" in capsys.readouterr().err


@pytest.mark.usefixtures("installs")
def test_bot_gets_everything(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """From any folder, the bot gets arguments and input as they are, and its exit code counts."""
    set_up(project)
    script = shutil.copy(SCRIPT, project)
    (project / "bot").mkdir()
    (project / "bot" / "__main__.py").write_text(
        "import json, os, sys\n"
        "print(json.dumps([sys.argv[1:], sys.stdin.read(), os.getcwd()]))\n"
        "sys.exit(7)\n"
    )

    done = subprocess.run(  # noqa: S603  # the script under test
        [sys.executable, script, "ask", "--json", "a  b"],
        cwd=tmp_path_factory.mktemp("elsewhere"),
        input="c",
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (7, "")
    assert json.loads(done.stdout) == [["ask", "--json", "a  b"], "c", str(project)]


def test_exit_code_where_no_process_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the command is waited for, through ^C as well, and its exit code passed on."""
    answers: list[KeyboardInterrupt | int] = [KeyboardInterrupt(), 7]

    class Child:
        def __init__(self, command: list[str]) -> None:
            assert command == ["python", "-m", "bot"]

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            assert not answers

        def wait(self) -> int:
            answer = answers.pop(0)
            if isinstance(answer, KeyboardInterrupt):
                raise answer
            return answer

    monkeypatch.setattr(dev.subprocess, "Popen", Child)
    monkeypatch.setattr(dev.os, "name", "nt")

    code = dev.hand_over(["python", "-m", "bot"])
    monkeypatch.undo()

    assert code == 7


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> queue.Queue[str]:
    """Collect what dev says, and let it wait without pausing."""
    said: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr(dev, "say", said.put)
    monkeypatch.setattr(dev, "PAUSE", 0)
    return said


def heard(said: queue.Queue[str], word: str) -> None:
    """Wait until dev has said something with this word in it."""
    while word not in said.get(timeout=PATIENCE):
        pass


def test_two_set_ups_at_once(
    project: Path, said: queue.Queue[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run waits for the first one's set-up, not for what the first one runs then."""
    finish, done = threading.Event(), threading.Event()
    installs: list[str] = []

    def install(_: object) -> None:
        installs.append("installed")
        assert finish.wait(PATIENCE)

    def set_up_and_run() -> None:
        with dev.Environment(project).kept():
            assert done.wait(PATIENCE)

    monkeypatch.setattr(dev.Environment, "install", install)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(set_up_and_run)
        heard(said, "setting up")
        second = pool.submit(set_up, project)
        heard(said, "waiting")
        finish.set()
        second.result(PATIENCE)
        assert not first.done()
        done.set()
        first.result(PATIENCE)

    assert installs == ["installed"]


@pytest.mark.skipif(os.name == "nt", reason="Windows itself keeps a program in use")
def test_running_bot_keeps_its_venv(
    project: Path, installs: list[Path], said: queue.Queue[str]
) -> None:
    """Nothing is set up anew under a command that still runs."""
    with ThreadPoolExecutor() as pool:
        with dev.Environment(project).kept():
            (project / "requirements.lock").write_text("# something\n")
            other = pool.submit(set_up, project)
            heard(said, "waiting")
            assert len(installs) == 1
        other.result(PATIENCE)

    assert len(installs) == 2

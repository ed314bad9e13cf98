#!/usr/bin/env python3
"""Carry out the Dockerfile's steps where there is no container engine.

    python scripts/image_steps.py [--python PYTHON]

The steps of each stage run in an empty folder that stands for the image's root, with an empty home.
What comes out is then tried as a container would: it has to work, to change nothing of its own
(a read-only root is enough), and to be readable by a user who is not root. Fetches the packages.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = re.compile(r"(?<!\w)/(?=(?:app|cache|data|venv)(?![\w-]))")
"""The slash before a folder of the image's that the Dockerfile makes."""
CHANGING = "data"
"""The folder that a running container may write in."""
TRIES = (("version",), ("check",), ("ask", "my backup fails, not enough storage"))


class StepError(Exception):
    """A step failed, or what came out of all of them is wrong."""


@dataclass
class Stage:
    """An image in the making: the folder that stands for its root, and what is set in it."""

    root: Path
    environment: dict[str, str]
    workdir: Path = field(init=False)
    entrypoint: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workdir = self.root
        self.root.mkdir()

    def inside(self, text: str) -> str:
        """The text, with the image's own folders where they are on this machine."""
        return OURS.sub(f"{self.root.as_posix()}/", text)

    def path(self, name: str) -> Path:
        """Where a path of the image's is on this machine."""
        return self.workdir / self.inside(name)

    def run(self, command: list[str]) -> None:
        """Run a program in the work folder.

        Raises:
            StepError: it failed.

        """
        done = subprocess.run(  # noqa: S603  # the Dockerfile's own words
            command, cwd=self.workdir, env=self.environment, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            message = f"exit code {done.returncode} from: {shlex.join(command)}"
            raise StepError(message)


def steps(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Each instruction of a Dockerfile, with what stands after it."""
    lines = [line for line in dockerfile.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            instruction, _, rest = line.strip().partition(" ")
            yield instruction, " ".join(rest.split())


def build(dockerfile: str, folder: Path, environment: Mapping[str, str]) -> Stage:
    """Carry out all steps; gives the last stage.

    Raises:
        StepError: a step failed, or asks for something that .dockerignore keeps away.

    """
    stages: dict[str, Stage] = {}
    for instruction, rest in steps(dockerfile):
        sys.stderr.write(f"{instruction} {rest}\n")
        if instruction == "FROM":
            name = rest.partition(" AS ")[2] or "image"
            stages[name] = Stage(folder / name, dict(environment))
        elif stages:
            _carry_out(instruction, rest, stages)
        else:
            message = f"{instruction} stands before the first FROM"
            raise StepError(message)
    return list(stages.values())[-1]


def _carry_out(instruction: str, rest: str, stages: Mapping[str, Stage]) -> None:
    """Do one step in the last stage; what only describes the container has no counterpart here."""
    stage = list(stages.values())[-1]
    match instruction:
        case "WORKDIR":
            stage.workdir = stage.path(rest)
            stage.workdir.mkdir(parents=True, exist_ok=True)
        case "ENV":
            for name, _, value in (pair.partition("=") for pair in shlex.split(rest)):
                expanded = value.replace("$PATH", stage.environment["PATH"])
                stage.environment[name] = stage.inside(expanded)
        case "RUN":
            stage.run(["sh", "-c", stage.inside(rest)])
        case "COPY":
            _copy(stage, stages, rest.split())
        case "ENTRYPOINT":
            stage.entrypoint = json.loads(rest)
        case "CMD" | "HEALTHCHECK" | "USER" | "VOLUME":
            pass
        case _:
            message = f"{instruction} is an instruction that can't be carried out here"
            raise StepError(message)


def _copy(stage: Stage, stages: Mapping[str, Stage], words: list[str]) -> None:
    options = dict(word[2:].split("=", 1) for word in words if word.startswith("--"))
    *sources, target = (word for word in words if not word.startswith("--"))
    origin = options.get("from")
    for name in sources:
        if origin is None and name not in admitted():
            message = f".dockerignore keeps {name} away from COPY"
            raise StepError(message)
        source = ROOT / name if origin is None else stages[origin].path(name)
        goal = stage.path(target)
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__") if origin is None else None
            shutil.copytree(source, goal, symlinks=True, ignore=ignore, dirs_exist_ok=True)
        else:
            shutil.copy2(source, goal)


def admitted() -> set[str]:
    """What .dockerignore lets through; everything else stays outside.

    Raises:
        StepError: it doesn't begin with keeping everything away.

    """
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    if rules[:1] != ["*"]:
        message = ".dockerignore has to begin with *, so that nothing gets in by chance"
        raise StepError(message)
    return {rule[1:] for rule in rules if rule.startswith("!")}


def examine(image: Stage) -> None:
    """Try what came out.

    Raises:
        StepError: it doesn't work, changes itself, or can't be read by everybody.

    """
    before = _contents(image.root)
    for path, (mode, *_) in before.items():
        wanted = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
        if mode & wanted != wanted:
            message = f"{path} can't be read by the image's user"
            raise StepError(message)
    for arguments in TRIES:
        image.run([*image.entrypoint, *arguments])
    after = _contents(image.root)
    changed = sorted(path for path in before | after if before.get(path) != after.get(path))
    if changed:
        message = f"running changed what is read-only: {', '.join(changed[:5])}"
        raise StepError(message)


def _contents(root: Path) -> dict[str, tuple[int, ...]]:
    """Mode, size and time of everything, but for what may change and what lies elsewhere."""
    found: dict[str, tuple[int, ...]] = {}
    for path in root.rglob("*"):
        relative = path.relative_to(root)
        if relative.parts[0] != CHANGING and not path.is_symlink():
            status = path.stat()
            size = 0 if path.is_dir() else status.st_size
            found[relative.as_posix()] = (status.st_mode, size, status.st_mtime_ns)
    return found


def _environment(python: str, folder: Path) -> dict[str, str]:
    """Nothing of this machine's but a Python with its pip, and how that reaches the packages."""
    programs, home = folder / "programs", folder / "home"
    home.mkdir()
    subprocess.run([python, "-m", "venv", str(programs)], check=True)  # noqa: S603  # no words from outside
    reaching = re.compile(r"PIP_\w+|SSL_CERT_\w+|\w+_PROXY", re.IGNORECASE)
    passed = {name: value for name, value in os.environ.items() if reaching.fullmatch(name)}
    return {**passed, "PATH": f"{programs / 'bin'}:/usr/bin:/bin", "HOME": str(home)}


def main() -> int:
    """Build, examine, and say how it went."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    base = Path(sys.base_prefix) / "bin" / "python3"
    parser.add_argument("--python", default=str(base), help="stands for the image's")
    python = parser.parse_args().python
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="image-") as name:
        folder = Path(name).resolve()
        try:
            dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
            examine(build(dockerfile, folder, _environment(python, folder)))
        except StepError as error:
            sys.stderr.write(f"image_steps: {error}\n")
            return 1
    sys.stderr.write("image_steps: all steps done; the image works with a read-only root\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

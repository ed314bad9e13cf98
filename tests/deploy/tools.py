"""What the tests of the deployment files share: the files, and the programs that check them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]

Yaml = dict[str, Any]


def read(name: str) -> str:
    """A file's text; one that is missing fails the test."""
    return (ROOT / name).read_text("utf-8")


def compose() -> Yaml:
    """What compose.yml says."""
    found: Yaml = yaml.safe_load(read("compose.yml"))
    return found


def resources() -> dict[str, Yaml]:
    """What deploy/kubernetes.yml asks for, by its kind."""
    return {one["kind"]: one for one in yaml.safe_load_all(read("deploy/kubernetes.yml"))}


def program(name: str, *, reason: str) -> str:
    """Where a program is; without it the test is skipped for the reason, except in CI."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        if "CI" in os.environ:
            pytest.fail(f"{name} is missing, and in CI nothing is left out")
        pytest.skip(reason)
    return found


def run(*command: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its words are UTF-8, and errors are among its output."""
    return subprocess.run(  # noqa: S603  # a program of the tests' own, no shell
        command,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )

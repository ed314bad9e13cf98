import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def wanted() -> list[Requirement]:
    """Everything that running and developing asks for; pictures are drawn outside .venv."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lines = pyproject["project"]["dependencies"] + pyproject["dependency-groups"]["dev"]
    return [Requirement(line) for line in lines]


def pinned() -> defaultdict[str, list[str]]:
    """Each pinned package's versions; there can be one for older Pythons and one for newer."""
    versions = defaultdict[str, list[str]](list)
    for name, version in re.findall(r"^([\w.-]+)==([\w.+!-]+)", LOCK, re.MULTILINE):
        versions[canonicalize_name(name)].append(version)
    return versions


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_pinned_as_asked_for(requirement: Requirement) -> None:
    """What pyproject.toml asks for is pinned, at versions that it allows."""
    versions = pinned()[canonicalize_name(requirement.name)]

    assert versions
    assert all(version in requirement.specifier for version in versions)


def test_every_pin_has_hashes() -> None:
    """No package can be swapped for another file of the same name and version."""
    entries = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_names_no_address() -> None:
    """The pins name no registry and no folder: each machine uses its own."""
    assert not re.search(r"://|file:|^-|^\.|[ =]/", LOCK, re.MULTILINE)

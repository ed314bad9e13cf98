"""SECURITY.md against the tests that it names, and what else holds for the whole project."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "SECURITY.md").read_text("utf-8").splitlines()
    if line.startswith("|") and not set(line) <= set("|- ")
]
"""The rows of the threat model, its header first."""

TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")

WHO = {
    *("a member", "the asker", "a moderator or manager", "the owner of the application"),
    *("another bot", "a knowledge editor", "the host", "whoever reads the log"),
    "a package",
}
"""Everybody whom the threat model has to speak of."""


def named_in(file: str) -> set[str]:
    """The names of all tests in a file."""
    tree = ast.parse((ROOT / file).read_bytes())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


@pytest.mark.parametrize("row", ROWS[1:], ids=lambda row: row[1][:40])
def test_every_guard_has_a_test(row: list[str]) -> None:
    """Each row tells who tries what, what guards against it, and tests that there are."""
    assert len(row) == len(ROWS[0]) == 4
    assert all(row)
    named = TEST.findall(row[3])
    assert named
    assert [test for file, test in named if test not in named_in(file)] == []


def test_everybody_is_spoken_of() -> None:
    """The threat model leaves nobody out."""
    assert {row[0] for row in ROWS[1:]} == WHO


def test_security_rules_are_on() -> None:
    """Ruff's form of bandit's rules looks at all that runs; only tests may assert."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert rules["select"] == ["ALL"]
    left_out = {name: codes for name, codes in rules["per-file-ignores"].items() if "S" in codes}
    assert left_out == {}
    assert [code for code in rules["ignore"] if re.fullmatch(r"S\d*", code)] == []
    for files, codes in rules["per-file-ignores"].items():
        ours = [code for code in codes if re.fullmatch(r"S\d*", code)]
        assert ours == (["S101"] if files == "tests/**" else [])


SILENCED = re.compile(
    r"# noqa: (?:[A-Z0-9, ]*\bS\d{3}[A-Z0-9, ]*)(?P<reason>  # .+)?$", re.MULTILINE
)


def test_silenced_rules_have_reasons() -> None:
    """Wherever a rule of bandit's is silenced, the line says why."""
    found = [
        match
        for folder in ("bot", "benchmarks", "scripts")
        for file in (ROOT / folder).rglob("*.py")
        for match in SILENCED.finditer(file.read_text("utf-8"))
    ]
    assert found
    assert all(match["reason"] for match in found)

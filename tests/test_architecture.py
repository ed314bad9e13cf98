"""Which part imports which, and what every part owes its reader; seen in the sources."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "bot").rglob("*.py"))
}
"""Each module's file, by its name."""
TREES = {name: ast.parse(path.read_bytes()) for name, path in SOURCES.items()}
PARTS = (
    "bot.core",
    "bot.content",
    "bot.adapters",
    "bot.rendering",
    "bot.evaluation",
    "bot.reporting",
)
RENDERED = {"bot.evaluation", "bot.reporting"}
"""The parts that show figures, with what is in the part for that."""
LONGEST = 400
"""Lines in a module."""

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def imported(name: str) -> Iterator[str]:
    """Every module that a module imports, wherever in it; ours by their full names."""
    package = name if SOURCES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, *filter(None, [node.module])]) if node.level else node.module
            assert base
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in SOURCES else base


IMPORTS = {name: set(imported(name)) for name in SOURCES}


def is_in(module: str, package: str) -> bool:
    """Whether a module is a package or inside it."""
    return module == package or module.startswith(package + ".")


def part_of(module: str) -> str | None:
    """The part of the house that a module belongs to."""
    return next((part for part in PARTS if is_in(module, part)), None)


def members(part: str) -> list[str]:
    """The modules of a part."""
    return [name for name in SOURCES if is_in(name, part)]


@pytest.mark.parametrize("name", members("bot.core"))
def test_core_is_pure(name: str) -> None:
    """The core imports the standard library, numpy, rapidfuzz and itself, and nothing else."""
    allowed = sys.stdlib_module_names | {"numpy", "rapidfuzz"}
    foreign = {
        module
        for module in IMPORTS[name]
        if not is_in(module, "bot.core") and module.partition(".")[0] not in allowed
    }

    assert not foreign


DOORS = {
    "asyncio",
    "datetime",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "uuid",
}
"""Modules of the standard library for input, output, the clock and chance."""


@pytest.mark.parametrize("name", members("bot.core"))
def test_core_has_no_door(name: str) -> None:
    """The core has no input or output, no clock and no chance of its own."""
    roots = {module.partition(".")[0] for module in IMPORTS[name]}
    called = {
        node.func.id
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert not roots & DOORS
    assert not called & {"open", "print", "input", "exec", "eval", "__import__"}


def test_only_repair_imports_rapidfuzz() -> None:
    """Typo repair is the one place that uses rapidfuzz; else it is a rival to be measured."""
    using = [name for name in SOURCES if any(is_in(m, "rapidfuzz") for m in IMPORTS[name])]

    assert set(using) - {"bot.evaluation.peers"} == {"bot.core.repair"}


@pytest.mark.parametrize("name", [name for part in PARTS[1:] for name in members(part)])
def test_outer_parts_keep_apart(name: str) -> None:
    """The other parts import the core, errors, findings and themselves; two the rendering."""
    own = part_of(name)
    below = {"bot.core", own} | ({"bot.rendering"} if own in RENDERED else set())
    ours = {module for module in IMPORTS[name] if is_in(module, "bot")}
    for_all = {"bot.errors", "bot.findings"}
    allowed = {module for module in ours if module in for_all or part_of(module) in below}

    assert ours == allowed


@pytest.mark.parametrize("name", [name for name in SOURCES if is_in(name, "bot.adapters")])
def test_adapters_keep_apart(name: str) -> None:
    """No adapter imports another one; what is beside a package's modules is its own."""
    path = name.split(".")[2:]
    others = {
        module
        for module in IMPORTS[name]
        if is_in(module, "bot.adapters") and module.split(".")[2:3] != path[:1]
    }

    assert not others


def test_discord_stays_at_its_door() -> None:
    """Nothing outside of its adapter knows discord.py."""
    using = {name for name in SOURCES if any(is_in(m, "discord") for m in IMPORTS[name])}

    assert all(is_in(name, "bot.adapters.discord") for name in using)


def test_only_commands_import_the_root() -> None:
    """Nothing but the command line, and what it examines all with, knows what builds everything."""
    roots = {"bot.app", "bot.serving"}
    using = {name for name in SOURCES if roots & IMPORTS[name]}

    assert using <= {"bot.cli", "bot.__main__", "bot.doctor", "bot.serving"}


def test_errors_and_settings_stand_alone() -> None:
    """The errors import nothing of ours, the settings and findings the errors alone."""
    ours = {
        name: {module for module in IMPORTS[name] if is_in(module, "bot")}
        for name in ("bot.errors", "bot.findings", "bot.settings")
    }
    errors = {"bot.errors"}

    assert ours == {"bot.errors": set(), "bot.findings": errors, "bot.settings": errors}


def test_no_circles() -> None:
    """No module imports itself, over however many others."""
    left = {name: {module for module in IMPORTS[name] if module in SOURCES} for name in SOURCES}
    while ready := {name for name, needs in left.items() if not needs & left.keys()}:
        left = {name: needs for name, needs in left.items() if name not in ready}

    assert not left


WATCH = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import {module}
print(json.dumps([sorted(sys.modules), opened]))
"""
HEAVY = {"discord", "pydantic", "rich", "sqlalchemy", "typer", "yaml"}


@pytest.mark.parametrize("module", ["bot", "bot.core", "bot.core.assistant", "bot.errors"])
def test_import_does_nothing(module: str) -> None:
    """Importing reads no file but the code itself, and brings in nothing that only others need."""
    done = subprocess.run(  # noqa: S603  # fixed words
        [sys.executable, "-c", WATCH.format(module=module)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    modules, opened = json.loads(done.stdout)
    code = re.compile(r"\.(py|pyc|pyd|so)(\.\d+)?$|^\d+$")
    ours = [path for path in opened if Path(path).is_relative_to(ROOT)]

    assert module in modules
    assert not HEAVY & set(modules)
    assert not [path for path in ours if ".venv" not in path and not code.search(path)]


@pytest.mark.parametrize("name", SOURCES)
def test_modules_stay_small(name: str) -> None:
    """No module is longer than can be read in one sitting."""
    assert len(SOURCES[name].read_text("utf-8").splitlines()) <= LONGEST


def public(body: list[ast.stmt], where: str) -> Iterator[tuple[str, Definition]]:
    """Each public class and function, and the public methods of the classes, overrides left out."""
    for node in body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
        if not marks & {"override", "overload"}:
            yield f"{where}.{node.name}", node
        if isinstance(node, ast.ClassDef):
            yield from public(node.body, f"{where}.{node.name}")


@pytest.mark.parametrize("name", SOURCES)
def test_docstrings(name: str) -> None:
    """Every module, and all that is public in it, says what it is."""
    bare = [where for where, node in public(TREES[name].body, name) if not ast.get_docstring(node)]

    assert ast.get_docstring(TREES[name])
    assert not bare


def written() -> list[Path]:
    """Every file of the project that people write."""
    folders = ("bot", "docs", "knowledge", "tests", ".ci")
    inside = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    suffixes = {"", ".md", ".py", ".toml", ".txt", ".yml", ".yaml", ".jsonl", ".example"}
    return [
        path
        for path in (*inside, *ROOT.iterdir())
        if path.is_file() and path.suffix in suffixes and path.name != ".env"
    ]


def test_nothing_is_left_undone() -> None:
    """No file has a mark that says that something is still to be done."""
    marks = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b")  # not this line
    marked = [path for path in written() if marks.search(path.read_text("utf-8"))]

    assert len(written()) > 100
    assert not marked


@pytest.mark.parametrize("name", SOURCES)
def test_events_have_fields(name: str) -> None:
    """What is logged is a fixed text; identifiers and figures stand beside it, by their names."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log."):
            texts = node.args[1:] if node.func.attr == "log" else node.args  # type: ignore[attr-defined]  # as unparsed
            assert len(texts) == 1, ast.unparse(node)
            assert "%" not in ast.unparse(texts[0])
            assert {one.arg for one in node.keywords} <= {"extra", "exc_info"}

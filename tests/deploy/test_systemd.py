import configparser
import re
from pathlib import Path

import pytest

from tests.deploy.tools import program, read, run

NAME = "backup-medic.service"
NO_SYSTEMD = "systemd-analyze comes with systemd, and so with Linux alone"
SESSIONS_A_DAY = 1000
"""How often a bot may begin a session with Discord before its token is reset."""


@pytest.fixture
def analyze() -> str:
    """The program that checks units."""
    return program("systemd-analyze", reason=NO_SYSTEMD)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program at its place: systemd looks whether there is one."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    python.chmod(0o755)
    file = tmp_path / NAME
    file.write_text(read(f"deploy/{NAME}").replace("/opt/backup-medic", str(tmp_path)), "utf-8")
    return file


def verify(analyze: str, unit: Path) -> tuple[int, str]:
    """What systemd says of a unit; it tells an unknown name, but doesn't fail over one."""
    done = run(analyze, "verify", "--man=no", str(unit))
    return done.returncode, done.stdout


def test_systemd_finds_nothing(analyze: str, unit: Path) -> None:
    """Systemd takes every line of the unit."""
    assert verify(analyze, unit) == (0, "")


def test_systemd_would_find_something(analyze: str, unit: Path) -> None:
    """A misspelt name is told."""
    unit.write_text(unit.read_text("utf-8").replace("RestartSec", "RestartSeconds"), "utf-8")
    _, told = verify(analyze, unit)

    assert "RestartSeconds" in told


def test_exposure(analyze: str, unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By systemd's own measure, 0 to 10, the service is exposed no further than 1.5."""
    monkeypatch.setenv("SYSTEMD_COLORS", "0")
    done = run(analyze, "security", "--no-pager", "--offline=true", "--threshold=15", str(unit))

    assert done.returncode == 0, done.stdout
    assert re.search(r"Overall exposure level for backup-medic.service: [01]\.\d OK", done.stdout)


def test_restarts_stay_within_the_sessions_of_a_day() -> None:
    """However often it ends and is started again, it begins fewer sessions than Discord allows."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way
    parser.read_string(read(f"deploy/{NAME}"))

    assert 24 * 60 * 60 / parser.getint("Service", "RestartSec") < SESSIONS_A_DAY

"""``model check`` and ``model fetch`` on the command line."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.adapters.embedding import TOKENIZER_FILE
from bot.errors import ModelError
from bot.semantic import command, fetching
from bot.semantic.command import model_commands
from tests.semantic.tiny import write_encoder


@pytest.fixture
def app(tmp_path: Path) -> typer.Typer:
    """The commands, with a usual folder."""
    return model_commands(lambda: tmp_path / "usual")


def test_check_tells_what_is_there(app: typer.Typer, tmp_path: Path) -> None:
    """A folder that can be used is told with its files, dimensions and speed."""
    write_encoder(tmp_path / "usual")
    ran = CliRunner().invoke(app, ["check"], catch_exceptions=False)
    assert ran.exit_code == 0
    assert "model.onnx: 0.0 MB" in ran.output
    assert "4 dimensions" in ran.output
    assert " ms" in ran.output


def test_check_tells_what_is_lacking(app: typer.Typer, tmp_path: Path) -> None:
    """A folder that can't be used is an error that says why, and what brings one that can."""
    (write_encoder(tmp_path / "other") / TOKENIZER_FILE).unlink()
    ran = CliRunner().invoke(app, ["check", "--folder", str(tmp_path / "other")])
    assert "tokenizer.json: missing" in ran.output
    assert isinstance(ran.exception, ModelError)
    assert "model fetch brings one" in str(ran.exception)


def test_fetch_goes_to_the_usual_folder(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a folder the one of the settings is filled; what is done is told."""
    monkeypatch.setattr(fetching, "fetch_model", lambda folder: [f"would fill {folder}"])
    ran = CliRunner().invoke(app, ["fetch"], catch_exceptions=False)
    assert ran.output == f"would fill {tmp_path / 'usual'}\n"


@pytest.mark.parametrize("name", ["fetch", "check"])
def test_extra_is_needed(app: typer.Typer, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra both say what to install."""
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    ran = CliRunner().invoke(app, [name])
    assert isinstance(ran.exception, ModelError)
    assert 'pip install "backup-medic[semantic]"' in str(ran.exception)

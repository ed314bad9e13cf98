"""Which matcher is used: what the settings ask for, and what is there."""

from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from bot.adapters.cache import ModelCache
from bot.adapters.embedding import MODEL_FILE
from bot.core.encoding import MatcherName
from bot.errors import SettingsError
from bot.semantic import choosing
from bot.semantic.choosing import Choice, choose_matcher
from bot.settings import load_settings
from tests.semantic.tiny import write_encoder

Choose = Callable[[str], Choice]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder with a tiny encoder."""
    return write_encoder(tmp_path / "model")


@pytest.fixture
def choose(tmp_path: Path) -> Choose:
    """Chooses with MATCHER set, and MATCHER_MODEL naming that folder, be it there or not."""

    def chosen(matcher: str) -> Choice:
        said = {"MATCHER": matcher, "MATCHER_MODEL": str(tmp_path / "model")}
        return choose_matcher(load_settings(said), ModelCache(tmp_path / "cache"))

    return chosen


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("matcher", ["auto", "", "SEMANTIC"])
def test_semantic_where_all_is_there(choose: Choose, matcher: str) -> None:
    """With the extra and a model, the semantic matcher is used unless the light one is wanted."""
    choice = choose(matcher)
    assert choice.name is MatcherName.SEMANTIC
    assert choice.encoders
    texts, examples = choice.encoders
    assert texts.digest == examples.digest
    assert "is used" in choice.because


@pytest.mark.usefixtures("model")
def test_light_when_wanted(choose: Choose) -> None:
    """Who wants the light matcher has it, whatever is there."""
    assert choose("light") == Choice(None, "MATCHER is light")


def missing_extra(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a package be missing."""

    def find(name: str) -> ModuleSpec | None:
        return None if name == "tokenizers" else ModuleSpec(name, None)

    monkeypatch.setattr(choosing, "find_spec", find)


def missing_folder(model: Path, _: pytest.MonkeyPatch) -> None:
    """Let no model be there."""
    for file in model.iterdir():
        file.unlink()
    model.rmdir()


def broken_model(model: Path, _: pytest.MonkeyPatch) -> None:
    """Let the model be none."""
    (model / MODEL_FILE).write_bytes(b"no model")


@pytest.mark.parametrize(
    ("lack", "said"),
    [
        (missing_extra, r'pip install "backup-medic\[semantic\]"'),
        (missing_folder, "python -m bot model fetch"),
        (broken_model, "can't be loaded"),
    ],
)
def test_what_is_lacking(
    model: Path,
    choose: Choose,
    monkeypatch: pytest.MonkeyPatch,
    lack: Callable[[Path, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    """Left to itself it takes the light matcher, and says why; told to be semantic, it refuses."""
    lack(model, monkeypatch)
    assert choose("auto").name is MatcherName.LIGHT
    assert choose("auto").encoders is None
    with pytest.raises(SettingsError, match=said) as caught:
        choose("semantic")
    assert choose("auto").because in str(caught.value)

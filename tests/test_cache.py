"""Models on disk: there again at once, or built again, and never in the way of a start."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import bot.core
from bot.adapters.cache import ModelCache, code_digest
from bot.core.matching import Matcher
from bot.core.model import Model
from bot.core.training import build_matcher, train_model
from tests.core.encoders import ToyEncoder
from tests.core.toys import BICYCLE, LEXICON, OUTSIDE

KEY = "knowledge-and-code"


@pytest.fixture(scope="module")
def model() -> Model:
    """A small model."""
    return build_matcher(BICYCLE, outside=OUTSIDE, lexicon=LEXICON).model


@pytest.fixture
def cache(tmp_path: Path) -> ModelCache:
    """A cache in a folder that is not there yet."""
    return ModelCache(tmp_path / "deep" / "models")


def files(folder: Path) -> list[Path]:
    """Every file in a folder and below."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_kept_model_ranks_alike(cache: ModelCache, model: Model) -> None:
    """A model that was kept ranks as the one that was built, bit by bit."""
    cache.save(KEY, model)
    kept = cache.load(KEY)
    assert kept
    built, again = Matcher(model, LEXICON), Matcher(kept, LEXICON)
    for example in BICYCLE:
        assert again.rank(example.text) == built.rank(example.text)
    assert (kept.labels, kept.words, kept.head.calibration) == (
        model.labels,
        model.words,
        model.head.calibration,
    )
    assert type(kept.head.calibration.weights) is tuple


def test_nearest_only_model_is_kept(cache: ModelCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model without a trained head is kept with its empty one."""
    monkeypatch.setattr("bot.core.training._MOST_EXACT", 1)
    built = build_matcher(BICYCLE, outside=OUTSIDE)
    cache.save(KEY, built.model)
    kept = cache.load(KEY)
    assert kept
    assert kept.head.coefficients.shape == (0, 6)
    assert Matcher(kept).rank("flat tyre") == built.rank("flat tyre")


def test_other_keys_are_not_there(cache: ModelCache, model: Model) -> None:
    """A model belongs to the knowledge and the code that it was made from."""
    assert cache.load(KEY) is None
    cache.save(KEY, model)
    assert cache.load(KEY + "!") is None


def test_saving_again_replaces(cache: ModelCache, model: Model, tmp_path: Path) -> None:
    """A model that is kept again takes the place of the first, and nothing else is left behind."""
    cache.save(KEY, model)
    cache.save(KEY, model)
    assert len(files(tmp_path)) == 1
    assert cache.load(KEY)


def test_oldest_models_go(cache: ModelCache, model: Model, tmp_path: Path) -> None:
    """Eight models are kept; of more, those that were written first go."""
    for number in range(10):
        cache.save(str(number), model)
        newest = max(files(tmp_path), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert [number for number in range(10) if cache.load(str(number))] == list(range(2, 10))


def emptied(path: Path) -> None:
    """Leave nothing in it."""
    path.write_bytes(b"")


def cut(path: Path) -> None:
    """Leave the first half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def foreign(path: Path) -> None:
    """Put something else there."""
    path.write_text("not a model")


def other_archive(path: Path) -> None:
    """Put an archive of other arrays there."""
    with path.open("wb") as file:
        np.savez(file, numbers=np.arange(3))


def pickled(path: Path) -> None:
    """Put objects there that only a pickle can hold."""
    with path.open("wb") as file:
        np.savez(file, plain=np.array([{"labels": []}], dtype=object))


def encrypted(path: Path) -> None:
    """Set the bit that says that the first array is encrypted, in both places."""
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(raw))


def plain_array(path: Path) -> None:
    """Put a single array there, in numpy's other format."""
    with path.open("wb") as file:
        np.save(file, np.arange(3))


def broken_header(path: Path) -> None:
    """Break the description of the first array."""
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"'shape': (", b"'shape': [", 1))


def other_fields(path: Path) -> None:
    """Put a model there whose plain part lacks what ours has."""
    with np.load(path) as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    kept["plain"] = np.frombuffer(json.dumps({"labels": []}).encode(), dtype=np.uint8)
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **kept)


def no_object(path: Path) -> None:
    """Put a model there whose plain part is a list."""
    with path.open("wb") as file:
        np.savez(file, plain=np.frombuffer(b"[1, 2]", dtype=np.uint8))


def flipped(path: Path) -> None:
    """Change bytes in its middle."""
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 64] = bytes(64)
    path.write_bytes(bytes(raw))


def gone(path: Path) -> None:
    """Take it away."""
    path.unlink()


def in_the_way(path: Path) -> None:
    """Put a folder of its name there."""
    path.unlink()
    path.mkdir()


DAMAGES = [
    *(emptied, cut, foreign, other_archive, pickled, encrypted, plain_array, broken_header),
    *(other_fields, no_object, flipped, gone, in_the_way),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_file_counts_as_not_there(
    cache: ModelCache, model: Model, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """Whatever has become of a file: it is no model, nothing fails, and the next one is kept."""
    cache.save(KEY, model)
    damage(files(tmp_path)[0])
    assert cache.load(KEY) is None
    cache.save(KEY, model)
    assert (cache.load(KEY) is None) is (damage is in_the_way)


def test_folder_that_cannot_be(tmp_path: Path, model: Model) -> None:
    """Where the folder can't be made, nothing is kept and nothing fails."""
    (tmp_path / "file").write_text("")
    cache = ModelCache(tmp_path / "file" / "models")
    cache.save(KEY, model)
    assert cache.load(KEY) is None


def test_failed_write_leaves_nothing(
    cache: ModelCache, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk is full on the way, no half of a model stays behind."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    cache.save(KEY, model)
    assert files(tmp_path) == []


def test_key_is_no_path(cache: ModelCache, model: Model, tmp_path: Path) -> None:
    """Whatever the key is, the file stays in the folder, with a plain name."""
    cache.save("../../outside/\0", model)
    (file,) = files(tmp_path)
    assert file.parent == tmp_path / "deep" / "models"
    assert file.stem.isalnum()
    assert cache.load("../../outside/\0")


def test_code_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest stays while the core's code does, and changes with any of its files."""
    before = code_digest()
    assert code_digest() == before
    for path in Path(bot.core.__path__[0]).glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(bot.core, "__path__", [str(tmp_path)])
    assert code_digest() == before
    with (tmp_path / "index.py").open("a") as file:
        file.write("# changed\n")
    assert code_digest() != before


def test_model_with_meaning_is_kept(cache: ModelCache) -> None:
    """What an encoder added is kept with the rest, bit by bit."""
    encoder = ToyEncoder()
    built = train_model(BICYCLE, outside=OUTSIDE, lexicon=LEXICON, encoder=encoder)
    cache.save(KEY, built)
    kept = cache.load(KEY)
    assert kept
    assert kept.meaning
    before, after = Matcher(built, LEXICON, encoder), Matcher(kept, LEXICON, encoder)
    assert after.is_semantic
    for text in ("it is deflated and airless", *(example.text for example in BICYCLE)):
        assert after.rank(text) == before.rank(text)
        assert after.light().rank(text) == before.light().rank(text)

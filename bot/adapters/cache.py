"""What took its time to build is on disk, and there at once the next time: models, knowledge."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

import bot.core
from bot.core.calibration import Calibration
from bot.core.knowledge import Knowledge
from bot.core.model import Head, Meaning, Model
from bot.core.postings import Floats, Parts

__all__ = ["EmbeddingCache", "KnowledgeCache", "ModelCache", "code_digest"]

_KEPT = 8
"""Files of a kind that are kept, the oldest ones go."""


def code_digest(package: ModuleType = bot.core) -> str:
    """A hash of a package's source: what was built is only as good as the code that built it."""
    digest = hashlib.sha256()
    for path in sorted(Path(package.__path__[0]).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class ModelCache:
    """A folder of models, each under the hash of the knowledge and the code that it was made from.

    Nothing here can fail a start: a file that is damaged, foreign or can't be written counts as
    not there. No pickle is read; a file is replaced in one step.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where the models are."""
        return self._folder

    def is_writable(self) -> bool:
        """Whether models can be kept there; the folder is made if need be."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                return True
        except OSError:
            return False

    def load(self, key: str) -> Model | None:
        """The model kept under the key, or None."""
        try:
            # numpy leaves a file open that it can't read, unless it is given one
            with self._path(key).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return _model({name: arrays[name] for name in arrays.files})
        except Exception:  # noqa: BLE001  # for a damaged file zipfile and numpy have many
            return None

    def save(self, key: str, model: Model) -> None:
        """Keep a model, if the folder lets us."""
        _keep(self._path(key), lambda file: np.savez(file, allow_pickle=False, **_arrays(model)))

    def _path(self, key: str) -> Path:
        return _path(self._folder, key, ".npz")


class KnowledgeCache:
    """A folder of checked knowledge, each under the hash of its files and of what checked them.

    Like models: nothing here can fail a start, and no pickle is read. A file is JSON, after a line
    with the hash of that.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> Knowledge | None:
        """The knowledge kept under the key, or None."""
        try:
            digest, _, kept = self._path(key).read_bytes().partition(b"\n")
            if hashlib.sha256(kept).hexdigest().encode() != digest:
                return None
            return _knowledge().validate_json(kept, strict=True)
        except (OSError, ValueError):  # pydantic's errors are ValueErrors
            return None

    def save(self, key: str, knowledge: Knowledge) -> None:
        """Keep knowledge, if the folder lets us."""
        kept = _knowledge().dump_json(knowledge)
        digest = hashlib.sha256(kept).hexdigest().encode()
        _keep(self._path(key), lambda file: file.write(digest + b"\n" + kept))

    def _path(self, key: str) -> Path:
        return _path(self._folder, key, ".json")


class EmbeddingCache:
    """A folder of embeddings, each file under the digest of the encoder that made them.

    Like models: nothing here can fail a start, and no pickle is read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> dict[bytes, Floats]:
        """The vectors kept under the key, by the names of their texts; none if there are none."""
        try:
            with self._path(key).open("rb") as file, np.load(file, allow_pickle=False) as kept:
                names, vectors = kept["names"], kept["vectors"]
                return {name.tobytes(): vector for name, vector in zip(names, vectors, strict=True)}
        except Exception:  # noqa: BLE001  # for a damaged file zipfile and numpy have many
            return {}

    def save(self, key: str, embeddings: Mapping[bytes, Floats]) -> None:
        """Keep the vectors of some texts at least, if the folder lets us."""
        names = np.frombuffer(b"".join(embeddings), dtype=np.uint8).reshape(len(embeddings), -1)
        vectors = np.stack(list(embeddings.values()))
        _keep(self._path(key), lambda file: np.savez(file, names=names, vectors=vectors))

    def _path(self, key: str) -> Path:
        return _path(self._folder, key, ".vectors")


@cache
def _knowledge() -> TypeAdapter[Knowledge]:
    return TypeAdapter(Knowledge)


def _path(folder: Path, key: str, suffix: str) -> Path:
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}{suffix}"


def _keep(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file in one step, if its folder lets us, and remove the oldest of its kind."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                write(file)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
        kept = sorted(path.parent.glob(f"*{path.suffix}"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-_KEPT]:
            old.unlink(missing_ok=True)


def _arrays(model: Model) -> dict[str, NDArray[Any]]:
    """A model as arrays of plain types; lists of words as one array of UTF-8."""
    index, meaning = model.index, model.meaning
    heads = {"head": model.head} | ({"meaning": meaning.head} if meaning else {})
    plain = {
        "labels": model.labels,
        "inside": model.inside,
        "words": list(model.words),
        "size": index.size,
        "stems": index.stems,
        "grams": index.grams,
        "encoder": meaning.encoder if meaning else None,
        "heads": {
            name: {"nearness": head.nearness, "calibration": asdict(head.calibration)}
            for name, head in heads.items()
        },
    }
    arrays: dict[str, NDArray[Any]] = {
        "plain": np.frombuffer(json.dumps(plain).encode(), dtype=np.uint8),
        "owners": model.owners,
        "counts": np.array(list(model.words.values()), dtype=np.int64),
        "pair_keys": index.pair_keys,
        "rows": index.rows,
        "weights": index.weights,
        "starts": index.starts,
    }
    for name, head in heads.items():
        arrays[f"{name} coefficients"] = head.coefficients
        arrays[f"{name} understood"] = head.understood
    if meaning:
        arrays["embeddings"] = meaning.embeddings
    return arrays


def _model(arrays: dict[str, NDArray[Any]]) -> Model:
    plain = json.loads(arrays["plain"].tobytes())
    index = Parts(
        size=plain["size"],
        stems=plain["stems"],
        grams=plain["grams"],
        pair_keys=arrays["pair_keys"],
        rows=arrays["rows"],
        weights=arrays["weights"],
        starts=arrays["starts"],
    )
    heads = {name: _head(name, kept, arrays) for name, kept in plain["heads"].items()}
    encoder = plain["encoder"]
    return Model(
        labels=plain["labels"],
        inside=plain["inside"],
        owners=arrays["owners"],
        words=dict(zip(plain["words"], arrays["counts"].tolist(), strict=True)),
        index=index,
        head=heads["head"],
        meaning=Meaning(encoder, arrays["embeddings"], heads["meaning"]) if encoder else None,
    )


def _head(name: str, kept: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Head:
    calibration = kept["calibration"]
    return Head(
        coefficients=arrays[f"{name} coefficients"],
        nearness=kept["nearness"],
        calibration=Calibration(**calibration | {"weights": tuple(calibration["weights"])}),
        understood=arrays[f"{name} understood"],
    )

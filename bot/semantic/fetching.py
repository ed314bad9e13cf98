"""Bringing the documented sentence encoder to this machine, once, by the operator's own command."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import hf_hub_download
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

from bot.adapters.embedding import MODEL_FILE, TOKENIZER_FILE
from bot.errors import ModelError

__all__ = ["DOCUMENTED", "Pinned", "Source", "fetch_model"]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A file of a source, and what has to be in it."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """A model in a repository of the hub, at one revision."""

    repository: str
    revision: str
    licence: str
    files: Mapping[str, Pinned]
    """By the names that they get here."""


DOCUMENTED = Source(
    "sentence-transformers/all-MiniLM-L6-v2",
    "1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
    "Apache-2.0",
    {
        MODEL_FILE: Pinned(
            "onnx/model_quint8_avx2.onnx",
            "b941bf19f1f1283680f449fa6a7336bb5600bdcd5f84d10ddc5cd72218a0fd21",
        ),
        TOKENIZER_FILE: Pinned(
            "tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
        ),
    },
)
"""The model whose figures the README gives, with whole numbers of eight bits for weights.
https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2"""


def fetch_model(
    folder: Path, source: Source = DOCUMENTED, endpoint: str | None = None
) -> Iterator[str]:
    """Bring a model into a folder, and tell what is done.

    Nothing comes into the folder before all files are there and are the ones that they have to be.

    Args:
        folder: made if need be.
        source: what to bring.
        endpoint: another address for the hub.

    Raises:
        ModelError: the hub can't be reached, a file isn't what it has to be, or the folder holds
            another model or can't be written to.

    """
    there = [name for name in source.files if (folder / name).exists()]
    if there:
        if all(_sha256(folder / name) == file.sha256 for name, file in source.files.items()):
            yield f"{folder} holds {source.repository} already"
            return
        message = (
            f"{folder} holds another model ({', '.join(there)}). Name another folder with "
            "--folder, or move these files away."
        )
        raise ModelError(message)
    yield f"{source.repository}, revision {source.revision[:12]}, licence {source.licence}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as nearby:
            brought = {
                name: _bring(source, file, Path(nearby), endpoint)
                for name, file in source.files.items()
            }
            for name, path in brought.items():
                path.replace(folder / name)
                yield f"{folder / name}"
    except OSError as error:
        message = f"{folder} can't be written to: {error.strerror or error}. Name another --folder."
        raise ModelError(message) from None


def _bring(source: Source, file: Pinned, nearby: Path, endpoint: str | None) -> Path:
    """The file in a folder nearby, its contents checked."""
    try:
        link = hf_hub_download(
            source.repository,
            file.path,
            revision=source.revision,
            cache_dir=nearby,
            endpoint=endpoint,
            token=False,
        )
    except (HfHubHTTPError, LocalEntryNotFoundError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        message = (
            f"{file.path} of {source.repository} can't be brought: {reason} "
            "Make sure that this machine reaches the hub (HF_ENDPOINT names another address of "
            "it), or put both files into the folder yourself: the README says which."
        )
        raise ModelError(message) from None
    path = Path(link).resolve()
    found = _sha256(path)
    if found != file.sha256:
        message = (
            f"{file.path} of {source.repository} is not the file that it has to be: its SHA-256 is "
            f"{found}, and {file.sha256} was expected. Nothing was kept."
        )
        raise ModelError(message)
    return path


def _sha256(path: Path) -> str:
    """The hash of a file's contents; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""

"""Bringing a model from a hub: a server on this machine that answers as the hub does."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.embedding import MODEL_FILE, TOKENIZER_FILE, SentenceEncoder
from bot.errors import ModelError
from bot.semantic.fetching import DOCUMENTED, Pinned, Source, fetch_model
from tests.semantic.tiny import DIMENSIONS, write_encoder

REVISION = "0123456789abcdef0123456789abcdef01234567"


class Hub:
    """A hub with one repository, at one revision."""

    def __init__(self, folder: Path) -> None:
        model = write_encoder(folder)
        self.files = {
            "onnx/small.onnx": (model / MODEL_FILE).read_bytes(),
            "tokenizer.json": (model / TOKENIZER_FILE).read_bytes(),
        }
        pins = {path: Pinned(path, _sha256(content)) for path, content in self.files.items()}
        named = {MODEL_FILE: pins["onnx/small.onnx"], TOKENIZER_FILE: pins["tokenizer.json"]}
        self.source = Source("people/tiny", REVISION, "MIT", named)
        self.asked: list[str] = []
        app = web.Application()
        app.router.add_get(f"/people/tiny/resolve/{REVISION}/{{path:.*}}", self._serve)
        self.server = TestServer(app)

    async def fetch(self, folder: Path, source: Source | None = None) -> list[str]:
        """Fetch from it; gives what was told."""
        endpoint = str(self.server.make_url("")).rstrip("/")
        return await asyncio.to_thread(
            lambda: list(fetch_model(folder, source or self.source, endpoint))
        )

    async def _serve(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.asked.append(f"{request.method} {path}")
        if path not in self.files:
            return web.Response(status=404, headers={"X-Error-Code": "EntryNotFound"})
        content = self.files[path]
        headers = {"ETag": f'"{_sha256(content)}"', "X-Repo-Commit": REVISION}
        return web.Response(body=content, headers=headers)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    """A hub that answers."""
    hub = Hub(tmp_path / "at the hub")
    async with hub.server:
        yield hub


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the model is to be; it isn't there yet."""
    return tmp_path / "deep" / "model"


def names(folder: Path) -> Sequence[str]:
    """The files in a folder, and below."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


async def test_model_is_brought(hub: Hub, folder: Path) -> None:
    """Both files come under the names that an encoder wants; the licence is told."""
    told = await hub.fetch(folder)
    assert told[0] == "people/tiny, revision 0123456789ab, licence MIT"
    assert names(folder) == [MODEL_FILE, TOKENIZER_FILE]
    assert SentenceEncoder(folder).dimensions == DIMENSIONS


async def test_second_time_brings_nothing(hub: Hub, folder: Path) -> None:
    """A model that is there is left alone, and the hub isn't asked."""
    await hub.fetch(folder)
    hub.asked.clear()
    assert await hub.fetch(folder) == [f"{folder} holds people/tiny already"]
    assert hub.asked == []


async def test_another_model_is_not_overwritten(hub: Hub, folder: Path) -> None:
    """What somebody else put there stays."""
    write_encoder(folder, words=("a", "model", "of", "my", "own", "[UNK]", "backup"))
    before = (folder / TOKENIZER_FILE).read_bytes()
    with pytest.raises(ModelError, match=r"holds another model \(model.onnx, tokenizer.json\)"):
        await hub.fetch(folder)
    assert (folder / TOKENIZER_FILE).read_bytes() == before
    assert hub.asked == []


async def test_wrong_contents_are_not_kept(hub: Hub, folder: Path) -> None:
    """A file that isn't the pinned one is refused, and nothing of the model stays."""
    hub.files["tokenizer.json"] += b" "
    with pytest.raises(ModelError, match=r"tokenizer\.json .* is not the file .* Nothing was kept"):
        await hub.fetch(folder)
    assert names(folder) == []


async def test_missing_file_is_told(hub: Hub, folder: Path) -> None:
    """A hub without the file says so, and what to do is told."""
    del hub.files["onnx/small.onnx"]
    with pytest.raises(ModelError, match=r"onnx/small\.onnx of people/tiny can't be brought: 404"):
        await hub.fetch(folder)
    assert names(folder) == []


async def test_other_revision_is_not_there(hub: Hub, folder: Path) -> None:
    """The pinned revision is asked for, and no other."""
    with pytest.raises(ModelError, match="can't be brought"):
        await hub.fetch(folder, replace(hub.source, revision="f" * 40))
    assert hub.asked == []


async def test_folder_that_cannot_be(hub: Hub, tmp_path: Path) -> None:
    """A folder that can't be made is told."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(ModelError, match=r"can't be written to: .*--folder"):
        await hub.fetch(tmp_path / "file" / "model")


def test_documented_model_is_pinned() -> None:
    """The documented model is named by a whole revision, and both files by their hashes."""
    assert len(DOCUMENTED.revision) == 40
    assert set(DOCUMENTED.files) == {MODEL_FILE, TOKENIZER_FILE}
    assert all(len(file.sha256) == 64 for file in DOCUMENTED.files.values())
    assert DOCUMENTED.licence == "Apache-2.0"

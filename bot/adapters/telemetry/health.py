"""A port for those who look after the process: is it alive, is it ready, and its figures."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from bot.adapters.telemetry.state import State
from bot.errors import SettingsError

__all__ = ["health_app", "serving"]

_UNAVAILABLE = 503


def health_app(state: Callable[[], State], registry: CollectorRegistry) -> web.Application:
    """What is served.

    ==========  ===================================================================================
    /healthz    200 while the process works: it answers at all, and its connection to Discord was
                not closed for good
    /readyz     200 while all of its shards are connected; the store is told of, but doesn't count,
                as answers go on without it
    /metrics    the figures, in Prometheus's text format
    ==========  ===================================================================================

    Args:
        state: how the process is at a moment.
        registry: the figures.

    """

    async def healthz(_: web.Request) -> web.Response:
        is_fine = not state().is_closed
        return _told({"status": "alive" if is_fine else "closed"}, is_fine=is_fine)

    async def readyz(_: web.Request) -> web.Response:
        now = state()
        told = {
            "status": "ready" if now.is_connected else "not ready",
            "connected": [shard.id for shard in now.shards if shard.is_connected],
            "missing": [shard.id for shard in now.shards if not shard.is_connected],
            "store": "down" if now.is_store_down else "up",
            "matcher": now.matcher,
        }
        return _told(told, is_fine=now.is_connected)

    async def metrics(request: web.Request) -> web.Response:
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": kind})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve until the context ends.

    Args:
        app: what is served.
        host: the address to open the port on.
        port: the port.

    Raises:
        SettingsError: the port can't be opened there.

    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            message = (
                f"HEALTH_PORT has {port}, which can't be opened on HEALTH_HOST {host}: "
                f"{error.strerror or error}. Take a port that is free, and an address of this "
                "machine."
            )
            raise SettingsError(message) from None
        yield
    finally:
        await runner.cleanup()


def _told(what: Mapping[str, object], *, is_fine: bool) -> web.Response:
    return web.json_response(what, status=200 if is_fine else _UNAVAILABLE)

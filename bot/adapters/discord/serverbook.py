"""What was chosen for each server, at hand without waiting for the store."""

from bot.adapters.discord.failures import Funnel
from bot.core.ports import Clock, Servers, ServerSettings

__all__ = ["FRESH_FOR", "ServerBook"]

FRESH_FOR = 60.0
"""Seconds after which settings are looked up again: another process may have changed them."""

_DEFAULTS = ServerSettings()


class ServerBook:
    """The settings of servers; a store that fails leaves those that are known in force.

    Args:
        servers: keeps the settings.
        clock: tells the time.
        failures: takes what goes wrong when they are looked up.

    """

    def __init__(self, servers: Servers, clock: Clock, failures: Funnel) -> None:
        self._servers = servers
        self._clock = clock
        self._failures = failures
        self._known: dict[int, tuple[ServerSettings, float]] = {}

    def known(self, server: int | None) -> ServerSettings:
        """The settings as far as they are known here; outside of servers, the defaults."""
        return self._known[server][0] if server in self._known else _DEFAULTS

    async def of(self, server: int | None) -> ServerSettings:
        """The settings of a server, looked up where they are not known or old."""
        if server is None:
            return _DEFAULTS
        known = self._known.get(server)
        if known is None or self._clock.now() - known[1] > FRESH_FOR:
            try:
                settings = await self._servers.load(server)
            except Exception as error:  # noqa: BLE001  # the question comes first
                self._failures.take(error, f"looking up the settings of server {server}")
                settings = self.known(server)
            self._known[server] = (settings, self._clock.now())
        return self.known(server)

    async def change(self, server: int, settings: ServerSettings) -> None:
        """Keep new settings of a server."""
        await self._servers.save(server, settings)
        self._known[server] = (settings, self._clock.now())

    async def leave(self, server: int) -> None:
        """Forget everything about a server."""
        self._known.pop(server, None)
        await self._servers.forget(server)

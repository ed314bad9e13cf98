"""What was chosen for each server, at hand without waiting for the store."""

from collections.abc import Callable

from bot.adapters.discord.cases.ordering import Turns
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
        self._turns = Turns()
        self._known: dict[int, tuple[ServerSettings, float]] = {}

    def known(self, server: int | None) -> ServerSettings:
        """The settings as far as they are known here; outside of servers, the defaults."""
        return self._known[server][0] if server in self._known else _DEFAULTS

    async def of(self, server: int | None) -> ServerSettings:
        """The settings of a server, looked up where they are not known or old."""
        if server is None:
            return _DEFAULTS
        known = self._known.get(server)
        if known is None or not 0 <= self._clock.now() - known[1] <= FRESH_FOR:
            try:
                await self.look_up(server)
            except Exception as error:  # noqa: BLE001  # the question comes first
                self._failures.take(error, "looking up the settings of a server", server=server)
                self._note(server, self.known(server))
        return self.known(server)

    async def look_up(self, server: int) -> ServerSettings:
        """The settings of a server as they are kept now.

        Raises:
            StoreError: they can't be read.

        """
        async with self._turns.of(server):  # what is changed meanwhile must not be overtaken
            return self._note(server, await self._servers.load(server))

    async def change(
        self, server: int, change: Callable[[ServerSettings], ServerSettings]
    ) -> ServerSettings:
        """Change the settings of a server as they are kept now; gives them after it.

        Raises:
            StoreError: they can't be read or written; they are as before.

        """
        async with self._turns.of(server):
            settings = change(await self._servers.load(server))
            await self._servers.save(server, settings)
            return self._note(server, settings)

    async def leave(self, server: int) -> None:
        """Forget everything about a server."""
        self._known.pop(server, None)
        await self._servers.forget(server)

    def _note(self, server: int, settings: ServerSettings) -> ServerSettings:
        self._known[server] = (settings, self._clock.now())
        return settings

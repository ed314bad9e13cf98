"""The server in a process of its own: ``python -m tests.wire.fake_discord --port 8080``."""

import argparse
import asyncio
import signal

from tests.wire.fake_discord.server import FakeDiscord


async def main() -> None:
    """Serve until told to stop; the first line of the output is the address of the interface."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.fake_discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes one that is free")
    parser.add_argument("--shards", type=int, default=1, help="how many are advised")
    parser.add_argument("--guilds", type=int, default=1)
    chosen = parser.parse_args()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = FakeDiscord(shards=chosen.shards, guilds=chosen.guilds, port=chosen.port)
    async with server:
        print(server.api_url, flush=True)  # noqa: T201  # whoever started it reads this
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())

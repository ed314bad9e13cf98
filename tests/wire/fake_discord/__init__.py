"""Discord's REST interface and gateway on 127.0.0.1, for tests with the real library."""

from tests.wire.fake_discord.faults import Fault, too_many
from tests.wire.fake_discord.parts import TOKEN
from tests.wire.fake_discord.server import FakeDiscord

__all__ = ["TOKEN", "FakeDiscord", "Fault", "too_many"]

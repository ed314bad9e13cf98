"""What holds whatever goes wrong, read from what people see in Discord."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.discord.world import pings_nobody
from tests.wire.bench import STORAGE
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.interactions import Interaction
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.world import Channel, ChannelKind

__all__ = ["Promises", "leaks"]

_INNARDS = re.compile(
    r"Traceback|Exception|\b\w+Error\b|Injected fault|rror code|discord\.|sqlite|aiohttp|secret",
)
"""What only an error's own text would say."""


@dataclass
class Promises:
    """The promises, for all that people asked and pressed in a Discord.

    No question is lost where it can be answered, and none is answered twice; nobody is pinged; no
    error's text is shown; what is pressed is acknowledged.
    """

    discord: FakeDiscord
    excused: set[int] = field(default_factory=set)
    """Questions and interactions that can't be answered, as Discord itself has it."""
    newcomers: int = 0

    def excuse(self, *asked: Message | Interaction) -> None:
        """Expect no answer to these: Discord takes none."""
        self.excused.update(one.id for one in asked)

    @property
    def questions(self) -> list[Message]:
        """What people asked the bot and left standing, where it can be heard."""
        bot = self.discord.world.bot
        channels = self.discord.world.channels.values()
        return [
            message
            for channel in channels
            for message in self.discord.messages.all(channel)
            if message.author != bot
            and (channel.kind is ChannelKind.DM or bot in message.mentions)
            and self._is_heard(channel)
        ]

    def lost(self) -> list[Message]:
        """The questions without an answer."""
        return [
            one for one in self.questions if one.id not in self.excused and not self.answers(one)
        ]

    def doubled(self) -> list[Message]:
        """The questions with more than one answer."""
        return [one for one in self.questions if len(self.answers(one)) > 1]

    def ignored(self) -> list[Interaction]:
        """What was pressed or chosen, and never acknowledged."""
        return [
            one
            for one in self.discord.interactions.made
            if not one.is_acknowledged and one.id not in self.excused
        ]

    def answers(self, question: Message) -> list[Message]:
        """What was answered to a question, in its channel or in a thread of its own."""
        thread = self.discord.world.channels.get(question.id)
        own = self.discord.answers(thread) if thread else []
        return self.discord.answers_to(question) + own

    def broken(self) -> list[str]:
        """What of the promises does not hold; empty if all do."""
        found = [f"lost: {one.id}" for one in self.lost()]
        found += [f"answered twice: {one.id}" for one in self.doubled()]
        found += [f"not acknowledged: {one.id}" for one in self.ignored()]
        found += [f"pinged: {whom}" for whom in self.discord.messages.pinged]
        sent = self.discord.ledger.sent
        found += [f"may ping: {body}" for body in sent if not pings_nobody(body)]
        found += [f"shows an error: {text}" for text in leaks(map(str, sent))]
        return found

    async def comes_back(self) -> None:
        """Let somebody new ask, and wait for the card: the bot is there."""
        self.newcomers += 1
        user = self.discord.world.add_user(f"newcomer {self.newcomers}")
        asked = await self.discord.people.say(STORAGE, self.discord.world.direct(user), user)
        card = await self.discord.answer_to(asked)
        assert "Fix 1 ·" in card.words

    def _is_heard(self, channel: Channel) -> bool:
        guild = self.discord.world.guild_of(channel)
        return guild is None or guild.has_bot


def leaks(texts: Iterable[str]) -> list[str]:
    """The texts that show what went wrong inside."""
    return [text for text in texts if _INNARDS.search(text)]

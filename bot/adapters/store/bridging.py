"""While the store is down: answers go on from memory, and what they leave is written later.

Memory holds the cases and claims that were used last. What it can't tell (which questions and
places there were before), and what has to be done at once or not at all (the settings of a server,
notes, what is taught, showing and forgetting what is kept of a person) is not bridged: it fails,
and whoever asked is told.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Generic, NoReturn, TypeVar

from typing_extensions import override

from bot.core.misses import Miss
from bot.core.ports import (
    Case,
    CaseKey,
    Claim,
    Claims,
    Conversations,
    Memos,
    Misses,
    Outcomes,
    People,
    Place,
    Question,
    Servers,
    ServerSettings,
    Storage,
    Taught,
)
from bot.errors import StoreError

__all__ = ["MOST_REMEMBERED", "TRIED_EVERY", "Bridge"]

MOST_REMEMBERED = 5_000
"""Cases, claims and writes that are held in memory; the oldest go first."""

TRIED_EVERY = 5.0
"""Seconds between two tries of a store that is down: nobody waits for it meanwhile."""

_STORE = "behind the bridge"
"""What the store is called where nothing more is known of it."""

_log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

Write = Callable[[Storage], Awaitable[object]]
"""Something that is to be written."""


class _Latest(OrderedDict[K, V], Generic[K, V]):
    """A dictionary of the entries that were set last."""

    @override
    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > MOST_REMEMBERED:
            self.popitem(last=False)


class Bridge:
    """A storage that goes on while the one behind it is down.

    Args:
        storage: what is bridged.

    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._pending: _Latest[tuple[object, ...], Write] = _Latest()
        self.is_down = False
        """Whether the store was out of reach when it was last tried."""
        conversations, claims = _BridgedConversations(self), _BridgedClaims(self)
        self.conversations: Conversations = conversations
        self.claims: Claims = claims
        self.servers: Servers = _BridgedServers(self, storage.servers, conversations, claims)
        self.memos: Memos = storage.memos
        self.outcomes: Outcomes = storage.outcomes
        self.misses: Misses = _BridgedMisses(self, storage.misses)
        self.taught: Taught = storage.taught
        self.people: People = _BridgedPeople(storage.people, conversations, claims)

    @property
    def waiting(self) -> int:
        """How many writes wait for the store."""
        return len(self._pending)

    async def read(self, ask: Callable[[Storage], Awaitable[T]], instead: Callable[[], T]) -> T:
        """Ask the store, or say what is known without it."""
        if not self.is_down:
            try:
                return await ask(self._storage)
            except StoreError as error:
                self._failed(error)
        return instead()

    async def write(self, name: tuple[object, ...], write: Write) -> None:
        """Write, now or later; a later write of the same name takes the place of an earlier."""
        if not self.is_down:
            try:
                await write(self._storage)
            except StoreError as error:
                self._failed(error)
            else:
                return
        self._pending[name] = write

    async def catch_up(self) -> None:
        """Write what waits, if the store is there again; to be called every `TRIED_EVERY`."""
        if not self.is_down:
            return
        written = 0
        try:
            await self._storage.memos.read("any")  # whether it is there, where nothing waits
            while self._pending:
                name, write = next(iter(self._pending.items()))
                await write(self._storage)
                written += 1
                if self._pending.get(name) is write:
                    del self._pending[name]
        except StoreError as error:
            self._failed(error)
            return
        self.is_down = False
        _log.warning(
            "the store is there again, and what waited is written", extra={"writes": written}
        )

    async def end(self) -> None:
        """Write what waits for the last time; the log counts what can't be written."""
        await self.catch_up()
        if self._pending:
            _log.error("the store is still down", extra={"lost": len(self._pending)})

    def _failed(self, error: StoreError) -> None:
        if not self.is_down:
            _log.error(
                "the store is down, and answers go on from memory", extra={"error": str(error)}
            )
        self.is_down = True


def _unknown() -> NoReturn:
    """What memory can't tell, as it doesn't go back so far."""
    raise StoreError(_STORE, "it is out of reach")


class _BridgedConversations:
    """Cases, those that were used last in memory too."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._recent: _Latest[CaseKey, Case] = _Latest()

    async def load(self, key: CaseKey) -> Case | None:
        return await self._bridge.read(
            lambda storage: storage.conversations.load(key), lambda: self._recent.get(key)
        )

    def drop(self, is_meant: Callable[[CaseKey], bool]) -> None:
        """Hold some cases no longer."""
        for key in [key for key in self._recent if is_meant(key)]:
            del self._recent[key]

    async def save(self, key: CaseKey, case: Case) -> None:
        self._recent[key] = case
        await self._bridge.write(
            ("case", key), lambda storage: storage.conversations.save(key, case)
        )

    async def forget(self, key: CaseKey) -> None:
        self._recent.pop(key, None)
        await self._bridge.write(("case", key), lambda storage: storage.conversations.forget(key))


class _BridgedClaims:
    """Claims, those that were taken while the store was down in memory."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._recent: _Latest[int, Claim] = _Latest()

    async def claim(self, question: Question, now: float) -> bool:
        if question.id in self._recent:
            return False

        is_new = await self._bridge.read(
            lambda storage: storage.claims.claim(question, now), lambda: None
        )
        if is_new is None:
            await self._bridge.write(
                ("claim", question.id), lambda storage: storage.claims.claim(question, now)
            )
        if is_new is not False:
            self._recent[question.id] = Claim(question, now)
        return is_new is not False

    async def close(self, question: int, answer: int) -> None:
        if question in self._recent:
            self._recent[question] = replace(self._recent[question], answer=answer)
        await self._bridge.write(
            ("close", question), lambda storage: storage.claims.close(question, answer)
        )

    async def find(self, question: int) -> Claim | None:
        return self._recent.get(question) or await self._bridge.read(
            lambda storage: storage.claims.find(question), _unknown
        )

    async def answered_by(self, answer: int) -> Claim | None:
        def recent() -> Claim | None:
            return next((one for one in self._recent.values() if one.answer == answer), None)

        return await self._bridge.read(lambda storage: storage.claims.answered_by(answer), recent)

    async def forget(self, question: int) -> None:
        self._recent.pop(question, None)
        await self._bridge.write(
            ("unclaim", question), lambda storage: storage.claims.forget(question)
        )

    async def unfinished(self, since: float, until: float) -> Sequence[Claim]:
        return await self._bridge.read(
            lambda storage: storage.claims.unfinished(since, until), _unknown
        )

    async def places(self, since: float, until: float) -> Sequence[Place]:
        return await self._bridge.read(
            lambda storage: storage.claims.places(since, until), _unknown
        )

    def drop(self, is_meant: Callable[[CaseKey], bool]) -> None:
        """Hold some claims no longer."""
        for question in [id_ for id_, one in self._recent.items() if is_meant(one.question.key)]:
            del self._recent[question]


class _BridgedMisses:
    """Misses; whether their server wants them is looked up when they are written."""

    def __init__(self, bridge: Bridge, misses: Misses) -> None:
        self._bridge = bridge
        self._misses = misses
        self._numbers = count()

    async def note(self, server: int, text: str, now: float) -> None:
        await self._bridge.write(
            ("miss", next(self._numbers)), lambda storage: storage.misses.note(server, text, now)
        )

    async def list(self, server: int | None) -> Sequence[Miss]:
        return await self._misses.list(server)

    async def forget(self, server: int, misses: Sequence[int]) -> None:
        await self._misses.forget(server, misses)


class _BridgedServers:
    """Settings of servers; what is forgotten of one goes from memory too.

    Nobody is there to try again when the bot has left a server, so that is made up for.
    """

    def __init__(
        self, bridge: Bridge, servers: Servers, *held: _BridgedConversations | _BridgedClaims
    ) -> None:
        self._bridge = bridge
        self._servers = servers
        self._held = held

    async def load(self, server: int) -> ServerSettings:
        return await self._servers.load(server)

    async def save(self, server: int, settings: ServerSettings) -> None:
        await self._bridge.catch_up()  # the server may have been left, and have taken the bot back
        await self._servers.save(server, settings)

    async def forget(self, server: int) -> None:
        for held in self._held:
            held.drop(lambda key: key.server == server)
        await self._bridge.write(("server", server), lambda storage: storage.servers.forget(server))


class _BridgedPeople:
    """What is kept of people; what is forgotten of one goes from memory too."""

    def __init__(self, people: People, *held: _BridgedConversations | _BridgedClaims) -> None:
        self._people = people
        self._held = held

    async def export(self, user: int) -> Mapping[str, object]:
        return await self._people.export(user)

    async def forget(self, user: int) -> int:
        count = await self._people.forget(user)
        for held in self._held:
            held.drop(lambda key: key.user == user)
        return count

"""While the store is down: answers go on from memory, and what they leave is written later.

Memory holds the cases and claims that were used last. What it can't tell (which questions and
places there were before), and what has to be done at once or not at all (the settings of a server,
notes, what is taught, showing and forgetting what is kept of a person) is not bridged: it fails,
and whoever asked is told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import NoReturn

from bot.adapters.store.outages import Latest, Outages
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
    Taken,
    Taught,
)
from bot.errors import StoreError

__all__ = ["Bridge"]

_STORE = "behind the bridge"
"""What the store is called where nothing more is known of it."""


class Bridge:
    """A storage that goes on while the one behind it is down.

    Args:
        storage: what is bridged.

    """

    def __init__(self, storage: Storage) -> None:
        self._outages = outages = Outages(storage)
        conversations = _BridgedConversations(outages)
        claims = _BridgedClaims(outages, conversations)
        self.conversations: Conversations = conversations
        self.claims: Claims = claims
        self.servers: Servers = _BridgedServers(outages, storage.servers, conversations, claims)
        self.memos: Memos = storage.memos
        self.outcomes: Outcomes = storage.outcomes
        self.misses: Misses = _BridgedMisses(outages, storage.misses)
        self.taught: Taught = storage.taught
        self.people: People = _BridgedPeople(storage.people, conversations, claims)

    @property
    def is_down(self) -> bool:
        """Whether the store was out of reach when it was last tried."""
        return self._outages.is_down

    @property
    def waiting(self) -> int:
        """How many writes wait for the store."""
        return self._outages.waiting

    async def catch_up(self) -> None:
        """Write what waits, if the store is there again; to be called every `TRIED_EVERY`."""
        await self._outages.catch_up()

    async def end(self) -> None:
        """Write what waits for the last time; the log counts what can't be written."""
        await self._outages.end()


def _unknown() -> NoReturn:
    """What memory can't tell, as it doesn't go back so far."""
    raise StoreError(_STORE, "it is out of reach")


class _BridgedConversations:
    """Cases, those that were used last in memory too."""

    def __init__(self, outages: Outages) -> None:
        self._outages = outages
        self._recent: Latest[CaseKey, Case] = Latest()

    async def load(self, key: CaseKey) -> Case | None:
        return await self._outages.read(
            lambda storage: storage.conversations.load(key), lambda: self.recent(key)
        )

    def recent(self, key: CaseKey) -> Case | None:
        """What memory knows of a case."""
        return self._recent.get(key)

    def hold(self, key: CaseKey, case: Case) -> None:
        """Hold a case as it is now."""
        self._recent[key] = case

    def drop(self, is_meant: Callable[[CaseKey], bool]) -> None:
        """Hold some cases no longer."""
        for key in [key for key in self._recent if is_meant(key)]:
            del self._recent[key]

    async def save(self, key: CaseKey, case: Case) -> None:
        self.hold(key, case)
        await self._outages.write(
            ("case", key), lambda storage: storage.conversations.save(key, case)
        )

    async def forget(self, key: CaseKey) -> None:
        self._recent.pop(key, None)
        await self._outages.write(("case", key), lambda storage: storage.conversations.forget(key))


class _BridgedClaims:
    """Claims, those that were taken while the store was down in memory."""

    def __init__(self, outages: Outages, conversations: _BridgedConversations) -> None:
        self._outages = outages
        self._conversations = conversations
        self._recent: Latest[int, Claim] = Latest()

    async def claim(self, question: Question, now: float) -> Taken | None:
        if question.id in self._recent:
            return None

        def instead() -> Taken:
            self._outages.defer(
                ("claim", question.id), lambda storage: storage.claims.claim(question, now)
            )
            return Taken(self._conversations.recent(question.key))

        taken = await self._outages.read(
            lambda storage: storage.claims.claim(question, now), instead
        )
        if taken:
            self._recent[question.id] = Claim(question, now)
        return taken

    async def close(self, question: Question, answer: int, case: Case | None = None) -> None:
        key = question.key
        if question.id in self._recent:
            self._recent[question.id] = replace(self._recent[question.id], answer=answer)
        if case:
            self._conversations.hold(key, case)
        if await self._outages.written(
            lambda storage: storage.claims.close(question, answer, case)
        ):
            return
        # Each by itself: the case is written as it is by then, and no answer is lost over that.
        if case:
            await self._conversations.save(key, case)
        self._outages.defer(
            ("close", question.id), lambda storage: storage.claims.close(question, answer)
        )

    async def find(self, question: int) -> Claim | None:
        return self._recent.get(question) or await self._outages.read(
            lambda storage: storage.claims.find(question), _unknown
        )

    async def answered_by(self, answer: int) -> Claim | None:
        def recent() -> Claim | None:
            return next((one for one in self._recent.values() if one.answer == answer), None)

        return await self._outages.read(lambda storage: storage.claims.answered_by(answer), recent)

    async def forget(self, question: int) -> None:
        self._recent.pop(question, None)
        await self._outages.write(
            ("unclaim", question), lambda storage: storage.claims.forget(question)
        )

    async def unfinished(self, since: float, until: float) -> Sequence[Claim]:
        return await self._outages.read(
            lambda storage: storage.claims.unfinished(since, until), _unknown
        )

    async def places(self, since: float, until: float) -> Sequence[Place]:
        return await self._outages.read(
            lambda storage: storage.claims.places(since, until), _unknown
        )

    def drop(self, is_meant: Callable[[CaseKey], bool]) -> None:
        """Hold some claims no longer."""
        for question in [id_ for id_, one in self._recent.items() if is_meant(one.question.key)]:
            del self._recent[question]


class _BridgedMisses:
    """Misses; whether their server wants them is looked up when they are written."""

    def __init__(self, outages: Outages, misses: Misses) -> None:
        self._outages = outages
        self._misses = misses
        self._numbers = count()

    async def note(self, server: int, text: str, now: float) -> None:
        await self._outages.write(
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
        self, outages: Outages, servers: Servers, *held: _BridgedConversations | _BridgedClaims
    ) -> None:
        self._outages = outages
        self._servers = servers
        self._held = held

    async def load(self, server: int) -> ServerSettings:
        return await self._servers.load(server)

    async def save(self, server: int, settings: ServerSettings) -> None:
        await self._outages.catch_up()  # the server may have been left, and have taken the bot back
        await self._servers.save(server, settings)

    async def forget(self, server: int) -> None:
        for held in self._held:
            held.drop(lambda key: key.server == server)
        await self._outages.write(
            ("server", server), lambda storage: storage.servers.forget(server)
        )


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

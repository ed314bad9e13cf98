"""Small stand-ins for what the outside offers, with their contents in the open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core.domain import train
from bot.core.knowledge import Knowledge
from bot.core.misses import Miss, day_of
from bot.core.model import Model
from bot.core.outcome import Outcome
from bot.core.ports import Case, CaseKey, Claim, Place, Question, ServerSettings, Taken
from bot.core.teaching import TaughtExample

__all__ = [
    "FakeClaims",
    "FakeClock",
    "FakeConversations",
    "FakeMemos",
    "FakeMisses",
    "FakeOutcomes",
    "FakePeople",
    "FakeServers",
    "FakeTaught",
    "ModelsHere",
]


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, time: float = 1_700_000_000.0) -> None:
        self.time = time

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.time


class ModelsHere:
    """Gives models that are trained in this process.

    Args:
        train: trains one.

    """

    def __init__(self, train: Callable[[Knowledge], Model] = train) -> None:
        self._train = train

    async def whole(self, knowledge: Knowledge) -> Model:
        """Train one."""
        return self._train(knowledge)

    async def soon(self, knowledge: Knowledge) -> Model:
        """Train one: none comes sooner."""
        return self._train(knowledge)


class FakeConversations:
    """Cases in a dictionary; what is set as `failure` is raised by each operation."""

    def __init__(self) -> None:
        self.kept: dict[CaseKey, Case] = {}
        self.failure: Exception | None = None
        self.on_load: Callable[[], object] = lambda: None
        """Called while a case is loaded, for what happens in the meantime."""

    async def load(self, key: CaseKey) -> Case | None:
        """The case under a key."""
        self._fail()
        self.on_load()
        return self.kept.get(key)

    async def save(self, key: CaseKey, case: Case) -> None:
        """Keep the case."""
        self._fail()
        self.kept[key] = case

    async def forget(self, key: CaseKey) -> None:
        """Drop the case."""
        self._fail()
        self.kept.pop(key, None)

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


class FakeClaims:
    """Claims in a dictionary by their questions; what is set as `failure` is raised in a search."""

    def __init__(self, conversations: FakeConversations) -> None:
        self.kept: dict[int, Claim] = {}
        self.failure: Exception | None = None
        self._conversations = conversations

    async def claim(self, question: Question, now: float) -> Taken | None:
        """Take a question on, and look up its case; None if it was taken on before."""
        if question.id in self.kept:
            return None
        case = await self._conversations.load(question.key)
        self.kept[question.id] = Claim(question, now)
        return Taken(case)

    async def close(self, question: Question, answer: int, case: Case | None = None) -> None:
        """Keep the case, and note the answer."""
        if case:
            await self._conversations.save(question.key, case)
        if question.id in self.kept:
            self.kept[question.id] = replace(self.kept[question.id], answer=answer)

    async def find(self, question: int) -> Claim | None:
        """The claim on a question."""
        return self.kept.get(question)

    async def answered_by(self, answer: int) -> Claim | None:
        """The claim that a message closed."""
        if self.failure:
            raise self.failure
        return next((claim for claim in self.kept.values() if claim.answer == answer), None)

    async def forget(self, question: int) -> None:
        """Drop the claim on a question."""
        self.kept.pop(question, None)

    async def unfinished(self, since: float, until: float) -> Sequence[Claim]:
        """The claims between two times that have no answer yet, oldest first."""
        return [claim for claim in self._between(since, until) if claim.answer is None]

    async def places(self, since: float, until: float) -> Sequence[Place]:
        """The places with claims between two times, the latest used first."""
        latest: dict[int, Place] = {}
        for claim in self._between(since, until):
            key = claim.question.key
            before = latest.get(key.place)
            first = before.first if before else claim.question.id
            latest[key.place] = Place(key.place, key.server, claim.question.id, first)
        return sorted(latest.values(), key=lambda place: -place.latest)

    def _between(self, since: float, until: float) -> list[Claim]:
        claims = (self.kept[id_] for id_ in sorted(self.kept))
        return [claim for claim in claims if since <= claim.claimed < until]


class FakeServers:
    """Settings of servers in a dictionary; what is set as `failure` is raised by each operation."""

    def __init__(self) -> None:
        self.kept: dict[int, ServerSettings] = {}
        self.forgotten: list[int] = []
        self.failure: Exception | None = None

    async def load(self, server: int) -> ServerSettings:
        """The settings of a server."""
        if self.failure:
            raise self.failure
        return self.kept.get(server, ServerSettings())

    async def save(self, server: int, settings: ServerSettings) -> None:
        """Keep the settings."""
        if self.failure:
            raise self.failure
        self.kept[server] = settings

    async def forget(self, server: int) -> None:
        """Drop the settings."""
        self.kept.pop(server, None)
        self.forgotten.append(server)


class FakeMemos:
    """Notes in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def read(self, name: str) -> str | None:
        """The note under a name."""
        return self.kept.get(name)

    async def write(self, name: str, text: str) -> None:
        """Keep a note."""
        self.kept[name] = text


class FakePeople:
    """What is kept of people, in a dictionary by user, and beside it in cases and claims.

    What is set as `failure` is raised by each operation.
    """

    def __init__(self, conversations: FakeConversations, claims: FakeClaims) -> None:
        self.kept: dict[int, Mapping[str, object]] = {}
        self.failure: Exception | None = None
        self._conversations = conversations
        self._claims = claims

    async def export(self, user: int) -> Mapping[str, object]:
        """Everything that is kept of a user."""
        self._fail()
        return self.kept.get(user, {})

    async def forget(self, user: int) -> int:
        """Drop it; counts what is in lists."""
        self._fail()
        cases = [key for key in self._conversations.kept if key.user == user]
        claims = [
            one for one, claim in self._claims.kept.items() if claim.question.key.user == user
        ]
        for key in cases:
            del self._conversations.kept[key]
        for one in claims:
            del self._claims.kept[one]
        lists = [part for part in self.kept.pop(user, {}).values() if isinstance(part, list)]
        return len(cases) + len(claims) + sum(map(len, lists))

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


class FakeOutcomes:
    """How cases ended, each with its server; what is set as `failure` is raised."""

    def __init__(self) -> None:
        self.kept: list[tuple[int | None, Outcome]] = []
        self.failure: Exception | None = None

    async def list(self, server: int | None, since: float) -> Sequence[Outcome]:
        """The outcomes of a server's cases from a time on, or of all."""
        if self.failure:
            raise self.failure
        found = [one for of, one in self.kept if server in {None, of} and one.ended >= since]
        return sorted(found, key=lambda one: one.ended)


class FakeMisses:
    """Misses in a list, each with its server; what is set as `failure` is raised."""

    def __init__(self, servers: FakeServers) -> None:
        self.kept: list[tuple[int, Miss]] = []
        self.failure: Exception | None = None
        self._servers = servers

    async def note(self, server: int, text: str, now: float) -> None:
        """Keep a text, if the server keeps misses."""
        if self.failure:
            raise self.failure
        if (await self._servers.load(server)).keeps_misses:
            self.kept.append((server, Miss(len(self.kept) + 1, text, day_of(now))))

    async def list(self, server: int | None) -> Sequence[Miss]:
        """The misses of a server, or of all, the latest first."""
        if self.failure:
            raise self.failure
        return [miss for of, miss in reversed(self.kept) if server in {None, of}]

    async def forget(self, server: int, misses: Sequence[int]) -> None:
        """Drop misses of a server."""
        self.kept = [(of, one) for of, one in self.kept if of != server or one.id not in misses]


class FakeTaught:
    """Examples by id, and who taught them; what is set as `failure` is raised by each operation."""

    def __init__(self) -> None:
        self.kept: dict[str, TaughtExample] = {}
        self.by: dict[str, int] = {}
        self.failure: Exception | None = None

    async def all(self) -> Sequence[TaughtExample]:
        """Every one of them, oldest first."""
        self._fail()
        return sorted(self.kept.values(), key=lambda example: (example.taught, example.id))

    async def add(self, example: TaughtExample, by: int) -> bool:
        """Keep an example; False if one with the same words is kept already."""
        self._fail()
        is_new = example.id not in self.kept
        if is_new:
            self.kept[example.id], self.by[example.id] = example, by
        return is_new

    async def activate(self, example_id: str) -> bool:
        """Let a proposal count."""
        self._fail()
        if example_id not in self.kept:
            return False
        self.kept[example_id] = replace(self.kept[example_id], is_active=True)
        return True

    async def remove(self, example_id: str) -> bool:
        """Drop an example."""
        self._fail()
        return self.kept.pop(example_id, None) is not None

    def _fail(self) -> None:
        if self.failure:
            raise self.failure

"""What the outside offers: small protocols that adapters fill in, and the values they keep.

Identifiers of people, places, servers and messages are whole numbers, unique each in their kind;
those of messages grow with time. Times are seconds since the epoch.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.conversation import Conversation
from bot.core.misses import Miss
from bot.core.outcome import Outcome
from bot.core.teaching import TaughtExample, Verdict

__all__ = [
    "Alone",
    "Case",
    "CaseKey",
    "Claim",
    "Claims",
    "Clock",
    "Conversations",
    "Memos",
    "Misses",
    "Outcomes",
    "People",
    "Place",
    "Question",
    "ServerSettings",
    "Servers",
    "Storage",
    "Taken",
    "Taught",
    "Teacher",
]


@dataclass(frozen=True, slots=True)
class CaseKey:
    """Names a case: one user's, in one place, one at a time for each tag."""

    place: int
    user: int
    tag: str = ""
    """Tells cases of a user in a place apart; empty for the one that everybody there can read."""
    server: int | None = field(default=None, compare=False)
    """The server that the place belongs to; None for a direct message."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is kept of a case."""

    conversation: Conversation
    card: int | None = None
    """The message whose choices are live."""
    question: int | None = None
    """The message that was heard last, as long as nothing was chosen after it."""
    before: Conversation | None = None
    """The conversation before that message; None where it began with it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message that was addressed to the bot."""

    id: int
    key: CaseKey


@dataclass(frozen=True, slots=True)
class Claim:
    """A question that was taken on, when, and what answers it; None while there is no answer."""

    question: Question
    claimed: float
    answer: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A question that is taken on."""

    case: Case | None
    """The case that it goes on with; None where there is none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was answered, and the latest and first question that was taken on there."""

    id: int
    server: int | None
    latest: int
    first: int

    @property
    def is_opened(self) -> bool:
        """Whether it is a thread that was opened for a question, whose id it has then."""
        return self.first == self.id


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the people who manage a server chose; the defaults are sensible."""

    is_off: bool = False
    """Nothing is answered there."""
    channels: frozenset[int] = frozenset()
    """Where mentions are answered; everywhere if empty."""
    opens_threads: bool = False
    """Each case gets a thread of its own."""
    is_private: bool = True
    """What a command answers is shown to the asker alone, unless they want it otherwise."""
    hand_offs: int | None = None
    """The channel in which moderators learn of cases that were handed over."""
    keeps_misses: bool = False
    """What got no answer there is kept for a while, made anonymous, to learn from."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Seconds since the epoch."""


class Alone(Protocol):
    """Lets one process at a time do something."""

    def __call__(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Hold a lock by a name; gives whether it is ours, without waiting for it.

        Raises:
            StoreError: that can't be seen.

        """


class Conversations(Protocol):
    """Keeps cases until they expire."""

    async def load(self, key: CaseKey) -> Case | None:
        """The case under a key; None where there is none."""

    async def save(self, key: CaseKey, case: Case) -> None:
        """Keep the case as it is now."""

    async def forget(self, key: CaseKey) -> None:
        """Delete what is kept under the key."""


class Claims(Protocol):
    """Remembers which questions were taken on, so that each is answered once."""

    async def claim(self, question: Question, now: float) -> Taken | None:
        """Take a question on, and look up its case; None if it was taken on before."""

    async def close(self, question: Question, answer: int, case: Case | None = None) -> None:
        """Note which message answered a question, and keep the case as the answer left it.

        Both are done or neither; without a case, what is kept of it stays as it is.
        """

    async def find(self, question: int) -> Claim | None:
        """The claim on a question; None if there is none.

        Raises:
            StoreError: that can't be told.

        """

    async def answered_by(self, answer: int) -> Claim | None:
        """The claim that a message closed."""

    async def forget(self, question: int) -> None:
        """Delete the claim on a question."""

    async def unfinished(self, since: float, until: float) -> Sequence[Claim]:
        """The claims between two times that have no answer yet, oldest first."""

    async def places(self, since: float, until: float) -> Sequence[Place]:
        """The places with claims between two times, the latest used first."""


class Servers(Protocol):
    """Keeps what was chosen for each server."""

    async def load(self, server: int) -> ServerSettings:
        """The settings of a server; the defaults where nothing was chosen."""

    async def save(self, server: int, settings: ServerSettings) -> None:
        """Keep the settings of a server; where misses are no longer kept, those that were go."""

    async def forget(self, server: int) -> None:
        """Delete everything that is kept of a server: settings, cases, claims, misses."""


class Memos(Protocol):
    """Keeps short notes of the bot's own under names."""

    async def read(self, name: str) -> str | None:
        """The note under a name; None where there is none."""

    async def write(self, name: str, text: str) -> None:
        """Keep a note."""


class People(Protocol):
    """What is kept of a person, for that person to see and to delete."""

    async def export(self, user: int) -> Mapping[str, object]:
        """Everything that is kept of a user, fit for JSON."""

    async def forget(self, user: int) -> int:
        """Delete everything that is kept of a user; gives how many records that was."""


class Outcomes(Protocol):
    """How cases ended that were left for good."""

    async def list(self, server: int | None, since: float) -> Sequence[Outcome]:
        """The outcomes of a server's cases from a time on, or of all cases, the earliest first."""


class Misses(Protocol):
    """Keeps utterances that got no answer, for 30 days, of servers that want that."""

    async def note(self, server: int, text: str, now: float) -> None:
        """Keep a redacted text, if the server keeps misses."""

    async def list(self, server: int | None) -> Sequence[Miss]:
        """The misses of a server, or of all, the latest first."""

    async def forget(self, server: int, misses: Sequence[int]) -> None:
        """Delete misses of a server by their ids: they are dealt with."""


class Taught(Protocol):
    """Keeps the examples that staff taught or proposed, each under its id."""

    async def all(self) -> Sequence[TaughtExample]:
        """Every one of them, oldest first."""

    async def add(self, example: TaughtExample, by: int) -> bool:
        """Keep an example of a staff member; False if one with the same words is kept already."""

    async def activate(self, example_id: str) -> bool:
        """Let a proposal count; False if it is gone."""

    async def remove(self, example_id: str) -> bool:
        """Delete an example; False if it is gone."""


class Teacher(Protocol):
    """Teaches examples to the assistant that is running."""

    async def teach(self, example: TaughtExample, by: int, said: Collection[str]) -> Verdict:
        """Check an example; keep it if nothing speaks against it, and use it if it is active.

        Args:
            example: the example.
            by: the staff member whose words it is in.
            said: what users have said; none of it may become an example.

        """

    async def activate(self, example_id: str) -> Verdict | None:
        """Check a proposal again, and use it from now on; None if it is gone."""

    async def undo(self, example_id: str) -> TaughtExample | None:
        """Take an example back; gives it, or None if it is gone."""


class Storage(Protocol):
    """All that is kept, in one place."""

    @property
    def conversations(self) -> Conversations:
        """The cases."""

    @property
    def claims(self) -> Claims:
        """The questions that were taken on."""

    @property
    def servers(self) -> Servers:
        """What was chosen for each server."""

    @property
    def memos(self) -> Memos:
        """The bot's own notes."""

    @property
    def people(self) -> People:
        """What is kept of a person."""

    @property
    def outcomes(self) -> Outcomes:
        """How cases ended."""

    @property
    def misses(self) -> Misses:
        """What got no answer."""

    @property
    def taught(self) -> Taught:
        """The examples that staff taught."""

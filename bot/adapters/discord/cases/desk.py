"""Where questions and choices meet the assistant: one at a time for each case."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

from bot.adapters.discord.cases.ordering import Turns
from bot.adapters.discord.cases.outlets import AsSent, Outlet
from bot.adapters.discord.cases.thinking import Thinking
from bot.adapters.discord.failures import Funnel
from bot.core.assistant import Assistant
from bot.core.conversation import Conversation
from bot.core.ports import Case, CaseKey, Claim, Clock, Question, Storage
from bot.core.reading import Utterance
from bot.core.reply import Reply

__all__ = ["Answered", "Desk"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One reply that was shown."""

    key: CaseKey
    reply: Reply
    shown: int
    """The message that it is shown in."""
    before: Case | None
    """The case as it was before."""
    heard: Utterance | None = None
    """What it replies to, where that was heard for the first time; kept nowhere."""
    question: int | None = None
    """The message that it replies to; None for an interaction."""
    thought: float = 0.0
    """Seconds that it took to find it."""


class Desk:
    """Answers questions and choices, each once and in order, others in parallel.

    Args:
        assistant: gives the assistant of the moment, so that its knowledge can be exchanged.
        storage: keeps cases and claims.
        clock: tells the time.
        failures: takes what goes wrong when the answer is out already.

    """

    def __init__(
        self,
        assistant: Callable[[], Assistant],
        storage: Storage,
        clock: Clock,
        failures: Funnel,
    ) -> None:
        self.assistant = assistant
        self._storage = storage
        self._clock = clock
        self._failures = failures
        self._thinking = Thinking(failures)
        self._turns = Turns()
        self._after: list[Callable[[Answered], Awaitable[None]]] = []

    def after(self, listener: Callable[[Answered], Awaitable[None]]) -> None:
        """Let something happen after each answer; what goes wrong in it is logged alone."""
        self._after.append(listener)

    async def answer(self, question: Question, utterance: Utterance, outlet: Outlet) -> None:
        """Answer a question, unless that was done before."""
        async with self._turn(question.key):
            taken = await self._storage.claims.claim(question, self._clock.now())
            if taken:
                await self._answer(question, taken.case, utterance, outlet)

    async def answer_again(self, question: Question, utterance: Utterance, outlet: Outlet) -> None:
        """Answer a question that was taken on, and whose answer did not get out."""
        async with self._turn(question.key):
            claim = await self._storage.claims.find(question.id)
            if claim is not None and claim.answer is None:
                case = await self._storage.conversations.load(question.key)
                await self._answer(question, case, utterance, outlet)

    async def answered(self, question: Question, utterance: Utterance, answer: int) -> None:
        """Keep what came of a question that was answered by a process that died before it could.

        Its reply is made anew: the same question in the same case has the same one.
        """
        async with self._turn(question.key):
            claim = await self._storage.claims.find(question.id)
            if claim is None or claim.answer is not None:
                return
            case = await self._storage.conversations.load(question.key)
            has_gone_on = case is not None and case.conversation.updated > claim.claimed
            if case and has_gone_on and case.question != question.id:
                await self._storage.claims.close(question, answer)
            else:
                await self._answer(question, case, utterance, AsSent(answer))

    async def correct(self, question: Question, utterance: Utterance, outlet: Outlet) -> None:
        """Answer a question anew that was edited: as if it had been asked so in the first place.

        Where something was chosen since, it is heard as the next thing that was said.
        """
        key = question.key
        async with self._turn(key):
            case = await self._storage.conversations.load(key)
            before = _heard_in(case, question)
            reply, thought = await self._hear(utterance, before)
            shown = await outlet.show(reply, key)
            answered = Answered(key, reply, shown, case, question=question.id, thought=thought)
            await self._keep(answered, before)
            await self._follow_up(answered)

    async def ask(
        self, key: CaseKey, utterance: Utterance, outlet: Outlet, *, anew: bool = False
    ) -> Reply:
        """Answer what was asked in an interaction, which Discord delivers once; maybe anew."""

        async def hear(conversation: Conversation | None) -> Reply:
            reply, _ = await self._hear(utterance, None if anew else conversation)
            return reply

        return await self._take(key, hear, outlet, heard=utterance)

    async def choose(self, key: CaseKey, choice: str, outlet: Outlet, page: int = 1) -> Reply:
        """Answer a choice.

        It is kept before its answer is shown. Made again, after a crash in between, it changes
        nothing any more; forgotten, what was tried would be offered again.
        """
        async with self._turn(key):
            case = await self._storage.conversations.load(key)
            before = case.conversation if case else None
            started = perf_counter()
            reply = self.assistant().choose(choice, before, self._clock.now())
            thought = perf_counter() - started
            card = case.card if case else None
            if reply.conversation:
                await self._storage.conversations.save(key, Case(reply.conversation, card))
            shown = await outlet.show(reply, key, page)
            answered = Answered(key, reply, shown, case, thought=thought)
            if live_card(reply, shown, card) != card:
                await self._keep(answered)
            await self._follow_up(answered)
            return reply

    @property
    def load(self) -> tuple[int, int]:
        """How many cases are being worked on, and how much waits for its turn in one of them."""
        return len(self._turns), self._turns.waiting

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._clock.now()

    async def conversation(self, key: CaseKey) -> Conversation | None:
        """The conversation that is kept under a key; None where there is none."""
        case = await self._storage.conversations.load(key)
        return case.conversation if case else None

    async def turn(
        self,
        key: CaseKey,
        reply_to: Callable[[Conversation | None], Reply],
        outlet: Outlet,
        page: int = 1,
    ) -> Reply:
        """Take a turn of a case that is no message: reply to what it is, show that and keep it."""

        async def at_once(conversation: Conversation | None) -> Reply:
            return reply_to(conversation)

        return await self._take(key, at_once, outlet, page)

    async def _take(
        self,
        key: CaseKey,
        reply_to: Callable[[Conversation | None], Awaitable[Reply]],
        outlet: Outlet,
        page: int = 1,
        *,
        heard: Utterance | None = None,
    ) -> Reply:
        async with self._turn(key):
            case = await self._storage.conversations.load(key)
            started = perf_counter()
            reply = await reply_to(case.conversation if case else None)
            thought = perf_counter() - started
            shown = await outlet.show(reply, key, page)
            answered = Answered(key, reply, shown, case, heard, thought=thought)
            await self._keep(answered)
            await self._follow_up(answered)
            return reply

    async def withdraw(self, claim: Claim) -> None:
        """Forget a question, and the case that it belongs to."""
        key = claim.question.key
        async with self._turns.of(key):
            case = await self._storage.conversations.load(key)
            if case and case.conversation.started <= claim.claimed:
                await self._storage.conversations.forget(key)
            await self._storage.claims.forget(claim.question.id)

    async def drop(self, key: CaseKey, card: int) -> None:
        """Forget a case, if that is its live card."""
        async with self._turns.of(key):
            case = await self._storage.conversations.load(key)
            if case and case.card == card:
                await self._storage.conversations.forget(key)

    @asynccontextmanager
    async def closed_for(self, user: int) -> AsyncIterator[None]:
        """Keep out of a user's cases: what goes on in them is waited for, what comes then waits."""
        async with self._turns.of(user):
            for key in self._turns.held():
                if isinstance(key, CaseKey) and key.user == user:
                    async with self._turns.of(key):
                        pass
            yield

    @asynccontextmanager
    async def _turn(self, key: CaseKey) -> AsyncIterator[None]:
        """Hold the turn of a case, once nothing keeps its user's cases closed."""
        async with self._turns.of(key.user):
            pass
        async with self._turns.of(key):
            yield

    async def _answer(
        self, question: Question, case: Case | None, utterance: Utterance, outlet: Outlet
    ) -> None:
        key = question.key
        before = _heard_in(case, question)
        reply, thought = await self._hear(utterance, before)
        shown = await outlet.show(reply, key)
        answered = Answered(key, reply, shown, case, utterance, question.id, thought)
        try:
            # In one step: a question that is closed is not looked at again after a crash.
            await self._storage.claims.close(question, shown, _case_after(answered, before))
        except Exception as error:  # noqa: BLE001  # the answer is out: no apology behind it
            self._failures.take(error, "keeping a case", question=question.id)
        await self._follow_up(answered)

    async def _hear(self, utterance: Utterance, before: Conversation | None) -> tuple[Reply, float]:
        """A reply, and the seconds that it took to find it."""
        started = perf_counter()
        now = self._clock.now()
        reply = await self._thinking.hear(self.assistant(), utterance, before, now)
        return reply, perf_counter() - started

    async def _keep(self, answered: Answered, heard_in: Conversation | None = None) -> None:
        """Save the case as a reply left it, if there is one."""
        case = _case_after(answered, heard_in)
        if case:
            await self._storage.conversations.save(answered.key, case)

    async def _follow_up(self, answered: Answered) -> None:
        for listener in self._after:
            try:
                await listener(answered)
            except Exception as error:  # noqa: BLE001  # the answer is out: no apology behind it
                self._failures.take(error, "following up on an answer", answer=answered.shown)


def _heard_in(case: Case | None, question: Question) -> Conversation | None:
    """What a question is heard in: what was there before it, if it was heard once already."""
    if case is None:
        return None
    return case.before if case.question == question.id else case.conversation


def _case_after(answered: Answered, heard_in: Conversation | None = None) -> Case | None:
    """The case as a reply left it: with the card whose buttons are the live ones."""
    reply = answered.reply
    if reply.conversation is None:
        return None
    card = live_card(reply, answered.shown, answered.before.card if answered.before else None)
    return Case(reply.conversation, card, answered.question, heard_in)


def live_card(reply: Reply, shown: int, before: int | None) -> int | None:
    """The card with choices: the one that is shown if it has any, else the one before it."""
    if reply.choices:
        return shown
    return None if reply.resolution or before == shown else before

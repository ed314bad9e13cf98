"""Messages: those that are addressed to the bot are answered, and followed from then on."""

from collections import deque
from datetime import timedelta

import discord

from bot.adapters.discord.arriving import Door, arrive
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.cases.ordering import Turns
from bot.adapters.discord.cases.outlets import AsEdit, AsReply
from bot.adapters.discord.cooldown import Pace
from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.rules import Rules
from bot.adapters.discord.talk.inbound import to_utterance
from bot.adapters.discord.talk.threads import place_for
from bot.adapters.discord.wording import OVERLOADED, TOO_FAST
from bot.core.ports import CaseKey, Claim, Claims, Question
from bot.core.reading import Utterance
from bot.errors import StoreError

__all__ = ["EDITABLE_FOR", "Messages"]

EDITABLE_FOR = timedelta(minutes=10)
"""How long after it was asked an edited question has its answer edited."""

_REMEMBERED = 1_000
"""Edits and deletions that are remembered, so that one that overtakes an answer isn't missed."""


class Messages:
    """Answers messages, and follows what happens to them.

    Args:
        client: the connection to Discord.
        desk: answers questions.
        claims: remembers which questions were taken on.
        rules: say where, how often and how much is answered.
        failures: takes what goes wrong.

    """

    def __init__(
        self,
        client: discord.Client,
        desk: Desk,
        claims: Claims,
        rules: Rules,
        failures: Funnel,
    ) -> None:
        self._client = client
        self._desk = desk
        self._claims = claims
        self._rules = rules
        self._workload = rules.workload
        self._failures = failures
        # Messages of a user are taken on in their order, whatever has to be looked up for each.
        self._turns = Turns()
        self._edits: deque[tuple[int, object]] = deque(maxlen=_REMEMBERED)
        self._deleted: deque[int] = deque(maxlen=_REMEMBERED)
        self._heard: deque[int] = deque(maxlen=_REMEMBERED)
        self.owed: deque[int] = deque(maxlen=_REMEMBERED)
        """Questions whose answer didn't get out, nor a word about that."""
        self.overlooked: deque[int] = deque(maxlen=_REMEMBERED)
        """Deleted messages of which the store, being out of reach, couldn't tell what they were."""

    async def asked(self, message: discord.Message, *, late: bool = False) -> None:
        """Answer a message, if it is addressed to the bot; `late` ones are under no cooldown."""
        utterance = self._addressed(message)
        if utterance is None or (late and message.id in self._heard):
            return
        if not late:  # what is heard is not read in the history too: it may be in hand
            self._heard.append(message.id)
        arrive(Door.LATE if late else Door.MENTION if message.guild else Door.DIRECT)
        if self._workload.is_full and not late:
            await self._turn_away(message)
            return
        is_ending = self._workload.is_ending
        with self._workload.held():
            async with self._turns.of(_writer(message)):
                await self._answer(message, utterance, late=late, is_ending=is_ending)

    async def asked_again(
        self, message: discord.Message, question: Question, answer: int | None
    ) -> None:
        """Finish what was begun with a message that was taken on, its answer got out or not."""
        utterance = self._addressed(message)
        if utterance is None:
            return
        arrive(Door.LATE)
        with self._workload.held():
            try:
                if answer is not None:
                    await self._desk.answered(question, utterance, answer)
                    return
                channel = self._client.get_partial_messageable(question.key.place)
                await self._desk.answer_again(question, utterance, AsReply(message, channel))
            except Exception as error:  # noqa: BLE001  # whatever it is, the user is told if possible
                await self._apologise(message, error)

    async def edited(self, message: discord.Message) -> None:
        """Edit the answer to a message that was edited; answer it, if it is a question now."""
        if not self._is_new_edit(message):
            return
        utterance = self._addressed(message)
        if utterance is None:
            return
        arrive(Door.EDIT)
        if self._workload.is_full:
            await self._turn_away(message)
            return
        is_ending = self._workload.is_ending
        with self._workload.held():
            async with self._turns.of(_writer(message)):
                try:
                    claim = await self._claims.find(message.id)
                except StoreError as error:  # it may be answered already: twice is worse than never
                    self._failures.take(error, "following an edit", question=message.id)
                    return
                if claim is None:
                    await self._answer(message, utterance, is_ending=is_ending)
                elif claim.answer is not None and not is_ending:
                    await self._correct(claim, claim.answer, utterance)

    async def deleted(self, question: int) -> None:
        """Delete the answer to a message that was deleted, and its case."""
        self._deleted.append(question)
        with self._workload.held():
            try:
                claim = await self._claims.find(question)
            except StoreError:  # whoever writes next to the store says that it is down
                self.overlooked.append(question)
                return
            if claim and claim.answer is not None:
                await self.remove(claim, claim.answer)

    async def remove(self, claim: Claim, answer: int) -> None:
        """Delete an answer and the case behind it."""
        place = self._client.get_partial_messageable(claim.question.key.place)
        try:
            await place.get_partial_message(answer).delete()
        except discord.HTTPException as error:
            self._failures.take(error, "deleting an answer", answer=answer)
        await self._desk.withdraw(claim)

    def _addressed(self, message: discord.Message) -> Utterance | None:
        """What a message says to the bot, if that can be answered."""
        me = self._client.user
        utterance = to_utterance(message, me.id) if me else None
        return utterance if utterance and self._rules.places.may_answer(message.channel) else None

    def _is_new_edit(self, message: discord.Message) -> bool:
        """Whether the user changed the message in time; Discord reports its own changes too."""
        edit = (message.id, message.edited_at)
        if message.edited_at is None or edit in self._edits:
            return False
        self._edits.append(edit)
        return message.edited_at - message.created_at <= EDITABLE_FOR

    async def _turn_away(self, message: discord.Message) -> None:
        """Tell the person once that there is too much in hand to take the message on."""
        if not self._workload.may_tell(message.author.id):
            return
        chosen = await self._rules.book.of(message.guild.id if message.guild else None)
        if self._rules.places.wanted(message.channel, chosen):
            try:
                await AsReply(message).tell(OVERLOADED)
            except discord.HTTPException as error:
                self._failures.take(error, "turning a message away")

    async def _answer(
        self,
        message: discord.Message,
        utterance: Utterance,
        *,
        late: bool = False,
        is_ending: bool = False,
    ) -> None:
        """Answer a message where and as the people of its server want it.

        One that came while the program `is_ending` is taken on without an answer: the next start
        finds it so, and answers it, wherever it was written.
        """
        server = message.guild.id if message.guild else None
        try:
            chosen = await self._rules.book.of(server)
            if not self._rules.places.wanted(message.channel, chosen):
                return
            pace = Pace.FINE
            if not late:
                pace = self._rules.cooldowns.take(message.author.id, message.channel.id)
            if pace is Pace.TOO_FAST:
                await AsReply(message).tell(TOO_FAST)
            if pace is not Pace.FINE:
                return
            place = await place_for(self._client, message, chosen)
            key = CaseKey(place.id, message.author.id, server=server)
            question = Question(message.id, key)
            if is_ending:
                await self._claims.claim(question, self._desk.now())
                return
            await self._desk.answer(question, utterance, AsReply(message, place))
        except Exception as error:  # noqa: BLE001  # whatever it is, the user is told if possible
            await self._apologise(message, error)
        if message.id in self._deleted:
            await self.deleted(message.id)

    async def _correct(self, claim: Claim, answer: int, utterance: Utterance) -> None:
        place = self._client.get_partial_messageable(claim.question.key.place)
        outlet = AsEdit(place.get_partial_message(answer))
        try:
            await self._desk.correct(claim.question, utterance, outlet)
        except Exception as error:  # noqa: BLE001  # the old answer stands, and the log knows why
            self._failures.take(error, "answering an edited message", question=claim.question.id)

    async def _apologise(self, message: discord.Message, error: Exception) -> None:
        """Tell the person that there is no answer, where that can be told."""
        failure = self._failures.take(
            error, "answering a message", question=message.id, channel=message.channel.id
        )
        if failure.verdict.silences:
            self._rules.places.silence(message.channel.id)
        elif failure.text:
            try:
                await AsReply(message).tell(failure.text, is_answer=True)
            except Exception as second:  # noqa: BLE001  # whatever it is, the answer is owed
                self._failures.take(second, "explaining a failure", failure=failure.reference)
                self.owed.append(message.id)


def _writer(message: discord.Message) -> str:
    """Who writes where."""
    return f"{message.channel.id}:{message.author.id}"

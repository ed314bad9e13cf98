"""Teaching examples: what is checked before one counts, and how it comes to count."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from bot.active import ActiveAssistant
from bot.core.assistant import Assistant
from bot.core.ports import Taught
from bot.core.teaching import (
    Effect,
    TaughtExample,
    Verdict,
    effect,
    is_understood,
    mistaken_for,
    with_taught,
)

__all__ = ["MOST_PROPOSALS", "TeachingDesk"]


class TeachingDesk:
    """Checks what is to be taught, keeps it, and has it used: `Teacher` of the core.

    Args:
        active: gives, and exchanges, the assistant of the moment.
        taught: keeps the examples.

    """

    def __init__(self, active: ActiveAssistant, taught: Taught) -> None:
        self._active = active
        self._taught = taught

    async def teach(self, example: TaughtExample, by: int, said: Collection[str]) -> Verdict:
        """Check an example; keep it if nothing speaks against it, and use it if it is active."""
        async with self._active.changing:
            others = await self._taught.all()
            found = await asyncio.to_thread(self._at_once, example, others, said)
            if found:
                return Verdict(example, found)
            verdict, assistant = await self._tried_out(example, others)
            if verdict.is_taught:
                if not await self._taught.add(example, by):
                    return Verdict(example, (_KEPT,))
                self._use(example, assistant)
            return verdict

    async def activate(self, example_id: str) -> Verdict | None:
        """Check a proposal again, and use it from now on; None if it is gone."""
        async with self._active.changing:
            kept = {one.id: one for one in await self._taught.all()}
            proposal = kept.pop(example_id, None)
            if proposal is None:
                return None
            example = replace(proposal, is_active=True)
            found = await asyncio.to_thread(self._at_once, example, tuple(kept.values()), ())
            if found:
                return Verdict(proposal, found)
            verdict, assistant = await self._tried_out(example, tuple(kept.values()))
            if verdict.is_taught:
                if not await self._taught.activate(example_id):
                    return None
                self._use(example, assistant)
            return replace(verdict, example=example if verdict.is_taught else proposal)

    async def undo(self, example_id: str) -> TaughtExample | None:
        """Take an example back; gives it, or None if it is gone."""
        kept = {one.id: one for one in await self._taught.all()}
        if example_id not in kept or not await self._taught.remove(example_id):
            return None
        if kept[example_id].is_active:
            await self._active.refresh()
        return kept[example_id]

    def _at_once(
        self, example: TaughtExample, others: Sequence[TaughtExample], said: Collection[str]
    ) -> tuple[str, ...]:
        """What speaks against an example before anything is trained."""
        if any(other.id == example.id for other in others):
            return (_KEPT,)
        waiting = [o for o in others if not o.is_active and o.server == example.server]
        if not example.is_active and len(waiting) >= MOST_PROPOSALS:
            return (f"{len(waiting)} proposals of this server wait for a decision already.",)
        from bot.content.teaching import objections  # noqa: PLC0415  # YAML and all that checks it

        found = objections(with_taught(self._active.own, others), example, said)
        if found:
            return found
        assistant = self._active()
        other = mistaken_for(assistant.reader, example)
        entry = assistant.knowledge.entry(other) if other else None
        return (f"I am sure already that it means “{entry.title}”.",) if entry else ()

    async def _tried_out(
        self, example: TaughtExample, others: Sequence[TaughtExample]
    ) -> tuple[Verdict, Assistant]:
        """What speaks against an example once an assistant has learned it, and that assistant."""
        own = self._active.own
        taught = [*(other for other in others if other.is_active), example]
        knowledge = await asyncio.to_thread(with_taught, own, taught)
        assistant = await self._active.build(knowledge)
        before = await self._active.models.whole(own)

        def judge() -> Verdict:
            change = effect(own, before, assistant.reader.matcher.model, knowledge)
            spoiled = [
                other
                for other in taught
                if is_understood(self._active().reader, other)
                and not is_understood(assistant.reader, other)
            ]
            return Verdict(example, tuple(_after(assistant, example, spoiled, change)), change)

        return await asyncio.to_thread(judge), assistant

    def _use(self, example: TaughtExample, assistant: Assistant) -> None:
        if example.is_active:
            self._active.use(assistant)


MOST_PROPOSALS = 25
"""Proposals of a server that may wait for a decision."""

_KEPT = "The same words were taught, or proposed, before."


def _after(
    assistant: Assistant, example: TaughtExample, spoiled: Collection[TaughtExample], change: Effect
) -> Iterator[str]:
    """What speaks against an example once it is learned."""
    entry = assistant.knowledge.entry(example.entry)
    if entry and not is_understood(assistant.reader, example):
        yield f"Even once learned, it isn't understood as “{entry.title}”."
    others = [other for other in spoiled if other.id != example.id]
    if others:
        yield f"With it, taught examples would not be understood any more: {len(others)}."
    if change.is_loss:
        yield (
            f"With it, {change.lost} of the knowledge's own examples would not be understood any "
            f"more, and {change.gained} others would."
        )

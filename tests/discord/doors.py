"""What the tests of commands, menus and forms share."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import simcord
from simcord import interactions
from simcord.backend import Backend
from simcord.backend.models import Interaction
from typing_extensions import override

from bot.core.ports import Case, CaseKey, ServerSettings
from tests.discord.world import Part, parts
from tests.fakes import FakeConversations, FakeServers

__all__ = ["SlowConversations", "SlowServers", "answer", "by_user_install", "offered"]


def answer(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """What an interaction was answered with."""
    assert result.acknowledged
    assert result.response is not None
    return result.response


def offered(message: simcord.ResponseMessage) -> list[list[Part]]:
    """The entries of each select of a message."""
    return [list(part["options"]) for part in parts(message) if "options" in part]  # type: ignore[call-overload]  # a payload is not typed


class SlowConversations(FakeConversations):
    """Cases in a store that takes its time: until it is let go."""

    def __init__(self, go: asyncio.Event) -> None:
        super().__init__()
        self.env: simcord.Env | None = None
        self._go = go

    @override
    async def load(self, key: CaseKey) -> Case | None:
        assert self.env
        await self.env.external_wait(self._go.wait(), reason="a slow store")
        return await super().load(key)


class SlowServers(FakeServers):
    """Settings in a store that takes its time: until it is let go."""

    def __init__(self, go: asyncio.Event) -> None:
        super().__init__()
        self.env: simcord.Env | None = None
        self._go = go

    @override
    async def load(self, server: int) -> ServerSettings:
        assert self.env
        await self.env.external_wait(self._go.wait(), reason="a slow store")
        return await super().load(server)


@contextmanager
def by_user_install(**changes: object) -> Iterator[None]:
    """Interactions as they come where only the user has the bot, maybe with other changes.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
    """
    before = interactions.base_payload

    def payload(backend: Backend, **given: int) -> tuple[Interaction, dict[str, object]]:
        record, made = before(backend, **given)  # type: ignore[arg-type]  # data is no number
        owners = {"1": str(given["user_id"])}
        return record, {**made, "authorizing_integration_owners": owners, **changes}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interactions, "base_payload", payload)
        yield

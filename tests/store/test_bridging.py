"""A store that is down: answers go on, and nothing that they leave is lost."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.store.bridging import Bridge
from bot.adapters.store.outages import MOST_REMEMBERED
from bot.core.ports import (
    Case,
    CaseKey,
    Claims,
    Conversations,
    Memos,
    Misses,
    Outcomes,
    People,
    Question,
    Servers,
    ServerSettings,
    Taken,
    Taught,
)
from bot.errors import StoreError
from tests.discord.world import Memory
from tests.logged import fields
from tests.store.world import CASE, CASE_KEY, NOW, OTHER_KEY, question


class _Part:
    """A part of a storage, whose operations all fail while the whole is broken."""

    def __init__(self, part: object, whole: "Breakable") -> None:
        self._part = part
        self._whole = whole

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def operation(*args: object) -> object:
            self._whole.asked += 1
            if self._whole.is_broken:
                place = "the test"
                raise StoreError(place, "it is broken")
            return await getattr(self._part, name)(*args)

        return operation


class Breakable:
    """A storage in memory that can be broken and mended."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.is_broken = False
        self.asked = 0
        self.conversations = cast("Conversations", _Part(self.memory.conversations, self))
        self.claims = cast("Claims", _Part(self.memory.claims, self))
        self.servers = cast("Servers", _Part(self.memory.servers, self))
        self.memos = cast("Memos", _Part(self.memory.memos, self))
        self.people = cast("People", _Part(self.memory.people, self))
        self.outcomes = cast("Outcomes", _Part(self.memory.outcomes, self))
        self.misses = cast("Misses", _Part(self.memory.misses, self))
        self.taught = cast("Taught", _Part(self.memory.taught, self))


@pytest.fixture
def storage() -> Breakable:
    """What is bridged."""
    return Breakable()


@pytest.fixture
def bridge(storage: Breakable) -> Bridge:
    """The bridge over it."""
    return Bridge(storage)


def case(turns: int = 3) -> Case:
    """A case after some turns."""
    return Case(replace(CASE, turns=turns))


async def test_nothing_changes_while_the_store_is_there(storage: Breakable, bridge: Bridge) -> None:
    """What is saved and claimed is in the store at once, and nothing waits."""
    await bridge.conversations.save(CASE_KEY, case())
    assert await bridge.claims.claim(question(7), NOW)
    assert not await bridge.claims.claim(question(7), NOW)
    assert storage.memory.conversations.kept == {CASE_KEY: case()}
    assert list(storage.memory.claims.kept) == [7]
    assert (bridge.is_down, bridge.waiting) == (False, 0)


async def test_case_goes_on_from_memory(storage: Breakable, bridge: Bridge) -> None:
    """A case that was used before the store went down is still known, and so is what follows."""
    await bridge.conversations.save(CASE_KEY, case(1))
    storage.is_broken = True
    assert await bridge.conversations.load(CASE_KEY) == case(1)
    await bridge.conversations.save(CASE_KEY, case(2))
    assert await bridge.conversations.load(CASE_KEY) == case(2)
    assert await bridge.conversations.load(OTHER_KEY) is None
    assert bridge.is_down


async def test_question_is_still_answered_once(storage: Breakable, bridge: Bridge) -> None:
    """A question that comes twice is taken on once, whenever the store went down."""
    await bridge.claims.claim(question(1), NOW)
    storage.is_broken = True
    assert not await bridge.claims.claim(question(1), NOW)
    assert await bridge.claims.claim(question(2), NOW)
    assert not await bridge.claims.claim(question(2), NOW)
    storage.is_broken = False
    await bridge.catch_up()
    assert not await bridge.claims.claim(question(2), NOW)


async def test_question_goes_on_with_the_case_in_memory(storage: Breakable, bridge: Bridge) -> None:
    """What an answer left is known to the next question, whether the store is down by then."""
    assert await bridge.claims.claim(question(1), NOW) == Taken(None)
    await bridge.claims.close(question(1), 10, case(1))
    assert await bridge.claims.claim(question(2), NOW) == Taken(case(1))
    storage.is_broken = True
    await bridge.claims.close(question(2), 20, case(2))
    assert await bridge.claims.claim(question(3), NOW) == Taken(case(2))


async def test_answer_and_its_case_are_written_apart_later(
    storage: Breakable, bridge: Bridge
) -> None:
    """Of what answers left during an outage the latest is written, and each answer is noted."""
    storage.is_broken = True
    for number in (1, 2):
        await bridge.claims.claim(question(number), NOW)
        await bridge.claims.close(question(number), number * 10, case(number))
    await bridge.conversations.save(CASE_KEY, case(3))
    storage.is_broken = False
    await bridge.catch_up()
    assert storage.memory.conversations.kept == {CASE_KEY: case(3)}
    assert [claim.answer for claim in storage.memory.claims.kept.values()] == [10, 20]


async def test_everything_is_written_later(storage: Breakable, bridge: Bridge) -> None:
    """Once the store is there again, it holds the latest of all that happened."""
    storage.is_broken = True
    await bridge.claims.claim(question(1), NOW)
    await bridge.claims.close(question(1), 10)
    await bridge.conversations.save(CASE_KEY, case(1))
    await bridge.conversations.save(CASE_KEY, case(2))
    await bridge.catch_up()
    assert bridge.is_down
    storage.is_broken = False
    await bridge.catch_up()
    assert (bridge.is_down, bridge.waiting) == (False, 0)
    assert storage.memory.conversations.kept == {CASE_KEY: case(2)}
    assert storage.memory.claims.kept[1].answer == 10


async def test_store_that_is_down_is_not_asked_again_and_again(
    storage: Breakable, bridge: Bridge
) -> None:
    """Only the first question waits for a store that doesn't answer."""
    storage.is_broken = True
    await bridge.conversations.load(CASE_KEY)
    asked = storage.asked
    await bridge.conversations.load(CASE_KEY)
    await bridge.conversations.save(CASE_KEY, case())
    await bridge.claims.claim(question(1), NOW)
    assert storage.asked == asked


async def test_log_tells_once(
    storage: Breakable, bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says once that the store is down, and once that it is back."""
    caplog.set_level(logging.INFO)
    storage.is_broken = True
    for number in range(3):
        await bridge.claims.claim(question(number), NOW)
    storage.is_broken = False
    await bridge.catch_up()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert fields(caplog.records[1]) == {"writes": 3}


async def test_store_that_breaks_again_while_catching_up(
    storage: Breakable, bridge: Bridge
) -> None:
    """What could not be written goes on waiting."""
    storage.is_broken = True
    for number in range(3):
        await bridge.conversations.save(CaseKey(number, 1), case())
    save = storage.memory.conversations.save

    async def save_once(key: CaseKey, case: Case) -> None:
        await save(key, case)
        storage.is_broken = True

    storage.memory.conversations.save = save_once  # type: ignore[method-assign]  # breaks midway
    storage.is_broken = False
    await bridge.catch_up()
    assert (bridge.is_down, bridge.waiting) == (True, 2)


async def test_memory_is_bounded(storage: Breakable, bridge: Bridge) -> None:
    """However long the store is down, memory holds so much and no more; the oldest goes."""
    storage.is_broken = True
    for number in range(MOST_REMEMBERED + 5):
        await bridge.conversations.save(CaseKey(number, 1), case())
    assert bridge.waiting == MOST_REMEMBERED
    assert await bridge.conversations.load(CaseKey(0, 1)) is None
    assert await bridge.conversations.load(CaseKey(MOST_REMEMBERED, 1)) == case()


async def test_what_memory_cant_tell_fails(storage: Breakable, bridge: Bridge) -> None:
    """What was answered is known from memory; what may be older than that is not guessed at."""
    await bridge.claims.claim(question(1), NOW)
    await bridge.claims.close(question(1), 10)
    storage.is_broken = True
    found = await bridge.claims.answered_by(10)
    assert found is not None
    assert found == await bridge.claims.find(1)
    with pytest.raises(StoreError):
        await bridge.claims.find(2)
    with pytest.raises(StoreError):
        await bridge.claims.unfinished(NOW, NOW + 3)
    with pytest.raises(StoreError):
        await bridge.claims.places(NOW, NOW + 3)


async def test_what_is_forgotten_goes_from_memory(storage: Breakable, bridge: Bridge) -> None:
    """Neither a person nor a server that was forgotten is known any more when the store is down."""
    await bridge.conversations.save(CASE_KEY, case())
    await bridge.conversations.save(OTHER_KEY, case())
    await bridge.claims.claim(question(1), NOW)
    assert await bridge.people.export(CASE_KEY.user) == {}
    await bridge.people.forget(CASE_KEY.user)
    storage.is_broken = True
    assert await bridge.conversations.load(CASE_KEY) is None
    with pytest.raises(StoreError):
        await bridge.claims.find(1)
    assert await bridge.conversations.load(OTHER_KEY) == case()
    storage.is_broken = False
    await bridge.catch_up()
    assert CASE_KEY.server is not None
    await bridge.servers.forget(CASE_KEY.server)
    storage.is_broken = True
    assert await bridge.conversations.load(OTHER_KEY) is None


async def test_server_that_is_left_is_forgotten_later(storage: Breakable, bridge: Bridge) -> None:
    """A server that the bot leaves during an outage is forgotten after it, and no later choice."""
    servers = storage.memory.servers
    servers.kept = {1: ServerSettings(is_off=True), 2: ServerSettings(is_off=True)}
    storage.is_broken = True
    await bridge.servers.forget(1)
    await bridge.servers.forget(2)
    assert (bridge.waiting, servers.forgotten) == (2, [])
    storage.is_broken = False
    await bridge.servers.save(1, ServerSettings(opens_threads=True))
    await bridge.catch_up()
    assert servers.kept == {1: ServerSettings(opens_threads=True)}
    assert servers.forgotten == [1, 2]


async def test_what_cant_wait_fails(storage: Breakable, bridge: Bridge) -> None:
    """Forgetting somebody, and choosing something for a server, is done at once or not at all."""
    storage.is_broken = True
    with pytest.raises(StoreError):
        await bridge.people.forget(1)
    with pytest.raises(StoreError):
        await bridge.servers.save(1, ServerSettings(is_off=True))
    with pytest.raises(StoreError):
        await bridge.servers.load(1)


async def test_end_writes_what_waits(
    storage: Breakable, bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    """At the end what waits is written if the store is there again; else the log counts it."""
    storage.is_broken = True
    await bridge.conversations.save(CASE_KEY, case(1))
    await bridge.end()
    assert [vars(one).get("lost") for one in caplog.records][-1] == 1
    storage.is_broken = False
    await bridge.end()
    assert storage.memory.conversations.kept == {CASE_KEY: case(1)}
    assert bridge.waiting == 0


async def test_misses_are_made_up_for(storage: Breakable, bridge: Bridge) -> None:
    """Misses of an outage are kept after it, where their server wants them then."""
    storage.memory.servers.kept[1] = ServerSettings(keeps_misses=True)
    await bridge.misses.note(1, "before", NOW)
    storage.is_broken = True
    await bridge.misses.note(1, "during", NOW)
    await bridge.misses.note(1, "during", NOW)
    await bridge.misses.note(2, "elsewhere", NOW)
    with pytest.raises(StoreError):
        await bridge.misses.list(1)
    storage.is_broken = False
    await bridge.catch_up()
    assert [one.text for one in await bridge.misses.list(None)] == ["during", "during", "before"]
    await bridge.misses.forget(1, [2, 3])
    assert [one.text for one in await bridge.misses.list(1)] == ["before"]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("save", "forget", "claim", "close", "answer", "unclaim", "toggle")),
        st.integers(1, 3),
    ),
    max_size=30,
)


@given(ACTS)
async def test_outages_leave_no_trace(acts: list[tuple[str, int]]) -> None:
    """Whenever the store goes and comes back, it ends up as if it had been there all the time."""
    storage, plain = Breakable(), Memory()
    bridge = Bridge(storage)
    for turn, (act, number) in enumerate(acts):
        key, one = CaseKey(number, 1), Question(number, CaseKey(number, 1))
        for to in (bridge, plain):
            match act:
                case "save":
                    await to.conversations.save(key, case(turn))
                case "forget":
                    await to.conversations.forget(key)
                case "claim":
                    await to.claims.claim(one, NOW + turn)
                case "close":
                    await to.claims.close(one, turn)
                case "answer":
                    await to.claims.close(one, turn, case(turn))
                case "unclaim":
                    await to.claims.forget(number)
        if act == "toggle":
            storage.is_broken = not storage.is_broken
            await bridge.catch_up()
    storage.is_broken = False
    await bridge.catch_up()
    assert storage.memory.conversations.kept == plain.conversations.kept
    assert {id_: one.answer for id_, one in storage.memory.claims.kept.items()} == {
        id_: one.answer for id_, one in plain.claims.kept.items()
    }

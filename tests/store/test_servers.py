from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.store import Store
from bot.core.conversation import EXPIRES_AFTER
from bot.core.ports import Case, CaseKey, ServerSettings
from bot.core.teaching import TaughtExample
from tests.logged import told
from tests.store.world import (
    CASE,
    CASE_KEY,
    FEW,
    KEY,
    NOW,
    OTHER_KEY,
    SERVER,
    everything,
    execute,
    ids,
    question,
    whole,
)

CHOSEN = ServerSettings(is_off=True, channels=frozenset({1, 2}), hand_offs=3, keeps_misses=True)


async def test_settings_survive_a_restart(url: str) -> None:
    """What was chosen for a server survives a restart; others have the defaults."""
    async with Store.open(url, key=KEY) as store:
        await store.servers.save(SERVER, ServerSettings(keeps_misses=True))
        await store.servers.save(SERVER, CHOSEN)
    async with Store.open(url, key=KEY) as store:
        assert await store.servers.load(SERVER) == CHOSEN
        assert await store.servers.load(SERVER + 1) == ServerSettings()


@given(
    chosen=whole(ServerSettings, channels=st.frozensets(ids()), hand_offs=st.none() | ids()),
    server=ids(),
)
@FEW
async def test_every_setting_round_trips(store: Store, chosen: ServerSettings, server: int) -> None:
    """Whatever is chosen comes back equal."""
    await store.servers.save(server, chosen)
    assert await store.servers.load(server) == chosen


@pytest.mark.parametrize("change", ["format = 99", "settings = '{marmalade'"])
async def test_unreadable_settings_are_the_defaults(
    store: Store, url: str, caplog: pytest.LogCaptureFixture, change: str
) -> None:
    """Settings that can't be read count as not chosen, with a warning."""
    await store.servers.save(SERVER, CHOSEN)
    caplog.clear()
    await execute(url, f"UPDATE server SET {change}")  # noqa: S608  # fixed words
    assert await store.servers.load(SERVER) == ServerSettings()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "marmalade" not in told(caplog)


async def fill(store: Store, key: CaseKey, number: int) -> None:
    """Leave a row of a server in every table that has any."""
    assert key.server
    left = replace(CASE, started=NOW - EXPIRES_AFTER * 2, updated=NOW - EXPIRES_AFTER - 1)
    await store.servers.save(key.server, CHOSEN)
    await store.claims.claim(question(number, key), NOW)
    proposal = TaughtExample("no-wifi", f"words {number}", NOW, key.server, is_active=False)
    await store.taught.add(proposal, key.user)
    await store.conversations.save(replace(key, tag="old"), Case(left))
    await store.purge(NOW)
    await store.conversations.save(key, Case(CASE))


async def test_forgotten_server_leaves_no_row(store: Store, url: str) -> None:
    """Forgetting a server deletes its rows from every table, and no other's."""
    other, direct = replace(OTHER_KEY, server=SERVER + 1), replace(CASE_KEY, place=5, server=None)
    await fill(store, other, 2)
    await store.misses.note(SERVER + 1, "said", NOW)
    await store.conversations.save(direct, Case(CASE))
    before = await everything(url)
    await fill(store, CASE_KEY, 1)
    await store.misses.note(SERVER, "said", NOW)
    assert [len(rows) for name, rows in (await everything(url)).items() if name != "memo"] == [
        len(rows) + 1 for name, rows in before.items() if name != "memo"
    ]
    await store.servers.forget(SERVER)
    assert await everything(url) == before


async def test_memos(url: str) -> None:
    """A note is there after a restart, the last one under its name; others are None."""
    async with Store.open(url, key=KEY) as store:
        assert await store.memos.read("commands") is None
        await store.memos.write("commands", "1")
        await store.memos.write("commands", "2 ☃")
        await store.memos.write("other", "")
    async with Store.open(url, key=KEY) as store:
        assert await store.memos.read("commands") == "2 ☃"
        assert await store.memos.read("other") == ""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.store import Store
from bot.core.conversation import EXPIRES_AFTER, Conversation, Resolution
from bot.core.ports import Case, CaseKey
from tests.logged import told
from tests.store.world import (
    CASE,
    CASE_KEY,
    FEW,
    KEY,
    NOW,
    OTHER_KEY,
    conversations,
    execute,
    ids,
    whole,
)


async def test_conversation_survives_a_restart(url: str) -> None:
    """All of a case is there when the store is opened again."""
    case = Case(CASE, 11, 12, Conversation.begin(NOW - 60))
    async with Store.open(url, key=KEY) as store:
        await store.conversations.save(CASE_KEY, case)
    async with Store.open(url, key=KEY) as store:
        assert await store.conversations.load(CASE_KEY) == case


@given(
    case=whole(
        Case,
        conversation=conversations(),
        card=st.none() | ids(),
        question=ids(),
        before=st.none() | conversations(),
    ),
    key=whole(
        CaseKey, place=ids(), user=ids(), tag=st.text("abc-", max_size=5), server=st.none() | ids()
    ),
)
@FEW
async def test_every_field_round_trips(store: Store, case: Case, key: CaseKey) -> None:
    """Whatever a case holds comes back equal, under any key."""
    await store.conversations.save(key, case)
    assert await store.conversations.load(key) == case
    await store.conversations.forget(key)


async def test_later_state_replaces_the_earlier(store: Store) -> None:
    """A key has one case, the one saved last, and other keys are left alone."""
    others = [OTHER_KEY, replace(CASE_KEY, place=5), replace(CASE_KEY, tag="private")]
    later = Case(CASE.ends(Resolution.SOLVED), 2)
    for key in (CASE_KEY, *others):
        await store.conversations.save(key, Case(CASE, 1, 3, CASE))
    await store.conversations.save(CASE_KEY, later)
    assert await store.conversations.load(CASE_KEY) == later
    for key in others:
        assert await store.conversations.load(key) == Case(CASE, 1, 3, CASE)


async def test_forgotten_conversation_is_gone(store: Store) -> None:
    """Forgetting deletes the one key's case; an unknown key has nothing to forget."""
    await store.conversations.save(CASE_KEY, Case(CASE))
    await store.conversations.save(OTHER_KEY, Case(CASE))
    await store.conversations.forget(CASE_KEY)
    await store.conversations.forget(replace(CASE_KEY, tag="never seen"))
    assert await store.conversations.load(CASE_KEY) is None
    assert await store.conversations.load(OTHER_KEY) is not None


async def test_newer_row_is_passed_over(
    store: Store, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A row of a newer version counts as no case, with a warning, and can be replaced."""
    await store.conversations.save(CASE_KEY, Case(CASE))
    caplog.clear()
    await execute(url, "UPDATE conversation SET format = format + 1")
    assert await store.conversations.load(CASE_KEY) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    await store.conversations.save(CASE_KEY, Case(CASE))
    assert await store.conversations.load(CASE_KEY) == Case(CASE)


@pytest.mark.parametrize(
    "state",
    [
        "",
        "{marmalade",
        '["marmalade"]',
        '{"started": "marmalade", "updated": 1.0}',
        '{"started": "1.0", "updated": 1.0}',
        '{"started": 1.0, "updated": 1.0, "marmalade": null}',
        '{"started": 1.0, "updated": 1.0, "slots": {"marmalade": null}}',
        '{"started": 1.0, "updated": 1.0, "resolution": "marmalade"}',
    ],
)
async def test_damaged_row_is_passed_over(
    store: Store, url: str, caplog: pytest.LogCaptureFixture, state: str
) -> None:
    """A row that can't be read counts as no case, and the warning quotes none of it."""
    await store.conversations.save(CASE_KEY, Case(CASE))
    caplog.clear()
    await execute(url, "UPDATE conversation SET state = :state", state=state)
    assert await store.conversations.load(CASE_KEY) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "marmalade" not in told(caplog)
    assert str(CASE_KEY.user) not in told(caplog)


async def test_damaged_past_is_left_out(store: Store, url: str) -> None:
    """A message can't be undone where the conversation before it can't be read."""
    await store.conversations.save(CASE_KEY, Case(CASE, 1, 2, CASE))
    await execute(url, "UPDATE conversation SET before = ''")
    assert await store.conversations.load(CASE_KEY) == Case(CASE, 1)


@pytest.mark.parametrize("resolution", [None, Resolution.SOLVED])
async def test_expired_conversations_are_purged(
    store: Store, resolution: Resolution | None
) -> None:
    """A conversation is kept for a day after its last turn, with its resolution if it ended."""
    kept = Conversation(NOW - 9 * EXPIRES_AFTER, NOW - EXPIRES_AFTER, resolution=resolution)
    expired = Conversation(NOW - 9 * EXPIRES_AFTER, kept.updated - 1, resolution=resolution)
    await store.conversations.save(CASE_KEY, Case(kept, 1))
    await store.conversations.save(OTHER_KEY, Case(expired))
    await store.purge(NOW)
    assert await store.conversations.load(CASE_KEY) == Case(kept, 1)
    assert await store.conversations.load(OTHER_KEY) is None


async def test_unreadable_rows_are_purged(store: Store, url: str) -> None:
    """A row that can't be read expires like any other."""
    await store.conversations.save(CASE_KEY, Case(CASE))
    await execute(url, "UPDATE conversation SET state = '', format = 99")
    await store.purge(NOW + EXPIRES_AFTER + 1)
    assert await execute(url, "SELECT count(*) FROM conversation") == [(0,)]

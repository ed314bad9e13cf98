import asyncio
import sqlite3
import traceback
import uuid
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.store import CLAIMS_LAST, Store
from bot.core.assistant import Assistant
from bot.core.conversation import EXPIRES_AFTER, Conversation, Resolution
from bot.core.matching import Match
from bot.core.ports import Claims, Conversations
from bot.core.reading import Utterance
from bot.core.slots import Model, Slots
from bot.errors import Exit, SettingsError, StoreError

T = TypeVar("T")

NOW = 1_700_000_000.0
KEY = "guild-7/channel-8/user-9"
CASE = Conversation(
    started=NOW - 60,
    updated=NOW,
    turns=3,
    matches=(Match("storage-full", 0.1 + 0.2),),
    slots=Slots(device="iphone", os="18.1"),
    tried=("restart",),
)

CONVERSATIONS = (
    (
        "my icloud bakup says not enough storge, zora.quist@example.org is the account",
        "iphone 13 pro on ios 17.5.1, serial F2LXQ0AABBCC",
        "still the same after that sorry",
        "did that, call me on +49 170 5550199",
        "that fixed it, thanks a bunch",
    ),
    (
        "it has sat on Estimating time remaining since Tuesday in Ytterby",
        "I restarted it, wifi is definitely fine",
        "Last backup could not be completed. says the popup",
        "is it naïve to hope ☃ for more",
        "let me talk to a person named Bartholomew",
    ),
    ("recipe for plum dumplings?", "why does my husband Ignatius snore", "asdf qwer zxcv"),
)
"""What is said in the test of the raw file."""

PRIVATE = ("zora.quist", "F2LXQ0AABBCC", "5550199", "Ytterby", "Bartholomew", "Ignatius", "plum")
"""Parts of it that no fact of a case could hold."""


def path_in(folder: Path) -> Path:
    """Where the tests keep their store: in a folder that is not there yet."""
    return folder / "data" / "medic.sqlite3"


def url_of(path: Path) -> str:
    """The address of an SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


def execute(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Do something to the file from outside, as another program would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def whole(kind: type[T], **strategies: st.SearchStrategy[object]) -> st.SearchStrategy[T]:
    """Values of a dataclass with every one of its fields drawn, those with a default too."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a dataclass
    return st.builds(kind, **{name: strategies.get(name, ...) for name in names})


def conversations() -> st.SearchStrategy[Conversation]:
    """Any conversation."""
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    return whole(
        Conversation,
        started=numbers,
        updated=numbers,
        matches=st.lists(whole(Match, confidence=numbers)).map(tuple),
        slots=whole(Slots, model=st.none() | whole(Model)),
    )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An open store, its file new."""
    async with Store.open(url_of(path_in(tmp_path))) as opened:
        yield opened


async def test_conversation_survives_a_restart(tmp_path: Path) -> None:
    """A conversation and its card are there when the store is opened again."""
    url = url_of(path_in(tmp_path))
    async with Store.open(url) as store:
        await store.conversations.save(KEY, CASE, "card-1")
    async with Store.open(url) as store:
        assert await store.conversations.load(KEY) == (CASE, "card-1")


@given(conversation=conversations(), card=st.none() | st.text())
@settings(
    max_examples=60,
    deadline=None,  # a disk takes the time that it takes
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,  # each example takes the place of the one before
        HealthCheck.too_slow,  # the first values of so many fields take a while to draw
    ],
)
async def test_every_field_round_trips(
    store: Store, conversation: Conversation, card: str | None
) -> None:
    """Whatever a conversation holds comes back equal."""
    await store.conversations.save(KEY, conversation, card)
    assert await store.conversations.load(KEY) == (conversation, card)


async def test_later_state_replaces_the_earlier(store: Store) -> None:
    """A key has one conversation, the one saved last, and other keys are left alone."""
    later = CASE.ends(Resolution.SOLVED)
    await store.conversations.save(KEY, CASE, "card-1")
    await store.conversations.save("another", CASE, None)
    await store.conversations.save(KEY, later, "card-2")
    assert (later, "card-2") == await store.conversations.load(KEY)
    assert await store.conversations.load("another") == (CASE, None)


async def test_forgotten_conversation_is_gone(store: Store) -> None:
    """Forgetting deletes the one key's conversation; an unknown key has nothing to forget."""
    await store.conversations.save(KEY, CASE, None)
    await store.conversations.save("another", CASE, None)
    await store.conversations.forget(KEY)
    await store.conversations.forget("never seen")
    assert await store.conversations.load(KEY) is None
    assert await store.conversations.load("another") is not None


async def test_newer_row_is_passed_over(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A row of a newer version counts as no conversation, with a warning, and can be replaced."""
    await store.conversations.save(KEY, CASE, None)
    execute(path_in(tmp_path), "UPDATE conversation SET format = format + 1")
    assert await store.conversations.load(KEY) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    await store.conversations.save(KEY, CASE, None)
    assert await store.conversations.load(KEY) == (CASE, None)


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
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, state: str
) -> None:
    """A row that can't be read counts as no conversation, and the warning quotes none of it."""
    await store.conversations.save(KEY, CASE, None)
    execute(path_in(tmp_path), "UPDATE conversation SET state = ?", state)
    assert await store.conversations.load(KEY) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "marmalade" not in caplog.text
    assert KEY not in caplog.text


async def test_question_is_claimed_once(tmp_path: Path) -> None:
    """The first claim of a question wins, also over later ones after a restart."""
    url = url_of(path_in(tmp_path))
    async with Store.open(url) as store:
        assert await store.claims.claim("question-1", NOW)
        assert not await store.claims.claim("question-1", NOW + 1)
        assert await store.claims.claim("question-2", NOW)
    async with Store.open(url) as store:
        assert not await store.claims.claim("question-1", NOW + 2)


async def test_concurrent_claims_have_one_winner(tmp_path: Path) -> None:
    """However many claim a question at once, from several stores too, one of them gets it."""
    url = url_of(path_in(tmp_path))
    async with Store.open(url) as one, Store.open(url) as other:
        for question in map(str, range(5)):
            taken = await asyncio.gather(
                *(store.claims.claim(question, NOW) for store in (one, other) for _ in range(8))
            )
            assert sum(taken) == 1


async def test_stores_open_at_once(tmp_path: Path) -> None:
    """Processes that start together share the file that one of them made."""

    async def claim() -> bool:
        async with Store.open(url_of(path_in(tmp_path))) as store:
            return await store.claims.claim("question", NOW)

    assert sum(await asyncio.gather(*(claim() for _ in range(8)))) == 1


async def test_answer_is_noted(tmp_path: Path) -> None:
    """A closed claim names its answer after a restart; open and unknown ones name none."""
    url = url_of(path_in(tmp_path))
    async with Store.open(url) as store:
        await store.claims.claim("answered", NOW)
        await store.claims.claim("open", NOW)
        await store.claims.close("answered", "message-1")
        await store.claims.close("never claimed", "message-2")
    async with Store.open(url) as store:
        assert await store.claims.answer_to("answered") == "message-1"
        assert await store.claims.answer_to("open") is None
        assert await store.claims.answer_to("never claimed") is None


async def test_old_claims_are_purged(store: Store) -> None:
    """A claim is kept for seven days and not longer, answered or not."""
    await store.claims.claim("old", NOW - CLAIMS_LAST - 1)
    await store.claims.close("old", "message-1")
    await store.claims.claim("kept", NOW - CLAIMS_LAST)
    await store.claims.close("kept", "message-2")
    await store.purge(NOW)
    assert await store.claims.answer_to("old") is None
    assert await store.claims.claim("old", NOW)
    assert await store.claims.answer_to("kept") == "message-2"
    assert CLAIMS_LAST == 7 * 24 * 60 * 60


@pytest.mark.parametrize("resolution", [None, Resolution.SOLVED])
async def test_expired_conversations_are_purged(
    store: Store, resolution: Resolution | None
) -> None:
    """A conversation is kept for a day after its last turn, with its resolution if it ended."""
    kept = Conversation(NOW - 9 * EXPIRES_AFTER, NOW - EXPIRES_AFTER, resolution=resolution)
    expired = Conversation(NOW - 9 * EXPIRES_AFTER, kept.updated - 1, resolution=resolution)
    await store.conversations.save("kept", kept, "card")
    await store.conversations.save("expired", expired, None)
    await store.purge(NOW)
    assert (kept, "card") == await store.conversations.load("kept")
    assert await store.conversations.load("expired") is None


async def test_endings_are_counted_apart(store: Store) -> None:
    """Each case is counted once, by how it ended, when it is purged or makes room for a new one."""
    solved = replace(CASE, resolution=Resolution.SOLVED)
    for key, case in {
        "solved": solved,
        "escalated": replace(CASE, resolution=Resolution.ESCALATED),
        "given up": replace(CASE, resolution=Resolution.GIVEN_UP),
        "thanked": replace(CASE, thanked=True),
        "silent": CASE,
        "silent too": CASE,
        "talk": Conversation(NOW, NOW, turns=2),
    }.items():
        await store.conversations.save(key, case, None)
    assert await store.endings() == {}
    await store.conversations.save("solved", solved.turn(NOW + 1), "card")
    assert await store.endings() == {}
    await store.conversations.save("solved", Conversation(NOW + 2, NOW + 2), None)
    assert await store.endings() == {"solved": 1}
    await store.conversations.save("silent", Conversation(NOW + 2, NOW + 2), None)
    await store.purge(NOW + EXPIRES_AFTER + 1)
    await store.purge(NOW + EXPIRES_AFTER + 1)
    assert await store.endings() == {
        "solved": 1,
        "escalated": 1,
        "given_up": 2,
        "assumed": 1,
        "expired": 1,
    }


async def test_unreadable_rows_are_purged(store: Store, tmp_path: Path) -> None:
    """A row that can't be read expires like any other."""
    await store.conversations.save(KEY, CASE, None)
    execute(path_in(tmp_path), "UPDATE conversation SET state = '', format = 99")
    await store.purge(NOW + EXPIRES_AFTER + 1)
    assert execute(path_in(tmp_path), "SELECT count(*) FROM conversation") == [(0,)]


async def test_locked_store_raises(tmp_path: Path) -> None:
    """While another program holds the file, reading works, writing fails and changes nothing."""
    path = path_in(tmp_path)
    async with Store.open(url_of(path), patience=0.01) as store:
        await store.conversations.save(KEY, CASE, "card-1")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="locked") as caught:
                await store.conversations.save(KEY, CASE, "card-2")
            with pytest.raises(StoreError):
                await store.claims.claim("question", NOW)
            with pytest.raises(StoreError):
                await store.purge(NOW)
            assert await store.conversations.load(KEY) == (CASE, "card-1")
            other.execute("ROLLBACK")
        assert await store.claims.claim("question", NOW)
    assert str(path) == caught.value.place
    assert "Make sure that" in str(caught.value)
    assert caught.value.exit == Exit.EXPECTED


async def test_failure_tells_no_content(tmp_path: Path) -> None:
    """Neither the error nor what led to it shows what was to be kept, or for whom."""
    path = path_in(tmp_path)
    card = "marmalade"
    async with Store.open(url_of(path)) as store:
        execute(path, "DROP TABLE conversation")
        with pytest.raises(StoreError) as caught:
            await store.conversations.save(KEY, CASE, card)
    told = "".join(traceback.format_exception(caught.value))
    assert "no such table" in told
    assert not [part for part in (KEY, CASE.matches[0].id, card) if part in told]


@pytest.mark.parametrize("name", ["noise", "folder", "noise/below.sqlite3"])
async def test_unusable_file_raises(tmp_path: Path, name: str) -> None:
    """A file that is no database, a folder, or a place below a file is refused with its name."""
    (tmp_path / "noise").write_bytes(b"no database at all, " * 100)
    (tmp_path / "folder").mkdir()
    path = tmp_path / name
    with pytest.raises(StoreError, match=name):
        async with Store.open(url_of(path)):
            pytest.fail("it was opened")


@pytest.mark.parametrize("url", ["nonsense", "postgresql+asyncpg://medic:hush@db/medic"])
async def test_other_address_is_refused(url: str) -> None:
    """An address that is not SQLite's names the setting, and is not repeated."""
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        async with Store.open(url):
            pytest.fail("it was opened")
    assert url not in str(caught.value)
    assert "hush" not in str(caught.value)


async def test_store_without_a_file() -> None:
    """The plain SQLite address keeps everything in memory, as long as the store is open."""
    async with Store.open("sqlite://") as store:
        await store.conversations.save(KEY, CASE, None)
        assert await store.conversations.load(KEY) == (CASE, None)


async def test_file_is_in_wal_mode(store: Store, tmp_path: Path) -> None:
    """The file is switched to write-ahead logging, so that readers and a writer don't wait."""
    assert await store.claims.claim("question", NOW)
    assert execute(path_in(tmp_path), "PRAGMA journal_mode") == [("wal",)]


async def test_cancelled_operation_leaves_the_store_usable(store: Store) -> None:
    """After operations were cancelled on their way, the next one works as ever."""
    tasks = [asyncio.create_task(store.claims.claim(str(number), NOW)) for number in range(9)]
    await store.claims.claim("first", NOW)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await store.claims.claim("last", NOW)


async def hold(
    assistant: Assistant, conversations: Conversations, claims: Claims, key: str, said: str
) -> None:
    """Take one turn as an adapter does, and one more by the reply's first choice."""
    question = uuid.uuid5(uuid.NAMESPACE_OID, key + said).hex
    assert await claims.claim(question, NOW)
    found = await conversations.load(key)
    reply = assistant.hear(Utterance(said), found and found[0], NOW)
    assert reply.conversation is not None
    await conversations.save(key, reply.conversation, "card")
    if reply.choices:
        reply = assistant.choose(reply.choices[0].id, reply.conversation, NOW)
        assert reply.conversation is not None
        await conversations.save(key, reply.conversation, "card")
    await claims.close(question, "card")


async def test_no_said_text_is_in_the_file(assistant: Assistant, tmp_path: Path) -> None:
    """Whatever is said in real conversations, none of it is in the database's raw files."""
    path = path_in(tmp_path)
    files: list[bytes] = []
    async with Store.open(url_of(path)) as store:
        for number, texts in enumerate(CONVERSATIONS):
            for said in texts:
                await hold(assistant, store.conversations, store.claims, f"user-{number}", said)
                files += [file.read_bytes() for file in path.parent.iterdir()]
    files += [file.read_bytes() for file in path.parent.iterdir()]
    raw = b"\n".join(files).lower()
    assert b"storage-full" in raw
    assert b"iphone 13 pro" in raw
    said_texts = [text for texts in CONVERSATIONS for text in texts]
    assert not [text for text in (*said_texts, *PRIVATE) if text.lower().encode() in raw]

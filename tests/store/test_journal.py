import asyncio
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.store import OUTCOMES_LAST, Store
from bot.adapters.store.journal import Journal
from bot.adapters.store.pseudonyms import Pseudonyms, key_file
from bot.core.conversation import EXPIRES_AFTER, Conversation, Resolution
from bot.core.matching import Match
from bot.core.outcome import Outcome
from bot.core.ports import Case, CaseKey
from bot.core.slots import Slots
from bot.errors import SettingsError, StoreError
from tests.store.world import CASE, CASE_KEY, KEY, NOW, execute, question, url_of

LATER = NOW + EXPIRES_AFTER + 1


async def test_endings_are_counted_apart(store: Store) -> None:
    """Each case is counted once, by how it ended, when it is purged or makes room for a new one."""
    solved = replace(CASE, resolution=Resolution.SOLVED)
    cases = {
        1: solved,
        2: replace(CASE, resolution=Resolution.ESCALATED),
        3: replace(CASE, resolution=Resolution.GIVEN_UP),
        4: replace(CASE, thanked=True),
        5: CASE,
        6: CASE,
        7: Conversation(NOW, NOW, turns=2),
    }
    for place, case in cases.items():
        await store.conversations.save(CaseKey(place, 1), Case(case))
    assert await store.endings() == {}
    await store.conversations.save(CaseKey(1, 1), Case(solved.turn(NOW + 1)))
    assert await store.endings() == {}
    await store.conversations.save(CaseKey(1, 1), Case(Conversation(NOW + 2, NOW + 2)))
    assert await store.endings() == {"solved": 1}
    await store.conversations.save(CaseKey(5, 1), Case(Conversation(NOW + 2, NOW + 2)))
    await store.purge(LATER)
    await store.purge(LATER)
    assert await store.endings() == {
        "solved": 1,
        "escalated": 1,
        "given_up": 2,
        "assumed": 1,
        "expired": 1,
    }


async def test_outcome_says_what_helped(store: Store, url: str) -> None:
    """An outcome tells when, where and how a case ended, and of its user nothing but a hash."""
    solved = replace(
        CASE, tried=("restart", "wait", "plan"), skipped=("wait",), current="free-space"
    )
    await store.conversations.save(CASE_KEY, Case(solved.ends(Resolution.SOLVED)))
    await store.purge(LATER)
    (row,) = await execute(
        url,
        "SELECT ended, server, person, resolution, cause, fix, failed, turns, device FROM outcome",
    )
    assert row == (
        NOW,
        CASE_KEY.server,
        Pseudonyms(KEY).person(CASE_KEY.user),
        "solved",
        "storage-full",
        "free-space",
        json.dumps(["restart", "plan"]),
        3,
        "iphone",
    )


async def test_outcomes_are_listed(store: Store) -> None:
    """Outcomes come back as they were noted: a server's or all, from a time on, in their order."""
    solved = replace(CASE, tried=("restart",), current="wait").ends(Resolution.SOLVED)
    later = replace(CASE, updated=NOW + 5, slots=Slots())
    direct = CaseKey(1, 2)
    await store.conversations.save(direct, Case(later))
    await store.conversations.save(CASE_KEY, Case(solved))
    await store.purge(LATER + 5)
    first, second = Outcome.of(solved, LATER), Outcome.of(later, LATER + 5)
    assert first
    assert second
    assert await store.outcomes.list(None, 0.0) == [first, second]
    assert await store.outcomes.list(CASE_KEY.server, 0.0) == [first]
    assert await store.outcomes.list(1, 0.0) == []
    assert await store.outcomes.list(None, NOW + 0.5) == [second]


@pytest.mark.parametrize(
    ("resolution", "fix", "failed"),
    [
        (Resolution.SOLVED, "restart", ()),
        (Resolution.ASSUMED, "restart", ()),
        (Resolution.GIVEN_UP, None, ("restart",)),
        (Resolution.ESCALATED, None, ("restart",)),
    ],
)
def test_only_what_helped_is_said_to(
    resolution: Resolution, fix: str | None, failed: tuple[str, ...]
) -> None:
    """The open fix is what helped where something did; a fix is never both."""
    case = replace(CASE, current="restart").ends(resolution)
    outcome = Outcome.of(case, NOW)
    assert outcome
    assert (outcome.fix, outcome.failed) == (fix, failed)


def test_cause_that_was_ruled_out_is_not_it() -> None:
    """The cause of an outcome is the likeliest of those that are left."""
    matches = (Match("vpn-on", 0.9), Match("no-wifi", 0.5))
    case = replace(CASE, matches=matches, ruled_out=("vpn-on",))
    outcome = Outcome.of(case, LATER)
    assert outcome
    assert outcome.cause == "no-wifi"
    none_left = Outcome.of(replace(case, ruled_out=("vpn-on", "no-wifi")), LATER)
    assert none_left
    assert none_left.cause is None


async def test_a_case_is_counted_once(store: Store) -> None:
    """A case that comes back after it was counted, by a late write, is not counted again."""
    newer = Conversation(NOW + 2, NOW + 2)
    for conversation in (CASE, newer, CASE, newer):
        await store.conversations.save(CASE_KEY, Case(conversation))
    await store.purge(LATER + 9)
    assert await store.endings() == {"given_up": 1}


async def test_cases_that_are_replaced_at_once_are_counted_once(url: str) -> None:
    """Of processes that begin new cases under a key at once, each case is counted, and once."""
    async with Store.open(url, key=KEY) as one, Store.open(url, key=KEY) as other:
        await one.conversations.save(CASE_KEY, Case(CASE))
        cases = [replace(CASE, started=NOW + number, updated=NOW + 9) for number in range(6)]
        await asyncio.gather(
            *(
                (one, other)[number % 2].claims.close(question(number), number, Case(case))
                for number, case in enumerate(cases)
            )
        )
        await one.purge(LATER + 9)
        assert sum((await other.endings()).values()) == 7


async def test_counting_and_leaving_are_one_step(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a purge breaks off after it counted, the case is still there and not yet counted."""

    def break_off(*_: object) -> None:
        raise OSError

    await store.conversations.save(CASE_KEY, Case(CASE))
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "purge", break_off)
        with pytest.raises(StoreError):
            await store.purge(LATER)
    assert await store.endings() == {}
    assert await store.conversations.load(CASE_KEY) == Case(CASE)
    await store.purge(LATER)
    assert await store.endings() == {"expired": 1}


async def test_old_outcomes_are_purged(store: Store) -> None:
    """An outcome is kept for 400 days after the case's end and not longer."""
    await store.conversations.save(CASE_KEY, Case(CASE))
    await store.purge(LATER)
    await store.purge(NOW + OUTCOMES_LAST)
    assert await store.endings() == {"expired": 1}
    await store.purge(NOW + OUTCOMES_LAST + 1)
    assert await store.endings() == {}
    assert OUTCOMES_LAST == 400 * 24 * 60 * 60


def test_hashes_want_the_key() -> None:
    """A person's hash is always the same with one key, and another with another key or person."""
    hashes = Pseudonyms(KEY)
    assert hashes.person(1) == Pseudonyms(KEY).person(1)
    others = {Pseudonyms(KEY[1:]).person(1), hashes.person(2), hashes.case(CASE_KEY, NOW)}
    assert len(others | {hashes.person(1)}) == 4
    assert len(bytes.fromhex(hashes.person(1))) == 16


def test_cases_have_hashes_of_their_own() -> None:
    """Cases that differ in place, user, tag or start differ in their hashes."""
    hashes = Pseudonyms(KEY)
    keys = [CaseKey(1, 23), CaseKey(12, 3), CaseKey(1, 2, "3"), CaseKey(1, 2)]
    assert len({hashes.case(key, NOW + start) for key in keys for start in (0, 0.5)}) == 8


async def outcomes_of_one(url: str, place: int, key: str | None = None) -> list[str]:
    """Let a case of the same user expire; gives whose cases are noted by then."""
    async with Store.open(url, key=key) as store:
        await store.conversations.save(CaseKey(place, 1), Case(CASE))
        await store.purge(LATER)
    return [person for (person,) in await execute(url, "SELECT person FROM outcome")]


async def test_sqlite_has_its_own_key(sqlite_path: Path) -> None:
    """The key is made once, beside the file, for its owner's eyes; a key that is set wins."""
    url, key = url_of(sqlite_path), key_file(sqlite_path)
    first = await outcomes_of_one(url, 1)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(set(await outcomes_of_one(url, 2))) == 1
    assert first == [Pseudonyms(key.read_text("utf-8").strip()).person(1)]
    assert len(set(await outcomes_of_one(url, 3, KEY))) == 2
    assert sorted(path.name for path in sqlite_path.parent.iterdir()) == [
        sqlite_path.name,
        key.name,
    ]


async def test_processes_that_start_together_share_the_key(sqlite_path: Path) -> None:
    """Of stores that open a new file at once, one makes the key, and the others use it."""
    url = url_of(sqlite_path)
    people = await asyncio.gather(*(outcomes_of_one(url, place) for place in range(1, 6)))
    assert len({person for told in people for person in told}) == 1


async def test_lost_key_is_told(sqlite_path: Path) -> None:
    """An empty or unreadable file of the key is refused with its name."""
    url, key = url_of(sqlite_path), key_file(sqlite_path)
    await outcomes_of_one(url, 1)
    for content in (b"", b"\xff\xfe"):
        key.write_bytes(content)
        with pytest.raises(StoreError, match=key.name):
            await outcomes_of_one(url, 2)


async def test_postgres_wants_a_key(postgres_url: str) -> None:
    """Without JOURNAL_KEY a shared database is refused, with how to make one."""
    with pytest.raises(SettingsError, match=r"JOURNAL_KEY is not set: .*token_hex"):
        async with Store.open(postgres_url):
            pytest.fail("it was opened")

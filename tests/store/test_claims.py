import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.store import CLAIMS_LAST, Store
from bot.core.ports import Case, CaseKey, Claim, Claims, Question, Taken
from bot.errors import StoreError
from tests.fakes import FakeClaims, FakeConversations
from tests.store.world import CASE, CASE_KEY, FEW, KEY, NOW, OTHER_KEY, execute, question

ROOT = Path(__file__).resolve().parent.parent.parent

CLAIMING = """
import asyncio, sys
from bot.adapters.store import Store
from tests.store.world import KEY, NOW, question

async def claim():
    async with Store.open(sys.argv[1], key=KEY, patience=30) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(1, 21):
            if await store.claims.claim(question(number), NOW):
                print(number, flush=True)

asyncio.run(claim())
"""
"""A process that waits for a line, and then takes on what it can."""


async def test_question_is_claimed_once(url: str) -> None:
    """The first claim of a question wins, also over later ones after a restart."""
    async with Store.open(url, key=KEY) as store:
        assert await store.claims.claim(question(1), NOW)
        assert not await store.claims.claim(question(1, OTHER_KEY), NOW + 1)
        assert await store.claims.claim(question(2), NOW)
    async with Store.open(url, key=KEY) as store:
        assert not await store.claims.claim(question(1), NOW + 2)
        assert await store.claims.find(1) == Claim(question(1), NOW)


async def test_concurrent_claims_have_one_winner(url: str) -> None:
    """However many claim a question at once, from several stores too, one of them gets it."""
    async with Store.open(url, key=KEY) as one, Store.open(url, key=KEY) as other:
        for number in range(1, 6):
            taken = await asyncio.gather(
                *(
                    store.claims.claim(question(number), NOW)
                    for store in (one, other)
                    for _ in range(8)
                )
            )
            assert sum(one is not None for one in taken) == 1


def test_claims_of_several_processes_have_one_winner(url: str) -> None:
    """Of three processes that claim the same questions at once, one gets each."""
    processes = [
        subprocess.Popen(  # noqa: S603  # fixed words
            [sys.executable, "-c", CLAIMING, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(int(number) for numbers in told for number in numbers) == [*range(1, 21)]


async def test_answer_is_noted(url: str) -> None:
    """A closed claim is found by either message after a restart; open and unknown ones are told."""
    async with Store.open(url, key=KEY) as store:
        await store.claims.claim(question(1), NOW)
        await store.claims.claim(question(2), NOW)
        await store.claims.close(question(1), 11)
        await store.claims.close(question(3), 13)
    async with Store.open(url, key=KEY) as store:
        closed = Claim(question(1), NOW, 11)
        assert await store.claims.find(1) == closed
        assert await store.claims.answered_by(11) == closed
        found = await store.claims.find(2)
        assert found == Claim(question(2), NOW)
        assert found.question.key.server == CASE_KEY.server
        assert await store.claims.find(3) is None
        assert await store.claims.answered_by(13) is None


async def test_claim_comes_with_its_case(store: Store) -> None:
    """Who takes a question on learns which case it goes on with; nobody else learns anything."""
    assert await store.claims.claim(question(1), NOW) == Taken(None)
    await store.conversations.save(CASE_KEY, Case(CASE, 3, 1, CASE))
    await store.conversations.save(OTHER_KEY, Case(CASE, 4))
    assert await store.claims.claim(question(2), NOW) == Taken(Case(CASE, 3, 1, CASE))
    assert await store.claims.claim(question(2), NOW) is None


async def test_answer_is_kept_with_its_case(store: Store) -> None:
    """The case as an answer left it is kept along; one that it left alone stays as it was."""
    await store.claims.claim(question(1), NOW)
    await store.claims.claim(question(2), NOW)
    await store.claims.close(question(1), 11, Case(CASE, 11, 1))
    await store.claims.close(question(2), 12)
    assert await store.conversations.load(CASE_KEY) == Case(CASE, 11, 1)
    assert await store.claims.find(1) == Claim(question(1), NOW, 11)
    assert await store.claims.find(2) == Claim(question(2), NOW, 12)


async def test_case_without_its_answer_is_not_kept(store: Store, url: str) -> None:
    """Where an answer can't be noted, the case is as before it: both are kept or neither."""
    await store.conversations.save(CASE_KEY, Case(CASE, 3))
    await execute(url, "DROP TABLE claim")
    with pytest.raises(StoreError):
        await store.claims.close(question(1), 11, Case(CASE, 11))
    assert await store.conversations.load(CASE_KEY) == Case(CASE, 3)


async def test_question_whose_case_is_out_of_reach_is_not_taken_on(store: Store, url: str) -> None:
    """Where the case can't be looked up, nobody has taken the question on."""
    await execute(url, "DROP TABLE conversation")
    with pytest.raises(StoreError):
        await store.claims.claim(question(1), NOW)
    assert await store.claims.find(1) is None


async def do(claims: Claims, deed: str, number: int, key: CaseKey, time: float) -> object:
    """One operation on claims, with what it gives."""
    match deed:
        case "claim":
            return await claims.claim(Question(number, key), time)
        case "close":
            await claims.close(Question(number, key), 100 + number)
        case "answer":
            await claims.close(Question(number, key), 100 + number, Case(CASE, number))
        case "forget":
            await claims.forget(number)
    places = await claims.places(NOW + 2, NOW + time % 9)
    return (
        await claims.find(number),
        await claims.answered_by(100 + number),
        await claims.unfinished(NOW + 2, NOW + time % 9),
        places,
        [place.server for place in places],
    )


DEEDS = st.tuples(
    st.sampled_from(["claim", "claim", "close", "answer", "forget"]),
    st.integers(1, 5),
    st.sampled_from([CaseKey(1, 1), CaseKey(1, 2, "private"), CaseKey(2, 1, "", 3)]),
    st.integers(0, 8).map(lambda seconds: NOW + seconds),
)


@given(deeds=st.lists(DEEDS, max_size=25))
@FEW
async def test_claims_are_those_of_the_fake(
    store: Store, deeds: list[tuple[str, int, CaseKey, float]]
) -> None:
    """Whatever is done in whatever order, the store gives what the tests' stand-in gives."""
    await store.purge(NOW * 2)
    fake = FakeClaims(FakeConversations())
    for deed in deeds:
        assert await do(store.claims, *deed) == await do(fake, *deed)


async def test_claims_without_a_place_only_count(store: Store, url: str) -> None:
    """A claim from before places were kept guards its question, and is offered to nobody."""
    await execute(
        url,
        'INSERT INTO claim (question, claimed, place, "user", tag, answer) '
        "VALUES (1, :now, 0, 0, '', 11), (2, :now, 0, 0, '', NULL)",
        now=NOW,
    )
    assert not await store.claims.claim(question(1), NOW)
    assert await store.claims.find(1) is None
    assert await store.claims.answered_by(11) is None
    assert await store.claims.unfinished(0, NOW + 1) == []
    assert await store.claims.places(0, NOW + 1) == []


async def test_old_claims_are_purged(store: Store) -> None:
    """A claim is kept for seven days and not longer, answered or not."""
    await store.claims.claim(question(1), NOW - CLAIMS_LAST - 1)
    await store.claims.close(question(1), 11)
    await store.claims.claim(question(2), NOW - CLAIMS_LAST)
    await store.claims.close(question(2), 12)
    await store.purge(NOW)
    assert await store.claims.find(1) is None
    assert await store.claims.find(2) is not None
    assert CLAIMS_LAST == 7 * 24 * 60 * 60


async def test_cancelled_operation_leaves_the_store_usable(store: Store) -> None:
    """After operations were cancelled on their way, the next one works as ever."""
    tasks = [
        asyncio.create_task(store.claims.claim(question(number), NOW)) for number in range(1, 10)
    ]
    await store.claims.claim(question(10), NOW)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await store.claims.claim(question(11), NOW)

import json
from dataclasses import replace

from bot.adapters.store import Store
from bot.adapters.store.pseudonyms import Pseudonyms
from bot.adapters.store.tables import METADATA
from bot.core.conversation import Resolution
from bot.core.ports import Case
from tests.store.test_servers import fill
from tests.store.world import (
    CASE,
    CASE_KEY,
    KEY,
    NOW,
    OTHER_KEY,
    PLACE,
    SERVER,
    USER,
    everything,
    execute,
    question,
)


async def test_export_shows_everything(store: Store) -> None:
    """An export has the rows of one user from every table that has any, and is fit for JSON."""
    await fill(store, OTHER_KEY, 2)
    await fill(store, CASE_KEY, 1)
    await store.conversations.save(CASE_KEY, Case(CASE, 11, 12, CASE))
    await store.claims.close(question(1), 11)
    shown = json.loads(json.dumps(await store.people.export(USER)))
    (conversation,), (claim,), (outcome,) = (
        shown["conversations"],
        shown["claims"],
        shown["outcomes"],
    )
    assert shown["user"] == USER
    assert (conversation["place"], conversation["card"], conversation["question"]) == (
        PLACE,
        11,
        12,
    )
    assert conversation["state"]["matches"][0]["id"] == "storage-full"
    assert conversation["before"] == conversation["state"]
    assert (claim["question"], claim["answer"], claim["server"]) == (1, 11, SERVER)
    assert (outcome["resolution"], outcome["failed"]) == ("expired", ["restart"])
    assert outcome["person"] == Pseudonyms(KEY).person(USER)


async def test_export_shows_what_is_damaged(store: Store, url: str) -> None:
    """A row that the bot can't read any more is shown as it is."""
    await store.conversations.save(CASE_KEY, Case(CASE))
    await execute(url, "UPDATE conversation SET state = '{marmalade', format = 99")
    shown = await store.people.export(USER)
    assert "{marmalade" in json.dumps(shown)


async def test_export_of_nobody(store: Store) -> None:
    """Somebody of whom nothing is kept is shown empty lists."""
    assert await store.people.export(1) == {
        "user": 1,
        "conversations": [],
        "claims": [],
        "outcomes": [],
        "taught_examples": [],
    }


async def test_forgotten_person_leaves_no_row(store: Store, url: str) -> None:
    """Forgetting deletes one user's rows everywhere, says how many, and leaves others alone."""
    await fill(store, OTHER_KEY, 2)
    before = await everything(url)
    await fill(store, CASE_KEY, 1)
    await store.conversations.save(replace(CASE_KEY, place=5, server=None), Case(CASE))
    assert await store.people.forget(USER) == 5
    left = await everything(url)
    del before["miss"], left["miss"]  # nothing tells whose a miss is
    assert left == before
    assert await store.people.forget(USER) == 0


async def test_every_table_with_people_is_covered(store: Store) -> None:
    """Each table that can tell one user from another is in the export."""
    shown = await store.people.export(USER)
    personal = [
        f"{name}s"
        for name, table in METADATA.tables.items()
        if {"user", "person"} & set(table.columns.keys())
    ]
    assert sorted(personal) == sorted(shown.keys() - {"user"})


async def test_forgetting_in_the_middle_of_a_conversation(store: Store) -> None:
    """What goes on after forgetting begins anew: nothing of before is counted or shown."""
    await store.claims.claim(question(1), NOW)
    await store.conversations.save(CASE_KEY, Case(CASE, 11))
    assert await store.people.forget(USER) == 2
    await store.claims.close(question(1), 11)
    assert await store.conversations.load(CASE_KEY) is None
    await store.conversations.save(CASE_KEY, Case(CASE.ends(Resolution.SOLVED)))
    assert await store.people.forget(USER) == 1
    await store.purge(NOW * 2)
    assert await store.endings() == {}

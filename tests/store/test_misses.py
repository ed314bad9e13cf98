import asyncio

from bot.adapters.store import MOST_MISSES, Store
from bot.core.misses import MISSES_LAST, Miss, day_of
from bot.core.ports import ServerSettings
from tests.store.world import CASE_KEY, KEY, NOW, SERVER, execute, migrated

DAY = 24 * 60 * 60
KEEPS = ServerSettings(keeps_misses=True)
OTHER = SERVER + 1


async def texts(store: Store, server: int | None = SERVER) -> list[str]:
    """What is kept of a server, the latest first."""
    return [miss.text for miss in await store.misses.list(server)]


async def test_misses_survive_a_restart(url: str) -> None:
    """Misses are there after a restart, the latest first, with their day; each server's its own."""
    async with Store.open(url, key=KEY) as store:
        await store.servers.save(SERVER, KEEPS)
        await store.servers.save(OTHER, KEEPS)
        await store.misses.note(SERVER, "one", NOW)
        await store.misses.note(OTHER, "two ☃", NOW + DAY)
        await store.misses.note(SERVER, "three", NOW + DAY)
    async with Store.open(url, key=KEY) as store:
        assert await store.misses.list(SERVER) == [
            Miss(3, "three", day_of(NOW) + 1),
            Miss(1, "one", day_of(NOW)),
        ]
        assert await texts(store, None) == ["three", "two ☃", "one"]


async def test_only_where_it_is_wanted(store: Store, url: str) -> None:
    """Of a server that doesn't keep misses, nothing is kept; switching it off deletes all."""
    await store.servers.save(OTHER, KEEPS)
    await store.misses.note(OTHER, "theirs", NOW)
    await store.misses.note(SERVER, "said", NOW)
    await store.servers.save(SERVER, ServerSettings())
    await store.misses.note(SERVER, "said", NOW)
    assert await texts(store) == []
    await store.servers.save(SERVER, KEEPS)
    await store.misses.note(SERVER, "said", NOW)
    await store.servers.save(SERVER, ServerSettings(is_off=True, keeps_misses=True))
    assert await texts(store) == ["said"]
    await store.servers.save(SERVER, ServerSettings())
    assert await texts(store) == []
    assert await execute(url, "SELECT text FROM miss") == [("theirs",)]


async def test_switching_off_leaves_none_behind(url: str) -> None:
    """What one process notes while another switches it off is not left over."""
    async with Store.open(url, key=KEY) as one, Store.open(url, key=KEY) as other:
        for number in range(5):
            await one.servers.save(SERVER, KEEPS)
            await asyncio.gather(
                *(one.misses.note(SERVER, f"{number}", NOW) for _ in range(3)),
                other.servers.save(SERVER, ServerSettings()),
            )
            assert await texts(one) == []


async def test_a_row_tells_of_nobody(store: Store, url: str) -> None:
    """A row holds the server, the day and the text, and nothing of who said it or when."""
    await store.servers.save(SERVER, KEEPS)
    await store.misses.note(SERVER, "said", NOW + 1)
    assert await execute(url, "SELECT * FROM miss") == [(1, SERVER, day_of(NOW), "said")]
    assert await store.people.forget(CASE_KEY.user) == 0
    assert await texts(store) == ["said"]


async def test_old_misses_are_purged(store: Store) -> None:
    """A miss is kept for 30 days and not longer."""
    await store.servers.save(SERVER, KEEPS)
    await store.misses.note(SERVER, "said", NOW)
    await store.purge(NOW + MISSES_LAST * DAY)
    assert await texts(store) == ["said"]
    await store.purge(NOW + (MISSES_LAST + 1) * DAY)
    assert await texts(store) == []
    assert MISSES_LAST == 30


async def test_the_oldest_make_room(store: Store, url: str) -> None:
    """No server has more than so many misses; the oldest of its own go for a new one."""
    for server in (SERVER, OTHER):
        await store.servers.save(server, KEEPS)
    await store.misses.note(OTHER, "theirs", NOW)
    rows = ", ".join(f"({SERVER}, 1, '{number}')" for number in range(MOST_MISSES))
    await execute(url, f"INSERT INTO miss (server, day, text) VALUES {rows}")  # noqa: S608  # numbers
    await store.misses.note(SERVER, "new", NOW)
    kept = await texts(store)
    assert (len(kept), kept[0], kept[-1]) == (MOST_MISSES, "new", "1")
    assert await texts(store, OTHER) == ["theirs"]


async def test_what_is_dealt_with_goes(store: Store) -> None:
    """Misses are forgotten by their ids, only of the server; an id is never given again."""
    for server in (SERVER, OTHER):
        await store.servers.save(server, KEEPS)
        await store.misses.note(server, "one", NOW)
        await store.misses.note(server, "two", NOW)
    await store.misses.forget(SERVER, [2, 3, 4])
    await store.misses.forget(SERVER, [])
    assert await texts(store) == ["one"]
    await store.misses.forget(OTHER, [3, 4])
    await store.misses.note(OTHER, "three", NOW)
    assert await store.misses.list(OTHER) == [Miss(5, "three", day_of(NOW))]


async def test_second_schema_is_upgraded(url: str) -> None:
    """What the second schema holds stays as it is, and misses find a table."""
    await migrated(url, "0002")
    await execute(
        url,
        f"""INSERT INTO outcome
            ("case", ended, server, person, resolution, cause, fix, failed, turns, device)
            VALUES ('c', {NOW}, {SERVER}, 'p', 'solved', 'vpn-on', 'vpn-off', '["wait"]', 3, NULL)
        """,  # noqa: S608  # numbers
        f"INSERT INTO memo (name, text) VALUES ('commands', '{SERVER}')",  # noqa: S608  # a number
    )
    async with Store.open(url, key=KEY) as store:
        await store.servers.save(SERVER, KEEPS)
        await store.misses.note(SERVER, "said", NOW)
        assert await texts(store) == ["said"]
        assert await store.endings() == {"solved": 1}
        assert await store.memos.read("commands") == str(SERVER)

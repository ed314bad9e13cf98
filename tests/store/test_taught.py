from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.store import Store
from bot.adapters.store.pseudonyms import Pseudonyms
from bot.core.teaching import TaughtExample
from tests.store.world import FEW, KEY, NOW, SERVER, USER, everything, ids, whole

HALL = TaughtExample("no-wifi", "no bars in the hall", NOW, SERVER)
FULL = TaughtExample("storage-full", "it wants me to pay for room", NOW + 1, SERVER)
PROPOSED = replace(FULL, is_active=False)


async def test_taught_examples_survive_a_restart(url: str) -> None:
    """What was taught and proposed is there after a restart, oldest first."""
    async with Store.open(url, key=KEY) as store:
        assert await store.taught.add(PROPOSED, USER)
        assert await store.taught.add(HALL, USER)
    async with Store.open(url, key=KEY) as store:
        assert await store.taught.all() == [HALL, PROPOSED]


@given(
    example=whole(
        TaughtExample,
        entry=st.from_regex(r"[a-z-]{1,40}", fullmatch=True),
        text=st.from_regex(r"[a-z☃ '\"]{1,240}", fullmatch=True),
        taught=st.floats(allow_nan=False, allow_infinity=False),
        server=st.none() | ids(),
    )
)
@FEW
async def test_every_example_round_trips(store: Store, example: TaughtExample) -> None:
    """Whatever is taught comes back equal."""
    await store.taught.add(example, USER)
    assert await store.taught.all() == [example]
    await store.taught.remove(example.id)


async def test_same_words_are_kept_once(store: Store) -> None:
    """The first one who teaches some words has taught them; a second one changes nothing."""
    assert await store.taught.add(HALL, USER)
    assert not await store.taught.add(replace(HALL, entry="vpn-on", taught=NOW + 5), USER + 1)
    assert await store.taught.all() == [HALL]


async def test_proposal_is_accepted(store: Store) -> None:
    """An accepted proposal counts; one that is gone can't be accepted."""
    await store.taught.add(PROPOSED, USER)
    assert await store.taught.activate(PROPOSED.id)
    assert await store.taught.all() == [FULL]
    assert not await store.taught.activate(HALL.id)


async def test_removed_example_is_gone(store: Store) -> None:
    """An example is taken back once; the others stay, and the same words can be taught again."""
    for example in (HALL, PROPOSED):
        await store.taught.add(example, USER)
    assert await store.taught.remove(HALL.id)
    assert not await store.taught.remove(HALL.id)
    assert await store.taught.all() == [PROPOSED]
    assert await store.taught.add(HALL, USER)


async def test_nobody_stands_beside_an_example(store: Store, url: str) -> None:
    """Who taught an example is kept as a keyed hash alone."""
    await store.taught.add(HALL, USER)
    ((*_, person, is_active),) = (await everything(url))["taught_example"]
    assert person == Pseudonyms(KEY).person(USER)
    assert is_active
    assert str(USER) not in repr(await everything(url))


async def test_person_sees_their_examples(store: Store) -> None:
    """An export has what the person taught and proposed, and nothing of others."""
    await store.taught.add(HALL, USER)
    await store.taught.add(PROPOSED, USER + 1)
    shown = (await store.people.export(USER))["taught_examples"]
    assert isinstance(shown, list)
    assert [(one["text"], one["entry"]) for one in shown] == [(HALL.text, HALL.entry)]


async def test_forgotten_person_leaves_knowledge_without_a_name(store: Store, url: str) -> None:
    """A person's proposals go with them; what counts stays, and nothing says whose it was."""
    await store.taught.add(HALL, USER)
    await store.taught.add(PROPOSED, USER)
    await store.taught.add(TaughtExample("vpn-on", "a key in the bar", NOW), USER + 1)
    assert await store.people.forget(USER) == 2
    assert PROPOSED not in await store.taught.all()
    assert HALL in await store.taught.all()
    assert Pseudonyms(KEY).person(USER) not in repr(await everything(url))
    assert Pseudonyms(KEY).person(USER + 1) in repr(await everything(url))


async def test_forgotten_server_leaves_knowledge_without_a_place(store: Store) -> None:
    """A server's proposals go with it; what counts stays, and nothing says where it came from."""
    elsewhere = TaughtExample("vpn-on", "a key in the bar", NOW, SERVER + 1, is_active=False)
    for example in (HALL, PROPOSED, elsewhere):
        await store.taught.add(example, USER)
    await store.servers.forget(SERVER)
    assert sorted(await store.taught.all(), key=lambda one: one.entry) == [
        replace(HALL, server=None),
        elsewhere,
    ]

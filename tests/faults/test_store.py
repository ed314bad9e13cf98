"""A store that is locked, full or gone: the bot answers on, and makes up for it when it is back."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.adapters.store import Bridge, Store
from bot.errors import Exit, StoreError
from tests.faults.outages import PATIENCE, file_of, full, locked, out_of_reach
from tests.wire.bench import STORAGE, Bench, settled
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.world import User

_MOST = 12
"""People who ask until a full store has no room left for one more."""


OUTAGES: dict[str, Callable[[Store], AbstractAsyncContextManager[None]]] = {
    "locked": locked,
    "full": full,
    "gone": out_of_reach,
}


async def ask_until(bridge: Bridge, discord: FakeDiscord) -> list[User]:
    """Let new people ask until the bridge has noticed that the store is down."""
    asked: list[User] = []
    while not bridge.is_down:
        assert len(asked) < _MOST
        user = discord.world.add_user(f"person {len(asked)}")
        asked.append(user)
        direct = discord.world.direct(user)
        await discord.answer_to(await discord.people.say(STORAGE, direct, user))
        await settled()
    return asked


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
async def test_answers_go_on(
    bench: Bench, hasty: Store, outage: Callable[[Store], AbstractAsyncContextManager[None]]
) -> None:
    """Meanwhile questions and presses are answered; afterwards all is written, and none doubled."""
    discord, bridge = bench.discord, Bridge(hasty)
    async with bench.running(bench.bot(bridge=bridge)):
        async with outage(hasty):
            last = (await ask_until(bridge, discord))[-1]
            direct = discord.world.direct(last)
            card = discord.answers(direct)[-1]
            press = await discord.people.click(card, "Still failing", last)
            await discord.until(lambda: "Fix 2 ·" in card.words, "the next fix")
            assert press.is_acknowledged
            await bridge.catch_up()
            assert bridge.is_down
        await bridge.catch_up()
        assert not bridge.is_down
        assert bridge.waiting == 0
    async with bench.running(bench.bot(bridge=Bridge(hasty))):  # what it knows is from the file
        (question, *_) = discord.messages.all(direct)
        await discord.messages.announce(question)
        bench.clock.time += 60
        after = await discord.answer_to(await discord.people.say("still failing", direct, last))
        assert "Fix 3 ·" in after.words


async def test_case_from_before_goes_on(bench: Bench, hasty: Store) -> None:
    """A case that began before the store was locked goes on meanwhile and after."""
    discord, bridge = bench.discord, Bridge(hasty)
    async with bench.running(bench.bot(bridge=bridge)):
        await discord.answer_to(await discord.people.say(STORAGE))
        async with locked(hasty):
            bench.clock.time += 60
            card = await discord.answer_to(await discord.people.say("{bot} still failing"))
            assert "Fix 2 ·" in card.words
            await settled()
        await bridge.catch_up()
        bench.clock.time += 60
        card = await discord.answer_to(await discord.people.say("{bot} still failing"))
        assert "Fix 3 ·" in card.words


async def test_deleted_file(bench: Bench, hasty: Store) -> None:
    """A file that is deleted under the bot stops nothing; the next start makes a new one."""
    discord, file = bench.discord, file_of(hasty)
    async with bench.running(bench.bot(bridge=Bridge(hasty))):
        await discord.answer_to(await discord.people.say(STORAGE))
        file.unlink()
        bench.clock.time += 60
        await discord.answer_to(await discord.people.say("{bot} still failing"))
    url = f"sqlite:///{file}"
    async with (
        Store.open(url, patience=PATIENCE) as anew,
        bench.running(bench.bot(bridge=Bridge(anew))),
    ):
        bench.clock.time += 60
        await discord.answer_to(await discord.people.say(STORAGE))


async def test_unusable_at_the_start(hasty: Store) -> None:
    """A file that can't be opened at the start ends the program with advice and exit code 1."""
    async with out_of_reach(hasty):
        with pytest.raises(StoreError, match="this user may write") as caught:
            async with Store.open(f"sqlite:///{file_of(hasty)}", patience=PATIENCE):
                pytest.fail("it was opened")
    assert caught.value.exit is Exit.EXPECTED

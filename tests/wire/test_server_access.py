"""The fake Discord itself: who may do what, how often, and what goes wrong on purpose."""

import asyncio

import aiohttp
import pytest

from tests.fakes import FakeClock
from tests.wire.api import Api
from tests.wire.fake_discord import FakeDiscord, Fault, too_many
from tests.wire.fake_discord.buckets import Rate
from tests.wire.fake_discord.permissions import Permission
from tests.wire.fake_discord.values import objects

TEXT = {"content": "hello"}


async def test_token_is_wanted(discord: FakeDiscord, api: Api) -> None:
    """Without the bot's token nothing is told or done."""
    path = f"/channels/{discord.world.general.id}/messages"
    assert (await api("GET", "/users/@me", key="another")).status == 401
    assert (await api("POST", path, TEXT, key="another")).status == 401
    assert (await api("GET", "/users/@me")).json["bot"] is True
    assert discord.answers() == []


async def test_unknown_things_have_their_codes(api: Api) -> None:
    """What isn't there is told apart by Discord's codes."""
    assert (await api("GET", "/channels/1")).refusal == (404, 10003)
    assert (await api("GET", "/guilds/1")).refusal == (404, 10004)
    assert (await api("GET", "/users/1")).refusal == (404, 10013)
    assert (await api("GET", "/nothing")).status == 404


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [
        (Permission.VIEW_CHANNEL, (403, 50001)),
        (Permission.SEND_MESSAGES, (403, 50013)),
        (Permission.READ_MESSAGE_HISTORY, (403, 160002)),
    ],
)
async def test_reply_takes_three_permissions(
    discord: FakeDiscord, api: Api, missing: Permission, refusal: tuple[int, int]
) -> None:
    """Without View there is nothing, without Send nothing can be said, without History no reply."""
    said = await discord.people.say("{bot} hello")
    await discord.people.forbid(discord.world.general, missing)
    body = {**TEXT, "message_reference": {"message_id": str(said.id)}}
    path = f"/channels/{discord.world.general.id}/messages"
    assert (await api("POST", path, body)).refusal == refusal
    assert discord.answers() == []
    elsewhere = f"/channels/{discord.world.direct(discord.world.alice).id}/messages"
    assert (await api("POST", elsewhere, TEXT)).status == 200


async def test_history_takes_its_permission(discord: FakeDiscord, api: Api) -> None:
    """Without Read Message History the list is empty, and a single message is refused."""
    said = await discord.people.say("{bot} hello")
    path = f"/channels/{discord.world.general.id}/messages"
    assert len(objects((await api("GET", path)).body)) == 1
    await discord.people.forbid(discord.world.general, Permission.READ_MESSAGE_HISTORY)
    assert (await api("GET", path)).body == []
    assert (await api("GET", f"{path}/{said.id}")).refusal == (403, 50013)


async def test_threads_have_permissions_of_their_own(discord: FakeDiscord, api: Api) -> None:
    """Opening a thread, and sending in one, take other permissions than sending."""
    said = await discord.people.say("{bot} hello")
    channel = discord.world.general
    await discord.people.forbid(channel, Permission.SEND_MESSAGES)
    path = f"/channels/{channel.id}/messages/{said.id}/threads"
    assert (await api("POST", path, {"name": "a"})).status == 200
    assert (await api("POST", f"/channels/{said.id}/messages", TEXT)).status == 200
    more = Permission.SEND_MESSAGES_IN_THREADS | Permission.CREATE_PUBLIC_THREADS
    await discord.people.forbid(channel, more)
    assert (await api("POST", f"/channels/{said.id}/messages", TEXT)).refusal == (403, 50013)
    assert (await api("POST", path, {"name": "a"})).refusal == (403, 50013)


async def test_direct_messages_can_be_closed(discord: FakeDiscord, api: Api) -> None:
    """Direct messages are opened by the person's id, and refused by who takes none."""
    alice = discord.world.alice
    opened = await api("POST", "/users/@me/channels", {"recipient_id": str(alice.id)})
    path = f"/channels/{opened.json['id']}/messages"
    assert (await api("POST", path, TEXT)).status == 200
    discord.world.direct(alice).is_closed = True
    assert (await api("POST", path, TEXT)).refusal == (403, 50007)


async def test_bucket_runs_out_and_fills_again(
    discord: FakeDiscord, api: Api, clock: FakeClock
) -> None:
    """Each channel has a bucket of its own, which says when it is full again, and then is."""
    discord.buckets.each = Rate(2, 5.0)
    path = f"/channels/{discord.world.general.id}/messages"
    left = [(await api("POST", path, TEXT)).headers["X-RateLimit-Remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    clock.time += 1
    refused = await api("POST", path, TEXT)
    assert refused.status == 429
    assert refused.json["retry_after"] == 4.0
    assert refused.json["global"] is False
    assert refused.headers["Via"]
    other = f"/channels/{discord.world.direct(discord.world.alice).id}/messages"
    assert (await api("POST", other, TEXT)).status == 200
    clock.time += 4
    assert (await api("POST", path, TEXT)).status == 200
    assert discord.buckets.refused == 1


async def test_all_requests_together_have_a_rate(discord: FakeDiscord, api: Api) -> None:
    """Beyond the rate of all requests every route is refused, but answers to interactions."""
    discord.buckets.overall = Rate(1, 1.0)
    assert (await api("GET", "/users/@me")).status == 200
    refused = await api("GET", "/gateway/bot")
    assert refused.status == 429
    assert refused.json["global"] is True
    assert (await api("POST", "/interactions/1/token/callback", {"type": 4})).status == 404


async def test_fault_answers_so_many_times(discord: FakeDiscord, api: Api) -> None:
    """A fault takes the place of the answer, as often as it is to, and nothing is done."""
    path = f"/channels/{discord.world.general.id}/messages"
    discord.faults.add(Fault("POST", r"/channels/\d+/messages", 403, 50013, times=2))
    discord.faults.add(too_many("GET", "/users/@me", 2.5))
    assert (await api("GET", "/users/@me")).headers["Retry-After"] == "2.5"
    for _ in range(2):
        assert (await api("POST", path, TEXT)).refusal == (403, 50013)
    assert discord.answers() == []
    assert (await api("POST", path, TEXT)).status == 200


@pytest.mark.parametrize("is_done", [True, False])
async def test_connection_breaks_before_or_after(
    discord: FakeDiscord, api: Api, *, is_done: bool
) -> None:
    """A broken connection tells the client nothing, whether the message was made or not."""
    path = f"/channels/{discord.world.general.id}/messages"
    discord.faults.add(Fault("POST", ".*", is_dropped=True, is_done=is_done))
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("POST", path, TEXT)
    assert len(discord.answers()) == is_done
    assert discord.ledger.calls[-1].status == 0


async def test_answer_is_held_back(discord: FakeDiscord, api: Api) -> None:
    """A slow answer comes when it is let go, and is the ordinary one."""
    gate = asyncio.Event()
    fault = discord.faults.add(Fault("GET", "/users/@me", gate=gate))
    asking = asyncio.create_task(api("GET", "/users/@me"))
    await discord.until(lambda: fault.hits, "the request")
    assert not asking.done()
    gate.set()
    assert (await asking).json["username"] == "medic"

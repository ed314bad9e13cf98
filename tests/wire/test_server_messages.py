"""The fake Discord itself: messages, and what may be in them."""

import pytest

from tests.fakes import FakeClock
from tests.wire.api import Api
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.values import JsonObject, objects, one, text

V2 = 1 << 15
EMPTY: JsonObject = {"parse": []}


def here(discord: FakeDiscord) -> str:
    """The messages of the first channel."""
    return f"/channels/{discord.world.general.id}/messages"


def words(content: str) -> JsonObject:
    """A text among components."""
    return {"type": 10, "content": content}


def button(custom_id: str = "one", label: str = "One") -> JsonObject:
    """A button."""
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id}


def row(*parts: JsonObject) -> JsonObject:
    """A row of components."""
    return {"type": 1, "components": list(parts)}


def select(options: int, **more: object) -> JsonObject:
    """A select with so many options."""
    choices = [{"label": str(number), "value": str(number)} for number in range(options)]
    return {"type": 3, "custom_id": "select", "options": choices, **more}


def cards(*parts: JsonObject, **more: object) -> JsonObject:
    """A message of components."""
    return {"flags": V2, "components": list(parts), **more}


LINK = {"type": 2, "style": 5, "label": "Apple", "url": "https://support.apple.com/"}

TAKEN: dict[str, JsonObject] = {
    "text": {"content": "x" * 2000},
    "rows": {"content": "-", "components": [row(button(str(n))) for n in range(5)]},
    "cards": cards({"type": 17, "components": [words("x" * 4000), row(button(), LINK)]}),
    "40 parts": cards(*(words("x") for _ in range(40))),
    "25 options": cards(row(select(25, placeholder="x" * 150))),
    "a long identifier": cards(row(button("x" * 100, "y" * 80))),
    "who may ping": {"content": "-", "allowed_mentions": {"parse": ["users"], "roles": ["1"]}},
    "a nonce": {"content": "-", "nonce": "x" * 25},
}

REFUSED: dict[str, JsonObject] = {
    "long text": {"content": "x" * 2001},
    "long cards": cards(words("x" * 2001), words("x" * 2000)),
    "41 parts": cards(*(words("x") for _ in range(41))),
    "parts inside count": cards(*({"type": 17, "components": [words("x")]} for _ in range(21))),
    "cards without the flag": {"components": [words("x")]},
    "text beside cards": cards(words("x"), content="x"),
    "embeds beside cards": cards(words("x"), embeds=[{"title": "x"}]),
    "no cards": cards(),
    "an empty text": cards(words(" ")),
    "six rows": {"content": "-", "components": [row(button(str(n))) for n in range(6)]},
    "six buttons": cards(row(*(button(str(n)) for n in range(6)))),
    "an empty row": cards(row()),
    "a button outside": cards(button()),
    "two selects": cards(row(select(1), select(1, custom_id="other"))),
    "a long identifier": cards(row(button("x" * 101))),
    "no identifier": cards(row(button(""))),
    "one identifier twice": cards(row(button(), button())),
    "a long label": cards(row(button(label="x" * 81))),
    "no label": cards(row(button(label=""))),
    "a link that acts": cards(row({**LINK, "custom_id": "one"})),
    "a long address": cards(row({**LINK, "url": "https://" + "x" * 512})),
    "26 options": cards(row(select(26))),
    "no options": cards(row(select(0))),
    "a long placeholder": cards(row(select(1, placeholder="x" * 151))),
    "an unknown ping": {"content": "-", "allowed_mentions": {"parse": ["all"]}},
    "pings twice": {"content": "-", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    "a long nonce": {"content": "-", "nonce": "x" * 26},
    "a reply to nothing": {"content": "-", "message_reference": {"message_id": "1"}},
}


@pytest.mark.parametrize("body", TAKEN.values(), ids=TAKEN)
async def test_what_is_within_the_limits_is_taken(
    discord: FakeDiscord, api: Api, body: JsonObject
) -> None:
    """What Discord allows at most goes through."""
    answer = await api("POST", here(discord), body)
    assert answer.status == 200
    (made,) = discord.answers()
    assert answer.json["id"] == str(made.id)


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
async def test_what_is_beyond_the_limits_is_refused(
    discord: FakeDiscord, api: Api, body: JsonObject
) -> None:
    """One more of anything is refused as a wrong form, with what is wrong, and nothing is made."""
    answer = await api("POST", here(discord), body)
    assert answer.refusal == (400, 50035)
    assert answer.json["errors"]
    assert discord.answers() == []


async def test_empty_message_is_refused(discord: FakeDiscord, api: Api) -> None:
    """A message with nothing in it has a code of its own."""
    assert (await api("POST", here(discord), {"content": ""})).refusal == (400, 50006)


async def test_nonce_makes_one_message(discord: FakeDiscord, api: Api, clock: FakeClock) -> None:
    """An enforced nonce gives the message that there is, for some minutes; others make new ones."""
    body: JsonObject = {"content": "one", "nonce": "7", "enforce_nonce": True}
    first = await api("POST", here(discord), body)
    again = await api("POST", here(discord), {**body, "content": "two"})
    assert again.json["id"] == first.json["id"]
    assert again.json["content"] == "one"
    await api("POST", here(discord), {**body, "enforce_nonce": False})
    await api("POST", here(discord), {**body, "nonce": "8"})
    clock.time += 301
    await api("POST", here(discord), body)
    assert len(discord.answers()) == 4


async def test_reply_to_a_deleted_message(discord: FakeDiscord, api: Api) -> None:
    """A reply whose target is gone becomes an ordinary message, if that is wanted."""
    target = await discord.people.say("hello")
    reference: JsonObject = {"message_id": str(target.id), "fail_if_not_exists": False}
    body: JsonObject = {"content": "-", "message_reference": reference}
    assert (await api("POST", here(discord), body)).json["type"] == 19
    await discord.people.delete(target)
    assert (await api("POST", here(discord), body)).json["type"] == 0


async def test_edit_keeps_what_it_leaves_out(discord: FakeDiscord, api: Api) -> None:
    """An edit changes what it names; cards stay cards, and text beside them is refused."""
    made = await api("POST", here(discord), cards(words("old"), row(button())))
    path = f"{here(discord)}/{made.json['id']}"
    edited = await api("PATCH", path, {"components": [words("new")]})
    assert edited.json["flags"] == V2
    assert edited.json["edited_timestamp"]
    assert discord.answers()[0].words == "new"
    assert (await api("PATCH", path, {"content": "text"})).refusal == (400, 50035)
    assert (await api("PATCH", path, {"components": []})).refusal == (400, 50035)


async def test_others_messages_are_not_the_bots(discord: FakeDiscord, api: Api) -> None:
    """What somebody else wrote can't be edited, nor deleted without the permission."""
    said = await discord.people.say("hello")
    path = f"{here(discord)}/{said.id}"
    assert (await api("PATCH", path, {"content": "-"})).refusal == (403, 50005)
    assert (await api("DELETE", path)).refusal == (403, 50013)


async def test_deleted_message_is_gone(discord: FakeDiscord, api: Api) -> None:
    """A message of the bot's can be deleted, once."""
    made = await api("POST", here(discord), {"content": "hello"})
    path = f"{here(discord)}/{made.json['id']}"
    assert (await api("DELETE", path)).status == 204
    for method in ("GET", "PATCH", "DELETE"):
        assert (await api(method, path, {})).refusal == (404, 10008)


async def test_history_is_read_in_parts(discord: FakeDiscord, api: Api) -> None:
    """Before, after and around a message, the newest first, as many as are wanted."""
    said = [await discord.people.say(f"{{bot}} {number}") for number in range(9)]
    ids = [str(message.id) for message in said][::-1]

    async def read(query: str) -> list[str]:
        answer = await api("GET", f"{here(discord)}?{query}")
        return [text(message["id"]) for message in objects(answer.body)]

    assert await read("limit=100") == ids
    assert await read("limit=2") == ids[:2]
    assert await read(f"limit=2&before={ids[4]}") == ids[5:7]
    assert await read(f"limit=2&after={ids[4]}") == ids[2:4]
    assert await read(f"limit=3&around={ids[4]}") == ids[3:6]
    assert (await api("GET", f"{here(discord)}?limit=101")).refusal == (400, 50035)


async def test_content_is_for_those_it_is_meant_for(discord: FakeDiscord, api: Api) -> None:
    """Without the privileged intent a bot reads what is said to it, and nothing else."""
    people, world = discord.people, discord.world
    made = await api("POST", here(discord), {"content": "hello"})
    own = discord.messages.find(world.general, int(text(made.json["id"])))
    shown = {
        "to nobody": await people.say("secret"),
        "to everyone": await people.say("@everyone secret"),
        "to another": await people.say("secret", to=await people.say("{bot} hi")),
        "without ping": await people.say("secret", to=own, ping=False),
    }
    read = [await people.say("{bot} open"), await people.say("open", to=own)]
    for message in (*shown.values(), *read):
        found = await api("GET", f"{here(discord)}/{message.id}")
        assert ("secret" in text(found.json["content"])) is False
        assert ("open" in text(found.json["content"])) is (message in read)


async def test_pings_are_seen(discord: FakeDiscord, api: Api) -> None:
    """Who is pinged is told by the text and by what is allowed, in components and edits too."""
    said = await discord.people.say("{bot} hello")
    reply: JsonObject = {"message_reference": {"message_id": str(said.id)}}
    loud = "@everyone <@7> <@&8>"
    await api("POST", here(discord), {"content": loud, **reply})
    alice = discord.world.alice.id
    everybody = ["everyone", "users 7", "roles 8", f"reply {alice}"]
    assert discord.messages.pinged == everybody
    silent = await api("POST", here(discord), {"content": loud, "allowed_mentions": EMPTY, **reply})
    await api("POST", here(discord), cards(words(loud), allowed_mentions={"users": ["7"]}))
    assert discord.messages.pinged == [*everybody, "users 7"]
    await api("PATCH", f"{here(discord)}/{silent.json['id']}", {"content": loud})
    assert len(discord.messages.pinged) == 9


async def test_thread_is_opened_and_folded_away(discord: FakeDiscord, api: Api) -> None:
    """A message has one thread at most; writing there opens it again, unless it is locked."""
    said = await discord.people.say("{bot} hello")
    threads = f"{here(discord)}/{said.id}/threads"
    assert (await api("POST", threads, {"name": ""})).refusal == (400, 50035)
    made = await api("POST", threads, {"name": "hello"})
    assert made.json["id"] == str(said.id)
    assert (await api("POST", threads, {"name": "again"})).refusal == (400, 160004)
    path = f"/channels/{said.id}"
    posted = await api("POST", f"{path}/messages", {"content": "-"})
    await api("PATCH", path, {"archived": True})
    edit = f"{path}/messages/{posted.json['id']}"
    assert (await api("PATCH", edit, {"content": "+"})).refusal == (400, 50083)
    await api("POST", f"{path}/messages", {"content": "-"})
    assert (await api("PATCH", edit, {"content": "+"})).status == 200
    await api("PATCH", path, {"locked": True})
    assert (await api("POST", f"{path}/messages", {"content": "-"})).refusal == (403, 160005)
    assert one((await api("GET", path)).json["thread_metadata"])["locked"] is True

"""The fake Discord itself: commands, presses and forms, and the answers that they may have."""

import aiohttp
import pytest

from tests.fakes import FakeClock
from tests.wire.api import Answer, Api
from tests.wire.fake_discord import FakeDiscord
from tests.wire.fake_discord.interactions import Interaction
from tests.wire.fake_discord.message import Message
from tests.wire.fake_discord.values import JsonObject, objects, one

V2 = 1 << 15
EPHEMERAL = 1 << 6
CARD: JsonObject = {
    "flags": V2,
    "components": [
        {"type": 10, "content": "card"},
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]},
    ],
}
NEW: JsonObject = {"components": [{"type": 10, "content": "new"}]}
FORM: JsonObject = {
    "title": "Describe it",
    "custom_id": "form",
    "components": [
        {"type": 18, "label": "See", "component": {"type": 4, "custom_id": "see", "style": 2}},
        {"type": 18, "label": "Phone", "component": {"type": 4, "custom_id": "phone", "style": 1}},
    ],
}
COMMANDS: list[JsonObject] = [
    {
        "name": "diagnose",
        "type": 1,
        "description": "Find out",
        "options": [
            {"name": "symptom", "type": 3, "description": "What you see", "autocomplete": True},
            {"name": "public", "type": 5, "description": "For all"},
        ],
    },
    {"name": "Diagnose it", "type": 3},
]


async def answer(api: Api, made: Interaction, kind: int, data: JsonObject | None = None) -> Answer:
    """Give the first answer to an interaction."""
    path = f"/interactions/{made.id}/{made.token}/callback?with_response=true"
    return await api("POST", path, {"type": kind, "data": data or {}}, key="none")


def hook(discord: FakeDiscord, made: Interaction, which: str = "") -> str:
    """Where further answers go, or one of them is."""
    path = f"/webhooks/{discord.world.bot.id}/{made.token}"
    return f"{path}/messages/{which}" if which else path


@pytest.fixture
async def card(discord: FakeDiscord, api: Api) -> Message:
    """A card of the bot's with a button."""
    await api("POST", f"/channels/{discord.world.general.id}/messages", CARD)
    return discord.answers()[0]


@pytest.fixture
async def asked(discord: FakeDiscord, api: Api) -> Interaction:
    """A slash command that somebody has sent."""
    registered = await api("PUT", f"/applications/{discord.world.bot.id}/commands", COMMANDS)
    assert registered.status == 200
    return await discord.people.slash("diagnose", symptom="not enough storage")


async def test_first_answer_is_given_once(
    discord: FakeDiscord, api: Api, asked: Interaction
) -> None:
    """One answer is taken; a second, one to nothing, and one by a wrong token are refused."""
    told = await answer(api, asked, 4, CARD)
    assert told.status == 200
    assert one(told.json["interaction"])["response_message_id"] == str(discord.answers()[0].id)
    assert (await answer(api, asked, 4, CARD)).refusal == (400, 40060)
    path = f"/interactions/{asked.id}/wrong/callback"
    assert (await api("POST", path, {"type": 4, "data": CARD})).refusal == (404, 10062)
    assert asked.words == "card"


async def test_late_answer_is_refused(api: Api, asked: Interaction, clock: FakeClock) -> None:
    """After three seconds the interaction is unknown."""
    clock.time += 3.1
    assert (await answer(api, asked, 4, CARD)).refusal == (404, 10062)
    assert not asked.is_acknowledged


async def test_deferred_answer_is_filled_in(
    discord: FakeDiscord, api: Api, asked: Interaction, clock: FakeClock
) -> None:
    """A deferred answer, private here, waits up to a quarter of an hour for its contents."""
    told = await answer(api, asked, 5, {"flags": EPHEMERAL})
    assert one(told.json["interaction"])["response_message_loading"] is True
    clock.time += 14 * 60
    edited = await api("PATCH", hook(discord, asked, "@original"), CARD)
    assert edited.json["flags"] == V2 | EPHEMERAL
    assert asked.words == "card"
    assert discord.answers() == []
    clock.time += 2 * 60
    late = await api("PATCH", hook(discord, asked, "@original"), NEW)
    assert late.refusal == (401, 50027)


async def test_first_follow_up_takes_the_place_of_a_deferred_answer(
    discord: FakeDiscord, api: Api, asked: Interaction
) -> None:
    """What follows a deferred answer fills it in; what follows that is a message of its own."""
    assert (await api("POST", hook(discord, asked), CARD)).refusal == (404, 10015)
    await answer(api, asked, 5)
    first = await api("POST", hook(discord, asked), CARD)
    original = await api("GET", hook(discord, asked, "@original"))
    assert first.json["id"] == original.json["id"]
    second = await api("POST", hook(discord, asked), {"content": "and"})
    assert len(discord.answers()) == 2
    assert (await api("DELETE", hook(discord, asked, str(second.json["id"])))).status == 204
    assert (await api("DELETE", hook(discord, asked, "@original"))).status == 204
    assert (await api("GET", hook(discord, asked, "@original"))).refusal == (404, 10008)


async def test_file_comes_along(discord: FakeDiscord, api: Api, asked: Interaction) -> None:
    """A message can have files; the ledger keeps what is in them."""
    await answer(api, asked, 5, {"flags": EPHEMERAL})
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"content": "all of it"}')
    form.add_field("files[0]", b"{}", filename="kept.json")
    sent = await api.send(hook(discord, asked), form)
    (file,) = objects(sent.json["attachments"])
    assert (file["filename"], file["size"]) == ("kept.json", 2)
    assert discord.ledger.calls[-1].files == {"kept.json": b"{}"}
    assert one(sent.json["interaction_metadata"])["id"] == str(asked.id)


async def test_user_install_has_five_follow_ups(
    discord: FakeDiscord, api: Api, asked: Interaction
) -> None:
    """Where the user alone installed the application, five further messages are all there is."""
    assert asked.is_acknowledged is False
    guild = discord.world.add_guild(7, has_bot=False)
    made = await discord.people.slash(
        "diagnose", guild.general, by_user_install=True, symptom="full"
    )
    await answer(api, made, 4, CARD)
    tries = [await api("POST", hook(discord, made), {"content": "-"}) for _ in range(6)]
    assert [one_.status for one_ in tries] == [200] * 5 + [400]
    assert tries[-1].refusal == (400, 40094)
    there = f"/channels/{guild.general.id}/messages"
    assert (await api("POST", there, {"content": "-"})).refusal == (403, 50001)


async def test_press_updates_its_message(discord: FakeDiscord, api: Api, card: Message) -> None:
    """After a press the message can be changed at once, or deferred and changed later."""
    made = await discord.people.click(card, "Go")
    assert (await answer(api, made, 7, NEW)).status == 200
    assert card.words == "new"
    with pytest.raises(LookupError, match="Go"):
        await discord.people.click(card, "Go")


async def test_wrong_update_leaves_the_press_open(
    discord: FakeDiscord, api: Api, card: Message
) -> None:
    """An answer beyond the limits is refused and doesn't count as one."""
    made = await discord.people.click(card, custom_id="go")
    assert (await answer(api, made, 7, {"components": []})).refusal == (400, 50035)
    assert not made.is_acknowledged
    assert (await answer(api, made, 6)).status == 200
    await api("PATCH", hook(discord, made, "@original"), NEW)
    assert card.words == "new"


async def test_form_opens_and_comes_back(discord: FakeDiscord, api: Api, card: Message) -> None:
    """A form opens after a press; what is entered comes as an interaction of its own."""
    made = await discord.people.click(card, "Go")
    assert (await answer(api, made, 9, {**FORM, "title": "x" * 46})).refusal == (400, 50035)
    assert (await answer(api, made, 9, FORM)).status == 200
    sent = await discord.people.submit(made, {"see": "no space"})
    assert (await answer(api, sent, 9, FORM)).refusal == (400, 50035)
    assert (await answer(api, sent, 7, NEW)).status == 200
    assert card.words == "new"
    with pytest.raises(AssertionError, match="elsewhere"):
        await discord.people.submit(made, {"elsewhere": "x"})


async def test_choices_are_offered_while_typing(
    discord: FakeDiscord, api: Api, asked: Interaction
) -> None:
    """What is typed can have up to 25 choices, and no other answer."""
    assert asked.choices == []
    made = await discord.people.type_in("diagnose", "symptom", "stor")
    many = [{"name": str(number), "value": str(number)} for number in range(26)]
    assert (await answer(api, made, 4, CARD)).refusal == (400, 50035)
    assert (await answer(api, made, 8, {"choices": many})).refusal == (400, 50035)
    assert (await answer(api, made, 8, {"choices": many[:25]})).status == 200
    assert len(made.choices) == 25


async def test_commands_keep_their_ids(discord: FakeDiscord, api: Api, asked: Interaction) -> None:
    """Registering again keeps the ids of what stays; what is gone can't be called any more."""
    assert asked.asked
    path = f"/applications/{discord.world.bot.id}/commands"
    before = discord.commands.registered[0]["id"]
    await api("PUT", path, COMMANDS[:1])
    assert discord.commands.registered[0]["id"] == before
    assert (await api("GET", path)).body == discord.commands.registered
    with pytest.raises(LookupError, match="Diagnose it"):
        await discord.people.choose("Diagnose it", await discord.people.say("hello"))


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Upper", "description": "x"},
        {"name": "two words", "description": "x"},
        {"name": "empty", "description": ""},
        {"name": "long", "description": "x" * 101},
        {"name": "menu", "description": "x", "type": 3},
        {"name": "x" * 33, "description": "x"},
    ],
    ids=str,
)
async def test_wrong_command_is_refused(
    discord: FakeDiscord, api: Api, command: JsonObject
) -> None:
    """Names and descriptions have their forms, by the type of the command."""
    path = f"/applications/{discord.world.bot.id}/commands"
    assert (await api("PUT", path, [command])).refusal == (400, 50035)
    assert discord.commands.registered == []


async def test_answer_to_an_interaction_is_no_ordinary_message(
    discord: FakeDiscord, api: Api, asked: Interaction
) -> None:
    """What is replied to an interaction's answer is not for the bot, even with ping."""
    await answer(api, asked, 4, CARD)
    said = await discord.people.say("secret", to=discord.answers()[0])
    path = f"/channels/{discord.world.general.id}/messages/{said.id}"
    assert (await api("GET", path)).json["content"] == ""

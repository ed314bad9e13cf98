"""*Describe it*: the form, who fills it in, and where the answer goes."""

import discord
import pytest
import simcord

from bot.adapters.discord.cards.modals import MODAL_LABEL, MODAL_TITLE
from bot.adapters.discord.commands.describing import in_plain_words
from bot.adapters.discord.wording import SWITCHED_OFF, TOO_FAST
from bot.core.assistant import Assistant
from bot.core.ports import CaseKey, ServerSettings
from bot.core.reading import Utterance
from bot.errors import StoreError
from tests.discord.doors import answer
from tests.discord.world import REFERENCE, STORAGE, Memory, World, labels, words

FILLED = {"what": STORAGE, "device": "iPad Air", "system": "17.4", "tried": "restarting it"}


async def opened(
    card: discord.Message | simcord.ResponseMessage, who: simcord.MemberActor
) -> simcord.InteractionResult:
    """Somebody opens the form."""
    result = await who.click(card, label="Describe it")
    assert result.modal is not None
    return result


async def test_bare_mention_offers_the_form(world: World) -> None:
    """Who mentions the bot without a word gets a button to say what is wrong."""
    assert labels(await world.ask("")) == ["Describe it"]


async def test_no_form_beside_a_case(world: World) -> None:
    """A card that answers something has no such button."""
    assert "Describe it" not in labels(await world.ask())


async def test_form_is_within_the_limits(world: World) -> None:
    """Title, labels and identifiers fit, and only what one sees has to be filled in."""
    modal = (await opened(await world.ask(""), world.alice)).modal
    assert modal is not None
    assert len(modal["title"]) <= MODAL_TITLE
    assert len(modal["custom_id"]) <= 100
    assert 1 <= len(modal["components"]) <= 5
    needed = [one["component"]["required"] for one in modal["components"]]
    assert needed == [True, False, False, False]
    assert all(len(one["label"]) <= MODAL_LABEL for one in modal["components"])
    assert modal["components"][0]["component"]["max_length"] == 1000


async def test_own_card_is_edited(world: World, memory: Memory) -> None:
    """Sent off from one's own card, the answer takes its place, and the case is the public one."""
    card = await world.ask("")
    form = await opened(card, world.alice)
    result = await world.alice.submit_modal(form, FILLED)
    assert result.acknowledged
    assert result.followups == []
    assert len(world.answers()) == 1
    after = world.again(card)
    assert labels(after) != ["Describe it"]
    case = world.case(memory).conversation
    assert case.slots.device == "ipad"
    assert case.slots.os == "17.4"
    assert "restart" in case.tried
    assert world.case(memory).card == card.id


async def test_somebody_elses_card_stays(world: World, memory: Memory) -> None:
    """Anybody may use the form; from another person's card the answer is private."""
    card = await world.ask("")
    form = await opened(card, world.bruno)
    result = await world.bruno.submit_modal(form, {"what": STORAGE})
    assert result.ephemeral
    assert "no room for the next backup" in words(answer(result))
    assert words(world.again(card)) == words(card)
    assert CaseKey(world.channel.id, world.bruno.id, "private") in memory.conversations.kept
    assert CaseKey(world.channel.id, world.bruno.id) not in memory.conversations.kept


async def test_from_the_help(world: World, memory: Memory) -> None:
    """From the help card, which is private, the case is private and in its place."""
    card = answer(await world.alice.slash(world.channel, "help"))
    form = await opened(card, world.alice)
    await world.alice.submit_modal(form, {"what": STORAGE})
    assert "no room for the next backup" in words(card)
    assert CaseKey(world.channel.id, world.alice.id, "private") in memory.conversations.kept
    assert world.answers() == []


async def test_in_a_dm(world: World) -> None:
    """In a DM the form goes on with the conversation there."""
    await world.alice.send_dm(world.me)
    (card,) = world.answers(world.alice.user.dm_channel)
    form = await world.alice.user.click(card, label="Describe it")
    await world.alice.user.submit_modal(form, {"what": STORAGE})
    await world.alice.send_dm("still failing")
    assert "Fix 2 ·" in words(world.answers(world.alice.user.dm_channel)[-1])


async def test_restart_while_the_form_is_open(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """A form that an old process opened is answered by the new one."""
    card = await world.ask("")
    await world.env.restart_bot(memory.bot(assistant))
    form = await opened(card, world.alice)
    await world.env.restart_bot(memory.bot(assistant))
    await world.alice.submit_modal(form, {"what": STORAGE})
    assert "no room for the next backup" in words(world.again(card))


async def test_too_fast_before_the_form(world: World) -> None:
    """Who asks too much is told before the form, not after it was filled in."""
    card = await world.ask("")
    for _ in range(2):
        await opened(card, world.alice)
    result = await world.alice.click(card, label="Describe it")
    assert result.ephemeral
    assert words(answer(result)) == TOO_FAST


async def test_switched_off_while_the_form_is_open(world: World, memory: Memory) -> None:
    """A server that switched the bot off meanwhile gets no answer; its user is told privately."""
    card = await world.ask("")
    form = await opened(card, world.alice)
    memory.servers.kept[world.guild.id] = ServerSettings(is_off=True)
    memory.clock.time += 61
    result = await world.alice.submit_modal(form, {"what": STORAGE})
    (note,) = result.followups
    assert note.ephemeral
    assert words(note) == SWITCHED_OFF
    assert words(world.again(card)) == words(card)


@pytest.mark.parametrize("is_own", [True, False])
async def test_failure_is_explained(world: World, memory: Memory, *, is_own: bool) -> None:
    """Where the store fails, whoever filled in the form is told privately, with the reference."""
    card = await world.ask("")
    who = world.alice if is_own else world.bruno
    form = await opened(card, who)
    memory.conversations.failure = StoreError("medic.sqlite3", "disk full")
    result = await who.submit_modal(form, {"what": STORAGE})
    note = result.followups[0] if is_own else answer(result)
    assert note.ephemeral
    assert REFERENCE in words(note)


async def test_no_form_is_kept(world: World) -> None:
    """However many forms are opened and left, discord.py keeps none of them."""
    await opened(await world.ask(""), world.alice)
    store = world.env.bot._connection._view_store  # noqa: SLF001  # nothing public tells it
    assert store._modals == {}  # noqa: SLF001


async def test_no_text_is_kept(world: World, memory: Memory) -> None:
    """What was filled in is nowhere in what is kept."""
    form = await opened(await world.ask(""), world.alice)
    await world.alice.submit_modal(form, {"what": f"{STORAGE} xylophone", "tried": "zylophone"})
    assert "ylophone" not in repr([vars(part) for part in vars(memory).values()])


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"what": "Backup fails"}, "Backup fails."),
        ({"what": "Why?", "device": "", "system": ""}, "Why?"),
        (
            {"what": "It fails!", "device": "iPhone 13", "system": "18.1"},
            "It fails! It's my iPhone 13. It has iOS 18.1.",
        ),
        (
            {"what": "It fails", "system": "iPadOS 17", "tried": "Wi-Fi\nrestart"},
            "It fails. It has iPadOS 17. I already tried: Wi-Fi, restart.",
        ),
        ({"tried": "restart"}, "I already tried: restart."),
        ({}, ""),
    ],
)
def test_plain_words(filled: dict[str, str], said: str) -> None:
    """A form is put together as somebody would write it, without what was left out."""
    assert in_plain_words(filled) == said


@pytest.mark.parametrize(
    ("device", "system", "tried", "read"),
    [
        ("iPad Air", "17.4", "restart", ("ipad", "17.4", ("restart",))),
        ("iphone 13", "iOS 18.1", "restarted, signed out", ("iphone", "18.1", ("restart",))),
        ("my ipod touch", "", "", ("ipod", None, ())),
    ],
)
def test_form_is_understood(
    assistant: Assistant,
    device: str,
    system: str,
    tried: str,
    read: tuple[str, str | None, tuple[str, ...]],
) -> None:
    """Device, version and what was tried are read out of the words that a form makes."""
    filled = {"what": STORAGE, "device": device, "system": system, "tried": tried}
    case = assistant.hear(Utterance(in_plain_words(filled)), None, 0.0).conversation
    assert case is not None
    assert (case.slots.device, case.slots.os) == read[:2]
    assert set(read[2]) <= set(case.tried)

"""*Diagnose backup problem* in the menu of a message, and the button that posts its answer."""

from pathlib import Path

import pytest
import simcord

from bot.adapters.discord.commands.asking import DIAGNOSE_MESSAGE
from bot.adapters.discord.wording import (
    ALREADY_HELPED,
    ALREADY_POSTED,
    BOT_WROTE_IT,
    CASE_IS_GONE,
    NOT_YOURS,
    NOTHING_TO_READ,
    SWITCHED_OFF,
    TOO_FAST,
)
from bot.adapters.store import Store
from bot.core.assistant import Assistant
from bot.core.ports import CaseKey, ServerSettings
from bot.errors import StoreError
from tests.discord.doors import answer, by_user_install
from tests.discord.world import REFERENCE, STORAGE, Memory, World, labels, make_bot, parts, words
from tests.fakes import FakeClock

POST = "Post it here"


async def diagnosed(world: World, text: str = STORAGE) -> simcord.InteractionResult:
    """Alice has a message of Bruno's diagnosed."""
    message = await world.bruno.send(world.channel, text)
    return await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message)


async def test_message_is_diagnosed_for_the_one_who_points_to_it(
    world: World, memory: Memory
) -> None:
    """The answer is private, and its case is the asker's, apart from all others."""
    message = await world.bruno.send(world.channel, STORAGE)
    result = await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message)
    assert result.ephemeral
    assert "no room for the next backup" in words(answer(result))
    assert labels(answer(result))[-1] == POST
    (key,) = memory.conversations.kept
    assert key == CaseKey(world.channel.id, world.alice.id, str(message.id))


async def test_each_time_anew(world: World) -> None:
    """Pointing to a message again begins its case again."""
    message = await world.bruno.send(world.channel, STORAGE)
    first = await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message)
    await world.alice.click(answer(first), label="Still failing")
    second = await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message)
    assert "Fix 1 ·" in words(answer(second))


async def test_private_answer_goes_on(world: World) -> None:
    """The choices work on the private card, and the button to post it stays."""
    card = answer(await diagnosed(world))
    await world.alice.click(card, label="Still failing")
    assert "Fix 2 ·" in words(card)
    assert labels(card)[-1] == POST


@pytest.mark.parametrize("text", ["", "   "])
async def test_message_without_words(world: World, text: str) -> None:
    """A picture, or nothing at all, can't be read, and that is said kindly."""
    picture = [("screen.png", b"not really")]
    message = await world.bruno.send(world.channel, text, attachments=picture)
    result = await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message)
    assert result.ephemeral
    assert words(answer(result)) == NOTHING_TO_READ


async def test_message_of_a_bot(world: World, memory: Memory) -> None:
    """The bot's own cards, and other bots' messages, are not diagnosed."""
    card = await world.ask()
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    hook = world.guild.create_webhook(world.channel)
    others = (await robot.send(world.channel, STORAGE), await hook.send(STORAGE))
    kept = dict(memory.conversations.kept)
    for message in (card, *others):
        result = await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message)
        assert result.ephemeral
        assert words(answer(result)) == BOT_WROTE_IT
    assert memory.conversations.kept == kept


async def test_off_and_too_fast(world: World, memory: Memory) -> None:
    """The switch and the measure hold for this door too."""
    memory.servers.kept[world.guild.id] = ServerSettings(is_off=True)
    assert words(answer(await diagnosed(world))) == SWITCHED_OFF
    await diagnosed(world)
    await diagnosed(world)
    assert words(answer(await diagnosed(world))) == TOO_FAST


@pytest.mark.parametrize("is_own", [True, False])
async def test_hint_is_for_the_author(world: World, *, is_own: bool) -> None:
    """Only whoever wrote private data is told to delete it."""
    writer = world.alice if is_own else world.bruno
    message = await writer.send(world.channel, f"{STORAGE}, mail me: someone@example.com")
    result = await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message)
    assert ("This place is public" in words(answer(result))) is is_own


async def test_mention_of_the_bot_is_not_read(world: World) -> None:
    """A message that says nothing but the bot's name has no words."""
    message = await world.bruno.send(world.channel, world.me)
    result = await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message)
    assert words(answer(result)) == NOTHING_TO_READ


async def test_failure_is_explained(world: World, memory: Memory) -> None:
    """Where the store fails, the asker is told privately."""
    memory.conversations.failure = StoreError("medic.sqlite3", "disk full")
    result = await diagnosed(world)
    assert result.ephemeral
    assert REFERENCE in words(answer(result))
    assert len(world.env.errors) == 1


async def test_posted_for_the_author(world: World, memory: Memory) -> None:
    """*Post it here* shows the case to all, names its message, and leaves it to the author."""
    private = answer(await diagnosed(world))
    result = await world.alice.click(private, label=POST)
    (posted,) = result.followups
    assert not posted.ephemeral
    assert "https://discord.com/channels/" in words(posted)
    assert "no room for the next backup" in words(posted)
    assert labels(posted) == ["It works now", "Still failing", "All steps", "Apple Support"]
    assert memory.conversations.kept[CaseKey(world.channel.id, world.bruno.id)].card == posted.id
    refused = await world.alice.click(posted, label="Still failing")
    assert words(answer(refused)) == NOT_YOURS
    await world.bruno.click(posted, label="Still failing")
    assert "Fix 2 ·" in words(posted)


async def test_posted_once(world: World) -> None:
    """The button goes once it was used, the other choices stay and act; a late press posts none."""
    private = answer(await diagnosed(world))
    button = next(one for one in parts(private) if one.get("label") == POST)
    await world.alice.click(private, label=POST)
    assert POST not in labels(private)
    await world.alice.click(private, label="Still failing")
    assert "Fix 2 ·" in words(private)
    assert POST not in labels(private)
    world.rename_button(private, "All steps", str(button["custom_id"]))
    again = await world.alice.click(private, custom_id=str(button["custom_id"]))
    (note,) = again.followups
    assert note.ephemeral
    assert words(note) == ALREADY_POSTED
    assert len(world.answers()) == 1


async def test_posted_as_far_as_it_has_come(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """What is posted is the case as it is by then, after a restart too."""
    private = answer(await diagnosed(world))
    await world.alice.click(private, label="Still failing")
    await world.env.restart_bot(memory.bot(assistant))
    result = await world.alice.click(private, label=POST)
    (posted,) = result.followups
    assert "Fix 2 ·" in words(posted)
    await world.bruno.send(world.channel, f"{world.me} still failing")
    assert "Fix 3 ·" in words(world.answers()[-1])


async def test_posted_with_the_real_store(assistant: Assistant, tmp_path: Path) -> None:
    """In the SQLite file private cases stand beside public ones, and outlive the process."""
    url, clock = f"sqlite:///{tmp_path / 'medic.sqlite3'}", FakeClock()
    async with Store.open(url) as store, simcord.run(make_bot(assistant, store, clock)) as env:
        world = World.around(env)
        private = answer(await diagnosed(world))
        await world.alice.slash(world.channel, "diagnose", symptom="my restore never ends")
        async with Store.open(url) as later:
            await env.restart_bot(make_bot(assistant, later, clock))
            await world.alice.click(private, label="Still failing")
            (posted,) = (await world.alice.click(private, label=POST)).followups
            await world.bruno.click(posted, label="Still failing")
            assert "Fix 3 ·" in words(posted)


async def test_open_case_of_the_author_is_left_alone(world: World, memory: Memory) -> None:
    """Nobody can put another case in place of one that its user is working on."""
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    key = CaseKey(world.channel.id, world.bruno.id)
    kept = memory.conversations.kept[key]
    private = answer(await diagnosed(world, "my restore never ends"))
    result = await world.alice.click(private, label=POST)
    (note,) = result.followups
    assert note.ephemeral
    assert words(note) == ALREADY_HELPED
    assert memory.conversations.kept[key] == kept
    assert POST in labels(private)


async def test_own_message_replaces_the_own_case(world: World, memory: Memory) -> None:
    """Who posts the answer to a message of their own goes on with that one."""
    old = await world.ask("my restore never ends")
    message = await world.alice.send(world.channel, STORAGE)
    private = answer(await world.alice.context_menu(world.channel, DIAGNOSE_MESSAGE, message))
    (posted,) = (await world.alice.click(private, label=POST)).followups
    assert world.case(memory).card == posted.id
    assert labels(world.again(old)) == []


@pytest.mark.parametrize("text", ["how often does icloud back up?", "my dog ate my homework"])
async def test_nothing_to_post(world: World, text: str) -> None:
    """An answer that is no case has no button to post it."""
    assert POST not in labels(answer(await diagnosed(world, text)))


async def test_case_that_is_gone(world: World, memory: Memory) -> None:
    """A card whose case was forgotten can't be posted, and that is said."""
    private = answer(await diagnosed(world))
    memory.conversations.kept.clear()
    (note,) = (await world.alice.click(private, label=POST)).followups
    assert words(note) == CASE_IS_GONE
    assert world.answers() == []


async def test_post_that_fails_can_be_tried_again(world: World) -> None:
    """Where Discord doesn't take the card, the poster is told, and the button stays."""
    private = answer(await diagnosed(world))
    world.env.inject_error("POST", "/webhooks/*/*", status=503)
    (note,) = (await world.alice.click(private, label=POST)).followups
    assert REFERENCE in words(note)
    assert POST in labels(private)
    (posted,) = (await world.alice.click(private, label=POST)).followups
    assert "Fix 1 ·" in words(posted)


async def test_post_becomes_plain_text(world: World) -> None:
    """Where Discord refuses the form of the card, the same is posted as text."""
    private = answer(await diagnosed(world))
    world.env.inject_error("POST", "/webhooks/*/*", status=400, code=50035)
    (posted,) = (await world.alice.click(private, label=POST)).followups
    assert "Last: Apple Support" in posted.content
    assert not posted.ephemeral


async def test_posted_where_only_the_user_has_the_bot(world: World) -> None:
    """In a server without the bot, posting takes one follow-up of the five there are."""
    with by_user_install():
        private = answer(await diagnosed(world))
        result = await world.alice.click(private, label=POST)
    assert len(result.followups) == 1
    sent = [one for one in world.env.http_requests if one.path.startswith("/channels/")]
    assert sent == []


async def test_no_view_is_kept(world: World) -> None:
    """However many cards there are, discord.py keeps nothing for them."""
    private = answer(await diagnosed(world))
    await world.alice.click(private, label="Still failing")
    await world.alice.click(private, label=POST)
    store = world.env.bot._connection._view_store  # noqa: SLF001  # nothing public tells it
    assert store._views == {}  # noqa: SLF001
    assert store._synced_message_views == {}  # noqa: SLF001

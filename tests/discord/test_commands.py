"""Slash commands: acknowledged at once, private or not, within bounds, and always answered."""

import asyncio
from dataclasses import replace

import pytest
import simcord

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.failures import judge
from bot.adapters.discord.wording import DOORS, OLD_COMMAND, SWITCHED_OFF, TOO_FAST
from bot.core.assistant import Assistant
from bot.core.conversation import Resolution
from bot.core.ports import CaseKey, ServerSettings
from bot.errors import StoreError
from tests.discord.doors import (
    SlowConversations,
    SlowServers,
    answer,
    by_user_install,
)
from tests.discord.world import REFERENCE, STORAGE, Memory, World, labels, words
from tests.logged import events_of, told

COMMANDS = ["diagnose", "causes", "support", "help"]


def asked(name: str) -> dict[str, str]:
    """What a command has to be given."""
    return {"symptom": STORAGE} if name == "diagnose" else {}


def test_everywhere(assistant: Assistant, memory: Memory) -> None:
    """Each command can be installed by servers and users, and used in servers and all DMs."""

    async def look() -> None:
        tree = memory.bot(assistant).tree
        names = {*COMMANDS, "Diagnose backup problem"}
        ours = [one for one in tree.get_commands() if one.name in names]
        assert len(ours) == 5
        for command in ours:
            payload = command.to_dict(tree)
            assert payload["integration_types"] == [0, 1]
            assert payload["contexts"] == [0, 1, 2]

    asyncio.run(look())


async def test_diagnose_is_private_unless_wanted_otherwise(world: World, memory: Memory) -> None:
    """*/diagnose* answers its user alone, in a case that no public card has to do with."""
    result = await world.alice.slash(world.channel, "diagnose", symptom=STORAGE)
    assert result.ephemeral
    assert "no room for the next backup" in words(answer(result))
    assert world.answers() == []
    (key,) = memory.conversations.kept
    assert key == CaseKey(world.channel.id, world.alice.id, "private")
    assert key.server == world.guild.id


async def test_diagnose_in_public(world: World, memory: Memory) -> None:
    """With *public:* the card is for everybody, and mentions go on with the same case."""
    result = await world.alice.slash(world.channel, "diagnose", symptom=STORAGE, public=True)
    assert not result.ephemeral
    assert "no room for the next backup" in words(answer(result))
    assert world.case(memory).card == answer(result).id
    assert "Fix 2 ·" in words(await world.ask("still failing"))


async def test_private_case_stays_apart_from_the_public_one(world: World, memory: Memory) -> None:
    """What was said privately doesn't show in the public card of the same user and place."""
    await world.alice.slash(world.channel, "diagnose", symptom="my restore never ends, iOS 17.4")
    card = await world.ask()
    assert "17.4" not in words(card)
    assert len(memory.conversations.kept) == 2


@pytest.mark.parametrize(("given", "private"), [({}, False), ({"public": False}, True)])
async def test_server_can_want_public_answers(
    world: World, memory: Memory, given: dict[str, bool], *, private: bool
) -> None:
    """What the server chose holds where the user doesn't say, once it has been looked up."""
    memory.servers.kept[world.guild.id] = ServerSettings(is_private=False)
    await world.bruno.slash(world.channel, "help")
    result = await world.alice.slash(world.channel, "diagnose", symptom=STORAGE, **given)
    assert result.ephemeral is private


async def test_buttons_of_a_private_card(world: World, memory: Memory) -> None:
    """The buttons of a private card go on with the private case, in place."""
    card = answer(await world.alice.slash(world.channel, "diagnose", symptom=STORAGE))
    await world.alice.click(card, label="Still failing")
    assert "Fix 2 ·" in words(card)
    await world.alice.click(card, label="It works now")
    key = CaseKey(world.channel.id, world.alice.id, "private")
    assert memory.conversations.kept[key].conversation.resolution is Resolution.SOLVED


async def test_private_card_after_a_restart(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """A new process knows the buttons of a private card too."""
    card = answer(await world.alice.slash(world.channel, "diagnose", symptom=STORAGE))
    await world.env.restart_bot(memory.bot(assistant))
    await world.alice.click(card, label="Still failing")
    assert "Fix 2 ·" in words(card)


async def test_diagnose_in_a_dm_is_the_same_conversation(world: World) -> None:
    """In a DM a command and what is written go on with each other."""
    result = await world.alice.user.slash("diagnose", symptom=STORAGE)
    assert not result.ephemeral
    await world.alice.send_dm("still failing")
    assert "Fix 2 ·" in words(world.answers(world.alice.user.dm_channel)[-1])


async def test_suggestions(world: World) -> None:
    """While somebody types, the nearest symptoms come up, as many and as long as Discord takes."""
    for typed in ("", "stor", "greyed out", "zzz", "x" * 1000):
        choices = await world.alice.autocomplete(world.channel, "diagnose", "symptom", typed)
        assert 1 <= len(choices) <= 25
        assert all(1 <= len(choice["name"]) <= 100 for choice in choices)
        assert all(choice["name"] == choice["value"] for choice in choices)
    (first, *_) = await world.alice.autocomplete(
        world.channel, "diagnose", "symptom", "not enough st"
    )
    assert "not enough" in first["name"].lower()


async def test_suggestions_that_fail(
    world: World,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where nothing can be suggested, the list is empty, and what was typed is in no log."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(assistant, "suggest", fail)
    typed = "my secret symptom"
    assert await world.alice.autocomplete(world.channel, "diagnose", "symptom", typed) == []
    assert events_of(caplog, REFERENCE)
    assert typed not in told(caplog)


@pytest.mark.parametrize("name", COMMANDS)
async def test_switched_off(world: World, memory: Memory, name: str) -> None:
    """Where a server doesn't want the bot, each command says so to its user alone."""
    memory.servers.kept[world.guild.id] = ServerSettings(is_off=True)
    result = await world.alice.slash(world.channel, name, **asked(name))
    assert result.ephemeral
    assert words(answer(result)) == SWITCHED_OFF
    assert memory.conversations.kept == {}


async def test_switched_off_is_no_public_matter(world: World, memory: Memory) -> None:
    """Once that is known, the note is private even if the answer was to be public."""
    memory.servers.kept[world.guild.id] = ServerSettings(is_off=True)
    await world.bruno.slash(world.channel, "help")
    result = await world.alice.slash(world.channel, "diagnose", symptom=STORAGE, public=True)
    assert result.ephemeral
    assert words(answer(result)) == SWITCHED_OFF
    assert world.answers() == []


async def test_too_fast(world: World) -> None:
    """Who asks too much gets a private note each time: an interaction always has an answer."""
    for _ in range(3):
        await world.alice.slash(world.channel, "help")
    for _ in range(2):
        result = await world.alice.slash(world.channel, "diagnose", symptom=STORAGE, public=True)
        assert result.ephemeral
        assert words(answer(result)) == TOO_FAST
    other = await world.bruno.slash(world.channel, "diagnose", symptom=STORAGE)
    assert words(answer(other)) != TOO_FAST


async def test_too_fast_counts_all_doors_together(world: World, memory: Memory) -> None:
    """Mentions and commands have one measure, and after a while one can go on."""
    for _ in range(3):
        await world.ask()
    result = await world.alice.slash(world.channel, "help")
    assert words(answer(result)) == TOO_FAST
    memory.clock.time += 21
    assert words(answer(await world.alice.slash(world.channel, "help"))) != TOO_FAST


@pytest.mark.parametrize("public", [True, False])
async def test_acknowledged_before_a_slow_store(assistant: Assistant, *, public: bool) -> None:
    """The store may take its time: the command is acknowledged first, and answered later."""
    go = asyncio.Event()
    servers, conversations = SlowServers(go), SlowConversations(go)
    memory = Memory(conversations=conversations, servers=servers)
    async with simcord.run(memory.bot(assistant)) as env:
        servers.env = conversations.env = env
        world = World.around(env)
        result = await world.alice.slash(world.channel, "diagnose", symptom=STORAGE, public=public)
        assert result.deferred
        assert result.ephemeral is not public
        assert words(answer(result)) == ""
        go.set()
        await env.settle()
        assert "no room for the next backup" in words(answer(result))


@pytest.mark.parametrize(
    "failure", [RuntimeError("secret detail"), StoreError("medic.sqlite3", "secret detail")]
)
@pytest.mark.parametrize("name", ["diagnose", "support"])
async def test_failure_is_explained(
    world: World, memory: Memory, caplog: pytest.LogCaptureFixture, name: str, failure: Exception
) -> None:
    """Whatever fails, the user gets advice and the reference of the log."""
    memory.conversations.failure = failure
    result = await world.alice.slash(world.channel, name, **asked(name))
    assert result.ephemeral
    assert judge(failure).advice in words(answer(result))
    assert REFERENCE in words(answer(result))
    assert "secret" not in words(answer(result))
    assert len(events_of(caplog, REFERENCE)) == 1
    assert len(world.env.errors) == 1


async def test_command_that_has_changed(world: World, simcord_bot: MedicBot) -> None:
    """A command that only Discord still has is explained, not left without an answer."""
    simcord_bot.tree.remove_command("support")
    result = await world.alice.slash(world.channel, "support")
    assert result.ephemeral
    assert words(answer(result)) == OLD_COMMAND
    assert len(world.env.errors) == 1


async def test_suggestions_of_a_command_that_has_changed(
    world: World, simcord_bot: MedicBot
) -> None:
    """Suggestions for a command that only Discord still has are none."""
    simcord_bot.tree.remove_command("diagnose")
    assert await world.alice.autocomplete(world.channel, "diagnose", "symptom", "stor") == []
    assert len(world.env.errors) == 1


async def test_refused_card_becomes_plain_text(world: World) -> None:
    """Where Discord refuses the form of a card, the same is told in a text."""
    world.env.inject_error("PATCH", "/webhooks/*/*/messages/@original", status=400, code=50035)
    result = await world.alice.slash(world.channel, "diagnose", symptom=STORAGE)
    assert "Last: Apple Support" in answer(result).content
    assert result.ephemeral


async def test_help(world: World) -> None:
    """*/help* tells how it works, each door, and that Apple is not behind it."""
    result = await world.alice.slash(world.channel, "help")
    assert result.ephemeral
    said = words(answer(result))
    assert "Not affiliated with, or endorsed by, Apple Inc." in said
    assert all(door.split(":")[0] in said for door in DOORS)
    assert labels(answer(result)) == ["Describe it", "List of causes", "What is kept"]


async def test_help_leads_to_the_list(world: World) -> None:
    """*List of causes* puts the list in place of the help."""
    card = answer(await world.alice.slash(world.channel, "help"))
    await world.alice.click(card, label="List of causes")
    assert "What can keep a backup from being made" in words(card)


async def test_support_without_a_case(world: World) -> None:
    """*/support* shows the ways to Apple Support right away, privately."""
    result = await world.alice.slash(world.channel, "support")
    assert result.ephemeral
    assert "apple.com" in str(answer(result).components)
    assert "```" not in words(answer(result))


@pytest.mark.parametrize("public", [True, False])
async def test_support_with_a_case(world: World, memory: Memory, *, public: bool) -> None:
    """The summary is that of the open case, public or private; a public one stays as it is."""
    text = f"{STORAGE}, iPad, iOS 17.4"
    await world.alice.slash(world.channel, "diagnose", symptom=text, public=public)
    result = await world.alice.slash(world.channel, "support")
    assert result.ephemeral
    assert "17.4" in words(answer(result))
    assert words(answer(result)).count("```") == 2
    if public:
        assert world.case(memory).conversation.resolution is None


async def test_support_takes_the_latest_case(world: World, memory: Memory) -> None:
    """Of a public and a private case, the summary is of the one that was heard last."""
    await world.alice.slash(world.channel, "diagnose", symptom=f"{STORAGE}, iOS 17.4")
    memory.clock.time += 60
    await world.ask(f"{STORAGE}, iOS 16.3")
    assert "16.3" in words(answer(await world.alice.slash(world.channel, "support")))


async def test_support_leaves_other_cases_alone(world: World, memory: Memory) -> None:
    """The summary of a public case takes the place of no private one."""
    card = answer(await world.alice.slash(world.channel, "diagnose", symptom=STORAGE))
    memory.clock.time += 60
    await world.ask("my restore never ends")
    support = answer(await world.alice.slash(world.channel, "support"))
    await world.alice.click(support, label="It works now")
    await world.alice.click(card, label="Still failing")
    assert "Fix 2 ·" in words(card)
    assert "no room for the next backup" in words(card)
    assert world.case(memory).conversation.resolution is None


async def test_support_of_a_private_case_ends_it(world: World, memory: Memory) -> None:
    """From the summary of the private case one can go back to it, or end it."""
    await world.alice.slash(world.channel, "diagnose", symptom=STORAGE)
    support = answer(await world.alice.slash(world.channel, "support"))
    await world.alice.click(support, label="Back to my fixes")
    assert "Fix 1 ·" in words(support)
    await world.alice.click(support, label="It works now")
    (case,) = memory.conversations.kept.values()
    assert case.conversation.resolution is Resolution.SOLVED


async def test_support_without_what_is_over(world: World, memory: Memory) -> None:
    """A case that was solved, or that nothing was heard of for a day, is summed up no more."""
    await world.press(await world.ask(f"{STORAGE}, iOS 16.3"), "It works now")
    assert "16.3" not in words(answer(await world.alice.slash(world.channel, "support")))
    await world.ask(f"{STORAGE}, iOS 17.4")
    memory.clock.time += 25 * 60 * 60
    assert "17.4" not in words(answer(await world.alice.slash(world.channel, "support")))


async def test_support_of_somebody_else(world: World) -> None:
    """Nobody sees the case of another person."""
    await world.ask(f"{STORAGE}, iOS 16.3")
    assert "16.3" not in words(answer(await world.bruno.slash(world.channel, "support")))


@pytest.mark.parametrize("name", COMMANDS)
async def test_where_only_the_user_has_the_bot(world: World, name: str) -> None:
    """In a server without the bot, each command is answered by one edit and no follow-up."""
    with by_user_install(guild_id=str(2**60)):
        result = await world.alice.slash(world.channel, name, **asked(name))
        assert result.ephemeral
        assert words(answer(result))
        assert result.followups == []


async def test_group_dm_is_private_by_default(world: World) -> None:
    """In a DM with other people the answer is for the asker alone."""
    with by_user_install(context=2):
        result = await world.alice.user.slash("diagnose", symptom=STORAGE)
    assert result.ephemeral


async def test_presses_take_no_follow_up_where_only_the_user_has_the_bot(world: World) -> None:
    """However far a case goes, each press edits the card: Discord's five follow-ups are enough."""
    with by_user_install(guild_id=str(2**60)):
        card = answer(await world.alice.slash(world.channel, "diagnose", symptom=STORAGE))
        for label in ("Still failing", "All steps", "Back to my fixes", "Still failing"):
            result = await world.alice.click(card, label=label)
            assert result.acknowledged
            assert result.followups == []
    assert "Fix 3 ·" in words(card)


async def test_private_data_is_pointed_out_in_public(world: World) -> None:
    """The hint to delete private data is for what others can read."""
    text = f"{STORAGE}, my mail is someone@example.com"
    public = await world.alice.slash(world.channel, "diagnose", symptom=text, public=True)
    private = await world.alice.slash(world.channel, "diagnose", symptom=text)
    assert "This place is public" in words(answer(public))
    assert "This place is public" not in words(answer(private))


async def test_no_text_is_kept(world: World, memory: Memory) -> None:
    """What was typed into a command is nowhere in what is kept."""
    await world.alice.slash(world.channel, "diagnose", symptom=f"{STORAGE} xylophone")
    assert "xylophone" not in repr(memory)
    assert replace(*memory.conversations.kept.values(), card=None).question is None

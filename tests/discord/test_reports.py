"""/report: who may see it, what it tells, and that nothing of another server is in it."""

from dataclasses import replace

import discord
import pytest
import simcord

from bot.adapters.discord.cards.fitting import CARD_TEXT
from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.staff.report_card import Reported, report_card
from bot.adapters.discord.wording import NO_REPORT_FOR_YOU
from bot.core.conversation import Resolution
from bot.core.knowledge import Knowledge
from bot.core.misses import Miss, day_of
from bot.core.outcome import Outcome
from bot.core.ports import ServerSettings
from bot.core.summary import summarise
from bot.errors import StoreError
from tests.discord.staff import Staff
from tests.discord.world import REFERENCE, Memory, World, labels, words

pytestmark = pytest.mark.simcord(strict_sync=False)

DAY = 24 * 60 * 60
MANAGE = discord.Permissions(manage_guild=True)


@pytest.fixture
def carol(world: World) -> simcord.MemberActor:
    """A person who manages the server."""
    return Staff(world).carol


@pytest.fixture
def cases(world: World, memory: Memory) -> Memory:
    """Cases and misses of the server, of another one, and of direct messages."""
    now, here, there = memory.clock.time, world.guild.id, world.guild.id + 1
    solved = Outcome(now, Resolution.SOLVED, "storage-full", "larger-plan", ("gone-fix",), turns=4)
    memory.outcomes.kept = [
        (here, solved),
        (here, replace(solved, resolution=Resolution.ASSUMED)),
        (here, replace(solved, resolution=Resolution.EXPIRED, cause=None, fix=None, failed=())),
        (here, replace(solved, ended=now - 40 * DAY)),
        (there, replace(solved, cause="cause-of-others")),
        (None, replace(solved, cause="cause-of-a-message")),
    ]
    memory.servers.kept[here] = ServerSettings(keeps_misses=True)
    today = day_of(now)
    memory.misses.kept = [
        (here, Miss(1, "how much is 200gb", today)),
        (here, Miss(2, "how much does 200 gb cost", today)),
        (here, Miss(3, "can *it* ping <@1>?", today - 1)),
        (there, Miss(4, "said by others", today)),
    ]
    return memory


async def report(
    actor: simcord.MemberActor, channel: simcord.ChannelHandle, **options: int
) -> simcord.ResponseMessage:
    """Use the command; gives what it answers, which nobody else sees."""
    result = await actor.slash(channel, "report", **options)
    assert result.response is not None
    assert result.response.ephemeral
    return result.response


@pytest.mark.usefixtures("cases")
async def test_report_of_a_server(world: World, carol: simcord.MemberActor) -> None:
    """Who manages a server sees its cases, fixes and misses of 30 days, and nobody else's."""
    card = await report(carol, world.channel)
    said = words(card)

    assert "How cases ended in the last 30 days, in this server" in said
    assert "**Cases**: 3, with 12 messages and choices" in said
    assert "**Solved, and said so**: 1, 33% (6% to 79%)" in said
    assert "**Solved, as it seems: thanks, then silence**: 1, 33%" in said
    assert "**Never heard of again**: 1" in said
    assert "no cause found: 1 case, 0 solved" in said
    assert "gone-fix: 0 of 2, 0% (0% to 66%)" in said
    assert "1 of 2, 50% (9% to 91%), 1 more as it seems" in said
    assert "**What got no answer: 3**" in said
    assert "- how much does 200 gb cost (2 times, last <t:" in said
    assert r"can \*it\* ping" in said
    assert r"\<@1>" in said
    assert "others" not in said
    assert "of-a-message" not in said
    assert labels(card) == []


@pytest.mark.usefixtures("cases")
async def test_days_can_be_chosen(world: World, carol: simcord.MemberActor) -> None:
    """The report goes back as many days as are asked for."""
    assert "**Cases**: 4" in words(await report(carol, world.channel, days=41))
    today = words(await report(carol, world.channel, days=1))

    assert "How cases ended today" in today
    assert "**What got no answer: 2**" in today


async def test_offered_to_managers_alone(world: World) -> None:
    """Discord offers the command to people with Manage Server, and in direct messages."""
    assert "report" not in world.alice.available_commands(world.channel)
    command = world.env.bot.tree.get_command("report")  # type: ignore[attr-defined]  # a plain Client to simcord
    assert command.default_permissions == MANAGE
    assert command.allowed_contexts.to_array() == [0, 1]
    assert command.allowed_installs.to_array() == [0]


@pytest.mark.usefixtures("cases")
async def test_others_are_turned_away_at_run_time(world: World, carol: simcord.MemberActor) -> None:
    """A server may offer the command to anybody: without Manage Server it tells nothing."""
    synced = await world.env.bot.tree.sync()  # type: ignore[attr-defined]  # a plain Client to simcord
    (command,) = [one for one in synced if one.name == "report"]
    world.guild.set_command_permissions(command, {world.alice: True})

    assert words(await report(world.alice, world.channel)) == NO_REPORT_FOR_YOU
    assert words(await report(carol, world.channel)) != NO_REPORT_FOR_YOU


@pytest.mark.usefixtures("cases")
async def test_owner_sees_all(world: World, simcord_bot: MedicBot) -> None:
    """In a direct message the application's owner sees the cases of all places, nobody else."""
    simcord_bot.owner_id = world.alice.id
    result = await world.alice.user.slash("report")
    assert result.response is not None
    said = words(result.response)
    refused = await world.bruno.user.slash("report")
    assert refused.response is not None

    assert "in all servers and direct messages" in said
    assert "**Cases**: 5" in said
    assert "cause-of-others" in said
    assert "cause-of-a-message" in said
    assert "**What got no answer: 4**" in said
    assert words(refused.response) == NO_REPORT_FOR_YOU


@pytest.mark.usefixtures("cases")
async def test_owner_is_nobody_special_in_a_server(
    world: World, simcord_bot: MedicBot, carol: simcord.MemberActor
) -> None:
    """In a server the owner sees that server alone, if they manage it."""
    simcord_bot.owner_id = carol.id

    assert "**Cases**: 3" in words(await report(carol, world.channel))


async def test_nothing_to_tell(world: World, carol: simcord.MemberActor, memory: Memory) -> None:
    """Without cases the card says so, and how misses come to be kept."""
    said = words(await report(carol, world.channel))
    memory.servers.kept[world.guild.id] = ServerSettings(keeps_misses=True)
    memory.clock.time += 100
    later = words(await report(carol, world.channel))

    assert "No case was left for good in this time." in said
    assert "not kept here. With /setup they can be" in said
    assert "There was none in this time." in later


def many(memory: Memory, server: int, count: int = 200) -> None:
    """Leave many misses that are nothing like each other."""
    today = day_of(memory.clock.time)
    texts = (f"{chr(97 + number % 26) * 9}{number} " * 12 for number in range(count))
    memory.misses.kept = [(server, Miss(at, text, today)) for at, text in enumerate(texts)]


async def test_pages(world: World, carol: simcord.MemberActor, cases: Memory) -> None:
    """A long report has pages, each within Discord's limit, to be turned by who asked for it."""
    many(cases, world.guild.id)
    card = await report(carol, world.channel, days=60)
    assert "Page 1 of " in words(card)
    assert labels(card) == ["Next page"]
    result = await carol.click(card, label="Next page")
    assert result.acknowledged
    said = words(card)

    assert "Page 2 of " in said
    assert "in the last 60 days" in said
    assert len(said) <= CARD_TEXT
    assert labels(card) == ["Previous page", "Next page"]


async def test_permission_taken_away_meanwhile(
    world: World, carol: simcord.MemberActor, cases: Memory
) -> None:
    """Whoever stops managing the server can't turn pages any more."""
    many(cases, world.guild.id)
    card = await report(carol, world.channel)
    world.env.backend.remove_member_role(
        world.guild.id,
        carol.id,
        next(iter(world.env.backend.get_member(world.guild.id, carol.id).role_ids)),
    )
    result = await carol.click(card, label="Next page")

    assert result.response is not None
    assert words(result.response) == NO_REPORT_FOR_YOU
    assert "Page 1 of " in words(card)


async def test_store_that_is_down(world: World, carol: simcord.MemberActor, memory: Memory) -> None:
    """Where the store can't be read, that is said with a reference."""
    memory.outcomes.failure = StoreError("medic.sqlite3", "disk full")
    result = await carol.slash(world.channel, "report")
    said = [*result.followups, *([result.response] if result.response else [])]

    assert len(world.env.errors) == 1
    assert [one.ephemeral for one in said if REFERENCE in words(one)] == [True]


@pytest.mark.parametrize("page", [-3, 0, 1, 2, 99])
def test_every_page_fits(knowledge: Knowledge, page: int) -> None:
    """Whatever is in it and whichever page is asked for, a card is within Discord's limits."""
    ids = [cause.id for cause in knowledge.causes]
    fixes = tuple(fix.id for fix in knowledge.fixes())
    outcomes = [Outcome(400 * DAY, Resolution.SOLVED, cause, fixes[0], fixes[1:]) for cause in ids]
    misses = [Miss(number, f"{number}_*<@{number}> " * 30, 400) for number in range(50)]
    summary = summarise(outcomes, misses, now=400.5 * DAY, days=400)
    view = report_card(Reported(summary, knowledge, None, keeps_misses=True), 1, page)

    assert view.content_length() <= CARD_TEXT
    assert view.total_children_count <= 40
